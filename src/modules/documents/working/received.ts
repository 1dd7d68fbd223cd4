import { sql } from 'kysely'
import { EVERY_PURPOSE } from '#platform/data/activity.ts'
import type { Scope } from '#platform/data/scope.ts'
import { openForAnswer } from '#platform/keys/sealed.ts'
import { format } from '#platform/text/format.ts'
import { db } from './data.ts'

const words = {
  de: (day: string) => `Geteilter Link vom ${day}`,
  en: (day: string) => `Shared link of ${day}`,
} as const

/**
 * Links to documents about these persons that somebody has fetched (Art. 19 GDPR). Whom a link was meant for is a note of the
 * staff and may be a person's name: it is told only to whoever answers a request, who keeps it sealed.
 */
export async function linksThatWereFetched(at: Scope<string>, persons: readonly string[]) {
  const { rows } = await sql<{ id: string; label: Buffer | null; made_at: Temporal.Instant }>`
    select s.id, s.label, s.made_at from document_shares s
    join documents d on d.organisation_id = s.organisation_id and d.id = s.document_id
    where d.holder_id = any(${[...persons]}::uuid[]) and s.fetched > 0 order by s.made_at, s.id`.execute(db(at))
  const labels = rows.flatMap(({ label }) => (label ? [label] : []))
  const opened = at.opens.includes(EVERY_PURPOSE as never) ? await openForAnswer(at, labels) : []
  const [language = 'de'] = at.organisation.languages
  const day = (when: Temporal.Instant) => format(language, at.organisation.zone).shortDate(when)
  return rows.map(({ id, label, made_at }) => {
    const found = label ? opened[labels.indexOf(label)] : undefined
    const who = found && 'value' in found ? String(found.value) : undefined
    return { id: `share-${id}`, name: words[language](day(made_at)), place: '', ...(who ? { who } : {}) }
  })
}
