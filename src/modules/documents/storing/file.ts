import type { Scope } from '#platform/data/scope.ts'
import { refuse } from '#platform/errors/errors.ts'
import { keysOfBlob } from '#platform/keys/sealed-blob.ts'
import { seal } from '#platform/keys/sealed.ts'
import { record } from '#privacy'
import { documents, versions } from '../data.ts'
import type { Way } from '../types.ts'
import { noteAct } from '../working/audit.ts'
import { db } from './data.ts'
import { fileNameOf, titleOf } from './names.ts'
import type { Proven } from './prove.ts'
import { receiptFor } from './receipt.ts'
import type { Filed } from './types.ts'

/** What a version will be; fixed before its sender seals it. */
export type Place = {
  readonly archiveId: string
  readonly documentId: string
  readonly versionId: string
  readonly number: number
  readonly holder: string
  readonly way: Way
}

/** Told whenever a version was stored, for who reads it. */
export const STORED = 'documents.stored'

/** Business letters are kept for six years (§ 257(4) HGB, § 147(3) AO) where no document type says otherwise. */
export const DEFAULT_DAYS = 2192

/**
 * Files what was stored and proven: a new document, or with a number above 1 a version of one. Its key goes under the key of
 * the person whom it concerns, and is kept nowhere else.
 * @throws Refusal documents.changed-meanwhile when the document went or got this version meanwhile
 */
export async function fileDocument(at: Scope<string>, place: Place, proven: Proven): Promise<Filed> {
  const { documentId, versionId, number, holder } = place
  const { about, details } = proven
  // the sender's clock is not believed for anything
  const now = at.now.round({ smallestUnit: 'millisecond', roundingMode: 'floor' })
  const fileName = details ? fileNameOf(details.fileName) : ''
  const organisation_id = at.organisation.id
  if (number === 1) {
    await db(at)
      .insertInto('documents')
      .values({
        organisation_id,
        id: documentId,
        archive_id: place.archiveId,
        holder_id: holder,
        title: await seal(at, documents, 'title', holder, details ? titleOf(details.title, fileName) : ''),
        way: place.way,
        state: 'new',
        current: 1,
        received_at: now,
        keep_days: DEFAULT_DAYS,
      })
      .execute()
  } else await nextVersion(at, documentId, number)
  const row = {
    organisation_id,
    id: versionId,
    document_id: documentId,
    number,
    file: {
      ...proven.blob,
      keys: await keysOfBlob(at, versions, 'file', [holder], proven.key),
      sealed: {
        suite: about.suite,
        codec: about.codec,
        plainLength: about.plainLength,
        documentId,
        version: number,
        ...(details ? {} : { toMembers: true as const }),
      },
    },
    file_name: await seal(at, versions, 'file_name', holder, fileName),
    media_type: about.mediaType,
    size: about.plainLength,
    manifest: Buffer.from(proven.manifest),
    seal: Buffer.from(proven.seal),
    signature: proven.signature ? Buffer.from(proven.signature) : null,
    plain_mac: proven.plainMac ? Buffer.from(proven.plainMac) : null,
    stage: 'stored',
    stored_at: now,
    verified_at: now,
  }
  await db(at).insertInto('document_versions').values(row).execute()
  await noteAct(at, documentId, number === 1 ? 'document.filed' : 'document.version-added', {
    way: place.way,
    version: number,
  })
  await record(at, 'documents.stored', { version: versionId })
  at.tell(STORED)
  return { documentId, versionId, number, receipt: await receiptFor(at, row) }
}

async function nextVersion(at: Scope<string>, id: string, number: number): Promise<void> {
  const { numUpdatedRows } = await db(at)
    .updateTable('documents')
    .set((row) => ({ current: number, version: row('version', '+', 1) }))
    .where('id', '=', id)
    .where('current', '=', number - 1)
    .where('state', '<>', 'trash')
    .executeTakeFirst()
  if (numUpdatedRows === 0n) throw refuse('documents.changed-meanwhile', 'conflict')
}
