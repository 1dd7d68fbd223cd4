import { type Bytes, type ByteStream, cut, equal, joined, piecesOf, utf8 } from './bytes.ts'
import { type ChunkCipher, type Engine, webEngine } from './engine.ts'
import { CHUNK, COMMITMENT, HEADER, messageLength, NONCE, SALT, TAG } from './layout.ts'
import { SealingProblem } from './problem.ts'

const KEY = 32
/** As many chunks as are sealed at once: large enough that calls cost nothing, small enough for a telephone. */
const RUN = 64
const LABEL = utf8('c2sp.org/chunked-encryption@v1+AEAD_AES_256_GCM\0')

type Derived = { readonly cipher: ChunkCipher; readonly commitment: Bytes }

/** HKDF-Expand (RFC 5869) with SHA-512: WebCrypto has it only together with Extract. */
async function derived(engine: Engine, key: Uint8Array, salt: Uint8Array, context: Uint8Array): Promise<Derived> {
  if (key.length !== KEY) throw new RangeError('a key has 32 bytes')
  const info = joined(LABEL, salt, context)
  const first = await engine.hmac('SHA-512', key, joined(info, new Uint8Array([1])))
  const second = await engine.hmac('SHA-512', key, joined(first, info, new Uint8Array([2])))
  const all = joined(first, second)
  const nonce = all.slice(KEY, KEY + NONCE)
  return {
    cipher: await engine.chunks(all.slice(0, KEY), nonce),
    commitment: all.slice(KEY + NONCE, KEY + NONCE + COMMITMENT),
  }
}

/**
 * Seals a stream of any length in bounded memory (Cobblestone-256 of c2sp.org/chunked-encryption).
 * @param key 32 random bytes
 * @param context what the message is and whose; needed to open it again
 * @param salt 24 bytes that never come twice with a key; only for test vectors
 * @returns 56 bytes and the sealed chunks: 16 bytes longer per 16 KiB
 */
export async function* sealChunks(
  key: Uint8Array,
  context: Uint8Array,
  source: ByteStream,
  { engine = webEngine, salt = engine.random(SALT) }: { engine?: Engine; salt?: Uint8Array } = {},
): AsyncGenerator<Bytes> {
  const { cipher, commitment } = await derived(engine, key, salt, context)
  yield joined(salt, commitment)
  let chunk = 0
  for await (const plain of cut(source, RUN * CHUNK)) {
    const last = plain.length < RUN * CHUNK
    yield await cipher.seal(chunk, plain, last)
    chunk += RUN
  }
}

async function withHeader(
  engine: Engine,
  key: Uint8Array,
  context: Uint8Array,
  header: Uint8Array,
): Promise<ChunkCipher> {
  if (header.length < HEADER) throw new SealingProblem('not-sealed')
  const { cipher, commitment } = await derived(engine, key, header.subarray(0, SALT), context)
  if (!equal(commitment, header.subarray(SALT, HEADER))) throw new SealingProblem('wrong-key')
  return cipher
}

async function opened(cipher: ChunkCipher, chunk: number, sealed: Uint8Array, last: boolean): Promise<Bytes> {
  if (last && sealed.length % (CHUNK + TAG) < TAG) throw new SealingProblem('cut-off')
  try {
    return await cipher.open(chunk, sealed, last)
  } catch {
    throw new SealingProblem('damaged')
  }
}

/** The first piece has `length` bytes (fewer when the stream does), then the rest comes as it comes. */
async function* behind(source: ByteStream, length: number): AsyncGenerator<Uint8Array> {
  let held: Bytes | undefined = new Uint8Array(0)
  for await (const piece of piecesOf(source)) {
    if (!held) {
      yield piece
      continue
    }
    held = joined(held, piece)
    if (held.length < length) continue
    yield held.subarray(0, length)
    if (held.length > length) yield held.subarray(length)
    held = undefined
  }
  if (held) yield held
}

/**
 * Opens what `sealChunks` made, in bounded memory. Every piece it gives is authentic and in its place; that nothing is
 * missing at the end is known only when it ends without throwing.
 * @throws SealingProblem wrong-key before anything is read, not-sealed, damaged, cut-off
 */
export async function* openChunks(
  key: Uint8Array,
  context: Uint8Array,
  source: ByteStream,
  { engine = webEngine }: { engine?: Engine } = {},
): AsyncGenerator<Bytes> {
  const rest = behind(source, HEADER)
  const header = await rest.next()
  const cipher = await withHeader(engine, key, context, header.done ? new Uint8Array(0) : header.value)
  const size = RUN * (CHUNK + TAG)
  let chunk = 0
  for await (const sealed of cut(rest, size)) {
    const plain = await opened(cipher, chunk, sealed, sealed.length < size)
    if (plain.length > 0) yield plain
    chunk += RUN
  }
}

/** Reads bytes of a sealed message as it is stored: exactly `to - from` of them. */
export type ReadRange = (from: number, to: number) => Promise<Uint8Array>

/**
 * Opens a part of a sealed message. The message's length is proven first, by its last chunk.
 * @param size of the sealed message in bytes
 * @param from first byte of the plain message; `to` is behind the last, both are cut at the message's end
 * @throws SealingProblem as `openChunks`
 */
export async function openRange(
  key: Uint8Array,
  context: Uint8Array,
  read: ReadRange,
  { size, from, to, engine = webEngine }: { size: number; from: number; to: number; engine?: Engine },
): Promise<Bytes> {
  const length = messageLength(size)
  const cipher = await withHeader(engine, key, context, await read(0, HEADER))
  const final = Math.floor(length / CHUNK)
  const sealedAt = (chunk: number): number => HEADER + chunk * (CHUNK + TAG)
  const end = await opened(cipher, final, await read(sealedAt(final), size), true)
  const [start, stop] = [Math.max(0, Math.min(from, length)), Math.max(0, Math.min(to, length))]
  if (stop <= start) return new Uint8Array(0)
  const parts: Uint8Array[] = []
  const first = Math.floor(start / CHUNK)
  for (let chunk = first; chunk * CHUNK < stop; chunk += RUN) {
    const until = Math.min(chunk + RUN, final, Math.ceil(stop / CHUNK))
    if (until > chunk) parts.push(await opened(cipher, chunk, await read(sealedAt(chunk), sealedAt(until)), false))
  }
  if (stop > final * CHUNK) parts.push(end)
  return joined(...parts).subarray(start - first * CHUNK, stop - first * CHUNK)
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}

/** `sealChunks` for what lies in memory: a name, a key, a page's text. 72 bytes longer up to 16 KiB. */
export const sealBytes = async (
  key: Uint8Array,
  context: Uint8Array,
  plain: Uint8Array,
  { engine = webEngine }: { engine?: Engine } = {},
): Promise<Bytes> => joined(...(await Array.fromAsync(sealChunks(key, context, once(plain), { engine }))))

/** @throws SealingProblem as `openChunks` */
export const openBytes = async (
  key: Uint8Array,
  context: Uint8Array,
  sealed: Uint8Array,
  { engine = webEngine }: { engine?: Engine } = {},
): Promise<Bytes> => joined(...(await Array.fromAsync(openChunks(key, context, once(sealed), { engine }))))
