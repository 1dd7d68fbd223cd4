import { contact } from '#people'
import { handingOver } from './answers/data.ts'
import { activity } from '#platform/data/activity.ts'
import { exactTokenOf, flag, instant, integer, json, localDate, text, uuid } from '#platform/data/columns.ts'
import { tables } from '#platform/data/query-builder.ts'
import { type Selected, table } from '#platform/data/table.ts'
import { answering, correcting, dataKind, restricting } from '#privacy'
import type { LetterText } from './letters/letter.ts'
import type { Pause } from './rules/clock.ts'

/** Answering what people ask about their data, and being able to show that and when it was answered. */
export const handling = activity('rights.handling', {
  why: {
    de: 'Ihre Anträge zum Datenschutz bearbeiten und belegen, dass und wann wir geantwortet haben',
    en: 'Handle your data protection requests and prove that and when we answered',
  },
  basis: { art6: 'c', law: 'Art. 12 und 15 bis 22 DSGVO, Nachweis nach Art. 5 Abs. 2 DSGVO' },
  obligation: {
    de: 'Wir brauchen Ihren Namen und einen Weg, Ihnen zu antworten. Sind wir nicht sicher, wer Sie sind, fragen wir nach.',
    en: 'We need your name and a way to answer you. When we are not sure who you are, we ask.',
  },
  using: [contact, answering, correcting, restricting, handingOver],
  // the rights themselves are exercised while data are restricted (Art. 18(2) GDPR)
  whileRestricted: 'claims',
})

/**
 * Taking in what anybody sends by the public form. It opens nothing of anybody: what was sent is read only once its sender
 * is known to hold the address, or by staff.
 */
export const receiving = activity('rights.receiving', {
  why: { de: 'Ihren Antrag zum Datenschutz entgegennehmen', en: 'Take in your data protection request' },
  basis: handling.basis as { readonly art6: 'c'; readonly law: string },
  obligation: handling.obligation,
})

/** The activities that a request names: one consent that ends, or all that is objected to. */
export const namedIn = ({ activity }: { readonly activity: string | null }): string[] => activity?.split(',') ?? []

const bySystem = { source: 'system' } as const
const byStaff = { source: 'staff' } as const
const PROOF = 'Art. 5 Abs. 2 und Art. 24 DSGVO, § 31 OWiG, §§ 195, 199 BGB'
const open = { de: 'solange Ihr Antrag bearbeitet wird', en: 'while your request is being handled' }

/** Requests by form whose mail address is not confirmed yet. */
export const intake = table(
  'rights_intake',
  { subject: { ownedBy: 'applicant_id' }, keep: { from: 'created_at', period: 'P14D', grace: 'P1D' } },
  {
    organisation_id: uuid().notPersonal('key'),
    id: uuid().notPersonal('random id'),
    applicant_id: uuid().personal(handling, 'identifier', bySystem),
    kind: text().personal(handling, 'status'),
    mail: text().sealed(handling, 'mail'),
    mail_exact: exactTokenOf('mail'),
    content: json<Wish>().sealed(handling, 'free-text'),
    language: text().personal(handling, 'language', bySystem),
    created_at: instant().personal(handling, 'time', bySystem),
  },
)

/** What somebody asks for, as they entered it or as staff took it down. */
export type Wish = {
  readonly name: string
  /** Other addresses, numbers or facts by which they can be found. */
  readonly also: string
  /** Where a letter reaches them, line by line. */
  readonly address: string
  readonly message: string
  readonly ground?: Ground | undefined
  /** Which consent ends; without it all. */
  readonly activity?: string | undefined
  /** Against which activities somebody objects (Art. 21(1)); none where they did not name any. */
  readonly objected?: readonly string[] | undefined
  readonly forOther: boolean
}

export type Kind =
  | 'access'
  | 'portability'
  | 'rectification'
  | 'erasure'
  | 'restriction'
  | 'objection'
  | 'marketing'
  | 'withdrawal'
  | 'complaint'
export type Ground = 'accuracy' | 'unlawful' | 'claims' | 'objection'
export type Channel = 'form' | 'link' | 'letter' | 'fax' | 'mail' | 'call' | 'counter'

/** What carrying out a request did: counts and ids of what it set, nothing about anybody. */
export type Carried = {
  readonly rule: string
  readonly kept?: readonly Kept[]
  readonly [fact: string]: string | number | boolean | readonly Kept[] | undefined
}

/**
 * What stayed blocked although erasure was asked for: because a law demands it, then gone from the day in `until` on; or,
 * without a law, because it is held until the end of that day.
 */
export type Kept = {
  readonly table: string
  readonly rows: number
  readonly law?: string
  readonly until: string
}

export const requests = table(
  'rights_requests',
  {
    subject: { ownedBy: 'applicant_id' },
    keep: {
      from: 'closed_at',
      period: 'P3Y',
      to: 'year-end',
      grace: 'P1D',
      law: PROOF,
      openWhile: open,
      // a request that nobody closed is a broken duty, not a reason to keep it for ever
      startDue: { by: 'received_at', within: 'P400D' },
    },
  },
  {
    organisation_id: uuid().notPersonal('key'),
    id: uuid().notPersonal('random id'),
    applicant_id: uuid().personal(handling, 'identifier', bySystem),
    kind: text().personal(handling, 'status'),
    ground: text().optional().personal(handling, 'status'),
    // which consent ends, or what is objected to: names of activities with commas between them
    activity: text().optional().personal(handling, 'consent'),
    channel: text().personal(handling, 'status', byStaff),
    for_other: flag().defaulted().personal(handling, 'status'),
    authority: text().optional().personal(handling, 'status', byStaff),
    language: text().personal(handling, 'language', bySystem),
    received_on: localDate().personal(handling, 'time', bySystem),
    received_at: instant().personal(handling, 'time', bySystem),
    mail_proven_at: instant().optional().personal(handling, 'time', bySystem),
    identity: text().defaulted().personal(handling, 'status', byStaff),
    identity_method: text().optional().personal(handling, 'status', byStaff),
    identity_at: instant().optional().personal(handling, 'time', byStaff),
    pauses: json<readonly Pause[]>().defaulted().personal(handling, 'time', bySystem),
    extended: integer().defaulted().personal(handling, 'status', byStaff),
    due_on: localDate().personal(handling, 'time', bySystem),
    escalated: integer().defaulted().notPersonal('which alarms have rung'),
    nothing_held: flag().defaulted().personal(handling, 'status', byStaff),
    carried_at: instant().optional().personal(handling, 'time', byStaff),
    carried: json<Carried>().optional().personal(handling, 'status', bySystem),
    outcome: text().optional().personal(handling, 'status', byStaff),
    refusal: text().optional().personal(handling, 'status', byStaff),
    closed_at: instant().optional().personal(handling, 'time', byStaff),
    version: integer().defaulted().notPersonal('guards against two officers at once'),
    name: text().sealed(handling, 'name'),
    mail: text().optional().sealed(handling, 'mail'),
    mail_exact: exactTokenOf('mail'),
    address: text().optional().sealed(handling, 'address'),
    also: text().optional().sealed(handling, 'free-text'),
    message: text().optional().sealed(handling, 'free-text'),
    decision: text().optional().sealed(handling, 'free-text', byStaff),
  },
)

/** Whom a request is about. The link goes with the person; the request stays as proof that it was answered. */
export const persons = table(
  'rights_persons',
  {
    subject: { ownedBy: 'person_id' },
    keep: {
      from: 'closed_at',
      period: 'P3Y',
      to: 'year-end',
      grace: 'P1D',
      law: PROOF,
      openWhile: open,
      startDue: { by: 'found_at', within: 'P400D' },
    },
    anchor: false,
  },
  {
    organisation_id: uuid().notPersonal('key'),
    id: uuid().notPersonal('random id'),
    request_id: uuid().notPersonal('random id of a request'),
    person_id: uuid().personal(handling, 'identifier', bySystem),
    found_by: text().personal(handling, 'status', byStaff),
    found_at: instant().personal(handling, 'time', bySystem),
    closed_at: instant().optional().personal(handling, 'time', byStaff),
  },
)

const part = { subject: { goesWith: 'rights_requests', by: 'request_id' }, keep: { while: 'parent' } } as const

export type EventFacts = Readonly<Record<string, string | number | boolean>>

export const events = table('rights_events', part, {
  organisation_id: uuid().notPersonal('key'),
  id: uuid().notPersonal('random id'),
  request_id: uuid().notPersonal('random id of a request'),
  position: integer().notPersonal('order of the events'),
  kind: text().personal(handling, 'status', bySystem),
  at: instant().personal(handling, 'time', bySystem),
  by_account: uuid().optional().notPersonal('random id of who acted; names nobody once the account is gone'),
  facts: json<EventFacts>().defaulted().personal(handling, 'status', bySystem),
  said: text().optional().sealed(handling, 'free-text', byStaff),
})

export const letters = table('rights_letters', part, {
  organisation_id: uuid().notPersonal('key'),
  id: uuid().notPersonal('random id'),
  request_id: uuid().notPersonal('random id of a request'),
  kind: text().personal(handling, 'message', bySystem),
  language: text().personal(handling, 'language', bySystem),
  made_at: instant().personal(handling, 'time', bySystem),
  by: text().personal(handling, 'message', byStaff),
  sent_on: localDate().personal(handling, 'time', byStaff),
  content: json<LetterText>().sealed(handling, 'message', bySystem),
})

export const recipients = table('rights_recipients', part, {
  organisation_id: uuid().notPersonal('key'),
  id: uuid().notPersonal('random id'),
  request_id: uuid().notPersonal('random id of a request'),
  recipient: text().notPersonal('id in the register of recipients'),
  name: text().notPersonal('name in the register of recipients'),
  place: text().defaulted().notPersonal('address in the register of recipients'),
  state: text().notPersonal('whether the recipient was told'),
  made_at: instant().notPersonal('when the job was made'),
  told_on: localDate().optional().notPersonal('when the recipient was told'),
  confirmed_on: localDate().optional().notPersonal('when the recipient confirmed'),
  // who it is where that may be a person's name; once nobody could be told, also why
  reason: text().optional().sealed(handling, 'free-text', byStaff),
})

/** What somebody sent to show who they are: looked at once, then erased (Art. 5(1)(c) and (e) GDPR). */
export const proofs = table(
  'rights_proofs',
  { subject: { ownedBy: 'applicant_id' }, keep: { from: 'given_at', period: 'P30D', grace: 'P1D' }, anchor: false },
  {
    organisation_id: uuid().notPersonal('key'),
    id: uuid().notPersonal('random id'),
    request_id: uuid().notPersonal('random id of a request'),
    applicant_id: uuid().personal(handling, 'identifier', bySystem),
    given_at: instant().personal(handling, 'time', bySystem),
    content: text().sealed(handling, 'free-text'),
  },
)

export type RequestRow = Selected<typeof requests>
export type EventRow = Selected<typeof events>
export type RecipientRow = Selected<typeof recipients>

export const db = tables({
  rights_intake: intake,
  rights_requests: requests,
  rights_persons: persons,
  rights_events: events,
  rights_letters: letters,
  rights_recipients: recipients,
  rights_proofs: proofs,
})

const closing = { de: 'nach dem Abschluss des Antrags', en: 'after the request was closed' }
dataKind('rights_intake', {
  name: { de: 'Anträge zum Datenschutz, noch nicht bestätigt', en: 'Data protection requests not confirmed yet' },
  start: { de: 'nach dem Eingang', en: 'after receipt' },
})
dataKind('rights_requests', {
  name: { de: 'Anträge zum Datenschutz', en: 'Data protection requests' },
  start: closing,
  columns: { authority: { de: 'Vollmacht', en: 'Power of attorney' } },
})
dataKind('rights_persons', {
  name: { de: 'Wen ein Antrag betrifft', en: 'Whom a request is about' },
  start: closing,
})
dataKind('rights_events', {
  name: { de: 'Verlauf eines Antrags', en: 'Course of a request' },
  columns: { kind: { de: 'Was geschah', en: 'What happened' }, said: { de: 'Anmerkung', en: 'Remark' } },
})
dataKind('rights_letters', {
  name: { de: 'Schreiben zu einem Antrag', en: 'Letters about a request' },
  columns: { by: { de: 'Versandt', en: 'Sent' } },
})
dataKind('rights_recipients', {
  name: { de: 'Mitteilungen an Empfänger (Art. 19)', en: 'Notifications of recipients (Art. 19)' },
})
dataKind('rights_proofs', {
  name: { de: 'Angaben zur Prüfung, wer jemand ist', en: 'What somebody gave to show who they are' },
  start: { de: 'nach dem Eingang, spätestens', en: 'after receipt at the latest' },
})
