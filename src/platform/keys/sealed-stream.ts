import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'
import type { Key } from './keyring.ts'

// The STREAM construction (Hoang, Reyhanitabar, Rogaway, Vizár: "Online Authenticated-Encryption and its Nonce-Reuse
// Misuse-Resistance", CRYPTO 2015), as age has it: a key of its own for every stream, a nonce that counts the chunks and
// says which one is the last.

/** `BLG1`, then 32 random bytes, then chunks of at most 256 KiB of plain text, each with its 16 bytes of tag. */
const MAGIC = Buffer.from('BLG1')
const SALT = 32
const HEADER = MAGIC.length + SALT
const TAG = 16
const NONCE = 12
export const CHUNK_BYTES = 256 * 1024

/** A sealed stream that cannot be opened: cut off, changed, put in another order, or sealed for somebody else. */
export class SealedStreamError extends Error {
  readonly reason: 'not-sealed' | 'cut-off' | 'damaged'

  constructor(reason: 'not-sealed' | 'cut-off' | 'damaged') {
    super(
      {
        'not-sealed': 'This is no sealed stream.',
        'cut-off': 'The sealed stream is not complete: its end is missing.',
        damaged: 'The sealed stream was changed, or key or context are not the ones it was sealed with.',
      }[reason],
    )
    this.name = 'SealedStreamError'
    this.reason = reason
  }
}

const streamKey = (key: Key, salt: Uint8Array, context: string): Buffer =>
  Buffer.from(hkdfSync('sha256', key, salt, `belegt stream ${context}`, 32))

function nonceOf(counter: number, last: boolean): Buffer {
  const nonce = Buffer.alloc(NONCE)
  nonce.writeUIntBE(counter, NONCE - 1 - 6, 6)
  nonce.writeUInt8(last ? 1 : 0, NONCE - 1)
  return nonce
}

function sealChunk(key: Buffer, counter: number, last: boolean, plain: Uint8Array): Buffer {
  const cipher = createCipheriv('aes-256-gcm', key, nonceOf(counter, last))
  const sealed = cipher.update(plain)
  cipher.final()
  return Buffer.concat([sealed, cipher.getAuthTag()])
}

function openChunk(key: Buffer, counter: number, last: boolean, box: Uint8Array): Buffer {
  const decipher = createDecipheriv('aes-256-gcm', key, nonceOf(counter, last))
  decipher.setAuthTag(box.subarray(box.length - TAG))
  const plain = decipher.update(box.subarray(0, box.length - TAG))
  decipher.final()
  return plain
}

/** Cuts a stream of any pieces into pieces of `size`; the last may be shorter and comes marked, an empty stream as one. */
async function* cut(
  source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  size: number,
): AsyncGenerator<{ piece: Uint8Array; last: boolean }> {
  let held = Buffer.allocUnsafe(size)
  let filled = 0
  for await (const given of source) {
    let from = 0
    while (from < given.length) {
      // only when more follows is a full piece known not to be the last
      if (filled === size) {
        yield { piece: held, last: false }
        held = Buffer.allocUnsafe(size)
        filled = 0
      }
      const taken = Math.min(size - filled, given.length - from)
      held.set(given.subarray(from, from + taken), filled)
      filled += taken
      from += taken
    }
  }
  yield { piece: held.subarray(0, filled), last: true }
}

/**
 * Seals a stream of any length in bounded memory (AES-256-GCM by chunks).
 * @param key 32 bytes; the stream gets a key of its own derived from it
 * @param context what the stream is and whose, e.g. `backup <id> bookings of <organisation>`; needed to open it again
 * @returns the header and the sealed chunks; 16 bytes longer per 256 KiB, and 36 more
 */
export async function* sealStream(
  key: Key,
  context: string,
  source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): AsyncGenerator<Buffer> {
  const salt = randomBytes(SALT)
  const own = streamKey(key, salt, context)
  yield Buffer.concat([MAGIC, salt])
  let counter = 0
  for await (const { piece, last } of cut(source, CHUNK_BYTES)) yield sealChunk(own, counter++, last, piece)
}

/**
 * Opens what `sealStream` made. Every piece it gives is authentic and in its place; that nothing is missing at the end
 * is known only when it ends without throwing, so whoever acts on a part must be able to take it back.
 * @throws SealedStreamError when it was cut off, changed, reordered, lengthened, or belongs to another key or context
 */
export async function* openStream(
  key: Key,
  context: string,
  source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): AsyncGenerator<Buffer> {
  const bytes = withHeader(source)
  const header = (await bytes.next()).value as Buffer
  if (!header.subarray(0, MAGIC.length).equals(MAGIC.subarray(0, header.length))) {
    throw new SealedStreamError('not-sealed')
  }
  if (header.length < HEADER) throw new SealedStreamError('cut-off')
  const own = streamKey(key, header.subarray(MAGIC.length), context)
  let counter = 0
  for await (const { piece, last } of cut(bytes, CHUNK_BYTES + TAG)) {
    if (last && piece.length < TAG) throw new SealedStreamError('cut-off')
    const plain = opened(own, counter, last, piece)
    // an empty chunk ends an empty stream only: every stream has one form
    if (plain.length === 0 && counter > 0) throw new SealedStreamError('damaged')
    counter++
    if (plain.length > 0) yield plain
  }
}

function opened(key: Buffer, counter: number, last: boolean, piece: Uint8Array): Buffer {
  try {
    return openChunk(key, counter, last, piece)
  } catch {
    if (last && isWhole(key, counter, piece)) throw new SealedStreamError('cut-off')
    throw new SealedStreamError('damaged')
  }
}

/** Whether the chunk is one that more should follow: then the stream was cut between two chunks. */
function isWhole(key: Buffer, counter: number, piece: Uint8Array): boolean {
  try {
    openChunk(key, counter, false, piece)
    return true
  } catch {
    return false
  }
}

/** The first item is the header (shorter when the stream is), then the rest as it comes. */
async function* withHeader(source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let held: Buffer | undefined = Buffer.alloc(0)
  for await (const piece of source) {
    if (!held) {
      yield piece
      continue
    }
    held = Buffer.concat([held, piece])
    if (held.length < HEADER) continue
    yield held.subarray(0, HEADER)
    const rest = held.subarray(HEADER)
    held = undefined
    if (rest.length > 0) yield rest
  }
  if (held) yield held
}
