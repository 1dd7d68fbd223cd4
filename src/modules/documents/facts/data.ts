import {
  bytes,
  flag,
  instant,
  integer,
  json,
  manyBytes,
  text,
  texts,
  uuid,
  wordTokensOf,
} from '#platform/data/columns.ts'
import { tables } from '#platform/data/query-builder.ts'
import { type Selected, table } from '#platform/data/table.ts'
import { documents, filing, versions } from '../data.ts'
import type { FieldKind } from '../types.ts'
import type { Invoice } from './invoice/types.ts'
import type { LearnedSender } from './learn/types.ts'

const bySystem = { source: 'system' } as const
const byStaff = { source: 'staff' } as const
const chosen = 'chosen by the organisation'

export const types = table(
  'document_types',
  { subject: { none: 'a kind of documents, not a person’s' }, keep: { while: 'organisation' } },
  {
    organisation_id: uuid().notPersonal('key'),
    id: uuid().notPersonal('random id'),
    name: text().notPersonal(chosen),
    note: text().notPersonal(chosen),
    keep_unit: text().notPersonal('period of the type'),
    keep_length: integer().notPersonal('period of the type'),
    /** Which event the period begins with. */
    starts: text().notPersonal('period of the type'),
    year_end: flag().notPersonal('period of the type'),
    law: text().notPersonal('law that asks for the period'),
    created_at: instant().notPersonal('setting'),
    retired_at: instant().optional().notPersonal('setting'),
    version: integer().defaulted().notPersonal('guards against two at once'),
  },
)
export type TypeRow = Selected<typeof types>

export const fields = table(
  'document_fields',
  { subject: { none: 'a field of a kind of documents, not a value' }, keep: { while: 'organisation' } },
  {
    organisation_id: uuid().notPersonal('key'),
    id: uuid().notPersonal('random id'),
    type_id: uuid().notPersonal('random id of a type'),
    name: text().notPersonal(chosen),
    kind: text().notPersonal('kind of its values'),
    choices: texts().notPersonal(chosen),
    /** The words that stand before the value on paper. */
    labels: texts().notPersonal(chosen),
    required: flag().notPersonal('setting'),
    position: integer().notPersonal('setting'),
    retired_at: instant().optional().notPersonal('setting'),
  },
)
export type FieldRow = Selected<typeof fields> & { readonly kind: FieldKind | (string & {}) }

export const tags = table(
  'document_tags',
  { subject: { none: 'a word for documents, not a person’s' }, keep: { while: 'organisation' } },
  {
    organisation_id: uuid().notPersonal('key'),
    id: uuid().notPersonal('random id'),
    parent_id: uuid().optional().notPersonal('random id of the tag above'),
    name: text().notPersonal(chosen),
    created_at: instant().notPersonal('setting'),
  },
)
export type TagRow = Selected<typeof tags>

export const taggings = table(
  'document_taggings',
  { subject: { goesWith: 'documents', by: 'document_id' }, keep: { while: 'parent' } },
  {
    organisation_id: uuid().notPersonal('key'),
    document_id: uuid().notPersonal('random id of a document'),
    tag_id: uuid().personal(filing, 'status', byStaff),
    by: text().notPersonal('whether a person or a rule chose it'),
  },
)

export const cases = table(
  'document_cases',
  {
    subject: { ownedBy: 'holder_id' },
    keep: {
      from: 'closed_at',
      period: { days: 'keep_days', most: 'P11323D' },
      grace: 'P1D',
      openWhile: { de: 'solange die Akte offen ist', en: 'while the case is open' },
      startDue: { by: 'opened_at', within: 'P3653D' },
    },
  },
  {
    organisation_id: uuid().notPersonal('key'),
    id: uuid().notPersonal('random id'),
    /** The person it is about, or a random id with a key of its own. */
    holder_id: uuid().personal(filing, 'identifier', byStaff),
    number: text().personal(filing, 'identifier', byStaff),
    title: text().sealed(filing, 'free-text', byStaff),
    note: text().optional().sealed(filing, 'free-text', byStaff),
    opened_at: instant().personal(filing, 'time', byStaff),
    closed_at: instant().optional().personal(filing, 'time', byStaff),
    keep_days: integer().notPersonal('period of the case, in days'),
    version: integer().defaulted().notPersonal('guards against two at once'),
  },
)
export type CaseRow = Selected<typeof cases>

/** A link keeps its person's record; it goes with the case or document at the latest. */
const whileLinked = { from: 'linked_at', period: 'P11323D', grace: 'P1D' } as const

export const casePeople = table(
  'document_case_people',
  { subject: { ownedBy: 'person_id' }, keep: whileLinked },
  {
    organisation_id: uuid().notPersonal('key'),
    case_id: uuid().notPersonal('random id of a case'),
    person_id: uuid().personal(filing, 'identifier', byStaff),
    linked_at: instant().personal(filing, 'time', byStaff),
  },
)

export const documentPeople = table(
  'document_people',
  { subject: { ownedBy: 'person_id' }, keep: whileLinked },
  {
    organisation_id: uuid().notPersonal('key'),
    document_id: uuid().notPersonal('random id of a document'),
    person_id: uuid().personal(filing, 'identifier', byStaff),
    role: text().personal(filing, 'status', byStaff),
    linked_at: instant().personal(filing, 'time', byStaff),
  },
)

const unreadable = { ...bySystem, onAccess: 'redact' } as const
export const sketches = table(
  'document_sketches',
  { subject: { goesWith: 'documents', by: 'document_id' }, keep: { while: 'parent' } },
  {
    organisation_id: uuid().notPersonal('key'),
    document_id: uuid().notPersonal('random id of a document'),
    version_id: uuid().notPersonal('random id of a version'),
    /** Keyed numbers of its telling words, four bytes each. */
    features: bytes().personal(filing, 'file', unreadable),
    /** Keyed minima over its word sequences, four bytes each. */
    signature: bytes().personal(filing, 'file', unreadable),
    bands: manyBytes().personal(filing, 'file', unreadable),
  },
)

export const invoices = table(
  'document_invoices',
  { subject: { goesWith: 'documents', by: 'document_id' }, keep: { while: 'parent' } },
  {
    organisation_id: uuid().notPersonal('key'),
    document_id: uuid().notPersonal('random id of a document'),
    version_id: uuid().notPersonal('random id of a version'),
    invoice: json<Invoice>().sealed(filing, 'free-text', bySystem),
  },
)

export const senders = table(
  'document_senders',
  // what is not used for three years has most likely changed
  { subject: { ownedBy: 'holder_id' }, keep: { from: 'used_at', period: 'P3Y', grace: 'P1D' } },
  {
    organisation_id: uuid().notPersonal('key'),
    id: uuid().notPersonal('random id'),
    /** The sender where that is a person known here, else a random id with a key of its own. */
    holder_id: uuid().personal(filing, 'identifier', byStaff),
    marks: wordTokensOf('learned'),
    learned: json<LearnedSender>().sealed(filing, 'free-text', byStaff),
    used_at: instant().personal(filing, 'time', bySystem),
  },
)

export const db = tables({
  documents,
  document_versions: versions,
  document_types: types,
  document_fields: fields,
  document_tags: tags,
  document_taggings: taggings,
  document_cases: cases,
  document_case_people: casePeople,
  document_people: documentPeople,
  document_sketches: sketches,
  document_invoices: invoices,
  document_senders: senders,
})
