import type { Scope } from '#platform/data/scope.ts'
import { nameOfKind } from '../names.ts'
import { smsAbout, smsTo } from './queries.ts'
import type { SmsState } from './rules.ts'
import { smsWords } from './texts.ts'

/** The SMS to a person, for the timeline of contacts; when, what about and what became of it, never what stood in it. */
export async function smsTimeline(
  at: Scope<string>,
  person: string,
): Promise<{ at: Temporal.Instant; what: string; state: string }[]> {
  const w = smsWords(at.language)
  return (await smsTo(at, person)).map((row) => ({
    at: row.sent_at ?? row.created_at,
    what: w.smsAbout(nameOfKind(row.kind)[at.language]),
    state: w.states[row.state as SmsState],
  }))
}

/** What became of the SMS about one matter, in words; the oldest first. */
export async function smsLines(
  at: Scope<string>,
  cause: string,
): Promise<{ id: string; what: string; state: string; at: Temporal.Instant }[]> {
  const w = smsWords(at.language)
  return (await smsAbout(at, cause)).map((row) => ({
    id: row.id,
    what: nameOfKind(row.kind)[at.language],
    state: w.states[row.state as SmsState],
    at: row.settled_at ?? row.sent_at ?? row.created_at,
  }))
}
