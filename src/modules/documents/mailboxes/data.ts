import { bytes, flag, instant, integer, text, uuid } from '#platform/data/columns.ts'
import { tables } from '#platform/data/query-builder.ts'
import { type Selected, table } from '#platform/data/table.ts'
import { dataKind } from '#privacy'

/** What becomes a document: the mail as it came, its attachments, or both. */
export type Keeps = 'both' | 'mail' | 'attachments'
export const KEEPS = ['both', 'attachments', 'mail'] as const satisfies readonly Keeps[]

/** What becomes of a mail in the mailbox once it is filed and verified. */
export type Afterwards = 'move' | 'mark' | 'delete'
export const AFTERWARDS = ['move', 'mark', 'delete'] as const satisfies readonly Afterwards[]

export const mailboxes = table(
  'document_mailboxes',
  { subject: { none: 'a mailbox of the organisation, not of a person' }, keep: { while: 'organisation' } },
  {
    organisation_id: uuid().notPersonal('key'),
    id: uuid().notPersonal('random id'),
    name: text().notPersonal('name of a mailbox, chosen by the organisation'),
    host: text().notPersonal('mail server'),
    port: integer().notPersonal('mail server'),
    username: text().notPersonal('account of the mailbox'),
    password: bytes().notPersonal('sealed under a key of the organisation'),
    mail_key: bytes().optional().notPersonal('private key for encrypted mails, sealed under a key of the organisation'),
    oauth_endpoint: text().defaulted().notPersonal('where its provider gives out tokens, empty with a password'),
    oauth_client: text().defaulted().notPersonal('id of the organisation’s application at the provider'),
    oauth_scope: text().defaulted().notPersonal('what tokens are asked for'),
    active: flag().defaulted().notPersonal('whether it is watched'),
    problem: text().defaulted().notPersonal('why it cannot be reached'),
    created_at: instant().notPersonal('setting'),
  },
)
export type MailboxRow = Selected<typeof mailboxes>

export const mailFolders = table(
  'document_mail_folders',
  { subject: { none: 'a folder of a mailbox of the organisation' }, keep: { while: 'organisation' } },
  {
    organisation_id: uuid().notPersonal('key'),
    id: uuid().notPersonal('random id'),
    mailbox_id: uuid().notPersonal('random id of a mailbox'),
    archive_id: uuid().notPersonal('random id of an archive'),
    path: text().notPersonal('name of a folder, chosen by the organisation'),
    automatic: flag().notPersonal('whether mails are filed without being asked for'),
    keeps: text().notPersonal('whether mail, attachments or both are filed'),
    afterwards: text().notPersonal('what becomes of a mail that is filed'),
    problem: text().defaulted().notPersonal('why it cannot be read, or mails stay in it'),
    waiting: integer().defaulted().notPersonal('how many mails lay in it'),
    checked_at: instant().optional().notPersonal('when it was read last'),
    watcher: uuid().optional().notPersonal('random id of the process that watches it'),
    watched_until: instant().optional().notPersonal('until when that process watches it'),
  },
)
export type MailFolderRow = Selected<typeof mailFolders>

export const localFolders = table(
  'document_folders',
  { subject: { none: 'a watched folder of the organisation' }, keep: { while: 'organisation' } },
  {
    organisation_id: uuid().notPersonal('key'),
    id: uuid().notPersonal('random id'),
    archive_id: uuid().notPersonal('random id of an archive'),
    name: text().notPersonal('name of a folder, chosen by the organisation'),
    active: flag().defaulted().notPersonal('whether it is watched'),
    problem: text().defaulted().notPersonal('why it cannot be read'),
    failed: integer().defaulted().notPersonal('how many files could not be filed'),
    checked_at: instant().optional().notPersonal('when it was read last'),
  },
)
export type LocalFolderRow = Selected<typeof localFolders>

/** What came in by itself, so that nothing comes in twice. */
export const arrivals = table(
  'document_arrivals',
  { subject: { goesWith: 'documents', by: 'document_id' }, keep: { while: 'parent' } },
  {
    organisation_id: uuid().notPersonal('key'),
    document_id: uuid().notPersonal('random id of a document'),
    fingerprint: bytes().notPersonal('keyed hash, so that what comes twice is filed once'),
    part: integer().notPersonal('counts what came in together'),
  },
)

export const db = tables({
  document_mailboxes: mailboxes,
  document_mail_folders: mailFolders,
  document_folders: localFolders,
  document_arrivals: arrivals,
})

dataKind('document_mailboxes', { name: { de: 'Postfächer für Unterlagen', en: 'Mailboxes for documents' } })
dataKind('document_mail_folders', {
  name: { de: 'Ordner in Postfächern für Unterlagen', en: 'Folders in mailboxes for documents' },
})
dataKind('document_folders', { name: { de: 'Überwachte Ordner', en: 'Watched folders' } })
dataKind('document_arrivals', {
  name: { de: 'Von selbst eingegangene Unterlagen', en: 'Documents that came in by themselves' },
})
