import type { Scope } from '#platform/data/scope.ts'
import { refuse } from '#platform/errors/errors.ts'
import { sealDocument } from '#platform/sealing/document.ts'
import { nodeEngine as engine } from '#platform/sealing/engine.node.ts'
import { SealingProblem } from '#platform/sealing/problem.ts'
import { fileDocument } from './file.ts'
import { fileNameOf, titleOf } from './names.ts'
import { openArchive, placeFor, provingKeys } from './place.ts'
import { checkSent, prove } from './prove.ts'
import type { Filed, ToStore } from './types.ts'

/** Of a plain file, in bytes. */
export const MOST_BYTES = 2 * 1024 ** 3
/** What is held in memory where nobody says how long it is. */
const MOST_UNMEASURED = 64 * 1024 ** 2
const MEDIA = /^[a-z0-9][a-z0-9!#$&^_.+-]{0,126}\/[a-z0-9][a-z0-9!#$&^_.+-]{0,126}$/

/**
 * Seals a file within this process and stores it the same way as one that was sealed by its sender: stored, read again,
 * verified, filed. What the transaction of the scope does not commit is swept from the store within a day.
 * @throws Refusal documents.no-archive, documents.archive-closed, documents.unknown, documents.other-length,
 * files.too-large, files.no-space
 */
export async function storeSealed(at: Scope<string>, given: ToStore): Promise<Filed> {
  const archive = await openArchive(at, given.archiveId)
  if ((given.size ?? 0) > MOST_BYTES) throw refuse('files.too-large', 'invalid', { max: MOST_BYTES })
  const { content, size } = await measured(given)
  const place = await placeFor(at, given)
  const keys = await provingKeys(at, archive, place)
  const ids = { organisationId: at.organisation.id, documentId: place.documentId, version: place.number }
  const fileName = fileNameOf(given.name)
  const { stream, finished } = sealDocument({
    file: content,
    size,
    mediaType: MEDIA.test(given.mediaType.toLowerCase()) ? given.mediaType.toLowerCase() : 'application/octet-stream',
    details: { fileName, title: titleOf(given.title, fileName) },
    archivePublicKey: archive.public_key,
    ids,
    ticket: { sealKey: keys.sealKey, dedupKey: keys.dedup },
    sealedAt: at.now.round({ smallestUnit: 'second', roundingMode: 'floor' }).toString(),
    engine,
  })
  const { blobs } = at.house
  const { id } = await blobs.put(at.organisation.id, stream).catch((error: unknown) => {
    // it was read from a file or mail that changed meanwhile
    if (error instanceof SealingProblem) throw refuse('documents.other-length', 'conflict')
    throw error
  })
  try {
    const { bytes, seal, wrappedKey } = await finished
    const sent = { manifest: bytes, seal, wrappedKey }
    const about = await checkSent(sent, ids, keys.sealKey)
    return await fileDocument(at, place, await prove(blobs, at.organisation.id, id, { ...sent, about }, keys))
  } catch (error) {
    await blobs.remove(at.organisation.id, id)
    throw error
  }
}

/** A stream that says how long it is; one that does not is read into memory. */
async function measured({ content, size }: ToStore): Promise<{ content: AsyncIterable<Uint8Array>; size: number }> {
  if (size !== undefined) return { content, size }
  const pieces: Uint8Array[] = []
  let length = 0
  for await (const piece of content) {
    length += piece.byteLength
    if (length > MOST_UNMEASURED) throw refuse('files.too-large', 'invalid', { max: MOST_UNMEASURED })
    pieces.push(piece)
  }
  return { content: once(pieces), size: length }
}

async function* once(pieces: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* pieces
}
