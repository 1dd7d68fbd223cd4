import type { Scope } from '#platform/data/scope.ts'
import { db } from './data.ts'
import { objectToAdvertising } from './object.ts'
import { mailOwnersOf, mailTokensOf } from './ports.ts'
import { record } from '../ledger/record.ts'
import { ADVERTISING, blockedSince, type Channel, liftSuppression, suppress } from './suppress.ts'

/** Who of these persons objects to all advertising now. */
const objecting = (at: Scope<string>, persons: readonly string[]) =>
  persons.length === 0
    ? Promise.resolve([])
    : db(at)
        .selectFrom('objections')
        .select(['id', 'person_id'])
        .where('person_id', 'in', persons)
        .where('article', '=', '21.2')
        .where('outcome', '=', 'upheld')
        .execute()

const ownersOf = async (at: Scope<string>, token: Buffer, channel: Channel): Promise<readonly string[]> =>
  channel === 'mail' ? mailOwnersOf(at, token) : []

/**
 * Blocks an address by its token for all that advertises, for good: the address itself, which may be known to nobody
 * here, and by an objection (Art. 21(2) GDPR) everybody who is known under this mail address, with what is queued for them.
 * @returns whether it was not blocked before
 */
export async function blockAddress(at: Scope<string>, token: Buffer, channel: Channel = 'mail'): Promise<boolean> {
  const persons = await ownersOf(at, token, channel)
  const already = new Set((await objecting(at, persons)).map(({ person_id }) => person_id))
  const added = await suppress(at, token, ADVERTISING, channel)
  for (const person of persons) if (!already.has(person)) await objectToAdvertising(at, person)
  return added
}

/**
 * Lets an address be written to again, because its owner asks for it: the block and the objections of those known under it
 * end. That they were there stays on record.
 * @returns whether it was blocked
 */
export async function unblockAddress(at: Scope<string>, token: Buffer, channel: Channel = 'mail'): Promise<boolean> {
  const persons = await ownersOf(at, token, channel)
  const objections = await objecting(at, persons)
  if (objections.length > 0)
    await db(at)
      .updateTable('objections')
      .set({ outcome: 'withdrawn', decided_at: at.now })
      .where(
        'id',
        'in',
        objections.map(({ id }) => id),
      )
      .execute()
  for (const { id } of objections) await record(at, 'objection.withdrawn', { objection: id })
  const others = (await Promise.all(persons.map((person) => mailTokensOf(at, person)))).flat()
  let lifted = (await liftSuppression(at, token, channel)) || objections.length > 0
  for (const other of others) lifted = (await liftSuppression(at, other)) || lifted
  return lifted
}

/**
 * Since when somebody gets no advertising: because they objected, or because their address was blocked before they were
 * known under it. Undefined where they may get some.
 */
export async function advertisingOffSince(at: Scope<string>, person: string): Promise<Temporal.Instant | undefined> {
  const [objection] = await db(at)
    .selectFrom('objections')
    .select('raised_at')
    .where('person_id', '=', person)
    .where('article', '=', '21.2')
    .where('outcome', '=', 'upheld')
    .execute()
  if (objection) return objection.raised_at
  return (await blockedSince(at, await mailTokensOf(at, person))).find((since) => since !== undefined)
}
