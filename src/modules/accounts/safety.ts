import { sql } from 'kysely'
import { type House, inScope } from '#platform/data/scope.ts'
import { db, signingIn } from './data.ts'
import { operatorOf } from './elsewhere.ts'

/** How sign-ins are kept, in counts; for the register of protective measures. */
export type SignInFacts = {
  readonly passwords: number
  /** Stored in another form than Argon2id, or with less than 19 MiB of memory per try. */
  readonly weakPasswords: number
  readonly sessions: number
  /** The longest that a session may last, in hours. */
  readonly longestSession: number
  /** Sessions whose token is not a SHA-256. */
  readonly readableTokens: number
}

const MEMORY = 19_456

/** Looks at all accounts of the installation; no account is named. */
export async function signInFacts(house: House): Promise<SignInFacts> {
  const organisation = await operatorOf(house)
  const actor = { kind: 'system', job: 'accounts.safety' } as const
  return inScope(house, { organisation, actor, purpose: signingIn, readOnly: true }, async (at) => {
    const passwords = await db(at)
      .selectFrom('accounts')
      .select([
        sql<number>`count(*)::int`.as('all'),
        sql<number>`(count(*) filter (where password not like '$argon2id$%'
          or substring(password from 'm=([0-9]+)')::int < ${MEMORY}))::int`.as('weak'),
      ])
      .where('password', 'is not', null)
      .executeTakeFirstOrThrow()
    const sessions = await db(at)
      .selectFrom('sessions')
      .select([
        sql<number>`count(*)::int`.as('all'),
        sql<number>`coalesce(max(extract(epoch from expires_at - created_at)) / 3600, 0)::float8`.as('longest'),
        sql<number>`(count(*) filter (where length(token_hash) <> 32))::int`.as('readable'),
      ])
      .executeTakeFirstOrThrow()
    return {
      passwords: passwords.all,
      weakPasswords: passwords.weak,
      sessions: sessions.all,
      longestSession: sessions.longest,
      readableTokens: sessions.readable,
    }
  })
}
