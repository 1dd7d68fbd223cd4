import { randomUUID } from 'node:crypto'
import { refuse } from '#platform/errors/errors.ts'
import type { House, Scope } from '#platform/data/scope.ts'
import { open, seal } from '#platform/keys/sealed.ts'
import type { Language } from '#platform/text/language.ts'
import { accounts, db, members, type signingIn } from '../data.ts'
import { atOperator, inOrganisation } from '../elsewhere.ts'
import { hashPassword } from '../password.ts'
import type { Ports } from '../ports.ts'
import { ownPasswordFits } from './attempts.ts'
import { tellChanged } from './resets.ts'
import { endSessions } from './sessions.ts'

type Opens = (typeof signingIn)['opens'][number]

export type Own = {
  readonly name: string
  readonly mail: string
  readonly language: Language
  readonly since: Temporal.Instant
}

export const accountOf = (at: Scope<string>): string => {
  if (at.actor.kind === 'account' || at.actor.kind === 'member') return at.actor.account
  throw new Error('a route for signed-in people only')
}

export function ownAccount(at: Scope<Opens>, house: House): Promise<Own> {
  return atOperator(at, house, async (there) => {
    const row = await db(there)
      .selectFrom('accounts')
      .select(['name', 'mail', 'language', 'created_at'])
      .where('id', '=', accountOf(at))
      .executeTakeFirst()
    if (!row) throw refuse('platform.sign-in-first', 'forbidden')
    const [name, mail] = [await open(there, row.name), await open(there, row.mail)]
    return { name: name ?? '', mail: mail ?? '', language: row.language as Language, since: row.created_at }
  })
}

/** Changes name and language of the own account, and the name wherever the account is a member. */
export async function changeOwn(at: Scope<Opens>, house: House, own: Pick<Own, 'name' | 'language'>): Promise<void> {
  const account = accountOf(at)
  await atOperator(at, house, async (there) => {
    const name = await seal(there, accounts, 'name', account, own.name)
    await db(there).updateTable('accounts').set({ name, language: own.language }).where('id', '=', account).execute()
  })
  for (const organisation of await house.directory.all()) {
    await inOrganisation(at, house, organisation, async (there) => {
      const mine = () =>
        db(there).selectFrom('members').select('id').where('account_id', '=', account).where('left_at', 'is', null)
      if (!(await mine().executeTakeFirst())) return
      const name = await seal(there, members, 'name', account, own.name)
      await db(there)
        .updateTable('members')
        .set({ name })
        .where('account_id', '=', account)
        .where('left_at', 'is', null)
        .execute()
    })
  }
}

/** Sets a new password where the old one is right, and ends all other sessions. @returns whether the old one was right */
export async function changePassword(
  at: Scope<Opens>,
  ports: Ports,
  given: { readonly old: string; readonly fresh: string; readonly session: string },
): Promise<boolean> {
  const account = accountOf(at)
  const house = ports.house()
  const row = await atOperator(at, house, async (there) => {
    const found = await db(there)
      .selectFrom('accounts')
      .select(['id', 'password', 'mail', 'mail_exact', 'name', 'language'])
      .where('id', '=', account)
      .executeTakeFirst()
    return found?.mail_exact && (await ownPasswordFits(there, found.mail_exact, given.old, found.password))
      ? found
      : undefined
  })
  if (!row) return false
  const password = await hashPassword(given.fresh)
  await atOperator(at, house, async (there) => {
    await db(there).updateTable('accounts').set({ password }).where('id', '=', account).execute()
    await tellChanged(at, there, ports, row, randomUUID())
  })
  await endSessions(at, house, account, given.session)
  return true
}
