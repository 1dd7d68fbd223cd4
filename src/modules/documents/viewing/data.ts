import { instant, integer, text, uuid } from '#platform/data/columns.ts'
import { tables } from '#platform/data/query-builder.ts'
import { type Selected, table } from '#platform/data/table.ts'
import { archives, documents, filing, versions } from '../data.ts'

const place = 'place of a layer on its page'

/** What somebody laid over a page. A layer of its own, so that the file stays as it came. */
export const marks = table(
  'document_marks',
  { subject: { goesWith: 'documents', by: 'document_id' }, keep: { while: 'parent' } },
  {
    organisation_id: uuid().notPersonal('key'),
    id: uuid().notPersonal('random id'),
    document_id: uuid().notPersonal('random id of a document'),
    version_number: integer().notPersonal('number of a version'),
    page: integer().notPersonal('counts from 1'),
    kind: text().personal(filing, 'status', { source: 'staff' }),
    /** Ten-thousandths of the page's width and height. */
    x: integer().notPersonal(place),
    y: integer().notPersonal(place),
    width: integer().notPersonal(place),
    height: integer().notPersonal(place),
    words: text().optional().sealed(filing, 'free-text', { source: 'staff' }),
    made_at: instant().personal(filing, 'time', { source: 'system' }),
    by_account: uuid().optional().notPersonal('random id of who acted; names nobody once the account is gone'),
  },
)
export type MarkRow = Selected<typeof marks>

export const db = tables({
  document_archives: archives,
  documents,
  document_versions: versions,
  document_marks: marks,
})
