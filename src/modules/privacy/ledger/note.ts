import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  sign,
  verify,
  type KeyObject,
} from 'node:crypto'

// Signed notes as https://c2sp.org/signed-note has them, with Ed25519 (signature type 0x01) only: the format of Go's
// checksum database and of witness networks, so that strangers' tools can read what we sign.

export type NoteSignature = { readonly name: string; readonly keyId: string; readonly signature: Uint8Array }

/** `text` ends with a newline and is what was signed. Do not trust it before `verifyNote` said so. */
export type Note = { readonly text: string; readonly signatures: readonly NoteSignature[] }

/** The public half: 32 bytes as in RFC 8032, the signer's name, and the key id (8 hex digits) that follows from both. */
export type VerifierKey = { readonly name: string; readonly keyId: string; readonly publicKey: Uint8Array }

/** A PEM (PKCS #8) or a key already read. */
export type PrivateKey = string | KeyObject

const ed25519 = 0x01
const dash = '\u2014'

/** Verifiers must accept at least 16; more than this is not worth reading. */
const mostSignatures = 64

/**
 * A new Ed25519 key from the system's randomness. `privateKeyPem` is PKCS #8 and to be kept secret;
 * `verifierKey` (`name+id+base64`) is to be published. Throws TypeError when the name is none.
 */
export function newSigningKey(name: string): { privateKeyPem: string; verifierKey: string } {
  checkName(name)
  const { privateKey } = generateKeyPairSync('ed25519')
  const privateKeyPem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
  return { privateKeyPem, verifierKey: verifierKey(name, publicKeyOf(privateKey)) }
}

/** The public key, 32 bytes, of an Ed25519 private key. Throws TypeError for another sort of key. */
export function publicKeyOf(key: PrivateKey): Uint8Array {
  const jwk = createPublicKey(ed25519Key(key)).export({ format: 'jwk' })
  return new Uint8Array(Buffer.from(jwk.x ?? '', 'base64url'))
}

/** The first four bytes, as 8 hex digits, of SHA-256(name || 0x0A || 0x01 || public key). */
export function keyIdOf(name: string, publicKey: Uint8Array): string {
  checkPublicKey(publicKey)
  const hash = createHash('sha256').update(`${name}\n`).update(Uint8Array.of(ed25519)).update(publicKey)
  return hash.digest('hex').slice(0, 8)
}

/** `name+id+base64(0x01 || public key)`, the one-line form in which verifiers are given a key. */
export function verifierKey(name: string, publicKey: Uint8Array): string {
  checkName(name)
  return `${name}+${keyIdOf(name, publicKey)}+${base64(Buffer.from([ed25519, ...publicKey]))}`
}

/** Reads the one-line form. Throws TypeError when it is none, is of another type, or its id does not follow from it. */
export function parseVerifierKey(text: string): VerifierKey {
  const [, name, keyId, encoded] = /^([^+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]+)$/.exec(text) ?? []
  const typed = encoded === undefined ? undefined : unbase64(encoded)
  if (name === undefined || keyId === undefined || typed === undefined) throw new TypeError('this is no verifier key')
  if (typed[0] !== ed25519 || typed.length !== 33) throw new TypeError('this verifier key is not an Ed25519 key')
  const publicKey = typed.slice(1)
  checkName(name)
  if (keyIdOf(name, publicKey) !== keyId) throw new TypeError('the id in this verifier key does not belong to its key')
  return { name, keyId, publicKey }
}

/** The text with the signer's line below it. Throws TypeError for a text or a name the format cannot hold. */
export function signNote(text: string, name: string, key: PrivateKey): string {
  checkName(name)
  const read = ed25519Key(key)
  const id = Buffer.from(keyIdOf(name, publicKeyOf(read)), 'hex')
  const signed = `${text}\n${dash} ${name} ${base64(Buffer.concat([id, sign(null, Buffer.from(text), read)]))}\n`
  if (parseNote(signed)?.text !== text) throw new TypeError('this text cannot be signed as a note')
  return signed
}

/** Takes a note apart, strictly; undefined when it is none. Says nothing about its signatures. */
export function parseNote(note: string): Note | undefined {
  // eslint-disable-next-line no-control-regex -- the format forbids exactly these
  if (!note.isWellFormed() || /[\u0000-\u0009\u000b-\u001f]/.test(note) || !note.endsWith('\n')) return undefined
  const cut = note.lastIndexOf('\n\n')
  if (cut < 0) return undefined
  const lines = note.slice(cut + 2, -1).split('\n')
  if (lines.length > mostSignatures) return undefined
  const signatures = lines.map(parseSignature)
  return signatures.every((signature) => signature !== undefined)
    ? { text: note.slice(0, cut + 1), signatures }
    : undefined
}

export type NoteProblem = 'malformed' | 'unknown signer' | 'bad signature'

/**
 * Reads a note and verifies every signature that bears the given key's name and id; those of other keys are ignored,
 * as the format demands. One bad signature of a known key spoils the note.
 */
export function verifyNote(
  note: string,
  key: VerifierKey,
): { ok: true; note: Note } | { ok: false; problem: NoteProblem } {
  const parsed = parseNote(note)
  if (parsed === undefined) return { ok: false, problem: 'malformed' }
  const own = parsed.signatures.filter(({ name, keyId }) => name === key.name && keyId === key.keyId)
  if (own.length === 0) return { ok: false, problem: 'unknown signer' }
  const text = Buffer.from(parsed.text)
  const publicKey = publicKeyObject(key.publicKey)
  const good = own.every(({ signature }) => verify(null, text, publicKey, signature))
  return good ? { ok: true, note: parsed } : { ok: false, problem: 'bad signature' }
}

function parseSignature(line: string): NoteSignature | undefined {
  const [mark, name, encoded, ...rest] = line.split(' ')
  if (mark !== dash || name === undefined || encoded === undefined || rest.length > 0 || !isName(name)) return undefined
  const bytes = unbase64(encoded)
  if (bytes === undefined || bytes.length <= 4) return undefined
  return { name, keyId: Buffer.from(bytes.slice(0, 4)).toString('hex'), signature: bytes.slice(4) }
}

function ed25519Key(key: PrivateKey): KeyObject {
  const read = typeof key === 'string' ? createPrivateKey(key) : key
  if (read.asymmetricKeyType !== 'ed25519') throw new TypeError('notes are signed with an Ed25519 key')
  return read
}

function publicKeyObject(publicKey: Uint8Array): KeyObject {
  const x = Buffer.from(publicKey).toString('base64url')
  return createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' })
}

function checkPublicKey(publicKey: Uint8Array): void {
  if (publicKey.length !== 32) throw new TypeError(`an Ed25519 public key has 32 bytes, not ${publicKey.length}`)
}

function checkName(name: string): void {
  if (!isName(name)) throw new TypeError(`'${name}' cannot name a key: it must have letters, and no space and no +`)
}

function isName(name: string): boolean {
  // eslint-disable-next-line no-control-regex -- the format forbids exactly these
  return name !== '' && name.isWellFormed() && !/[\p{White_Space}\u0000-\u001f+]/u.test(name)
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64')
}

/** Only the one form that `base64` writes: a second form of the same bytes would be a second text of the same note. */
export function unbase64(text: string): Uint8Array | undefined {
  const bytes = Buffer.from(text, 'base64')
  return base64(bytes) === text ? new Uint8Array(bytes) : undefined
}
