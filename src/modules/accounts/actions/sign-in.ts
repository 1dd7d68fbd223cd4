import type { House, Scope } from '#platform/data/scope.ts'
import { exactToken } from '#platform/keys/sealed.ts'
import { db } from '../data.ts'
import { atOperator } from '../elsewhere.ts'
import { checkPassword, hashPassword } from '../password.ts'
import { knock } from './attempts.ts'
import { startSession } from './sessions.ts'

export type SignInOutcome =
  | { readonly is: 'in'; readonly token: string }
  | { readonly is: 'wrong' }
  | { readonly is: 'wait'; readonly seconds: number }

type Given = {
  readonly mail: string
  readonly password: string
  readonly browser: string
  /** The truncated network address. */
  readonly network: string
}

/**
 * Signs in with mail address and password. An address without an account takes the same time, gets the same answers and
 * waits as long, so nobody learns who has one.
 */
export function signIn(at: Scope<string>, house: House, given: Given): Promise<SignInOutcome> {
  return atOperator(at, house, async (there): Promise<SignInOutcome> => {
    const door = await knock(there, given)
    if (door.waits > 0) return { is: 'wait', seconds: door.waits }
    const account = await db(there)
      .selectFrom('accounts')
      .select(['id', 'password', 'state'])
      .where('mail_exact', '=', await exactToken(there, 'mail', given.mail))
      .where('closed_at', 'is', null)
      .executeTakeFirst()
    const stored = account?.state === 'active' ? account.password : null
    const { fits, outdated } = await checkPassword(given.password, stored)
    if (!fits || !account) {
      await door.failed()
      return { is: 'wrong' }
    }
    await door.entered()
    if (outdated) {
      const password = await hashPassword(given.password)
      await db(there).updateTable('accounts').set({ password }).where('id', '=', account.id).execute()
    }
    return { is: 'in', token: await startSession(there, house, account.id, given.browser) }
  })
}
