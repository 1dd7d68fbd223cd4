import { bytes, flag, instant, integer, lexemesOf, text, uuid } from '#platform/data/columns.ts'
import { tables } from '#platform/data/query-builder.ts'
import { type Selected, table } from '#platform/data/table.ts'
import { archives, documents, filing, versions } from '../data.ts'
import { cases, taggings, tags, types } from '../facts/data.ts'
import { pages, previews } from '../reading/data.ts'

/** Keyed words of documents: what searching asks the database for. */
export const documentWords = table(
  'document_words',
  { subject: { goesWith: 'documents', by: 'document_id' }, keep: { while: 'parent' } },
  {
    organisation_id: uuid().notPersonal('key'),
    document_id: uuid().notPersonal('random id of a document'),
    part: integer().notPersonal('counts from 0; documents of more than 64 pages have several'),
    version_id: uuid().notPersonal('random id of a version'),
    first_page: integer().notPersonal('where the part begins'),
    last_page: integer().notPersonal('where the part ends'),
    whole: flag().notPersonal('whether the row holds all of its document'),
    words: lexemesOf('document_pages.text'),
  },
)

/** The words of all documents together, sealed: what a search is widened with. */
export const vocabularies = table(
  'document_vocabularies',
  {
    subject: { none: 'the words of all documents together, sealed, without where or of whom they stand' },
    keep: { while: 'organisation' },
  },
  {
    organisation_id: uuid().notPersonal('key'),
    id: uuid().notPersonal('random id'),
    generation: integer().notPersonal('counts up whenever the list is written anew'),
    words: bytes().notPersonal(
      'word list under a key of the organisation; forgets what stands in no document any more',
    ),
    added_at: instant().notPersonal('order of the parts of the list'),
  },
)

/** A saved search: a folder that fills itself. */
export const folders = table(
  'document_searches',
  { subject: { ownedBy: 'account_id' }, keep: { while: 'organisation' }, anchor: false },
  {
    organisation_id: uuid().notPersonal('key'),
    id: uuid().notPersonal('random id'),
    account_id: uuid().personal(filing, 'identifier', { source: 'system' }),
    name: text().sealed(filing, 'free-text'),
    wanted: text().sealed(filing, 'free-text'),
    shared: flag().personal(filing, 'status'),
    created_at: instant().personal(filing, 'time', { source: 'system' }),
  },
)
export type FolderRow = Selected<typeof folders>

export const db = tables({
  documents,
  document_archives: archives,
  document_versions: versions,
  document_pages: pages,
  document_previews: previews,
  document_types: types,
  document_tags: tags,
  document_taggings: taggings,
  document_cases: cases,
  document_words: documentWords,
  document_vocabularies: vocabularies,
  document_searches: folders,
})
