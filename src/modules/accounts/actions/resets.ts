import { randomUUID } from 'node:crypto'
import { refuse } from '#platform/errors/errors.ts'
import type { House, Scope } from '#platform/data/scope.ts'
import { exactToken, open } from '#platform/keys/sealed.ts'
import type { Selected } from '#platform/data/table.ts'
import type { Language } from '#platform/text/language.ts'
import { type accounts, db, type signingIn } from '../data.ts'
import { atOperator } from '../elsewhere.ts'
import { passwordChangedMail, resetMail } from '../mails.ts'
import { hashPassword } from '../password.ts'
import { passwordProblem, type PasswordProblem } from '../rules/password.ts'
import type { Ports } from '../ports.ts'
import { hashToken, isToken, newToken } from '../tokens.ts'

type Opens = (typeof signingIn)['opens'][number]

const RESET_HOURS = 1
export const INVITATION_HOURS = 7 * 24
const MOST_AN_HOUR = 3

/** Makes a link by which an account's password can be set once. @returns the token and the reset's id */
export async function newReset(
  there: Scope<string>,
  account: string,
  hours: number,
): Promise<{ id: string; token: string }> {
  const [id, token] = [randomUUID(), newToken()]
  await db(there)
    .insertInto('resets')
    .values({
      organisation_id: there.organisation.id,
      id,
      account_id: account,
      token_hash: hashToken(token),
      created_at: there.now,
      expires_at: there.now.add({ hours }),
    })
    .execute()
  return { id, token }
}

/** Sends a link to set a new password when the address has an account; says nothing of whether it has. */
export function requestReset(
  at: Scope<Opens>,
  ports: Ports,
  mail: string,
  linkTo: (token: string) => string,
): Promise<void> {
  return atOperator(at, ports.house(), async (there) => {
    const account = await db(there)
      .selectFrom('accounts')
      .select(['id', 'mail', 'name', 'language'])
      .where('mail_exact', '=', await exactToken(there, 'mail', mail))
      .where('closed_at', 'is', null)
      .executeTakeFirst()
    if (!account) return
    const recent = await db(there)
      .selectFrom('resets')
      .select('id')
      .where('account_id', '=', account.id)
      .where('created_at', '>', there.now.subtract({ hours: 1 }))
      .execute()
    if (recent.length >= MOST_AN_HOUR) return
    const { id, token } = await newReset(there, account.id, RESET_HOURS)
    const [to, name] = [await open(there, account.mail), await open(there, account.name)]
    if (to === null) return
    const content = await ports.composeMail(at, resetMail, {
      language: account.language as Language,
      values: { name: name ?? '', passwort: linkTo(token) },
    })
    await ports.sendMail(there, { person: account.id, to, cause: id, kind: resetMail.kind, version: 1, content })
  })
}

/** Whether the link may still be used. */
export async function isOpenReset(at: Scope<string>, house: House, token: string | undefined): Promise<boolean> {
  if (!isToken(token)) return false
  return atOperator(at, house, async (there) => {
    const row = await db(there)
      .selectFrom('resets')
      .select('id')
      .where('token_hash', '=', hashToken(token))
      .where('used_at', 'is', null)
      .where('expires_at', '>', there.now)
      .executeTakeFirst()
    return row !== undefined
  })
}

/**
 * Sets the password by a link, once: every session and every other link of the account ends.
 * @returns what is wrong with the password, the link then stays usable
 * @throws Refusal accounts.link-ended
 */
export async function useReset(
  at: Scope<Opens>,
  ports: Ports,
  token: string | undefined,
  password: string,
): Promise<PasswordProblem | undefined> {
  const ended = refuse('accounts.link-ended', 'gone')
  if (!isToken(token) || !(await isOpenReset(at, ports.house(), token))) throw ended
  const problem = passwordProblem(password, await aboutReset(at, ports.house(), token))
  if (problem) return problem
  const hash = await hashPassword(password)
  await atOperator(at, ports.house(), async (there) => {
    const used = await db(there)
      .updateTable('resets')
      .set({ used_at: there.now })
      .where('token_hash', '=', hashToken(token))
      .where('used_at', 'is', null)
      .where('expires_at', '>', there.now)
      .returning(['id', 'account_id'])
      .executeTakeFirst()
    if (!used) throw ended
    const account = await db(there)
      .updateTable('accounts')
      .set({ password: hash, state: 'active' })
      .where('id', '=', used.account_id)
      .where('closed_at', 'is', null)
      .returning(['id', 'mail', 'mail_exact', 'name', 'language'])
      .executeTakeFirst()
    if (!account) throw ended
    await Promise.all([
      db(there)
        .updateTable('resets')
        .set({ used_at: there.now })
        .where('account_id', '=', account.id)
        .where('used_at', 'is', null)
        .execute(),
      db(there).deleteFrom('sessions').where('account_id', '=', account.id).execute(),
      account.mail_exact && db(there).deleteFrom('attempts').where('mail_token', '=', account.mail_exact).execute(),
    ])
    await tellChanged(at, there, ports, account, used.id)
  })
  return undefined
}

/** What everybody knows of the person whose link it is, and so no password may be made of. */
const aboutReset = (at: Scope<Opens>, house: House, token: string): Promise<string[]> =>
  atOperator(at, house, async (there) => {
    const row = await db(there)
      .selectFrom('resets')
      .innerJoin('accounts', (join) =>
        join
          .onRef('accounts.organisation_id', '=', 'resets.organisation_id')
          .onRef('accounts.id', '=', 'resets.account_id'),
      )
      .select(['accounts.name', 'accounts.mail'])
      .where('token_hash', '=', hashToken(token))
      .executeTakeFirst()
    const { name: organisation, short_name: short, slug } = at.organisation
    if (!row) return [organisation, short, slug]
    return [(await open(there, row.name)) ?? '', (await open(there, row.mail)) ?? '', organisation, short, slug]
  })

type ChangedAccount = Pick<Selected<typeof accounts>, 'id' | 'mail' | 'name' | 'language'>

/** Tells the account's holder that the password is a new one, in case it was not them. */
export async function tellChanged(
  at: Scope<string>,
  there: Scope<Opens>,
  ports: Ports,
  account: ChangedAccount,
  cause: string,
): Promise<void> {
  const [to, name] = [await open(there, account.mail), await open(there, account.name)]
  if (to === null) return
  const content = await ports.composeMail(at, passwordChangedMail, {
    language: account.language as Language,
    values: { name: name ?? '' },
  })
  await ports.sendMail(there, {
    person: account.id,
    to,
    cause,
    kind: passwordChangedMail.kind,
    version: 1,
    content,
  })
}
