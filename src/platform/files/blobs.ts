import type { Parts } from './parts.ts'

/** What is known of a stored blob; kept by whoever stored it, needed to read it. */
export type BlobRef = {
  id: string
  /** Bytes. */
  size: number
  /** Of the stored bytes, hexadecimal. */
  sha256: string
}

export type BlobContent = Uint8Array | AsyncIterable<Uint8Array>

/**
 * Bytes by organisation. They come in already sealed where they are personal; the store knows no names and no types.
 * Errors are refusals: files.not-found, files.damaged, files.too-large, files.no-space.
 */
export type BlobStore = {
  /** Durable when it resolves; when it throws, nothing is left. `max` in bytes refuses more. */
  put(organisation: string, content: BlobContent, limits?: { max: number }): Promise<BlobRef>
  /** The bytes in pieces; size and digest are checked before the last piece is given, so damage is never whole. */
  get(organisation: string, ref: BlobRef): Promise<AsyncIterable<Uint8Array>>
  /**
   * Some of the bytes, from `from` to before `to`, without their digest being checked: for what proves itself piece by piece.
   * @throws Refusal files.not-found; files.damaged when the blob has another size or ends before `to`
   */
  piece(organisation: string, ref: BlobRef, from: number, to: number): Promise<Uint8Array<ArrayBuffer>>
  /** False when there was none; durable when it resolves. */
  remove(organisation: string, id: string): Promise<boolean>
  /** The ids of everything stored, in no order. */
  list(organisation: string): AsyncIterable<string>
  /** The bytes as they lie there, unchecked, for a backup; undefined when the blob is gone. */
  raw(organisation: string, id: string): Promise<AsyncIterable<Uint8Array> | undefined>
  /** Stores bytes under the id they had, for a restore, and replaces what was there; durable after `settle`. */
  putBack(organisation: string, id: string, content: BlobContent): Promise<BlobRef>
  /** Everything that was put back is durable when it resolves. */
  settle(organisation: string): Promise<void>
  /** What comes in part by part. */
  readonly parts: Parts
  /**
   * Takes in what came part by part; durable when it resolves. Nothing of it is checked yet: whoever takes it reads it again,
   * and drops the part when its row is committed: until then it can be taken once more.
   * @returns the blob's id
   */
  keep(organisation: string, part: string): Promise<string>
  /** Removes everything of an organisation; how many blobs there were. */
  removeAll(organisation: string): Promise<number>
}

/** Reads a blob into memory; for what is known to be small. */
export const readBlob = async (store: BlobStore, organisation: string, ref: BlobRef): Promise<Buffer> =>
  Buffer.concat(await Array.fromAsync(await store.get(organisation, ref)))
