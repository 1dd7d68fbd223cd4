import { contactOf, namesOf } from '#people'
import type { Scope } from '#platform/data/scope.ts'
import { refuse } from '#platform/errors/errors.ts'
import { exactToken, open, openAll } from '#platform/keys/sealed.ts'
import type { Language } from '#platform/text/language.ts'
import { type CustomerRow, db, type Opens } from './data.ts'
import { nameParts } from './rules/account.ts'

/** Everything about a customer that stands in master data, opened. */
export type Master = {
  readonly name: string
  readonly first: string
  readonly last: string
  readonly mail: string
  readonly phone: string
  readonly language: Language
  readonly street: string
  readonly postalCode: string
  readonly city: string
  readonly country: string
  readonly fax: string
  readonly holder: string
  readonly iban: string
  readonly bic: string
}

/** Today, where the organisation is. */
export const todayOf = ({ now, organisation }: Pick<Scope, 'now' | 'organisation'>): Temporal.PlainDate =>
  now.toZonedDateTimeISO(organisation.zone).toPlainDate()

/** The open account of a person. */
export const customerOf = (at: Scope<string>, person: string): Promise<CustomerRow | undefined> =>
  db(at)
    .selectFrom('customers')
    .selectAll()
    .where('person_id', '=', person)
    .where('password', 'is not', null)
    .executeTakeFirst()

/** The open account that signs in with an address. */
export const customerAt = async (at: Scope<string>, mail: string): Promise<CustomerRow | undefined> =>
  db(at)
    .selectFrom('customers')
    .selectAll()
    .where('sign_in_exact', '=', await exactToken(at, 'mail', mail))
    .where('password', 'is not', null)
    .executeTakeFirst()

export const customerById = (at: Scope<string>, id: string): Promise<CustomerRow | undefined> =>
  db(at).selectFrom('customers').selectAll().where('id', '=', id).executeTakeFirst()

/** The person who is signed in. */
export function personOf(at: Scope<string>): string {
  if (at.actor.kind === 'customer') return at.actor.person
  throw new Error('a route for signed-in customers only')
}

/** The account of who is signed in. @throws Refusal when it was closed in this moment */
export async function ownAccount(at: Scope<string>): Promise<CustomerRow> {
  const row = await customerOf(at, personOf(at))
  if (!row) throw refuse('platform.customer-sign-in-first', 'forbidden')
  return row
}

/** Opens all master data of a customer. */
export async function masterOf(at: Scope<Opens>, row: CustomerRow): Promise<Master> {
  const contact = await contactOf(at, row.person_id)
  const [name, mail, phone] = contact ? await openAll(at, [contact.name, contact.mail, contact.phone]) : []
  const sealed = [row.street, row.postal_code, row.city, row.country, row.fax, row.account_holder, row.iban, row.bic]
  const [street, postalCode, city, country, fax, holder, iban, bic] = await openAll(at, sealed)
  return {
    name: name ?? '',
    ...nameParts(name ?? '', row.given_names),
    mail: mail ?? '',
    phone: phone ?? '',
    language: contact?.language === 'en' ? 'en' : 'de',
    street: street ?? '',
    postalCode: postalCode ?? '',
    city: city ?? '',
    country: country ?? '',
    fax: fax ?? '',
    holder: holder ?? '',
    iban: iban ?? '',
    bic: bic ?? '',
  }
}

/** Name, address and language to write to. */
export async function recipientOf(at: Scope<Opens>, row: CustomerRow) {
  const contact = await contactOf(at, row.person_id)
  const name = contact ? await open(at, contact.name) : null
  return {
    name: name ?? '',
    mail: (await open(at, row.sign_in_mail)) ?? '',
    language: contact?.language === 'en' ? ('en' as const) : ('de' as const),
  }
}

/** The address as on an envelope, line by line; empty when none is known. */
export const envelopeOf = ({ street, postalCode, city, country }: Master): string =>
  [street, `${postalCode} ${city}`.trim(), country].filter(Boolean).join('\n')

export type NamedCustomer = { readonly person: string; readonly name: string }

/** Who has an open account, by name; for the demo, which lists them. */
export async function customerNames(at: Scope<Opens>): Promise<NamedCustomer[]> {
  const rows = await db(at)
    .selectFrom('customers')
    .select('person_id')
    .where('password', 'is not', null)
    .limit(20)
    .execute()
  const people = rows.map(({ person_id }) => person_id)
  const named = await namesOf(at, people)
  const names = await openAll(
    at,
    named.map(({ name }) => name),
  )
  return named.map(({ id }, place) => ({ person: id, name: names[place] ?? '' }))
}
