import type { Scope } from '#platform/data/scope.ts'
import { nameOfKind } from './names.ts'
import { messagesTo } from './queries.ts'
import { words } from './texts.ts'

/** The mails to a person, for the timeline of contacts; when and what about, never what stood in them. */
export async function messageTimeline(
  at: Scope<string>,
  person: string,
): Promise<{ at: Temporal.Instant; what: string; state: string }[]> {
  const w = words(at.language)
  const rows = await messagesTo(at, person)
  return rows.map((row) => ({
    at: row.sent_at ?? row.created_at,
    what: w.mailAbout(nameOfKind(row.kind)[at.language]),
    state: row.state === 'sent' ? w.sent : row.state === 'failed' ? w.failed : w.waiting,
  }))
}
