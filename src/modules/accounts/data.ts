import type { Kysely } from 'kysely'
import { activity } from '#platform/data/activity.ts'
import {
  bigint,
  blobId,
  bytes,
  exactTokenOf,
  flag,
  instant,
  integer,
  text,
  texts,
  uuid,
} from '#platform/data/columns.ts'
import { organisations, personKeys } from '#platform/data/organisations.ts'
import { tables, type Tx } from '#platform/data/query-builder.ts'
import { table, type Schema } from '#platform/data/table.ts'

/** Knowing who works for the organisation and what their role lets them do. */
export const membership = activity('accounts.membership', {
  why: {
    de: 'Festhalten, wer für die Organisation arbeiten und wer was tun darf',
    en: 'Keep record of who works for the organisation and who may do what',
  },
  basis: {
    public: { art6: 'e', law: '§ 3 BDSG und das Landesdatenschutzgesetz, Art. 32 DSGVO' },
    private: { art6: 'b' },
  },
  obligation: {
    de: 'Ohne Namen und Mailadresse können wir Ihnen keinen Zugang geben.',
    en: 'Without a name and a mail address we cannot give you access.',
  },
})

/** Signing in with an own account, and keeping others out of it. The one cookie of the system belongs to it. */
export const signingIn = activity('accounts.signing-in', {
  why: {
    de: 'Mitarbeitende anmelden und ihre Konten vor fremdem Zugriff schützen (mit einem Cookie, § 25 Abs. 2 Nr. 2 TDDDG)',
    en: 'Sign staff in and protect their accounts from others (with a cookie, § 25(2) no. 2 TDDDG)',
  },
  basis: {
    public: { art6: 'e', law: '§ 3 BDSG und das Landesdatenschutzgesetz, Art. 32 DSGVO' },
    private: { art6: 'b' },
  },
  obligation: {
    de: 'Ohne Mailadresse, Passwort und das Cookie der Anmeldung ist keine Anmeldung möglich.',
    en: 'Without mail address, password and the sign-in cookie you cannot sign in.',
  },
  using: [membership],
})

/** Setting up organisations: their public facts, their look. Keeps nothing about people. */
export const administering = activity('accounts.administering', {
  why: { de: 'Die Organisation einrichten', en: 'Set up the organisation' },
  basis: { art6: 'c', law: 'Art. 13, 24 und 32 DSGVO; § 5 DDG' },
  obligation: {
    de: 'Die Angaben im Impressum und in der Datenschutzerklärung verlangt das Gesetz.',
    en: 'The law demands the facts of the legal notice and the privacy notice.',
  },
  using: [membership],
})

const bySystem = { source: 'system' } as const
const hidden = { source: 'system', onAccess: 'redact' } as const

export const accounts = table(
  'accounts',
  {
    subject: { ownedBy: 'id' },
    keep: {
      from: 'closed_at',
      period: 'P30D',
      grace: 'P1D',
      openWhile: { de: 'solange das Konto besteht', en: 'as long as the account exists' },
    },
  },
  {
    organisation_id: uuid().notPersonal('key'),
    id: uuid().personal([signingIn, membership], 'identifier', bySystem),
    mail: text().sealed([signingIn, membership], 'mail'),
    mail_exact: exactTokenOf('mail'),
    name: text().sealed([signingIn, membership], 'name'),
    password: text().optional().personal(signingIn, 'credential', { onAccess: 'redact' }),
    state: text().personal(signingIn, 'status', bySystem),
    language: text().personal(signingIn, 'language'),
    created_at: instant().personal(signingIn, 'time', bySystem),
    closed_at: instant().optional().personal(signingIn, 'time', bySystem),
    works_for: texts().defaulted().personal(signingIn, 'identifier', bySystem),
  },
)

export const sessions = table(
  'sessions',
  { subject: { ownedBy: 'account_id' }, keep: { from: 'expires_at', period: 'P1D', grace: 'P1D' }, anchor: false },
  {
    organisation_id: uuid().notPersonal('key'),
    id: uuid().notPersonal('random id'),
    account_id: uuid().personal(signingIn, 'identifier', bySystem),
    token_hash: bytes().personal(signingIn, 'credential', hidden),
    created_at: instant().personal(signingIn, 'time', bySystem),
    last_seen_at: instant().personal(signingIn, 'time', bySystem),
    expires_at: instant().personal(signingIn, 'time', bySystem),
    browser: text().personal(signingIn, 'device', bySystem),
    system: text().defaulted().personal(signingIn, 'device', bySystem),
    strength: text().defaulted().personal(signingIn, 'status', bySystem),
    confirmed_at: instant().optional().personal(signingIn, 'time', bySystem),
    bound_to: uuid()
      .optional()
      .notPersonal('the only organisation it opens, where that one’s provider let the person in'),
  },
)

export const resets = table(
  'resets',
  { subject: { ownedBy: 'account_id' }, keep: { from: 'expires_at', period: 'P7D', grace: 'P1D' }, anchor: false },
  {
    organisation_id: uuid().notPersonal('key'),
    id: uuid().notPersonal('random id'),
    account_id: uuid().personal(signingIn, 'identifier', bySystem),
    token_hash: bytes().personal(signingIn, 'credential', hidden),
    created_at: instant().personal(signingIn, 'time', bySystem),
    expires_at: instant().personal(signingIn, 'time', bySystem),
    used_at: instant().optional().personal(signingIn, 'time', bySystem),
  },
)

export const setUpLinks = table(
  'set_up_links',
  {
    subject: { none: 'one-time links of the installation, bound to nobody' },
    keep: { from: 'expires_at', period: 'P7D', grace: 'P1D' },
    anchor: false,
  },
  {
    organisation_id: uuid().notPersonal('key'),
    id: uuid().notPersonal('random id'),
    token_hash: bytes().notPersonal('hash of a random link'),
    created_at: instant().notPersonal('when the link was made'),
    expires_at: instant().notPersonal('when the link ends'),
    used_at: instant().optional().notPersonal('when the link was used'),
  },
)

export const attempts = table(
  'attempts',
  {
    subject: {
      none: 'counts under a keyed token that leads to nobody without the key; also for addresses of strangers',
    },
    keep: { from: 'last_at', period: 'P1D', grace: 'P1D' },
    anchor: false,
  },
  {
    organisation_id: uuid().notPersonal('key'),
    mail_token: bytes().notPersonal('keyed token of what was entered as address'),
    door: bytes().defaulted().notPersonal('keyed token of the network or the known device; empty for all together'),
    failures: integer().notPersonal('count'),
    last_at: instant().notPersonal('when it last failed'),
  },
)

export const members = table(
  'members',
  {
    subject: { ownedBy: 'account_id' },
    keep: {
      from: 'left_at',
      period: 'P30D',
      grace: 'P1D',
      openWhile: { de: 'solange die Mitgliedschaft besteht', en: 'as long as the membership lasts' },
    },
  },
  {
    organisation_id: uuid().notPersonal('key'),
    id: uuid().notPersonal('random id'),
    account_id: uuid().personal(membership, 'identifier', bySystem),
    role: text().personal(membership, 'status', { source: 'staff' }),
    name: text().sealed(membership, 'name', { source: 'staff' }),
    mail: text().sealed(membership, 'mail', { source: 'staff' }),
    mail_exact: exactTokenOf('mail'),
    state: text().personal(membership, 'status', bySystem),
    joined_at: instant().personal(membership, 'time', bySystem),
    left_at: instant().optional().personal(membership, 'time', bySystem),
  },
)

const ofAccount = { subject: { goesWith: 'accounts', by: 'account_id' }, keep: { while: 'parent' } } as const

export const passkeys = table('passkeys', ofAccount, {
  organisation_id: uuid().notPersonal('key'),
  id: uuid().notPersonal('random id'),
  account_id: uuid().personal(signingIn, 'identifier', bySystem),
  credential_id: bytes().personal(signingIn, 'credential', hidden),
  public_key: bytes().personal(signingIn, 'credential', hidden),
  counter: bigint().personal(signingIn, 'credential', hidden),
  transports: texts().personal(signingIn, 'device', bySystem),
  name: text().sealed(signingIn, 'device'),
  backed_up: flag().personal(signingIn, 'status', bySystem),
  created_at: instant().personal(signingIn, 'time', bySystem),
  last_used_at: instant().optional().personal(signingIn, 'time', bySystem),
})

/** Apps that show six digits; the newest step that was used is kept, so that no code counts twice. */
export const authenticators = table('authenticators', ofAccount, {
  organisation_id: uuid().notPersonal('key'),
  id: uuid().notPersonal('random id'),
  account_id: uuid().personal(signingIn, 'identifier', bySystem),
  secret: text().sealed(signingIn, 'credential', hidden),
  last_step: bigint().personal(signingIn, 'credential', hidden),
  created_at: instant().personal(signingIn, 'time', bySystem),
  last_used_at: instant().optional().personal(signingIn, 'time', bySystem),
})

export const recoveryCodes = table('recovery_codes', ofAccount, {
  organisation_id: uuid().notPersonal('key'),
  id: uuid().notPersonal('random id'),
  account_id: uuid().personal(signingIn, 'identifier', bySystem),
  code_hash: bytes().personal(signingIn, 'credential', hidden),
  created_at: instant().personal(signingIn, 'time', bySystem),
  used_at: instant().optional().personal(signingIn, 'time', bySystem),
})

export const knownDevices = table(
  'known_devices',
  { subject: { ownedBy: 'account_id' }, keep: { from: 'last_seen_at', period: 'P90D', grace: 'P1D' }, anchor: false },
  {
    organisation_id: uuid().notPersonal('key'),
    id: uuid().notPersonal('random id'),
    account_id: uuid().personal(signingIn, 'identifier', bySystem),
    token: bytes().personal(signingIn, 'device', hidden),
    created_at: instant().personal(signingIn, 'time', bySystem),
    last_seen_at: instant().personal(signingIn, 'time', bySystem),
  },
)

export const spentTickets = table(
  'spent_tickets',
  {
    subject: { none: 'random numbers that were used once' },
    keep: { from: 'expires_at', period: 'P1D', grace: 'P1D' },
    anchor: false,
  },
  {
    organisation_id: uuid().notPersonal('key'),
    ticket: bytes().notPersonal('random number'),
    expires_at: instant().notPersonal('until when it could have been used'),
  },
)

const picture = 'picture of the organisation'
export const logos = table(
  'logos',
  { subject: { none: 'pictures of the organisation' }, keep: { while: 'organisation' } },
  {
    organisation_id: uuid().notPersonal('key'),
    id: uuid().notPersonal(picture),
    blob: blobId().notPersonal(picture),
    size: integer().notPersonal(picture),
    sha256: text().notPersonal(picture),
    type: text().notPersonal(picture),
    created_at: instant().notPersonal(picture),
  },
)

/** The query builder for this module's tables, by their names in the database. */
export const db = tables({
  accounts,
  sessions,
  resets,
  set_up_links: setUpLinks,
  attempts,
  members,
  logos,
  passkeys,
  authenticators,
  recovery_codes: recoveryCodes,
  known_devices: knownDevices,
  spent_tickets: spentTickets,
})

/** The platform's tables this module writes: the keys of account holders and members, the facts of organisations. */
export const houseTables = tables({ person_keys: personKeys, organisations }) as (at: {
  readonly tx: Tx
}) => Kysely<Schema<{ person_keys: typeof personKeys; organisations: typeof organisations }>>
