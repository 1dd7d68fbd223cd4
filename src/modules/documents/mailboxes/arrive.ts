import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import type { Scope } from '#platform/data/scope.ts'
import { mac } from '#platform/keys/keyring.ts'
import { storeSealed } from '../storing/store.ts'
import type { Way } from '../types.ts'
import { db } from './data.ts'

/** What came in by itself: which archive it goes to, how it came, and by what it is known again. */
export type Arriving = {
  readonly archiveId: string
  readonly way: Way
  /** SHA-256 over what makes it the same when it is met again. */
  readonly same: Uint8Array
}
export type Part = {
  readonly name: string
  readonly mediaType: string
  readonly title?: string
  /** Under whose key; a new one's unless told. */
  readonly holder?: string
  readonly size: number
  readonly content: AsyncIterable<Uint8Array>
}

/**
 * Files what came in together, each part a document of its own, all or none, and once only: whoever brings the same again,
 * after a crash or beside us, finds it known. Documents that were deleted since do not count; it may come again.
 * @param parts asked for only when it is new
 * @returns the documents' ids in order; undefined when it was known
 * @throws what `storeSealed` throws; then nothing of it is filed
 */
export async function arrive(
  at: Scope<string>,
  { archiveId, way, same }: Arriving,
  parts: () => AsyncIterable<Part> | Iterable<Part>,
): Promise<readonly string[] | undefined> {
  const fingerprint = mac(await at.keys.organisationFor('document arrivals'), way, archiveId, same)
  // who brings the same at this moment waits for the end of this transaction, and then finds it known
  const lock = `document-arrival ${at.organisation.id} ${fingerprint.toString('base64')}`
  at.write(sql`select pg_advisory_xact_lock(hashtextextended(${lock}, 0))`.compile(db(at)))
  const before = await db(at)
    .selectFrom('document_arrivals')
    .select('part')
    .where('fingerprint', '=', fingerprint)
    .limit(1)
    .executeTakeFirst()
  if (before) return undefined
  const filed: string[] = []
  for await (const part of parts()) {
    const { documentId } = await storeSealed(at, { archiveId, way, ...part })
    at.write(
      db(at)
        .insertInto('document_arrivals')
        .values({ organisation_id: at.organisation.id, document_id: documentId, fingerprint, part: filed.length })
        .compile(),
    )
    filed.push(documentId)
  }
  return filed
}

/** SHA-256 of bytes and words, each bounded, so that none can be taken for two. */
export function digestOf(...of: (Uint8Array | string)[]): Buffer {
  const hash = createHash('sha256')
  for (const one of of) {
    const bytes = Buffer.from(one as Uint8Array)
    hash.update(`${bytes.length} `).update(bytes)
  }
  return hash.digest()
}

/** Bytes in memory as what a stream would give. */
export async function* inMemory(content: Uint8Array): AsyncGenerator<Uint8Array> {
  yield content
}
