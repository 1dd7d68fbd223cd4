import { randomUUID } from 'node:crypto'
import { hashToken, isToken, newToken } from '#accounts'
import { sql } from 'kysely'
import type { Organisation } from '#platform/data/organisations.ts'
import { type House, inScope, type Scope } from '#platform/data/scope.ts'
import type { CustomerIdentity } from '#platform/http/customer.ts'
import { db, keeping } from '../data.ts'
import { customerOf, todayOf } from '../queries.ts'
import { hasEnded } from '../rules/account.ts'

export const SESSION_HOURS = 12
export const IDLE_HOURS = 2
const SEEN_EVERY_SECONDS = 60

/** Starts a session. @returns the token for the cookie; only its hash is stored */
export async function startSession(
  at: Scope<string>,
  customer: { readonly id: string; readonly person: string },
  browser: string,
): Promise<string> {
  const token = newToken()
  await db(at)
    .insertInto('customer_sessions')
    .values({
      organisation_id: at.organisation.id,
      id: randomUUID(),
      person_id: customer.person,
      customer_id: customer.id,
      token_hash: hashToken(token),
      created_at: at.now,
      last_seen_at: at.now,
      expires_at: at.now.add({ hours: SESSION_HOURS }),
      browser,
    })
    .execute()
  return token
}

/** Ends one session of a person. */
export const endSession = (at: Scope<string>, person: string, session: string): Promise<unknown> =>
  db(at).deleteFrom('customer_sessions').where('id', '=', session).where('person_id', '=', person).execute()

/** Ends a person's sessions, all of them or all but one. */
export const endSessions = (at: Scope<string>, person: string, except?: string): Promise<unknown> =>
  db(at)
    .deleteFrom('customer_sessions')
    .where('person_id', '=', person)
    .$if(except !== undefined, (query) => query.where('id', '<>', except ?? ''))
    .execute()

export type SessionLine = {
  readonly id: string
  readonly created_at: Temporal.Instant
  readonly last_seen_at: Temporal.Instant
  readonly browser: string
}

export const sessionsOf = (at: Scope<string>, person: string): Promise<SessionLine[]> =>
  db(at)
    .selectFrom('customer_sessions')
    .select(['id', 'created_at', 'last_seen_at', 'browser'])
    .where('person_id', '=', person)
    .where('expires_at', '>', at.now)
    .where('last_seen_at', '>', at.now.subtract({ hours: IDLE_HOURS }))
    .orderBy('last_seen_at', 'desc')
    .execute()

/**
 * Whose a customer's cookie is; undefined when the session is unknown in this organisation, ended or idle for too long, the
 * contract has ended or the person is restricted. Asked at each request, so what was taken away is gone at once.
 */
export async function identifyCustomer(
  house: House,
  token: string,
  organisation: Organisation,
): Promise<CustomerIdentity | undefined> {
  if (!isToken(token)) return undefined
  const actor = { kind: 'system', job: 'customers.identify' } as const
  const found = await inScope(house, { organisation, actor, purpose: keeping, readOnly: true }, async (at) => {
    const row = await db(at)
      .selectFrom('customer_sessions as s')
      .innerJoin('customers as c', 'c.id', 's.customer_id')
      .select(['s.id', 's.person_id', 's.last_seen_at', 'c.ended_on'])
      .where('s.token_hash', '=', hashToken(token))
      .where('s.expires_at', '>', at.now)
      .where('s.last_seen_at', '>', at.now.subtract({ hours: IDLE_HOURS }))
      .where('c.password', 'is not', null)
      .executeTakeFirst()
    if (!row || hasEnded(row, todayOf(at))) return undefined
    return { ...row, stale: row.last_seen_at.until(at.now).total('seconds') > SEEN_EVERY_SECONDS }
  })
  if (!found) return undefined
  // a transaction of its own, as pages read only
  if (found.stale)
    await inScope(house, { organisation, actor, purpose: keeping }, (at) =>
      db(at)
        .updateTable('customer_sessions')
        .set({ last_seen_at: sql`greatest(last_seen_at, ${at.now.toString()}::timestamptz)` })
        .where('id', '=', found.id)
        .execute(),
    )
  return { session: found.id, person: found.person_id }
}

/** Signs a customer in without a password, for the demo. @returns the token for the cookie, undefined without an account */
export const signInCustomerAs = (
  house: House,
  organisation: Organisation,
  person: string,
): Promise<string | undefined> =>
  inScope(
    house,
    { organisation, actor: { kind: 'system', job: 'customers.sign-in-as' }, purpose: keeping },
    async (at) => {
      const row = await customerOf(at, person)
      return row && startSession(at, { id: row.id, person }, 'Belegt')
    },
  )
