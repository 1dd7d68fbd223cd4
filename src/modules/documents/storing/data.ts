import { bytes, instant, integer, text, uuid } from '#platform/data/columns.ts'
import { tables } from '#platform/data/query-builder.ts'
import { onlyWhoActed, type Selected, table } from '#platform/data/table.ts'
import { archives, documents, filing, storing, versions } from '../data.ts'

const bySystem = { source: 'system' } as const

/** Uploads under way; their bytes lie aside, sealed, until they are whole and verified. */
export const uploads = table(
  'document_uploads',
  { subject: { ownedBy: 'holder_id' }, keep: { from: 'opened_at', period: 'P7D', grace: 'P1D' } },
  {
    organisation_id: uuid().notPersonal('key'),
    id: uuid().notPersonal('random id, of the version to come as well'),
    archive_id: uuid().notPersonal('random id of an archive'),
    document_id: uuid().notPersonal('random id of a document to come'),
    number: integer().notPersonal('number of the version to come'),
    holder_id: uuid().personal([filing, storing], 'identifier', { source: 'staff' }),
    way: text().personal(filing, 'status', bySystem),
    opened_at: instant().personal([filing, storing], 'time', bySystem),
    sender: bytes().notPersonal('keyed hash: says only which uploads come from the same sender'),
    moved_at: instant().notPersonal('when bytes of it came last'),
    finishing_at: instant().optional().notPersonal('guards against two at once'),
  },
)
export type UploadRow = Selected<typeof uploads>

/** Who opened which document's plaintext, for what and for how long. */
export const leases = table(
  'document_leases',
  {
    subject: { accessedBy: ['account_id', 'person_id'], stays: onlyWhoActed },
    keep: { from: 'began_at', period: 'P1Y', grace: 'P1D', law: 'Art. 24 und 32 DSGVO' },
    anchor: false,
  },
  {
    organisation_id: uuid().notPersonal('key'),
    id: uuid().notPersonal('random id'),
    document_id: uuid().notPersonal('random id of a document'),
    version_id: uuid().notPersonal('random id of a version'),
    purpose: text().personal(storing, 'status', bySystem),
    /** Whom the document concerned. */
    person_id: uuid().optional().personal(storing, 'identifier', bySystem),
    account_id: uuid()
      .optional()
      .personal(storing, 'identifier', { ...bySystem, onAccess: 'redact' }),
    actor: text().personal(storing, 'status', bySystem),
    began_at: instant().personal(storing, 'time', bySystem),
    expires_at: instant().personal(storing, 'time', bySystem),
    ended_at: instant().optional().personal(storing, 'time', bySystem),
  },
)

export const db = tables({
  document_archives: archives,
  documents,
  document_versions: versions,
  document_uploads: uploads,
  document_leases: leases,
})
