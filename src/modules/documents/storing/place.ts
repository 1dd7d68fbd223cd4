import { randomUUID } from 'node:crypto'
import type { Scope } from '#platform/data/scope.ts'
import type { Selected } from '#platform/data/table.ts'
import { refuse } from '#platform/errors/errors.ts'
import type { archives } from '../data.ts'
import { archivePrivateKey, dedupKeyOf, sealKeyFor } from '../sealing/archive-keys.ts'
import type { ArchiveMode, Way } from '../types.ts'
import { db } from './data.ts'
import type { Place } from './file.ts'
import { holderFor } from './holder.ts'
import type { ProvingKeys } from './prove.ts'

export type ArchiveRow = Selected<typeof archives>

/** An archive that something may be filed in. @throws Refusal documents.no-archive, documents.archive-closed */
export async function openArchive(at: Scope<string>, id: string): Promise<ArchiveRow> {
  const archive = await db(at).selectFrom('document_archives').selectAll().where('id', '=', id).executeTakeFirst()
  if (!archive) throw refuse('documents.no-archive', 'not-found')
  if (archive.closed_at) throw refuse('documents.archive-closed', 'gone')
  return archive
}

export type Wanted = {
  readonly archiveId: string
  readonly way: Way
  readonly holder?: string | undefined
  /** The next version of this document. */
  readonly documentId?: string | undefined
}

/** Where a file will be filed: fixed first, since its encryption is bound to it. @throws Refusal documents.unknown */
export async function placeFor(at: Scope<string>, { archiveId, way, holder, documentId }: Wanted): Promise<Place> {
  const versionId = randomUUID()
  if (documentId === undefined)
    return { archiveId, way, versionId, documentId: randomUUID(), number: 1, holder: await holderFor(at, holder) }
  const found = await db(at)
    .selectFrom('documents')
    .select(['holder_id', 'current'])
    .where('id', '=', documentId)
    .where('archive_id', '=', archiveId)
    .where('state', '<>', 'trash')
    .executeTakeFirst()
  if (!found) throw refuse('documents.unknown', 'not-found')
  return { archiveId, way, versionId, documentId, number: found.current + 1, holder: found.holder_id }
}

/** The keys by which a version that is filed there is proven. */
export async function provingKeys(
  at: Scope<string>,
  archive: ArchiveRow,
  place: Pick<Place, 'documentId' | 'number'>,
): Promise<ProvingKeys> {
  const mode = archive.mode as ArchiveMode
  return {
    sealKey: await sealKeyFor(at, { documentId: place.documentId, version: place.number }),
    dedup: await dedupKeyOf(at),
    ...(mode === 'readable' ? { archive: await archivePrivateKey(at, { ...archive, mode }) } : {}),
  }
}
