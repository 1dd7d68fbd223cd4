import { activity } from '#platform/data/activity.ts'
import { bytes, exactTokenOf, instant, integer, text, uuid } from '#platform/data/columns.ts'
import { tables } from '#platform/data/query-builder.ts'
import { table } from '#platform/data/table.ts'
import { connector, dataKind } from '#privacy'

const task = {
  de: 'stellt in unserem Auftrag SMS zu und meldet, was aus ihnen wurde',
  en: 'delivers SMS on our behalf and reports what became of them',
}
export const twilioConnector = connector({
  name: 'sms-twilio',
  recipient: 'twilio',
  label: { de: 'SMS über Twilio', en: 'SMS by Twilio' },
  task,
})
export const sevenConnector = connector({
  name: 'sms-seven',
  recipient: 'seven',
  label: { de: 'SMS über seven', en: 'SMS by seven' },
  task,
})

/** Who may receive numbers and texts: an activity that sends SMS names them in its `recipients`. */
export const smsRecipients = [twilioConnector.recipient, sevenConnector.recipient] as const

/** Sending SMS that a person consented to, and being able to show what became of each. */
export const texting = activity('messages.texting', {
  why: { de: 'Ihnen SMS zustellen, denen Sie zugestimmt haben', en: 'Deliver SMS to you that you consented to' },
  basis: { art6: 'a' },
  recipients: smsRecipients,
  obligation: { de: 'SMS sind freiwillig.', en: 'SMS are voluntary.' },
})

/** Noting what a provider reports; it stores, and so goes on while the use of a person's data is restricted. */
export const hearing = activity('messages.sms-reports', {
  why: { de: 'Festhalten, was aus einer SMS wurde', en: 'Record what became of an SMS' },
  basis: { art6: 'c', law: 'Art. 5 Abs. 2 und Art. 7 Abs. 1 DSGVO' },
  recipients: smsRecipients,
  obligation: { de: 'Dafür brauchen wir keine Angaben von Ihnen.', en: 'We need no data from you for this.' },
  whileRestricted: 'storage',
})

const setting = 'setting of the organisation'
const settings = { subject: { none: 'settings of the organisation' }, keep: { while: 'organisation' } } as const

export const smsSettings = table('sms_settings', settings, {
  organisation_id: uuid().notPersonal('key'),
  provider: text().notPersonal(setting),
  access: bytes().notPersonal('credentials, sealed under the organisation’s key'),
  sender: text().notPersonal('what stands as the sender'),
  price: integer().defaulted().notPersonal(setting),
  currency: text().defaulted().notPersonal(setting),
  changed_at: instant().notPersonal('when it was set up'),
  tested_at: instant().optional().notPersonal('when a test was sent'),
  tested: text().defaulted().notPersonal('what the test came to'),
  version: integer().defaulted().notPersonal('guards against two editors at once'),
})

export const smsTexts = table('sms_texts', settings, {
  organisation_id: uuid().notPersonal('key'),
  kind: text().notPersonal('which SMS'),
  language: text().notPersonal('which language'),
  content: text().notPersonal('words of the organisation, with placeholders'),
  version: integer().defaulted().notPersonal('guards against two editors at once'),
  changed_at: instant().notPersonal('when it was changed'),
})

const bySystem = { source: 'system' } as const

export const smsMessages = table(
  'sms_messages',
  { subject: { ownedBy: 'person_id' }, keep: { from: 'created_at', period: 'P30D', grace: 'P1D' }, anchor: false },
  {
    organisation_id: uuid().notPersonal('key'),
    id: uuid().notPersonal('random id of the SMS'),
    person_id: uuid().optional().personal(texting, 'identifier', bySystem),
    cause: uuid().notPersonal('random id of what the SMS is about'),
    kind: text().personal(texting, 'message', bySystem),
    version: integer().notPersonal('counts the changes of what the SMS is about'),
    activity: text().personal(texting, 'message', bySystem),
    state: text().personal(texting, 'status', bySystem),
    provider: text().defaulted().notPersonal('who was asked to deliver it'),
    ref: text().optional().personal(texting, 'identifier', bySystem),
    recipient: text().optional().sealed(texting, 'phone'),
    recipient_exact: exactTokenOf('recipient'),
    content: text().optional().sealed(texting, 'message', bySystem),
    segments: integer().defaulted().notPersonal('count'),
    price: integer().defaulted().notPersonal('copied setting of the organisation'),
    currency: text().defaulted().notPersonal('copied setting of the organisation'),
    attempts: integer().defaulted().notPersonal('count'),
    unanswered: integer().defaulted().notPersonal('count'),
    leaving_since: instant().optional().notPersonal('a request is under way since then'),
    due_at: instant().notPersonal('when to try next'),
    claimed_until: instant().optional().notPersonal('a sender is at work until then'),
    answer: text().defaulted().personal(texting, 'status', bySystem),
    created_at: instant().personal(texting, 'time', bySystem),
    sent_at: instant().optional().personal(texting, 'time', bySystem),
    settled_at: instant().optional().personal(texting, 'time', bySystem),
  },
)

export const smsEvents = table(
  'sms_events',
  { subject: { goesWith: 'sms_messages', by: 'sms_id' }, keep: { while: 'parent' } },
  {
    organisation_id: uuid().notPersonal('key'),
    id: uuid().notPersonal('random id'),
    sms_id: uuid().notPersonal('random id of the SMS'),
    state: text().personal([texting, hearing], 'status', bySystem),
    code: text().defaulted().personal([texting, hearing], 'status', bySystem),
    at: instant().personal([texting, hearing], 'time', bySystem),
  },
)

const aDay = { from: 'came_at', period: 'P1D', grace: 'P1D' } as const
export const smsEarly = table(
  'sms_early',
  { subject: { none: 'ids of a provider that are not known here yet, no numbers' }, keep: aDay, anchor: false },
  {
    organisation_id: uuid().notPersonal('key'),
    id: uuid().notPersonal('random id'),
    provider: text().notPersonal('whose report it is'),
    ref: text().notPersonal('id of the provider that nothing here refers to yet'),
    state: text().notPersonal('what is reported'),
    code: text().defaulted().notPersonal('what is reported'),
    came_at: instant().notPersonal('when it came'),
  },
)

export const smsHeard = table(
  'sms_heard',
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
  sms_settings: smsSettings,
  sms_texts: smsTexts,
  sms_messages: smsMessages,
  sms_events: smsEvents,
  sms_early: smsEarly,
  sms_heard: smsHeard,
})

const ofSms = {
  activity: { de: 'Wofür', en: 'Purpose' },
  ref: { de: 'Kennung beim Anbieter', en: 'Id at the provider' },
  settled_at: { de: 'Abgeschlossen am', en: 'Settled on' },
}
dataKind('sms_messages', {
  name: { de: 'Protokoll der SMS', en: 'Protocol of SMS' },
  start: { de: 'nach der SMS', en: 'after the SMS' },
  columns: ofSms,
})
dataKind('sms_events', {
  name: { de: 'Was aus SMS wurde', en: 'What became of SMS' },
  columns: { code: { de: 'Code des Anbieters', en: 'Code of the provider' } },
})
dataKind('sms_settings', { name: { de: 'Einstellungen für SMS', en: 'Settings for SMS' } })
dataKind('sms_texts', { name: { de: 'Texte von SMS', en: 'Texts of SMS' } })
dataKind('sms_early', {
  name: { de: 'Zu früh gekommene Meldungen über SMS', en: 'Reports on SMS that came early' },
  start: { de: 'nach der Meldung', en: 'after the report' },
})
dataKind('sms_heard', {
  name: { de: 'Prüfwerte von Meldungen über SMS', en: 'Digests of reports on SMS' },
  start: { de: 'nach der Meldung', en: 'after the report' },
})
