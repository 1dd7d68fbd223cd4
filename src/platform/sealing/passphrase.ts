import { type Bytes, utf8 } from './bytes.ts'

/** As many as OWASP asks for with PBKDF2-HMAC-SHA-256 (2023); WebCrypto has no function that also costs memory. */
export const ROUNDS = 600_000

/**
 * 32 bytes from what a person remembers; takes about half a second on purpose.
 * @param salt 16 random bytes, stored beside what the key seals
 */
export async function keyOfPassphrase(passphrase: string, salt: Uint8Array, rounds = ROUNDS): Promise<Bytes> {
  const typed = utf8(passphrase.normalize('NFKC'))
  const key = await crypto.subtle.importKey('raw', typed, 'PBKDF2', false, ['deriveBits'])
  const how = { name: 'PBKDF2', hash: 'SHA-256', salt: salt as Bytes, iterations: rounds }
  return new Uint8Array(await crypto.subtle.deriveBits(how, key, 256))
}
