import { type Bytes, type ByteStream, joined, piecesOf } from './bytes.ts'
import { CHUNK, nonceOf, TAG } from './layout.ts'

export type Hash = 'SHA-256' | 'SHA-512'

/** AES-256-GCM over a run of chunks that follow one another, the first of which has the given number. */
export type ChunkCipher = {
  /** @param plain any number of whole chunks, the last may be shorter or empty (`last`) */
  seal(first: number, plain: Uint8Array, last: boolean): Promise<Bytes>
  /** @throws any error when a single bit differs */
  open(first: number, sealed: Uint8Array, last: boolean): Promise<Bytes>
}

/** The primitives, so that the same formats run on WebCrypto and on node:crypto. */
export type Engine = {
  random(length: number): Bytes
  /** Has read its data when it returns: they may be overwritten while it works. */
  sha256(data: Uint8Array): Promise<Bytes>
  hmac(hash: Hash, key: Uint8Array, data: Uint8Array): Promise<Bytes>
  chunks(key: Uint8Array, nonce: Uint8Array): Promise<ChunkCipher>
  /** Raw DEFLATE (RFC 1951). */
  deflate(source: ByteStream): AsyncIterable<Uint8Array>
  /** @throws any error when it is no DEFLATE stream, or something follows its end */
  inflate(source: ByteStream): AsyncIterable<Uint8Array>
}

const SIP = 16 * 1024

const own = (bytes: Uint8Array): Bytes => bytes as Bytes

async function* through(source: ByteStream, transform: GenericTransformStream): AsyncGenerator<Uint8Array> {
  const writer = (transform.writable as WritableStream<Uint8Array>).getWriter()
  let failed: { error: unknown } | undefined
  const feeding = (async () => {
    try {
      for await (const piece of piecesOf(source)) await writer.write(piece)
      await writer.close()
    } catch (error) {
      failed = { error }
      await writer.abort(error).catch(() => undefined)
    }
  })()
  try {
    yield* piecesOf(transform.readable as ReadableStream<Uint8Array>)
  } catch (error) {
    // what went wrong first is told, not what followed from it
    throw failed ? failed.error : error
  } finally {
    await writer.abort().catch(() => undefined)
    await feeding
  }
}

/** A browser unpacks a whole piece before anybody can stop it, a thousandfold at worst: so it gets small ones. */
async function* sips(source: ByteStream): AsyncGenerator<Uint8Array> {
  for await (const piece of piecesOf(source))
    for (let at = 0; at < piece.length; at += SIP) yield piece.subarray(at, at + SIP)
}

export const webEngine: Engine = {
  random: (length) => crypto.getRandomValues(new Uint8Array(length)),
  sha256: async (data) => new Uint8Array(await crypto.subtle.digest('SHA-256', own(data))),
  async hmac(hash, key, data) {
    const imported = await crypto.subtle.importKey('raw', own(key), { name: 'HMAC', hash }, false, ['sign'])
    return new Uint8Array(await crypto.subtle.sign('HMAC', imported, own(data)))
  },
  async chunks(key, nonce) {
    const imported = await crypto.subtle.importKey('raw', own(key), 'AES-GCM', false, ['encrypt', 'decrypt'])
    const run = async (
      work: 'encrypt' | 'decrypt',
      size: number,
      first: number,
      input: Uint8Array,
      last: boolean,
    ): Promise<Bytes> => {
      const parts: Promise<ArrayBuffer>[] = []
      const count = last ? Math.floor(input.length / size) + 1 : input.length / size
      for (let at = 0; at < count; at++) {
        const iv = nonceOf(nonce, first + at)
        parts.push(
          crypto.subtle[work]({ name: 'AES-GCM', iv }, imported, own(input.subarray(at * size, (at + 1) * size))),
        )
      }
      return joined(...(await Promise.all(parts)).map((part) => new Uint8Array(part)))
    }
    return {
      seal: (first, plain, last) => run('encrypt', CHUNK, first, plain, last),
      open: (first, sealed, last) => run('decrypt', CHUNK + TAG, first, sealed, last),
    }
  },
  deflate: (source) => through(source, new CompressionStream('deflate-raw')),
  inflate: (source) => through(sips(source), new DecompressionStream('deflate-raw')),
}
