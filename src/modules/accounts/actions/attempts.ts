import { sql, type Kysely } from 'kysely'
import type { Scope } from '#platform/data/scope.ts'
import { refuse } from '#platform/errors/errors.ts'
import { mac } from '#platform/keys/keyring.ts'
import { exactToken } from '#platform/keys/sealed.ts'
import { db } from '../data.ts'
import { checkPassword } from '../password.ts'
import { isUnderAttack, stillToWait } from '../rules/backoff.ts'

/** Who is at the door: the address as entered, and where it comes from. */
export type Visitor = {
  readonly mail: string
  /** The truncated network address of the request (`asked.address`). */
  readonly network: string
  /** The token of a device that signed in to this account before; it has a door of its own. */
  readonly device?: Buffer | undefined
}

export type Knock = {
  /** Seconds that this door still has to wait; 0 when it may try. Other doors of the same address wait for themselves. */
  readonly waits: number
  /** So many fail on this address from everywhere that a stranger should show that it is no machine. */
  readonly underAttack: boolean
  /** Counts a failure. @returns how many of this address failed within a day, from everywhere */
  readonly failed: () => Promise<number>
  /** Counts a failure at this door alone. @returns how many in a row */
  readonly failedHere: () => Promise<number>
  /** Forgets this door's failures. */
  readonly entered: () => Promise<void>
}

const TOGETHER = Buffer.alloc(0)
const OTHER_AT_WORK = 2

/**
 * Asks whether a sign-in may be tried now. Attempts at one door go one after the other. Works in the organisation of the
 * scope: staff's is the operator, a customer's their own. Call `failed` or `entered` afterwards.
 */
export async function knock(at: Scope<string>, visitor: Visitor): Promise<Knock> {
  const address = await exactToken(at, 'mail', visitor.mail)
  return knockAt(at, address, visitor.device ?? (await doorOf(at, address, visitor.network)))
}

/** `knock` at a door by its token, for an address by its token. */
export async function knockAt(at: Scope<string>, address: Buffer, door: Buffer): Promise<Knock> {
  const lock = await sql<{ free: boolean }>`
    select pg_try_advisory_xact_lock(hashtextextended(${address.toString('hex') + door.toString('hex')}, 6)) as free`.execute(
    at.tx as unknown as Kysely<never>,
  )
  const rows = await db(at)
    .selectFrom('attempts')
    .select(['door', 'failures', 'last_at'])
    .where('mail_token', '=', address)
    .where('door', 'in', [door, TOGETHER])
    .execute()
  const here = rows.find((row) => row.door.equals(door))
  const everywhere = rows.find((row) => row.door.length === 0)
  const waits = here ? stillToWait(here.failures, here.last_at, at.now) : 0
  return {
    waits: lock.rows[0]?.free ? waits : Math.max(waits, OTHER_AT_WORK),
    underAttack: isUnderAttack(everywhere?.failures ?? 0, everywhere?.last_at ?? at.now, at.now),
    failed: async () => {
      await count(at, address, door)
      return count(at, address, TOGETHER)
    },
    failedHere: () => count(at, address, door),
    entered: async () => {
      await db(at).deleteFrom('attempts').where('mail_token', '=', address).where('door', '=', door).execute()
    },
  }
}

/**
 * Whether somebody who is signed in enters their own password rightly. Failures wait at a door of their own, so that a session
 * left open is no place to guess, and nobody is kept from signing in by it.
 * @param address the token of the account's sign-in address
 * @throws Refusal accounts.too-many-tries
 */
export async function ownPasswordFits(
  at: Scope<string>,
  address: Buffer,
  given: string,
  stored: string | null,
): Promise<boolean> {
  const door = await knockAt(at, address, await doorOf(at, address, 'own password'))
  if (door.waits > 0) throw refuse('accounts.too-many-tries', 'too-many', { seconds: door.waits })
  const { fits } = await checkPassword(given, stored)
  if (fits) await door.entered()
  else await door.failedHere()
  return fits
}

/** Forgets all failures on an address: its owner has proven to read its mails. */
export const forgetFailures = (at: Scope<string>, address: Buffer): Promise<unknown> =>
  db(at).deleteFrom('attempts').where('mail_token', '=', address).execute()

/** The door of a network; another word gives another door, e.g. that of the second step. */
export const doorOf = async (at: Scope<string>, address: Buffer, network: string): Promise<Buffer> =>
  mac(await at.keys.organisationFor('search'), 'door', address, network).subarray(0, 16)

/** One more failure; after a day without any the count begins anew. */
async function count(at: Scope<string>, address: Buffer, door: Buffer): Promise<number> {
  const { failures } = await db(at)
    .insertInto('attempts')
    .values({ organisation_id: at.organisation.id, mail_token: address, door, failures: 1, last_at: at.now })
    .onConflict((conflict) =>
      conflict.columns(['organisation_id', 'mail_token', 'door']).doUpdateSet((row) => ({
        failures: sql<number>`case when ${row.ref('attempts.last_at')} < ${at.now.subtract({ hours: 24 }).toString()}::timestamptz
          then 1 else least(${row.ref('attempts.failures')} + 1, 1000) end`,
        last_at: at.now,
      })),
    )
    .returning('failures')
    .executeTakeFirstOrThrow()
  return failures
}
