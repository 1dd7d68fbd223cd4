import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto'

/** 32 bytes that must never be logged or stored outside the keyring. */
export type Key = Buffer

export const LENGTH = 32
export const NONCE = 12
export const TAG = 16

export const newKey = (): Key => randomBytes(LENGTH)

/** Fresh nonces are drawn many at a time: one call of the system's source costs as much as the sealing itself. */
const drawn = { nonces: Buffer.alloc(NONCE * 256), next: NONCE * 256 }

/** Bytes never used before, to be copied from at once. */
export function newNonce(): Buffer {
  if (drawn.next === drawn.nonces.length) {
    drawn.nonces = randomBytes(drawn.nonces.length)
    drawn.next = 0
  }
  return drawn.nonces.subarray(drawn.next, (drawn.next += NONCE))
}

/**
 * AES-256-GCM as `nonce(12) | ciphertext | tag(16)`; `context` is authenticated, so that a value
 * moved to another row, column or organisation does not open.
 */
export function encrypt(key: Key, plain: Uint8Array, context: string | Uint8Array): Buffer {
  const nonce = newNonce()
  const cipher = createCipheriv('aes-256-gcm', key, nonce)
  cipher.setAAD(typeof context === 'string' ? Buffer.from(context) : context)
  const sealed = cipher.update(plain)
  cipher.final() // gives nothing: GCM keeps the length
  return Buffer.concat([nonce, sealed, cipher.getAuthTag()])
}

/** Opens what `encrypt` made; throws when key, context or a single bit differ. */
export function decrypt(key: Key, box: Uint8Array, context: string | Uint8Array): Buffer {
  const decipher = createDecipheriv('aes-256-gcm', key, box.subarray(0, NONCE))
  decipher.setAAD(typeof context === 'string' ? Buffer.from(context) : context)
  decipher.setAuthTag(box.subarray(box.length - TAG))
  const plain = decipher.update(box.subarray(NONCE, box.length - TAG))
  decipher.final() // gives nothing, and throws when anything was changed
  return plain
}

/** A key for one use derived from a key of the ring, so that no key serves two algorithms. */
export const derive = (key: Key, use: string): Key =>
  Buffer.from(hkdfSync('sha256', key, Buffer.alloc(0), `belegt ${use}`, LENGTH))

export const mac = (key: Key, ...parts: (string | Uint8Array)[]): Buffer => {
  const pieces = parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : part))
  const framed = Buffer.allocUnsafe(pieces.reduce((size, { length }) => size + 4 + length, 0))
  let at = 0
  for (const piece of pieces) {
    at = framed.writeUInt32BE(piece.length, at)
    framed.set(piece, at)
    at += piece.length
  }
  return createHmac('sha256', key).update(framed).digest()
}

export const wrapKey = (wrapping: Key, key: Key, owner: string): Buffer => encrypt(wrapping, key, `key of ${owner}`)
export const unwrapKey = (wrapping: Key, wrapped: Uint8Array, owner: string): Key =>
  decrypt(wrapping, wrapped, `key of ${owner}`)
