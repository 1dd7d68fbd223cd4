import { contact } from '#people'
import { activity } from '#platform/data/activity.ts'
import { bytes, exactTokenOf, instant, integer, localDate, text, uuid } from '#platform/data/columns.ts'
import { tables } from '#platform/data/query-builder.ts'
import { type Selected, table } from '#platform/data/table.ts'
import { endsWithRestore } from '#privacy'

const authority = { art6: 'e', law: '§ 3 BDSG und das Landesdatenschutzgesetz' } as const

/** The account of somebody who is served by the organisation, and all master data in it. */
export const keeping = activity('customers.account', {
  why: {
    de: 'Ihr Kundenkonto führen, in dem Sie alles sehen und ändern, was Sie uns gegeben haben',
    en: 'Keep your customer account, in which you see and change all that you have given us',
  },
  basis: { public: authority, private: { art6: 'b' } },
  obligation: {
    de: 'Für ein Konto brauchen wir Vor- und Nachnamen, Mailadresse und ein Passwort. Alles Weitere ist freiwillig. Ein Konto brauchen Sie nicht.',
    en: 'For an account we need first and last name, a mail address and a password. All else is voluntary. You do not need an account.',
  },
  using: [contact],
})

/** Letting the right person in. It also sees who is restricted, only to tell them why they cannot sign in. */
export const admitting = activity('customers.signing-in', {
  why: {
    de: 'Sie in Ihrem Kundenkonto anmelden und es vor fremdem Zugriff schützen (mit einem Cookie, § 25 Abs. 2 Nr. 2 TDDDG)',
    en: 'Sign you in to your customer account and protect it from others (with a cookie, § 25(2) no. 2 TDDDG)',
  },
  basis: { public: { ...authority, law: `${authority.law}, Art. 32 DSGVO` }, private: { art6: 'b' } },
  obligation: {
    de: 'Ohne Mailadresse, Passwort und das Cookie der Anmeldung ist keine Anmeldung möglich.',
    en: 'Without mail address, password and the sign-in cookie you cannot sign in.',
  },
  using: [keeping],
  whileRestricted: 'storage',
})

/** Charging for what was used. */
export const billing = activity('customers.billing', {
  why: { de: 'Abrechnen, was Sie genutzt haben', en: 'Charge for what you used' },
  basis: { public: authority, private: { art6: 'b' } },
  obligation: {
    de: 'Ohne diese Angaben können wir nicht abrechnen.',
    en: 'Without these data we cannot charge you.',
  },
  using: [keeping],
})

/** Keeping business letters because the law says so. */
export const filing = activity('customers.filing', {
  why: {
    de: 'Geschäftsbriefe über Ihren Vertrag so lange aufbewahren, wie es das Handels- und Steuerrecht verlangt',
    en: 'Keep business letters about your contract for as long as commercial and tax law demand',
  },
  basis: { art6: 'c', law: '§ 257 HGB, § 147 AO' },
  obligation: {
    de: 'Die Aufbewahrung verlangt das Gesetz, wenn Sie einen Vertrag mit uns schließen.',
    en: 'The law demands to keep them when you conclude a contract with us.',
  },
})

const bySystem = { source: 'system' } as const
const byStaff = { source: 'staff' } as const
const hidden = { source: 'system', onAccess: 'redact' } as const

/** Who registered and has not yet shown that the mail address is theirs. */
export const registrations = table(
  'customer_registrations',
  { subject: { ownedBy: 'applicant_id' }, keep: { from: 'created_at', period: 'P2D', grace: 'P1D' } },
  {
    organisation_id: uuid().notPersonal('key'),
    id: uuid().notPersonal('random id'),
    applicant_id: uuid().personal(keeping, 'identifier', bySystem),
    first_name: text().sealed(keeping, 'name'),
    last_name: text().sealed(keeping, 'name'),
    mail: text().sealed(keeping, 'mail'),
    mail_exact: exactTokenOf('mail'),
    password: text().personal(admitting, 'credential', { onAccess: 'redact' }),
    language: text().personal(keeping, 'language', bySystem),
    created_at: instant().personal(keeping, 'time', bySystem),
  },
)

/** The account and the master data that the person's own record does not hold: name, mail and phone stand there. */
export const customers = table(
  'customers',
  {
    subject: { ownedBy: 'person_id' },
    keep: {
      from: 'ended_on',
      period: 'P0D',
      to: 'year-end',
      grace: 'P1D',
      openWhile: { de: 'solange Ihr Vertrag läuft', en: 'as long as your contract lasts' },
    },
  },
  {
    organisation_id: uuid().notPersonal('key'),
    id: uuid().notPersonal('random id'),
    person_id: uuid().personal([keeping, admitting], 'identifier', bySystem),
    sign_in_mail: text().sealed([keeping, admitting], 'credential'),
    sign_in_exact: exactTokenOf('sign_in_mail'),
    /** Only its argon2id hash; none once the account is closed. */
    password: text().optional().personal(admitting, 'credential', { onAccess: 'redact' }),
    /** How many words of the person's name are first names: the name itself stands in one place only. */
    given_names: integer().personal(keeping, 'name'),
    street: text().optional().sealed([keeping, billing], 'address'),
    postal_code: text().optional().sealed([keeping, billing], 'address'),
    city: text().optional().sealed([keeping, billing], 'address'),
    country: text().optional().sealed([keeping, billing], 'address'),
    fax: text().optional().sealed(keeping, 'phone'),
    account_holder: text().optional().sealed([keeping, billing], 'name'),
    iban: text().optional().sealed([keeping, billing], 'bank'),
    bic: text().optional().sealed([keeping, billing], 'bank'),
    began_on: localDate().personal(keeping, 'time', bySystem),
    ended_on: localDate().optional().personal(keeping, 'time', bySystem),
    ended_by: text().optional().personal(keeping, 'status', bySystem),
    version: integer().defaulted().notPersonal('guards against two editors at once'),
    created_at: instant().personal(keeping, 'time', bySystem),
  },
)

export const sessions = table(
  'customer_sessions',
  { subject: { ownedBy: 'person_id' }, keep: { from: 'expires_at', period: 'P1D', grace: 'P1D' }, anchor: false },
  {
    organisation_id: uuid().notPersonal('key'),
    id: uuid().notPersonal('random id'),
    person_id: uuid().personal([keeping, admitting], 'identifier', bySystem),
    customer_id: uuid().notPersonal('random id of the account'),
    token_hash: bytes().personal(admitting, 'credential', hidden),
    created_at: instant().personal(admitting, 'time', bySystem),
    last_seen_at: instant().personal(admitting, 'time', bySystem),
    expires_at: instant().personal(admitting, 'time', bySystem),
    browser: text().personal(admitting, 'device', bySystem),
  },
)

export const links = table(
  'customer_links',
  { subject: { ownedBy: 'person_id' }, keep: { from: 'expires_at', period: 'P7D', grace: 'P1D' }, anchor: false },
  {
    organisation_id: uuid().notPersonal('key'),
    id: uuid().notPersonal('random id'),
    person_id: uuid().personal(admitting, 'identifier', bySystem),
    customer_id: uuid().notPersonal('random id of the account'),
    use: text().personal(admitting, 'status', bySystem),
    token_hash: bytes().personal(admitting, 'credential', hidden),
    mail: text().optional().sealed([keeping, admitting], 'mail'),
    created_at: instant().personal(admitting, 'time', bySystem),
    expires_at: instant().personal(admitting, 'time', bySystem),
    used_at: instant().optional().personal(admitting, 'time', bySystem),
  },
)

endsWithRestore('customer_sessions')
endsWithRestore('customer_links')

/**
 * What is to be billed. 180 days and the night of the deletion run are never more than six months after the invoice.
 */
export const usage = table(
  'customer_usage',
  {
    subject: { ownedBy: 'person_id' },
    keep: {
      from: 'invoice_sent_at',
      period: 'P180D',
      grace: 'P1D',
      openWhile: { de: 'bis zur Rechnung', en: 'until the invoice' },
      // usage that nobody bills within a year is a broken process, not a reason to keep it for ever
      startDue: { by: 'used_at', within: 'P400D' },
    },
  },
  {
    organisation_id: uuid().notPersonal('key'),
    id: uuid().notPersonal('random id'),
    person_id: uuid().personal(billing, 'identifier', bySystem),
    service: text().sealed([billing, keeping], 'status', bySystem),
    quantity: integer().personal(billing, 'status', bySystem),
    used_at: instant().personal(billing, 'time', bySystem),
    invoice_sent_at: instant().optional().personal(billing, 'time', bySystem),
  },
)

/** Business letters sent about a contract: its conclusion and its end, with what the contract was about. */
export const letters = table(
  'customer_letters',
  {
    subject: { ownedBy: 'person_id' },
    keep: {
      from: 'kept_from',
      period: 'P6Y',
      to: 'year-end',
      grace: 'P1D',
      law: '§ 257 Abs. 1 Nr. 2 und 3, Abs. 4 und 5 HGB, § 147 Abs. 1 Nr. 2 und 3, Abs. 3 und 4 AO',
      onErase: 'block',
      whileBlocked: filing,
    },
  },
  {
    organisation_id: uuid().notPersonal('key'),
    id: uuid().notPersonal('random id'),
    person_id: uuid().personal([filing, keeping], 'identifier', bySystem),
    kind: text().personal([filing, keeping], 'status', byStaff),
    contract_id: uuid().notPersonal('random id of the contract'),
    sent_on: localDate().personal([filing, keeping], 'time', byStaff),
    /** The day from which the law counts: that of the letter, and for a contract not before its last day. */
    kept_from: localDate().personal([filing, keeping], 'time', bySystem),
    subject: text().sealed([filing, keeping], 'free-text', byStaff),
    name: text().sealed([filing, keeping], 'name', bySystem),
    address: text().optional().sealed([filing, keeping], 'address', bySystem),
  },
)

/** The query builder for this module's tables, by their names in the database. */
export const db = tables({
  customer_registrations: registrations,
  customers,
  customer_sessions: sessions,
  customer_links: links,
  customer_usage: usage,
  customer_letters: letters,
})

export type CustomerRow = Selected<typeof customers>
export type LetterRow = Selected<typeof letters>
/** What the module's own scopes may open. */
export type Opens = (typeof keeping)['opens'][number]
export type Admits = (typeof admitting)['opens'][number]
