import type { Bytes } from './bytes.ts'
import { SealingProblem } from './problem.ts'

// https://c2sp.org/chunked-encryption, instantiated as Cobblestone-256: `salt(24) | commitment(32) | chunks`, each chunk
// 16 KiB of plain text and 16 bytes of tag, the last one always shorter.

export const SALT = 24
export const COMMITMENT = 32
export const HEADER = SALT + COMMITMENT
export const CHUNK = 16 * 1024
export const TAG = 16
export const NONCE = 12
/** The specification ends at 2^38 chunks; nothing here comes near, and 2^37 keeps every number exact. */
const MOST_CHUNKS = 2 ** 37

/** Bytes that a message of `plain` bytes takes when sealed. */
export const sealedLength = (plain: number): number => HEADER + plain + (Math.floor(plain / CHUNK) + 1) * TAG

/**
 * Bytes of the message in a sealed one of this length.
 * @throws SealingProblem not-sealed, or cut-off for a length that no message has
 */
export function messageLength(sealed: number): number {
  if (sealed < HEADER) throw new SealingProblem('not-sealed')
  const body = sealed - HEADER
  const last = body % (CHUNK + TAG)
  if (last < TAG) throw new SealingProblem('cut-off')
  return Math.floor(body / (CHUNK + TAG)) * CHUNK + last - TAG
}

/** The base nonce XOR the chunk's number, big-endian. */
export function nonceOf(base: Uint8Array, chunk: number): Bytes {
  if (chunk >= MOST_CHUNKS) throw new RangeError('too many chunks')
  const nonce = new Uint8Array(base)
  const end = new DataView(nonce.buffer, NONCE - 8)
  end.setUint32(4, end.getUint32(4) ^ (chunk >>> 0))
  end.setUint32(0, end.getUint32(0) ^ Math.floor(chunk / 2 ** 32))
  return nonce
}
