import { sql, type Kysely } from 'kysely'
import { ledgerFact, ledgerKind, personEvidence } from '#privacy'
import type { Step } from './actions/file.ts'
import { words } from './texts.ts'

// A step is called the same in the evidence as on the desk.
const [de, en] = [words('de').events, words('en').events]
for (const step of Object.keys(de) as Step[]) ledgerKind(`rights.${step}`, { de: de[step], en: en[step] })
ledgerKind('answer.ready', { de: 'Antwort bereitgelegt', en: 'Answer laid ready' })
ledgerKind('answer.fetched', { de: 'Antwort abgeholt', en: 'Answer fetched' })
ledgerKind('answer.taken-back', { de: 'Antwort zurückgenommen', en: 'Answer taken back' })

const named = (of: object, value: string): string | undefined => (of as Readonly<Record<string, string>>)[value]
ledgerFact('right', { de: 'Recht', en: 'Right' }, (value, language) => {
  const known: Readonly<Record<string, { readonly short: string }>> = words(language).kinds
  return known[value]?.short
})
ledgerFact('channel', { de: 'Eingang per', en: 'Came by' }, (value, language) => named(words(language).channels, value))
ledgerFact('method', { de: 'geprüft durch', en: 'checked by' }, (value, language) =>
  named(words(language).methods, value),
)
ledgerFact('received', { de: 'eingegangen', en: 'received' })
ledgerFact('due', { de: 'fällig', en: 'due' })

// What is on record about a person's requests, whether they asked themselves or it is about them.
personEvidence(async (at, person) => {
  const { rows } = await sql<{ id: string }>`
    select l.id from rights_events e
    join ledger_leaves l on l.organisation_id = e.organisation_id and l.kind = 'rights.' || e.kind
      and l.at = date_trunc('milliseconds', e.at) and l.body->>'request' = e.request_id::text
    where e.request_id in (select id from rights_requests where applicant_id = ${person}
      union select request_id from rights_persons where person_id = ${person})`.execute(
    at.tx as unknown as Kysely<never>,
  )
  return rows.map(({ id }) => id)
})
