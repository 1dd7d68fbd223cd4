import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { type House, inScope, type Scope } from '#platform/data/scope.ts'
import { db, signingIn } from '../data.ts'
import { atOperator, operatorOf } from '../elsewhere.ts'
import { NOT_A_BROWSER, type Strength } from '../factors/rules.ts'
import { hashToken, newToken } from '../tokens.ts'

export const SESSION_HOURS = 12
export const IDLE_HOURS = 2

/** What is known of a session beside its browser: how strong the sign-in was counts as `one` unless told. */
export type SessionStart = { readonly system?: string; readonly strength?: Strength } & SessionBounds

/** The only organisation that the session opens, where its provider let the person in; such a sign-in confirms nothing. */
export type SessionBounds = { readonly boundTo?: string | undefined }

/** Starts a session of an account. @returns the token for the cookie; only its hash is stored */
export async function startSession(
  at: Scope<string>,
  house: House,
  account: string,
  browser: string,
  { system = 'other', strength = 'one', boundTo }: SessionStart = {},
): Promise<string> {
  const token = newToken()
  await atOperator(at, house, (there) =>
    db(there)
      .insertInto('sessions')
      .values({
        organisation_id: there.organisation.id,
        id: randomUUID(),
        account_id: account,
        token_hash: hashToken(token),
        created_at: at.now,
        last_seen_at: at.now,
        expires_at: at.now.add({ hours: SESSION_HOURS }),
        browser,
        system,
        strength,
        confirmed_at: strength === 'half' || boundTo !== undefined ? null : at.now,
        bound_to: boundTo ?? null,
      })
      .execute(),
  )
  return token
}

export const endSession = (at: Scope<string>, house: House, session: string, account: string): Promise<unknown> =>
  atOperator(at, house, (there) =>
    db(there).deleteFrom('sessions').where('id', '=', session).where('account_id', '=', account).execute(),
  )

/** Ends an account's sessions, all of them or all but one. */
export const endSessions = (at: Scope<string>, house: House, account: string, except?: string): Promise<unknown> =>
  atOperator(at, house, (there) =>
    db(there)
      .deleteFrom('sessions')
      .where('account_id', '=', account)
      .$if(except !== undefined, (query) => query.where('id', '<>', except ?? ''))
      .execute(),
  )

export type SessionLine = {
  readonly id: string
  readonly created_at: Temporal.Instant
  readonly last_seen_at: Temporal.Instant
  readonly browser: string
  readonly system: string
}

export const sessionsOf = (at: Scope<string>, house: House, account: string): Promise<SessionLine[]> =>
  atOperator(at, house, (there) =>
    db(there)
      .selectFrom('sessions')
      .select(['id', 'created_at', 'last_seen_at', 'browser', 'system'])
      .where('account_id', '=', account)
      .where('expires_at', '>', at.now)
      .where('strength', 'in', ['one', 'two'])
      .where('last_seen_at', '>', at.now.subtract({ hours: IDLE_HOURS }))
      .orderBy('last_seen_at', 'desc')
      .execute(),
  )

/** Signs an account in without a password, for the demo and tests. @returns the session token for the cookie */
export async function signInAs(house: House, account: string): Promise<string> {
  const wish = {
    organisation: await operatorOf(house),
    actor: { kind: 'system', job: 'accounts.sign-in-as' },
    purpose: signingIn,
  } as const
  return inScope(house, wish, (at) => startSession(at, house, account, NOT_A_BROWSER, { strength: 'two' }))
}

/** Notes that another browser has used the session's cookie: nobody gets anywhere with it any more. */
export async function markMoved(house: House, session: string): Promise<void> {
  const wish = {
    organisation: await operatorOf(house),
    actor: { kind: 'system', job: 'accounts.session-moved' },
    purpose: signingIn,
  } as const
  await inScope(house, wish, (at) =>
    db(at).updateTable('sessions').set({ strength: 'moved', confirmed_at: null }).where('id', '=', session).execute(),
  )
}

/** Notes that a session was used; a transaction of its own, as pages read only. */
export async function touchSession(house: House, session: string): Promise<void> {
  const wish = {
    organisation: await operatorOf(house),
    actor: { kind: 'system', job: 'accounts.session-seen' },
    purpose: signingIn,
  } as const
  await inScope(house, wish, (at) =>
    db(at)
      .updateTable('sessions')
      .set({ last_seen_at: sql`greatest(last_seen_at, ${at.now.toString()}::timestamptz)` })
      .where('id', '=', session)
      .execute(),
  )
}
