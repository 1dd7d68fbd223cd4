import { type Bytes, framed, joined, textOf, utf8 } from '#platform/sealing/bytes.ts'
import { openBytes, sealBytes } from '#platform/sealing/cobblestone.ts'
import { pack, unpack } from '#platform/sealing/codec.ts'
import { webEngine } from '#platform/sealing/engine.ts'
import type { DocumentIds } from '#platform/sealing/manifest.ts'
import { paddedLength } from '#platform/sealing/padding.ts'
import { SealingProblem } from '#platform/sealing/problem.ts'

// What members' devices keep beside a document that no server reads: packed, filled up, and sealed under the document's key.

/** More than this in one box is no text of ours. */
const MOST = 64 * 1024 ** 2
const HEAD = 4

/** What a box is: it opens as nothing else, for no other document, version or part. */
export type BoxName = {
  readonly ids: DocumentIds
  readonly kind: 'words' | 'pages' | 'note'
  /** The first page of a part; a note's id. */
  readonly part: string
}

const contextOf = ({ ids, kind, part }: BoxName): Bytes =>
  framed(`belegt/${kind}/v1`, ids.organisationId, ids.documentId, String(ids.version), part)

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}

/** Seals a value that JSON can hold. @param key the document's */
export async function sealBox(key: Uint8Array, name: BoxName, value: unknown): Promise<Bytes> {
  const plain = utf8(JSON.stringify(value))
  const head = new Uint8Array(HEAD)
  new DataView(head.buffer).setUint32(0, plain.length)
  const packed = joined(head, ...(await Array.fromAsync(pack('deflate-raw', once(plain), webEngine))))
  const filled = new Uint8Array(paddedLength(Math.max(256, packed.length)))
  filled.set(packed)
  return sealBytes(key, contextOf(name), filled)
}

/** @throws SealingProblem as `openDocument`; manifest for what is no value of ours */
export async function openBox(key: Uint8Array, name: BoxName, box: Uint8Array): Promise<unknown> {
  const filled = await openBytes(key, contextOf(name), box)
  const length = new DataView(filled.buffer, filled.byteOffset).getUint32(0)
  if (length > MOST) throw new SealingProblem('size')
  const plain = await Array.fromAsync(unpack('deflate-raw', once(filled.subarray(HEAD)), length, webEngine))
  try {
    return JSON.parse(textOf(joined(...plain)))
  } catch {
    throw new SealingProblem('manifest')
  }
}
