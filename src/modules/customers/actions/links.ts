import { randomUUID } from 'node:crypto'
import { forgetFailures, hashPassword, hashToken, isToken, newToken, ownPasswordFits } from '#accounts'
import { acquaintance, changeContact } from '#people'
import type { Scope } from '#platform/data/scope.ts'
import { refuse } from '#platform/errors/errors.ts'
import { exactToken, open, seal } from '#platform/keys/sealed.ts'
import { type CustomerRow, customers, db, links, type Opens } from '../data.ts'
import { addressChangedMail, newAddressMail, passwordChangedMail, passwordMail, tell } from '../mails.ts'
import type { Links } from '../ports.ts'
import { customerAt, customerById, recipientOf } from '../queries.ts'
import { tellKnown } from './register.ts'
import { endSessions } from './sessions.ts'

const PASSWORD_HOURS = 1
const MAIL_HOURS = 24
const MOST_AN_HOUR = 3

type Use = 'password' | 'mail'

/** Makes a one-time link, unless the account had too many in the last hour. */
export async function newLink(
  at: Scope<string>,
  row: CustomerRow,
  use: Use,
  mail?: string,
): Promise<{ readonly id: string; readonly token: string } | undefined> {
  const recent = await db(at)
    .selectFrom('customer_links')
    .select('id')
    .where('customer_id', '=', row.id)
    .where('use', '=', use)
    .where('created_at', '>', at.now.subtract({ hours: 1 }))
    .execute()
  if (recent.length >= MOST_AN_HOUR) return undefined
  const [id, token] = [randomUUID(), newToken()]
  await db(at)
    .insertInto('customer_links')
    .values({
      organisation_id: at.organisation.id,
      id,
      person_id: row.person_id,
      customer_id: row.id,
      use,
      token_hash: hashToken(token),
      mail: mail === undefined ? null : await seal(at, links, 'mail', row.person_id, mail),
      created_at: at.now,
      expires_at: at.now.add({ hours: use === 'mail' ? MAIL_HOURS : PASSWORD_HOURS }),
    })
    .execute()
  return { id, token }
}

/** A link that may still be used, with its account if that is open. */
export async function openLink(at: Scope<string>, use: Use, token: string | undefined) {
  if (!isToken(token)) return undefined
  const link = await db(at)
    .selectFrom('customer_links')
    .selectAll()
    .where('token_hash', '=', hashToken(token))
    .where('use', '=', use)
    .where('used_at', 'is', null)
    .where('expires_at', '>', at.now)
    .executeTakeFirst()
  const customer = link && (await customerById(at, link.customer_id))
  return link && customer?.password ? { link, customer } : undefined
}

/** Uses a link up, with all others of its kind. @throws Refusal customers.link-ended, also for the second of two at once */
async function useLink(at: Scope<string>, use: Use, token: string | undefined) {
  const found = await openLink(at, use, token)
  const used =
    found &&
    (await db(at)
      .updateTable('customer_links')
      .set({ used_at: at.now })
      .where('customer_id', '=', found.customer.id)
      .where('use', '=', use)
      .where('used_at', 'is', null)
      .returning('id')
      .execute())
  if (!found || !used?.some(({ id }) => id === found.link.id)) throw refuse('customers.link-ended', 'gone')
  return found
}

/** Sends a link to set a new password when the address has an account; says nothing of whether it has. */
export async function requestPassword(at: Scope<Opens>, to: Links, mail: string): Promise<void> {
  const row = await customerAt(at, mail)
  const link = row && (await newLink(at, row, 'password'))
  if (!row || !link) return
  const { language, ...known } = await recipientOf(at, row)
  await tell(
    at,
    passwordMail,
    { person: row.person_id, mail: known.mail, cause: link.id },
    {
      language,
      values: { name: known.name, passwort: to.absolute(`/konto/passwort/${link.token}`, language) },
    },
  )
}

/** Sets the password by a link, once: every session of the account ends. @throws Refusal customers.link-ended */
export async function setPassword(
  at: Scope<Opens>,
  to: Links,
  token: string | undefined,
  password: string,
): Promise<void> {
  if (!(await openLink(at, 'password', token))) throw refuse('customers.link-ended', 'gone')
  const hash = await hashPassword(password)
  const { customer } = await useLink(at, 'password', token)
  await db(at).updateTable('customers').set({ password: hash }).where('id', '=', customer.id).execute()
  await endSessions(at, customer.person_id)
  if (customer.sign_in_exact) await forgetFailures(at, customer.sign_in_exact)
  await tellChanged(at, to, customer)
}

async function tellChanged(at: Scope<Opens>, to: Links, row: CustomerRow): Promise<void> {
  const { language, name, mail } = await recipientOf(at, row)
  await tell(
    at,
    passwordChangedMail,
    { person: row.person_id, mail, cause: randomUUID() },
    {
      language,
      values: { name, passwort: to.absolute('/konto/passwort', language) },
    },
  )
}

/** Whether a signed-in customer enters their own password rightly. @throws Refusal accounts.too-many-tries */
export const ownFits = async (at: Scope<Opens>, row: CustomerRow, given: string): Promise<boolean> =>
  row.sign_in_exact !== null && ownPasswordFits(at, row.sign_in_exact, given, row.password)

/** Sets a new password where the old one is right, and ends all other sessions. @returns whether the old one was right */
export async function changePassword(
  at: Scope<Opens>,
  to: Links,
  row: CustomerRow,
  given: { readonly old: string; readonly fresh: string; readonly session: string },
): Promise<boolean> {
  if (!(await ownFits(at, row, given.old))) return false
  const password = await hashPassword(given.fresh)
  await db(at).updateTable('customers').set({ password }).where('id', '=', row.id).execute()
  await endSessions(at, row.person_id, given.session)
  await tellChanged(at, to, row)
  return true
}

/**
 * Writes to a new mail address, which must show that it is read before it takes the place of the old one. An address that
 * has an account already is told so by mail; who asks learns nothing of it.
 * @returns whether the password was right
 */
export async function requestMail(
  at: Scope<Opens>,
  to: Links,
  row: CustomerRow,
  given: { readonly mail: string; readonly password: string },
): Promise<boolean> {
  if (!(await ownFits(at, row, given.password))) return false
  const other = await customerAt(at, given.mail)
  // counted for every address: where it ends too says nothing of who has an account
  const link = await newLink(at, row, 'mail', given.mail)
  if (!link) throw refuse('customers.too-many-links', 'too-many', { seconds: 3_600 })
  if (other && other.id !== row.id) {
    await tellKnown(at, to, other)
    return true
  }
  const { language } = await recipientOf(at, row)
  await tell(
    at,
    newAddressMail,
    { person: row.person_id, mail: given.mail, cause: link.id },
    {
      language,
      values: { bestaetigen: to.absolute(`/konto/mail/${link.token}`, language) },
    },
  )
  return true
}

/** The address that a link wants to make the account's. */
export const wantedMail = async (at: Scope<Opens>, token: string | undefined): Promise<string | undefined> => {
  const found = await openLink(at, 'mail', token)
  return found ? ((await open(at, found.link.mail)) ?? undefined) : undefined
}

/**
 * Makes the new address that of the account and of the person; the old one is told.
 * @throws Refusal customers.link-ended, customers.mail-taken when another account has it by now
 */
export async function confirmMail(at: Scope<Opens>, token: string | undefined): Promise<void> {
  const { link, customer } = await useLink(at, 'mail', token)
  const [mail, before] = [await open(at, link.mail), await recipientOf(at, customer)]
  if (mail === null) throw refuse('customers.link-ended', 'gone')
  await acquaintance(at, { name: before.name, mail }) // whoever else takes the address now waits until we have it
  const other = await customerAt(at, mail)
  if (other && other.id !== customer.id) throw refuse('customers.mail-taken', 'conflict')
  const sign_in_exact = await exactToken(at, 'mail', mail)
  const sign_in_mail = await seal(at, customers, 'sign_in_mail', customer.person_id, mail)
  await db(at).updateTable('customers').set({ sign_in_mail, sign_in_exact }).where('id', '=', customer.id).execute()
  await changeContact(at, customer.person_id, { mail })
  const { language, name } = before
  await tell(
    at,
    addressChangedMail,
    { person: customer.person_id, mail: before.mail, cause: link.id },
    { language, values: { name } },
  )
}
