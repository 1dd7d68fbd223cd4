import { allActivities, basisFor } from '#platform/data/activity.ts'
import type { Scope } from '#platform/data/scope.ts'
import { db } from './data.ts'
import { type Channel, suppressedAmong } from './suppress.ts'
import { hasConsent } from './withdraw.ts'

export type Writing = {
  readonly person: string | undefined
  /** A mail address, a phone number where the channel says so, or the token under which it is found. */
  readonly to: string | Buffer
  readonly channel?: Channel | undefined
  /** What the message is sent for, where the sender said so. */
  readonly activity: string | undefined
  readonly advertising: boolean
}

/** Whether a message may be sent; see `mayWriteAll`. */
export async function mayWrite(at: Scope<string>, writing: Writing): Promise<boolean> {
  return (await mayWriteAll(at, [writing]))[0] ?? false
}

/**
 * Of each of these messages, whether it may be sent: the address is not blocked for it, the person did not object to all
 * advertising nor to its activity (also under another address), and where its activity rests on consent one is in force.
 * Asked when a message is queued, and again right before it leaves.
 */
export async function mayWriteAll(at: Scope<string>, writings: readonly Writing[]): Promise<boolean[]> {
  const suppressed = await suppressedAmong(at, writings)
  const objected = await objectedAmong(
    at,
    writings.flatMap(({ person, advertising }) => (advertising && person ? [person] : [])),
  )
  const stopped = await stoppedAmong(
    at,
    writings.flatMap(({ person, activity }) => (activity && person ? [person] : [])),
  )
  return Promise.all(
    writings.map(async ({ person, activity, advertising }, place) => {
      if (suppressed[place] || (advertising && person && objected.has(person))) return false
      if (person && activity && stopped.has(`${person} ${activity}`)) return false
      const declared = activity ? allActivities().find(({ name }) => name === activity) : undefined
      if (!declared || basisFor(declared, at.organisation.kind).art6 !== 'a') return true
      return person !== undefined && (await hasConsent(at, person, declared.name))
    }),
  )
}

/** Who of these objected to all advertising, and still does. */
async function objectedAmong(at: Scope<string>, persons: readonly string[]): Promise<ReadonlySet<string>> {
  if (persons.length === 0) return new Set()
  const rows = await db(at)
    .selectFrom('objections')
    .select('person_id')
    .where('person_id', 'in', persons)
    .where('article', '=', '21.2')
    .where('outcome', '=', 'upheld')
    .execute()
  return new Set(rows.map(({ person_id }) => person_id))
}

/** What these persons objected to for reasons of their own, while it is weighed and when it was upheld. */
async function stoppedAmong(at: Scope<string>, persons: readonly string[]): Promise<ReadonlySet<string>> {
  if (persons.length === 0) return new Set()
  const rows = await db(at)
    .selectFrom('restricted')
    .select(['person_id', 'only_for'])
    .where('person_id', 'in', persons)
    .where('only_for', 'is not', null)
    .execute()
  return new Set(rows.map((row) => `${row.person_id} ${row.only_for}`))
}
