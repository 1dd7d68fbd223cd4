import { allActivities } from '#platform/data/activity.ts'
import { open } from '#platform/keys/sealed.ts'
import { announceLifting, mayObjectTo, object, objectionsOf, type RaisedObjection, weigh } from '#privacy'
import type { RequestRow } from '../data.ts'
import type { Handling } from './letters.ts'
import { personsOf } from './persons.ts'

/** What somebody who objects named, where one may object to it. */
export const objectedTo = (at: Handling, row: Pick<RequestRow, 'activity'>) =>
  allActivities().find((one) => one.name === row.activity && mayObjectTo(one, at.organisation.kind))

/** A person's objections to an activity that are not weighed yet. */
export const unweighed = async (at: Handling, person: string, activity: string): Promise<RaisedObjection[]> =>
  (await objectionsOf(at, person)).filter((one) => one.activity?.name === activity && one.outcome === null)

/**
 * Stops what somebody objects to until it is weighed (Art. 21(1) and 18(1)(d) GDPR), once it is known whom the request is
 * about and that it is theirs. Done again it does nothing. What nobody named is stopped when staff name it.
 */
export async function stopWhileWeighed(at: Handling, row: RequestRow): Promise<void> {
  const activity = row.kind === 'objection' ? objectedTo(at, row) : undefined
  const reasons = (await open(at, row.message)) ?? ''
  if (!activity || row.identity !== 'proven' || (row.for_other && row.authority !== 'shown') || reasons.trim() === '')
    return
  for (const person of await personsOf(at, row.id))
    if ((await unweighed(at, person, activity.name)).length === 0) await object(at, { person, activity, reasons })
}

/**
 * Weighs what was stopped against the person. Staff lift the restriction then; that it ends, whoever calls writes in the
 * letter about the decision (Art. 18(3) GDPR).
 * @returns whether anything was stopped
 */
export async function goOnAfter(at: Handling, row: RequestRow, weighing: string): Promise<boolean> {
  const activity = row.kind === 'objection' ? objectedTo(at, row) : undefined
  if (!activity) return false
  let stopped = false
  for (const person of await personsOf(at, row.id))
    for (const { id, restriction } of await unweighed(at, person, activity.name)) {
      await weigh(at, id, { outcome: 'overridden', weighing })
      if (restriction) await announceLifting(at, restriction, { by: 'letter' })
      stopped = true
    }
  return stopped
}
