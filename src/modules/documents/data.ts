import { membership } from '#accounts'
import { contact } from '#people'
import { activity } from '#platform/data/activity.ts'
import { bigint, blob, bytes, flag, instant, integer, json, localDate, text, uuid } from '#platform/data/columns.ts'
import { tables } from '#platform/data/query-builder.ts'
import { type Selected, table } from '#platform/data/table.ts'
import { mailboxConnector } from './mailboxes/connector.ts'
import type { BeforeTrash, Facts } from './types.ts'

/** Keeping an organisation's documents, understanding them, and working with them. */
export const filing = activity('documents.filing', {
  why: {
    de: 'Unterlagen zu Ihrem Anliegen ablegen, wiederfinden und bearbeiten',
    en: 'File, find and work with documents about your matter',
  },
  basis: {
    public: { art6: 'e', law: '§ 3 BDSG und das Landesdatenschutzgesetz' },
    private: {
      art6: 'f',
      interest: {
        de: 'eine geordnete, vollständige und nachprüfbare Ablage',
        en: 'an orderly, complete and verifiable filing',
      },
    },
  },
  obligation: {
    de: 'Welche Unterlagen wir brauchen, sagen wir Ihnen bei Ihrem Anliegen.',
    en: 'Which documents we need we tell you with your matter.',
  },
  recipients: [mailboxConnector.recipient],
  using: [contact, membership],
})

/** Storing safely: sealing, checking what lies there, deleting in time. Opens nothing. */
export const storing = activity('documents.storing', {
  why: {
    de: 'Abgelegte Unterlagen unversehrt aufbewahren und prüfen, dass sie es sind',
    en: 'Keep filed documents intact and check that they are',
  },
  basis: { art6: 'c', law: 'Art. 5 Abs. 1 lit. f und Art. 32 DSGVO; § 147 AO, § 257 HGB' },
  obligation: { de: 'Hierfür geben Sie nichts an.', en: 'You give no data for this.' },
  whileRestricted: 'storage',
})

const bySystem = { source: 'system' } as const
const byStaff = { source: 'staff' } as const

/** Where documents lie together, with rights and keys of their own (a vault). */
export const archives = table(
  'document_archives',
  { subject: { none: 'an archive of the organisation, not of a person' }, keep: { while: 'organisation' } },
  {
    organisation_id: uuid().notPersonal('key'),
    id: uuid().notPersonal('random id'),
    name: text().notPersonal('name of an archive, chosen by the organisation'),
    mode: text().notPersonal('whether the server can read it'),
    public_key: bytes().notPersonal('what senders seal to'),
    private_key: bytes().notPersonal('wrapped by the organisation, or by its members only'),
    created_at: instant().notPersonal('setting'),
    closed_at: instant().optional().notPersonal('setting'),
    /** Customers may hand in documents here unasked. */
    from_customers: flag().defaulted().notPersonal('setting'),
  },
)

export const documents = table(
  'documents',
  {
    subject: { ownedBy: 'holder_id' },
    keep: {
      from: 'keep_from',
      period: { days: 'keep_days', most: 'P11323D' },
      grace: 'P1D',
      openWhile: { de: 'solange die Unterlage in Bearbeitung ist', en: 'while the document is being worked on' },
      // what nobody closed in ten years is a broken duty, not a reason to keep it for ever
      startDue: { by: 'received_at', within: 'P3653D' },
    },
  },
  {
    organisation_id: uuid().notPersonal('key'),
    id: uuid().notPersonal('random id'),
    archive_id: uuid().notPersonal('random id of an archive'),
    /** The person it is about; for a document about nobody known here a random id with a key of its own. */
    holder_id: uuid().personal([filing, storing], 'identifier', byStaff),
    case_id: uuid().optional().notPersonal('random id of a case'),
    type_id: uuid().optional().notPersonal('random id of a document type'),
    type_by: text().optional().notPersonal('whether a person or a rule chose the type'),
    title: text().sealed(filing, 'free-text', byStaff),
    facts: json<Facts>().optional().sealed(filing, 'free-text', bySystem),
    dated_on: localDate().optional().personal(filing, 'time', bySystem),
    language: text().optional().personal(filing, 'language', bySystem),
    pages: integer().optional().personal(filing, 'status', bySystem),
    /** On the sheet of paper, by which it is found on the shelf. */
    archive_number: integer().optional().personal(filing, 'identifier', byStaff),
    way: text().personal(filing, 'status', bySystem),
    state: text().personal([filing, storing], 'status', byStaff),
    current: integer().notPersonal('number of the current version'),
    received_at: instant().personal([filing, storing], 'time', bySystem),
    /** The start of the period: the end of the calendar year where the type says so. */
    keep_from: instant().optional().personal([filing, storing], 'time', byStaff),
    keep_days: integer().notPersonal('period of its type, in days'),
    /** What it was before it went to the bin. */
    before_trash: json<BeforeTrash>().optional().notPersonal('state and period to go back to'),
    /** Since when the person it is about sees it in their customer account. */
    shown_at: instant().optional().personal(filing, 'time', byStaff),
    version: integer().defaulted().notPersonal('guards against two at once'),
  },
)
export type DocumentRow = Selected<typeof documents>

export const versions = table(
  'document_versions',
  { subject: { goesWith: 'documents', by: 'document_id' }, keep: { while: 'parent' } },
  {
    organisation_id: uuid().notPersonal('key'),
    id: uuid().notPersonal('random id'),
    document_id: uuid().notPersonal('random id of a document'),
    number: integer().notPersonal('counts from 1'),
    file: blob().personal([filing, storing], 'file'),
    file_name: text().sealed(filing, 'free-text'),
    media_type: text().personal([filing, storing], 'file', bySystem),
    /** Of the plain file. */
    size: bigint().personal([filing, storing], 'file', bySystem),
    manifest: bytes().personal(storing, 'file', { ...bySystem, onAccess: 'redact' }),
    seal: bytes().personal(storing, 'file', { ...bySystem, onAccess: 'redact' }),
    signature: bytes()
      .optional()
      .personal(storing, 'file', { ...bySystem, onAccess: 'redact' }),
    /** Keyed hash of the plain file: equal files are found, known files are not confirmed to a thief. */
    plain_mac: bytes()
      .optional()
      .personal([filing, storing], 'file', { ...bySystem, onAccess: 'redact' }),
    stage: text().notPersonal('how far it was read'),
    problem: text().optional().notPersonal('why it could not be read, a code'),
    attempts: integer().defaulted().notPersonal('how often reading was tried'),
    stored_at: instant().personal([filing, storing], 'time', bySystem),
    verified_at: instant().personal(storing, 'time', bySystem),
    /** Since when the file is known to be damaged or missing in the store. */
    damaged_at: instant().optional().notPersonal('alarm of the store'),
  },
)
export type VersionRow = Selected<typeof versions>

export const db = tables({ document_archives: archives, documents, document_versions: versions })
