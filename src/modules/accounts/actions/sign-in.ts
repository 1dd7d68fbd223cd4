import { sql, type Kysely } from 'kysely'
import type { House, Scope } from '#platform/data/scope.ts'
import { exactToken } from '#platform/keys/sealed.ts'
import { db } from '../data.ts'
import { atOperator } from '../elsewhere.ts'
import { passwordFits } from '../password.ts'
import { stillToWait } from '../rules/backoff.ts'
import { startSession } from './sessions.ts'

export type SignInOutcome =
  | { readonly is: 'in'; readonly token: string }
  | { readonly is: 'wrong' }
  | { readonly is: 'wait'; readonly seconds: number }

type Given = { readonly mail: string; readonly password: string; readonly browser: string }

/**
 * Signs in with mail address and password. An address without an account takes the same time, gets the same answers and
 * waits as long, so nobody learns who has one. Attempts on one address go one after the other.
 */
export function signIn(at: Scope<string>, house: House, given: Given): Promise<SignInOutcome> {
  return atOperator(at, house, async (there): Promise<SignInOutcome> => {
    const token = await exactToken(there, 'mail', given.mail)
    const lock = await sql<{ free: boolean }>`
      select pg_try_advisory_xact_lock(hashtextextended(${token.toString('hex')}, 6)) as free`.execute(
      there.tx as unknown as Kysely<never>,
    )
    if (!lock.rows[0]?.free) return { is: 'wait', seconds: 2 }
    const [tried, account] = await Promise.all([
      db(there)
        .selectFrom('attempts')
        .select(['failures', 'last_at'])
        .where('mail_token', '=', token)
        .executeTakeFirst(),
      db(there)
        .selectFrom('accounts')
        .select(['id', 'password', 'state'])
        .where('mail_exact', '=', token)
        .where('closed_at', 'is', null)
        .executeTakeFirst(),
    ])
    const seconds = tried ? stillToWait(tried.failures, tried.last_at, there.now) : 0
    if (seconds > 0) return { is: 'wait', seconds }
    const stored = account?.state === 'active' ? account.password : null
    if (!(await passwordFits(given.password, stored)) || !account) {
      await countFailure(there, token)
      return { is: 'wrong' }
    }
    await db(there).deleteFrom('attempts').where('mail_token', '=', token).execute()
    return { is: 'in', token: await startSession(there, house, account.id, given.browser) }
  })
}

/** One more failure; after a day without any the count begins anew. */
const countFailure = (there: Scope<string>, token: Buffer) =>
  db(there)
    .insertInto('attempts')
    .values({ organisation_id: there.organisation.id, mail_token: token, failures: 1, last_at: there.now })
    .onConflict((conflict) =>
      conflict.columns(['organisation_id', 'mail_token']).doUpdateSet((row) => ({
        failures: sql<number>`case when ${row.ref('attempts.last_at')} < ${there.now.subtract({ hours: 24 }).toString()}::timestamptz
          then 1 else least(${row.ref('attempts.failures')} + 1, 1000) end`,
        last_at: there.now,
      })),
    )
    .execute()
