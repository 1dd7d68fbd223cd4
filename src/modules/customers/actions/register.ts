import { randomUUID } from 'node:crypto'
import { type Kysely, sql } from 'kysely'
import { hashPassword } from '#accounts'
import { acquaintance, personFor } from '#people'
import { personKeys } from '#platform/data/organisations.ts'
import { tables } from '#platform/data/query-builder.ts'
import type { Scope } from '#platform/data/scope.ts'
import type { Schema, Selected } from '#platform/data/table.ts'
import { exactToken, open, openAll, seal } from '#platform/keys/sealed.ts'
import { tokenFor } from '#platform/keys/token.ts'
import { eraseRows, recordConsent } from '#privacy'
import { customers, db, keeping, type Opens, registrations } from '../data.ts'
import { confirmMail, knownMail, tell } from '../mails.ts'
import type { Links } from '../ports.ts'
import { customerAt, customerOf, recipientOf, todayOf } from '../queries.ts'
import { fullName, wordsIn } from '../rules/account.ts'
import { closeEnded } from './contract.ts'

const keys = tables({ person_keys: personKeys }) as (
  at: Pick<Scope, 'tx'>,
) => Kysely<Schema<{ person_keys: typeof personKeys }>>

/** So many registrations of one address within a day get a mail: the form must not become a nuisance to its owner. */
const MOST_UNCONFIRMED = 3
export const VALID_HOURS = 48
export const CONFIRM = 'customer registration'

export type Registration = {
  readonly first: string
  readonly last: string
  readonly mail: string
  readonly password: string
  /** The text at the place of collection. */
  readonly wording: string
}

/**
 * Takes a registration and asks the address whether it was its owner. Says nothing of whether the address has an account:
 * that its owner is told by mail, and who asks gets the same answer after the same work.
 * @param id the form's own, so that sending it twice adds nothing
 */
export async function register(at: Scope<Opens>, links: Links, id: string, given: Registration): Promise<void> {
  const password = await hashPassword(given.password)
  const mail_exact = await exactToken(at, 'mail', given.mail)
  // two forms at once for one address wait for each other, so that the limit holds
  await sql`select pg_advisory_xact_lock(hashtextextended('belegt.customer:' || encode(${mail_exact}, 'hex'), 0))`.execute(
    db(at),
  )
  const known = await customerAt(at, given.mail)
  if (known) return tellKnown(at, links, known)
  const earlier = await db(at)
    .selectFrom('customer_registrations')
    .select('id')
    .where('mail_exact', '=', mail_exact)
    .where('created_at', '>', at.now.subtract({ hours: 24 }))
    .execute()
  if (earlier.length >= MOST_UNCONFIRMED || earlier.some((one) => one.id === id)) return
  const applicant = randomUUID()
  const { wrapped } = await at.keys.mint(applicant, 'general')
  const organisation_id = at.organisation.id
  await keys(at)
    .insertInto('person_keys')
    .values({ organisation_id, person_id: applicant, kind: 'general', wrapped })
    .execute()
  await db(at)
    .insertInto('customer_registrations')
    .values({
      organisation_id,
      id,
      applicant_id: applicant,
      first_name: await seal(at, registrations, 'first_name', applicant, given.first),
      last_name: await seal(at, registrations, 'last_name', applicant, given.last),
      mail: await seal(at, registrations, 'mail', applicant, given.mail),
      mail_exact,
      password,
      language: at.language,
      created_at: at.now,
    })
    .execute()
  await recordConsent(at, { person: applicant, activity: keeping, wording: given.wording, special: false })
  const { language } = at
  await tell(
    at,
    confirmMail,
    { person: applicant, mail: given.mail, cause: id },
    {
      language,
      values: {
        bestaetigen: links.absolute(`/konto/bestaetigen/${await tokenFor(at, CONFIRM, id)}`, language),
        datenschutz: links.absolute('/datenschutz', language),
      },
    },
  )
}

/** Tells the owner of an account that somebody wanted to open one with their address; once a day at most. */
export async function tellKnown(
  at: Scope<Opens>,
  links: Links,
  known: Parameters<typeof recipientOf>[1],
): Promise<void> {
  const { name, mail, language } = await recipientOf(at, known)
  const day = Math.floor(at.now.epochMilliseconds / 86_400_000)
  await tell(
    at,
    knownMail,
    { person: known.person_id, mail, cause: known.id, version: day },
    {
      language,
      values: {
        name,
        anmelden: links.absolute('/konto/anmelden', language),
        passwort: links.absolute('/konto/passwort', language),
      },
    },
  )
}

export type RegistrationRow = Selected<typeof registrations>

/** A registration that may still be confirmed. */
export async function openRegistration(at: Scope<string>, id: string | undefined, lock = false) {
  if (id === undefined) return undefined
  const query = db(at)
    .selectFrom('customer_registrations')
    .selectAll()
    .where('id', '=', id)
    .where('created_at', '>', at.now.subtract({ hours: VALID_HOURS }))
  return (lock ? query.forUpdate() : query).executeTakeFirst()
}

export const mailOf = async (at: Scope<Opens>, row: RegistrationRow): Promise<string> =>
  (await open(at, row.mail)) ?? ''

/**
 * Makes the account: the address has shown that it is read, and who confirms knows the password that was chosen, so nobody
 * confirms an account that somebody else prepared. Known under the same name and address is the same person.
 * @returns the account, or nothing when the address or the person has one already
 */
export async function openAccount(
  at: Scope<Opens>,
  row: RegistrationRow,
  wording: string,
): Promise<{ readonly id: string; readonly person: string } | undefined> {
  const [first, last, mail] = await openAll(at, [row.first_name, row.last_name, row.mail])
  if (!first || !last || !mail) throw new Error('a registration that does not open')
  const name = fullName(first, last)
  await closeEnded(at)
  const known = await acquaintance(at, { name, mail }) // others who confirm for this address wait here
  const taken = (await customerAt(at, mail)) ?? (known.person ? await customerOf(at, known.person) : undefined)
  if (taken) {
    await eraseRows(at, 'customer_registrations', [row.id], 'request')
    return undefined
  }
  const person = await personFor(at, { name, mail }, known)
  const id = await createCustomer(at, person, { first, mail, hash: row.password })
  await recordConsent(at, { person, activity: keeping, wording, special: false })
  await eraseRows(at, 'customer_registrations', [row.id], 'request')
  return { id, person }
}

/** Makes the account of a person whose address is known to be theirs. @returns its id */
export async function createCustomer(
  at: Scope<string>,
  person: string,
  { first, mail, hash }: { readonly first: string; readonly mail: string; readonly hash: string },
): Promise<string> {
  const id = randomUUID()
  await db(at)
    .insertInto('customers')
    .values({
      organisation_id: at.organisation.id,
      id,
      person_id: person,
      sign_in_mail: await seal(at, customers, 'sign_in_mail', person, mail),
      sign_in_exact: await exactToken(at, 'mail', mail),
      password: hash,
      given_names: wordsIn(first),
      began_on: todayOf(at).toString(),
      created_at: at.now,
    })
    .execute()
  return id
}
