import { blob, instant, integer, text, uuid } from '#platform/data/columns.ts'
import { tables } from '#platform/data/query-builder.ts'
import { type Selected, table } from '#platform/data/table.ts'
import { archives, documents, filing, storing, versions } from '../data.ts'

const bySystem = { source: 'system' } as const
const redacted = { source: 'system', onAccess: 'redact' } as const

/** What reading gave, a page a row. */
export const pages = table(
  'document_pages',
  { subject: { goesWith: 'documents', by: 'document_id' }, keep: { while: 'parent' } },
  {
    organisation_id: uuid().notPersonal('key'),
    document_id: uuid().notPersonal('random id of a document'),
    version_id: uuid().notPersonal('random id of a version'),
    number: integer().notPersonal('counts from 1'),
    /** Points of 1/72 inch. */
    width: integer().notPersonal('size of the paper'),
    height: integer().notPersonal('size of the paper'),
    text: text().sealed(filing, 'free-text', bySystem),
    /** The words with their places, packed: see `words.ts`. */
    words: text().sealed(filing, 'free-text', redacted),
    read_from: text().notPersonal('whether the file held the text or it was recognised'),
  },
)

/** Pictures of pages, and a PDF of what is none: each a sealed file of its own. */
export const previews = table(
  'document_previews',
  { subject: { goesWith: 'documents', by: 'document_id' }, keep: { while: 'parent' } },
  {
    organisation_id: uuid().notPersonal('key'),
    id: uuid().notPersonal('random id'),
    document_id: uuid().notPersonal('random id of a document'),
    version_id: uuid().notPersonal('random id of a version'),
    kind: text().notPersonal('picture of a page, small picture, or PDF'),
    /** 0 for a PDF of the whole. */
    page: integer().notPersonal('counts from 1'),
    /** Pixels; 0 for a PDF. */
    width: integer().notPersonal('size of the picture'),
    height: integer().notPersonal('size of the picture'),
    file: blob().personal([filing, storing], 'file', redacted),
  },
)
export type PreviewRow = Selected<typeof previews>

/** How reading a version stands. */
export const readings = table(
  'document_readings',
  { subject: { goesWith: 'documents', by: 'document_id' }, keep: { while: 'parent' } },
  {
    organisation_id: uuid().notPersonal('key'),
    document_id: uuid().notPersonal('random id of a document'),
    version_id: uuid().notPersonal('random id of a version'),
    kind: text().optional().notPersonal('what kind of file it turned out to be'),
    /** Of an encrypted file, as somebody entered it. */
    password: text().optional().sealed(filing, 'credential', { source: 'staff', onAccess: 'redact' }),
    claimed_until: instant().optional().notPersonal('somebody reads it until then'),
    next_at: instant().optional().notPersonal('when it is tried again'),
  },
)

/** The attachments of a mail that are documents of their own. */
export const parts = table(
  'document_parts',
  { subject: { goesWith: 'documents', by: 'document_id' }, keep: { while: 'parent' } },
  {
    organisation_id: uuid().notPersonal('key'),
    parent_id: uuid().notPersonal('random id of the mail'),
    position: integer().notPersonal('counts from 1'),
    document_id: uuid().notPersonal('random id of a document'),
  },
)

export const db = tables({
  document_archives: archives,
  documents,
  document_versions: versions,
  document_pages: pages,
  document_previews: previews,
  document_readings: readings,
  document_parts: parts,
})
