import { randomUUID } from 'node:crypto'
import { refuse } from '#platform/errors/errors.ts'
import type { House, Scope } from '#platform/data/scope.ts'
import { exactToken, open, seal } from '#platform/keys/sealed.ts'
import type { Language } from '#platform/text/language.ts'
import { record } from '#privacy'
import { accountOf } from '../../actions/own.ts'
import { accounts, db as accountsDb, members, type signingIn } from '../../data.ts'
import { atOperator, inOrganisation } from '../../elsewhere.ts'
import type { Ports } from '../../ports.ts'
import { hashToken, isToken, newToken } from '../../tokens.ts'
import { db, mailChanges } from '../data.ts'
import { mailChangedMail, mailChangeMail, mailChangeNoticeMail } from '../mails.ts'
import { placesOfAccount } from './places.ts'

type Opens = (typeof signingIn)['opens'][number]

const HOURS = 24
const MOST_AN_HOUR = 3

/**
 * Asks for another mail address: a link goes to the new one, a notice to the old one. Nothing changes before the link is
 * used. Whether the new address has an account is not said.
 * @returns `same` where it is the present address, `many` after three in an hour
 */
export async function askForMail(
  at: Scope<Opens>,
  ports: Ports,
  mail: string,
  linkTo: (token: string) => string,
): Promise<'asked' | 'same' | 'many'> {
  const account = accountOf(at)
  return atOperator(at, ports.house(), async (there) => {
    const row = await accountsDb(there)
      .selectFrom('accounts')
      .select(['id', 'mail', 'mail_exact', 'name', 'language'])
      .where('id', '=', account)
      .executeTakeFirst()
    if (!row) throw refuse('platform.sign-in-first', 'forbidden')
    if (row.mail_exact?.equals(await exactToken(there, 'mail', mail))) return 'same'
    const recent = await db(there)
      .selectFrom('mail_changes')
      .select('id')
      .where('account_id', '=', account)
      .where('created_at', '>', there.now.subtract({ hours: 1 }))
      .execute()
    if (recent.length >= MOST_AN_HOUR) return 'many'
    const [id, token] = [randomUUID(), newToken()]
    await db(there)
      .insertInto('mail_changes')
      .values({
        organisation_id: there.organisation.id,
        id,
        account_id: account,
        mail: await seal(there, mailChanges, 'mail', account, mail),
        token_hash: hashToken(token),
        created_at: there.now,
        expires_at: there.now.add({ hours: HOURS }),
      })
      .execute()
    const language = row.language as Language
    const [name, before] = [(await open(there, row.name)) ?? '', await open(there, row.mail)]
    const asked = await ports.composeMail(there, mailChangeMail, {
      language,
      values: { name, bestaetigen: linkTo(token) },
    })
    await ports.sendMail(there, mailOf(account, mail, id, mailChangeMail.kind, asked))
    if (before) {
      const notice = await ports.composeMail(there, mailChangeNoticeMail, { language, values: { name } })
      await ports.sendMail(there, mailOf(account, before, id, mailChangeNoticeMail.kind, notice))
    }
    return 'asked'
  })
}

type Content = { readonly subject: string; readonly html: string; readonly text: string }
const mailOf = (person: string, to: string, cause: string, kind: string, content: Content) => ({
  person,
  to,
  cause,
  kind,
  version: 1,
  content,
})

const pending = (there: Scope<string>, token: string) =>
  db(there)
    .selectFrom('mail_changes')
    .selectAll()
    .where('token_hash', '=', hashToken(token))
    .where('used_at', 'is', null)
    .where('expires_at', '>', there.now)

/** The address that a link would confirm; undefined when the link is not good any more. */
export async function pendingMail(
  at: Scope<Opens>,
  house: House,
  token: string | undefined,
): Promise<string | undefined> {
  if (!isToken(token)) return undefined
  return atOperator(at, house, async (there) => {
    const row = await pending(there, token).executeTakeFirst()
    return row && ((await open(there, row.mail)) ?? undefined)
  })
}

/**
 * Takes the confirmed address over, wherever the account is a member: all sessions end, and the old address is told.
 * @throws Refusal accounts.mail-link-ended, accounts.mail-taken
 */
export async function confirmMail(at: Scope<Opens>, ports: Ports, token: string | undefined): Promise<void> {
  const ended = refuse('accounts.mail-link-ended', 'gone')
  if (!isToken(token)) throw ended
  const house = ports.house()
  const changed = await atOperator(at, house, async (there) => {
    const row = await pending(there, token).forUpdate().executeTakeFirst()
    const mail = row && (await open(there, row.mail))
    if (!row || !mail) throw ended
    const exact = await exactToken(there, 'mail', mail)
    const taken = await accountsDb(there)
      .selectFrom('accounts')
      .select('id')
      .where('mail_exact', '=', exact)
      .where('closed_at', 'is', null)
      .executeTakeFirst()
    if (taken) throw refuse('accounts.mail-taken', 'conflict')
    const before = await accountsDb(there)
      .selectFrom('accounts')
      .select(['mail', 'name', 'language'])
      .where('id', '=', row.account_id)
      .where('closed_at', 'is', null)
      .executeTakeFirst()
    if (!before) throw ended
    await accountsDb(there)
      .updateTable('accounts')
      .set({ mail: await seal(there, accounts, 'mail', row.account_id, mail), mail_exact: exact })
      .where('id', '=', row.account_id)
      .execute()
    // every other link about this account's address is out of date
    await db(there)
      .updateTable('mail_changes')
      .set({ used_at: there.now })
      .where('account_id', '=', row.account_id)
      .where('used_at', 'is', null)
      .execute()
    await accountsDb(there).deleteFrom('sessions').where('account_id', '=', row.account_id).execute()
    const [to, name] = [await open(there, before.mail), (await open(there, before.name)) ?? '']
    if (to) {
      const language = before.language as Language
      const content = await ports.composeMail(there, mailChangedMail, { language, values: { name } })
      await ports.sendMail(there, mailOf(row.account_id, to, row.id, mailChangedMail.kind, content))
    }
    await record(there, 'accounts.mail-changed', { account: row.account_id })
    return { account: row.account_id, mail }
  })
  for (const { organisation, member } of await placesOfAccount(at, house, changed.account)) {
    await inOrganisation(at, house, organisation, async (there) =>
      accountsDb(there)
        .updateTable('members')
        .set({
          mail: await seal(there, members, 'mail', changed.account, changed.mail),
          mail_exact: await exactToken(there, 'mail', changed.mail),
        })
        .where('id', '=', member)
        .execute(),
    )
  }
}
