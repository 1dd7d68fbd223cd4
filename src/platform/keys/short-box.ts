import libsodium from 'libsodium'
import { type Key, LENGTH, newNonce, NONCE, TAG } from './keyring.ts'

// Short values in ChaCha20-Poly1305 (RFC 8439) by libsodium as WebAssembly. The engine makes an object for every message, which
// costs more than its AES, and collecting it costs as much again: 3 to 4 µs for a name, here half of one.
// docs/decisions/0034-short-values-in-another-cipher.md

/** The longest plain text in bytes; what is longer opens faster in AES with the processor's help. */
export const MOST_SHORT = 1024
/** Before the value itself: the bytes it is bound to besides its header, and the header. */
const MOST_BOUND = 64

// Not initialised, on purpose: that is for its random numbers, and keys and nonces come from the engine.
const sodium = await libsodium()
const PLAIN = sodium._malloc(MOST_SHORT + LENGTH + MOST_BOUND + NONCE + MOST_SHORT + TAG)
const KEY = PLAIN + MOST_SHORT
const BOUND = KEY + LENGTH
const memory = Buffer.from(sodium.HEAPU8.buffer)

/** Keys derived from persons', so that none serves two algorithms; kept as long as those are. */
const derived = new WeakMap<Key, Key>()
const USE = Buffer.from('belegt short values')

/** HKDF-Expand of RFC 5869: a person's key is as random as what its first step gives. */
function derivedFrom(key: Key): Key {
  memory.set(key, BOUND)
  memory.set(USE, PLAIN)
  sodium._crypto_kdf_hkdf_sha256_expand(KEY, LENGTH, PLAIN, USE.length, BOUND)
  const own = Buffer.from(memory.subarray(KEY, KEY + LENGTH))
  derived.set(key, own)
  return own
}

/**
 * Seals a text of at most MOST_SHORT bytes as `header | nonce(12) | ciphertext | tag(16)`. Header and organisation are
 * authenticated, so that a value moved to another row, column or organisation does not open.
 */
export function sealShort(key: Key, organisation: Uint8Array, header: Uint8Array, plain: Uint8Array): Buffer {
  const bound = organisation.length + header.length
  if (plain.length > MOST_SHORT || bound > MOST_BOUND) throw new RangeError('too long for a short value')
  memory.set(derived.get(key) ?? derivedFrom(key), KEY)
  memory.set(organisation, BOUND)
  memory.set(header, BOUND + organisation.length)
  memory.set(newNonce(), BOUND + bound)
  memory.set(plain, PLAIN)
  const [nonce, box] = [BOUND + bound, BOUND + bound + NONCE]
  sodium._crypto_aead_chacha20poly1305_ietf_encrypt(box, 0, PLAIN, plain.length, 0, BOUND, bound, 0, 0, nonce, KEY)
  return Buffer.from(memory.subarray(BOUND + organisation.length, box + plain.length + TAG))
}

/**
 * Opens what `sealShort` made; throws when key, organisation or a single bit differ.
 * @param header how many bytes of the value are its header
 */
export function openShort(key: Key, organisation: Uint8Array, value: Uint8Array, header: number): string {
  const length = value.length - header - NONCE - TAG
  const bound = organisation.length + header
  if (length < 0 || length > MOST_SHORT || bound > MOST_BOUND) throw notAuthentic()
  memory.set(derived.get(key) ?? derivedFrom(key), KEY)
  memory.set(organisation, BOUND)
  memory.set(value, BOUND + organisation.length)
  const [nonce, box] = [BOUND + bound, BOUND + bound + NONCE]
  const failed = sodium._crypto_aead_chacha20poly1305_ietf_decrypt(
    PLAIN,
    0,
    0,
    box,
    length + TAG,
    0,
    BOUND,
    bound,
    0,
    nonce,
    KEY,
  )
  if (failed) throw notAuthentic()
  return memory.toString('utf8', PLAIN, PLAIN + length)
}

const notAuthentic = () => new Error('unable to authenticate a sealed value: it or what it is bound to was changed')
