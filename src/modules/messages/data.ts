import { activity } from '#platform/data/activity.ts'
import { bytes, exactTokenOf, flag, instant, integer, json, text, uuid } from '#platform/data/columns.ts'
import { tables } from '#platform/data/query-builder.ts'
import { table } from '#platform/data/table.ts'
import type { OptOut } from '#platform/mail/opt-out.ts'
import { dataKind } from '#privacy'
import { mailboxConnector } from './following/connector.ts'
import { ownMailServer } from './sending/data.ts'

/** Sending a message that a person's own request calls for, and being able to show what became of it. */
export const delivering = activity('messages.delivering', {
  why: { de: 'Ihnen Nachrichten zu Ihrem Anliegen zustellen', en: 'Deliver messages about your matter to you' },
  basis: { public: { art6: 'e', law: '§ 3 BDSG und das Landesdatenschutzgesetz' }, private: { art6: 'b' } },
  recipients: [ownMailServer.recipient, mailboxConnector.recipient],
  obligation: {
    de: 'Ohne Mailadresse erhalten Sie keine Bestätigung und keinen Link zum Ändern.',
    en: 'Without a mail address you receive no confirmation and no link to change it.',
  },
})

/** Telling people about their own data and rights: also while the use of their data is restricted (Art. 18(3) GDPR). */
export const notifying = activity('messages.notifying', {
  why: {
    de: 'Ihnen Nachrichten zu Ihren Rechten an Ihren Daten zustellen',
    en: 'Deliver messages about your rights over your data to you',
  },
  basis: { art6: 'c', law: 'Art. 12 und Art. 18 Abs. 3 DSGVO' },
  recipients: [ownMailServer.recipient, mailboxConnector.recipient],
  obligation: {
    de: 'Ohne Mailadresse schreiben wir Ihnen einen Brief.',
    en: 'Without a mail address we write you a letter.',
  },
  using: [delivering],
  whileRestricted: 'claims',
})

/** What is sent, sealed until it has left: both forms of the text and the calendar file, still without organiser. */
export type MailContent = {
  readonly subject: string
  readonly html: string
  readonly text: string
  readonly calendar?: { readonly method: 'PUBLISH' | 'REQUEST' | 'CANCEL'; readonly file: string }
  /** The way out of mails that nobody asked for; see `renderWithOptOut`. */
  readonly optOut?: OptOut
  /** Further header lines; a name or value that could end its line is refused when the mail leaves. */
  readonly headers?: Readonly<Record<string, string>>
}

export const messages = table(
  'messages',
  { subject: { ownedBy: 'person_id' }, keep: { from: 'created_at', period: 'P30D', grace: 'P1D' }, anchor: false },
  {
    organisation_id: uuid().notPersonal('key'),
    id: uuid().notPersonal('random id of the message'),
    person_id: uuid().optional().personal(delivering, 'identifier', { source: 'system' }),
    cause: uuid().notPersonal('random id of what the message is about'),
    kind: text().personal(delivering, 'message', { source: 'system' }),
    version: integer().notPersonal('counts the changes of what the message is about'),
    lane: text().notPersonal('how urgent'),
    state: text().personal(delivering, 'status', { source: 'system' }),
    recipient: text().optional().sealed(delivering, 'mail'),
    recipient_token: exactTokenOf('recipient'),
    content: json<MailContent>().optional().sealed(delivering, 'message', { source: 'system' }),
    attempts: integer().defaulted().notPersonal('count'),
    due_at: instant().notPersonal('when to try next'),
    claimed_until: instant().optional().notPersonal('a sender is at work until then'),
    answer: text().defaulted().personal(delivering, 'status', { source: 'system' }),
    created_at: instant().personal(delivering, 'time', { source: 'system' }),
    information_id: uuid().optional().notPersonal('random id of the mail to many it belongs to'),
    activity: text().optional().personal(delivering, 'message', { source: 'system' }),
    despite_restriction: flag().defaulted().notPersonal('whether the mail is about the person’s own rights'),
    sent_at: instant().optional().personal(delivering, 'time', { source: 'system' }),
    recipient_domain: bytes()
      .optional()
      .notPersonal('keyed hash of the mail provider, so that a slow one delays no other'),
    id_domain: text().optional().notPersonal('domain of the sender, for a Message-ID that stays the same'),
  },
)

export const db = tables({ messages })

dataKind('messages', {
  name: { de: 'Protokoll der Mails', en: 'Protocol of mails' },
  start: { de: 'nach der Mail', en: 'after the mail' },
})
