import { activity } from '#platform/data/activity.ts'
import { bigint, bytes, flag, instant, integer, text, uuid } from '#platform/data/columns.ts'
import { tables } from '#platform/data/query-builder.ts'
import { table } from '#platform/data/table.ts'
import { dataKind } from '#privacy'
import { delivering, messages } from '../data.ts'

/** Whether a mail was opened and which of its links were used: only with that person's consent (§ 25 TDDDG, Art. 6(1)(a)). */
export const measuring = activity('messages.measuring', {
  why: {
    de: 'Sehen, ob Sie unsere Mails öffnen und welche Links darin Sie benutzen',
    en: 'See whether you open our mails and which of their links you use',
  },
  basis: { art6: 'a' },
  obligation: {
    de: 'Nein. Ohne Ihre Einwilligung messen wir nichts; Sie erhalten dieselben Mails.',
    en: 'No. Without your consent we measure nothing; you receive the same mails.',
  },
})

export const EVENT_KINDS = [
  'accepted',
  'deferred',
  'delivered',
  'relayed',
  'bounced',
  'complained',
  'auto-replied',
  'opened',
  'clicked',
] as const
export type EventKind = (typeof EVENT_KINDS)[number]

export const messageEvents = table(
  'message_events',
  { subject: { goesWith: 'messages', by: 'message_id' }, keep: { while: 'parent' } },
  {
    organisation_id: uuid().notPersonal('key'),
    id: uuid().notPersonal('random id'),
    message_id: uuid().notPersonal('random id of the message'),
    kind: text().personal([delivering, measuring], 'status', { source: 'system' }),
    weight: text().optional().personal(delivering, 'status', { source: 'system' }),
    reason: text().defaulted().personal(delivering, 'status', { source: 'system' }),
    code: text().defaulted().personal(delivering, 'status', { source: 'system' }),
    words: text().defaulted().personal([delivering, measuring], 'message', { source: 'system' }),
    source: text().notPersonal('how it became known'),
    fingerprint: bytes().notPersonal('keyed hash, so that news told twice count once'),
    at: instant().personal([delivering, measuring], 'time', { source: 'system' }),
  },
)

export const mailStandings = table(
  'mail_standings',
  { subject: { ownedBy: 'person_id' }, keep: { from: 'changed_at', period: 'P1Y', grace: 'P1D' }, anchor: false },
  {
    organisation_id: uuid().notPersonal('key'),
    id: uuid().notPersonal('random id'),
    person_id: uuid().optional().personal(delivering, 'identifier', { source: 'system' }),
    mail_token: bytes().notPersonal('keyed hash of a mail address'),
    soft_failures: integer().defaulted().personal(delivering, 'status', { source: 'system' }),
    soft_at: instant().optional().personal(delivering, 'time', { source: 'system' }),
    stopped_for: text().optional().personal(delivering, 'status', { source: 'system' }),
    stopped_at: instant().optional().personal(delivering, 'time', { source: 'system' }),
    code: text().defaulted().personal(delivering, 'status', { source: 'system' }),
    words: text().defaulted().personal(delivering, 'message', { source: 'system' }),
    released_at: instant().optional().personal(delivering, 'time', { source: 'system' }),
    changed_at: instant().personal(delivering, 'time', { source: 'system' }),
  },
)

export const mailReports = table(
  'mail_reports',
  { subject: { ownedBy: 'person_id' }, keep: { from: 'read_at', period: 'P30D', grace: 'P1D' }, anchor: false },
  {
    organisation_id: uuid().notPersonal('key'),
    id: uuid().notPersonal('random id'),
    fingerprint: bytes().notPersonal('keyed hash of the mail, so that it is read once'),
    person_id: uuid().optional().personal(delivering, 'identifier', { source: 'system' }),
    message_id: uuid().optional().notPersonal('random id of the message it is about'),
    kind: text().personal(delivering, 'status', { source: 'system' }),
    source: text().notPersonal('how it was understood'),
    reason: text().defaulted().personal(delivering, 'status', { source: 'system' }),
    words: text().optional().sealed(delivering, 'message', { source: 'system' }),
    uid: bigint().optional().notPersonal('its number in the mailbox'),
    state: text().notPersonal('whether staff have to look at it'),
    read_at: instant().personal(delivering, 'time', { source: 'system' }),
    settled_at: instant().optional().notPersonal('when staff were done with it'),
  },
)

export const mailFeedback = table(
  'mail_feedback',
  { subject: { none: 'where the organisation’s mailbox for returned mails is' }, keep: { while: 'organisation' } },
  {
    organisation_id: uuid().notPersonal('key'),
    host: text().defaulted().notPersonal('mail server'),
    port: integer().defaulted().notPersonal('mail server'),
    username: text().defaulted().notPersonal('account of the mailbox'),
    password: bytes().optional().notPersonal('sealed under a key of the organisation'),
    folder: text().defaulted().notPersonal('folder that is read'),
    return_path: text().defaulted().notPersonal('address that bounces go to'),
    active: flag().defaulted().notPersonal('whether it is read'),
    uid_validity: text().defaulted().notPersonal('how far it was read'),
    last_uid: bigint().defaulted().notPersonal('how far it was read'),
    checked_at: instant().optional().notPersonal('when it was read last'),
    problem: text().defaulted().notPersonal('why it could not be read'),
    webhook_secret: bytes().optional().notPersonal('sealed under a key of the organisation'),
    provider: text().defaulted().notPersonal('whose own format is understood'),
    provider_secret: bytes().optional().notPersonal('sealed under a key of the organisation'),
    measures: flag().defaulted().notPersonal('whether people may be asked to let their mails be measured'),
  },
)

export const mailHeard = table(
  'mail_heard',
  {
    subject: { none: 'digests of calls that were heeded' },
    keep: { from: 'came_at', period: 'P31D', grace: 'P1D' },
    anchor: false,
  },
  {
    organisation_id: uuid().notPersonal('key'),
    digest: bytes().notPersonal('digest of a call'),
    came_at: instant().notPersonal('when it came'),
  },
)

export const db = tables({
  messages,
  message_events: messageEvents,
  mail_standings: mailStandings,
  mail_reports: mailReports,
  mail_feedback: mailFeedback,
  mail_heard: mailHeard,
})

const about = {
  reason: { de: 'Grund', en: 'Reason' },
  code: { de: 'Meldung des Mailservers (Nummer)', en: 'The mail server’s code' },
  words: { de: 'Meldung des Mailservers', en: 'The mail server’s words' },
}
dataKind('message_events', {
  name: { de: 'Zustellung der Mails', en: 'Delivery of mails' },
  columns: { ...about, weight: { de: 'Dauerhaft oder vorübergehend', en: 'Lasting or passing' } },
})
dataKind('mail_standings', {
  name: { de: 'Erreichbarkeit von Mailadressen', en: 'Whether mail addresses can be reached' },
  start: { de: 'nach der letzten Meldung', en: 'after the last report' },
  columns: {
    ...about,
    soft_failures: { de: 'Vorübergehende Fehler (Tausendstel)', en: 'Passing failures (thousandths)' },
    soft_at: { de: 'Letzter vorübergehender Fehler', en: 'Last passing failure' },
    stopped_for: { de: 'Nicht mehr angeschrieben wegen', en: 'Not written to any more because of' },
    stopped_at: { de: 'Nicht mehr angeschrieben seit', en: 'Not written to any more since' },
    released_at: { de: 'Wieder freigegeben am', en: 'Released on' },
  },
})
dataKind('mail_reports', {
  name: { de: 'Zurückgekommene Mails', en: 'Mails that came back' },
  start: { de: 'nach dem Lesen', en: 'after they were read' },
  columns: { ...about, read_at: { de: 'Gelesen am', en: 'Read on' } },
})
dataKind('mail_feedback', { name: { de: 'Postfach für Rückläufer', en: 'Mailbox for returned mails' } })
dataKind('mail_heard', {
  name: { de: 'Meldungen von Mailanbietern', en: 'Reports of mail providers' },
  start: { de: 'nach der Meldung', en: 'after the report' },
})
