import { sql } from 'kysely'
import type { Scope } from '#platform/data/scope.ts'
import { keyOfBlob } from '#platform/keys/sealed-blob.ts'
import { versions } from '../data.ts'
import type { Opens } from '../viewing/panels.ts'
import { db } from './data.ts'
import { refuseOthers } from './sealed-words.ts'

/** A document of an archive that no server reads, as far as the server can tell it. */
export type SealedDocument = {
  readonly id: string
  readonly received: Temporal.Instant
  readonly manifest: Buffer
  /** What a member's device opens the document's key with. */
  readonly key: Buffer
  /** Its words, sealed; undefined until a member's device has read it. */
  readonly words: Buffer | undefined
}

/** Where a list goes on: behind this document. */
export type After = Pick<SealedDocument, 'id' | 'received'>

/**
 * Some of an archive's documents, the newest first, with their sealed words.
 * @param after the last one of those before; `next` is it for those that follow, undefined when there are none
 * @throws Refusal documents.not-for-you
 */
export async function sealedDocuments(
  at: Scope<Opens>,
  archiveId: string,
  most: number,
  after?: After,
): Promise<{ readonly documents: readonly SealedDocument[]; readonly next: After | undefined }> {
  await refuseOthers(at, archiveId)
  const rows = await db(at)
    .selectFrom('documents as d')
    .innerJoin('document_versions as v', (join) =>
      join.onRef('v.document_id', '=', 'd.id').onRef('v.number', '=', 'd.current'),
    )
    .leftJoin('document_sealed_texts as t', (join) =>
      join.onRef('t.document_id', '=', 'd.id').onRef('t.version_id', '=', 'v.id').on('t.kind', '=', 'words'),
    )
    .select(['d.id', 'd.holder_id', 'd.received_at', 'v.manifest', 'v.file', 't.box'])
    .where('d.archive_id', '=', archiveId)
    .where('d.state', '<>', 'trash')
    .$if(after !== undefined, (query) =>
      query.where(sql<boolean>`(d.received_at, d.id) < (${after?.received}::timestamptz, ${after?.id}::uuid)`),
    )
    .orderBy('d.received_at', 'desc')
    .orderBy('d.id', 'desc')
    .limit(most)
    .execute()
  // asked for together; each is then at hand
  await at.keys.persons(
    rows.map(({ holder_id }) => holder_id),
    'general',
  )
  const documents: SealedDocument[] = []
  for (const { id, holder_id, received_at: received, manifest, file, box } of rows) {
    const key = await keyOfBlob(at, versions, 'file', [holder_id], file)
    if (key) documents.push({ id, received, manifest, key, words: box ?? undefined })
  }
  const last = rows.length === most ? rows.at(-1) : undefined
  return { documents, next: last && { id: last.id, received: last.received_at } }
}

/** How many documents an archive holds. */
export async function sealedCount(at: Scope<string>, archiveId: string): Promise<number> {
  const { count } = await db(at)
    .selectFrom('documents')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('archive_id', '=', archiveId)
    .where('state', '<>', 'trash')
    .executeTakeFirstOrThrow()
  return Number(count)
}
