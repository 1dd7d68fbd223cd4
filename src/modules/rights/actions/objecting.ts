import { type Activity, allActivities } from '#platform/data/activity.ts'
import { refuse } from '#platform/errors/errors.ts'
import { open } from '#platform/keys/sealed.ts'
import { announceLifting, mayObjectTo, object, objectionsOf, type RaisedObjection, weigh } from '#privacy'
import { namedIn, type RequestRow } from '../data.ts'
import { changeRequest, note } from './file.ts'
import { mustAllow } from './allowed.ts'
import type { Handling } from './letters.ts'
import { personsOf } from './persons.ts'

/** What an objection is against, where one may object to it. */
export const objectedTo = (at: Handling, row: Pick<RequestRow, 'kind' | 'activity'>): Activity[] =>
  row.kind === 'objection'
    ? allActivities().filter((one) => namedIn(row).includes(one.name) && mayObjectTo(one, at.organisation.kind))
    : []

/** A person's objections to an activity that are not weighed yet. */
export const unweighed = async (at: Handling, person: string, activity: string): Promise<RaisedObjection[]> =>
  (await objectionsOf(at, person)).filter((one) => one.activity?.name === activity && one.outcome === null)

/**
 * Stops what somebody objects to until it is weighed (Art. 21(1) and 18(1)(d) GDPR), once it is known whom the request is
 * about and that it is theirs. Done again it does nothing. What nobody named is stopped when staff name it (`nameObjected`).
 */
export async function stopWhileWeighed(at: Handling, row: RequestRow): Promise<void> {
  const activities = objectedTo(at, row)
  if (activities.length === 0 || row.identity !== 'proven' || (row.for_other && row.authority !== 'shown')) return
  const reasons = (await open(at, row.message)) ?? ''
  if (reasons.trim() === '') return
  for (const person of await personsOf(at, row.id))
    for (const activity of activities)
      if ((await unweighed(at, person, activity.name)).length === 0) await object(at, { person, activity, reasons })
}

/**
 * Notes what an objection is against, in addition to what it named, and stops that at once. Nothing is taken back here: what
 * was stopped goes on only by a decision of which the person is told. What it named and is not declared any more drops out.
 * @throws Refusal rights.not-now, rights.no-such-activity when none is new or one cannot be objected to
 */
export async function nameObjected(at: Handling, row: RequestRow, names: readonly string[]): Promise<RequestRow> {
  await mustAllow(at, row, 'against')
  const before = objectedTo(at, row).map(({ name }) => name)
  const all = [...new Set([...before, ...names])]
  const activity = all.join(',')
  if (all.length === before.length || objectedTo(at, { ...row, activity }).length < all.length)
    throw refuse('rights.no-such-activity', 'invalid')
  const changed = await changeRequest(at, row, { activity })
  await note(at, changed, 'objection-named', { activities: activity })
  await stopWhileWeighed(at, changed)
  return changed
}

/**
 * Weighs what was stopped against the person. Staff lift the restriction then; that it ends, whoever calls writes in the
 * letter about the decision (Art. 18(3) GDPR).
 * @returns whether anything was stopped
 */
export async function goOnAfter(at: Handling, row: RequestRow, weighing: string): Promise<boolean> {
  let stopped = false
  for (const person of await personsOf(at, row.id))
    for (const activity of objectedTo(at, row))
      for (const { id, restriction } of await unweighed(at, person, activity.name)) {
        await weigh(at, id, { outcome: 'overridden', weighing })
        if (restriction) await announceLifting(at, restriction, { by: 'letter' })
        stopped = true
      }
  return stopped
}
