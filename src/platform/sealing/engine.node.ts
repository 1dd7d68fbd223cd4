import { createCipheriv, createDecipheriv, createHash, createHmac, createSecretKey, randomBytes } from 'node:crypto'
import { Readable } from 'node:stream'
import { createDeflateRaw, createInflateRaw } from 'node:zlib'
import { type Bytes, type ByteStream, piecesOf } from './bytes.ts'
import type { ChunkCipher, Engine } from './engine.ts'
import { CHUNK, nonceOf, TAG } from './layout.ts'

const plainBytes = (buffer: Buffer): Bytes => new Uint8Array(buffer)
const CIPHER = 'aes-256-gcm'
const LONG = 256 * 1024

function cipherOf(bytes: Uint8Array, nonce: Uint8Array): ChunkCipher {
  const key = createSecretKey(bytes)
  const seal = (first: number, plain: Uint8Array, last: boolean): Bytes => {
    const count = last ? Math.floor(plain.length / CHUNK) + 1 : plain.length / CHUNK
    const sealed = new Uint8Array(plain.length + count * TAG)
    for (let at = 0; at < count; at++) {
      const cipher = createCipheriv(CIPHER, key, nonceOf(nonce, first + at))
      const part = cipher.update(plain.subarray(at * CHUNK, (at + 1) * CHUNK))
      cipher.final() // gives nothing: GCM keeps the length
      const to = at * (CHUNK + TAG)
      sealed.set(part, to)
      sealed.set(cipher.getAuthTag(), to + part.length)
    }
    return sealed
  }
  const open = (first: number, sealed: Uint8Array, last: boolean): Bytes => {
    const size = CHUNK + TAG
    const count = last ? Math.floor(sealed.length / size) + 1 : sealed.length / size
    const plain = new Uint8Array(sealed.length - count * TAG)
    for (let at = 0; at < count; at++) {
      const box = sealed.subarray(at * size, (at + 1) * size)
      const decipher = createDecipheriv(CIPHER, key, nonceOf(nonce, first + at), { authTagLength: TAG })
      decipher.setAuthTag(box.subarray(box.length - TAG))
      plain.set(decipher.update(box.subarray(0, box.length - TAG)), at * CHUNK)
      decipher.final() // throws when anything was changed
    }
    return plain
  }
  return {
    seal: async (first, plain, last) => seal(first, plain, last),
    open: async (first, sealed, last) => open(first, sealed, last),
  }
}

/** node:crypto and zlib: several times as fast here as WebCrypto by chunks. */
export const nodeEngine: Engine = {
  random: (length) => plainBytes(randomBytes(length)),
  // what is long is digested beside this thread, which goes on sealing
  sha256: async (data) =>
    data.length < LONG
      ? plainBytes(createHash('sha256').update(data).digest())
      : new Uint8Array(await crypto.subtle.digest('SHA-256', data as Bytes)),
  hmac: async (hash, key, data) =>
    plainBytes(
      createHmac(hash === 'SHA-256' ? 'sha256' : 'sha512', key)
        .update(data)
        .digest(),
    ),
  chunks: async (key, nonce) => cipherOf(key, nonce),
  deflate: (source) => piped(source, createDeflateRaw({ chunkSize: 256 * 1024 })),
  inflate: (source) => piped(source, createInflateRaw({ chunkSize: 256 * 1024, rejectGarbageAfterEnd: true })),
}

type Transforming = ReturnType<typeof createDeflateRaw> | ReturnType<typeof createInflateRaw>

async function* piped(source: ByteStream, transform: Transforming): AsyncGenerator<Uint8Array> {
  const input = Readable.from(piecesOf(source), { objectMode: true, highWaterMark: 1 })
  input.on('error', (error) => transform.destroy(error))
  input.pipe(transform)
  try {
    for await (const piece of transform) yield piece as Buffer
  } finally {
    input.destroy()
    transform.destroy()
  }
}
