import { Aes256Gcm, CipherSuite, DhkemP256HkdfSha256, HkdfSha256 } from '@hpke/core'
import { base64url, type Bytes, joined } from './bytes.ts'
import { SealingProblem } from './problem.ts'

// HPKE (RFC 9180), base mode: DHKEM(P-256, HKDF-SHA256), HKDF-SHA256, AES-256-GCM. P-256, because every browser's WebCrypto
// has it.

/** Of an archive, or of a member of one. */
export type KeyPair = {
  /** The point, uncompressed: 65 bytes. */
  readonly publicKey: Bytes
  /** The scalar: 32 bytes. */
  readonly privateKey: Bytes
}

const PUBLIC = 65
const suite = () => new CipherSuite({ kem: new DhkemP256HkdfSha256(), kdf: new HkdfSha256(), aead: new Aes256Gcm() })

export async function newKeyPair(): Promise<KeyPair> {
  const { kem } = suite()
  const pair = await kem.generateKeyPair()
  return {
    publicKey: new Uint8Array(await kem.serializePublicKey(pair.publicKey)),
    privateKey: new Uint8Array(await kem.serializePrivateKey(pair.privateKey)),
  }
}

const own = (bytes: Uint8Array): ArrayBuffer => new Uint8Array(bytes).buffer

/**
 * Seals a few bytes to whoever holds the private key.
 * @param context what it is and whose; needed to open it
 * @returns the sender's passing public key (65 bytes), then the box
 * @throws Error when it is no public key
 */
export async function sealTo(publicKey: Uint8Array, secret: Uint8Array, context: Uint8Array): Promise<Bytes> {
  const { kem } = suite()
  const recipientPublicKey = await kem.deserializePublicKey(own(publicKey))
  const { enc, ct } = await suite().seal({ recipientPublicKey, info: own(context) }, own(secret))
  return joined(new Uint8Array(enc), new Uint8Array(ct))
}

/** A key pair that a browser keeps and never gives out again. */
export type HeldKey = CryptoKeyPair

/** Takes a key pair into the browser's keeping: it opens boxes from then on, but cannot be read. */
export async function heldKey({ publicKey, privateKey }: KeyPair): Promise<HeldKey> {
  const jwk = {
    kty: 'EC',
    crv: 'P-256',
    x: base64url(publicKey.subarray(1, 33)),
    y: base64url(publicKey.subarray(33)),
  }
  const how = { name: 'ECDH', namedCurve: 'P-256' } as const
  return {
    publicKey: await crypto.subtle.importKey('jwk', jwk, how, true, []),
    privateKey: await crypto.subtle.importKey('jwk', { ...jwk, d: base64url(privateKey) }, how, false, ['deriveBits']),
  }
}

/** @throws SealingProblem wrong-key when key, context or a single bit differ */
export async function openWith(privateKey: Uint8Array | HeldKey, box: Uint8Array, context: Uint8Array): Promise<Bytes> {
  try {
    const recipientKey =
      privateKey instanceof Uint8Array ? await suite().kem.deserializePrivateKey(own(privateKey)) : privateKey
    const wish = { recipientKey, enc: own(box.subarray(0, PUBLIC)), info: own(context) }
    return new Uint8Array(await suite().open(wish, own(box.subarray(PUBLIC))))
  } catch {
    throw new SealingProblem('wrong-key')
  }
}
