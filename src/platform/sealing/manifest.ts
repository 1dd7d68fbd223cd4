import { equal, fromBase64url, textOf, utf8, type Bytes } from './bytes.ts'
import { type Engine, webEngine } from './engine.ts'
import { SealingProblem } from './problem.ts'

export const SUITE = 'cobblestone-256'
export type Codec = 'none' | 'deflate-raw'

/** Whose file it is; bound into its encryption, so that a file that is moved does not open. */
export type DocumentIds = {
  readonly organisationId: string
  readonly documentId: string
  /** Of the version, from 1. */
  readonly version: number
}

/** What is said of a sealed file, in clear; small, kept for as long as the file is. Never a bare hash of its content. */
export type Manifest = DocumentIds & {
  readonly format: 'belegt/doc/v1'
  readonly suite: typeof SUITE
  readonly codec: Codec
  /** Of the plain file in bytes. */
  readonly plainLength: number
  /** Before sealing: packed, and filled up. */
  readonly paddedLength: number
  /** Of the sealed file. */
  readonly cipherLength: number
  /** `digest` of the sealed file, base64url. */
  readonly cipherDigest: string
  /** HMAC-SHA-256 by the organisation's key for duplicates over the plain file's `digest`, base64url; senders from outside do not get that key. */
  readonly plainMac?: string
  readonly mediaType: string
  /** File name and title, sealed under the document's key, base64url. */
  readonly details: string
  /** RFC 3339, in UTC: the sender's clock. */
  readonly sealedAt: string
  /** The sender's public key, base64url, where they sign. */
  readonly signer?: string
}

const LONGEST = 64 * 1024
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
const DIGEST = /^[A-Za-z0-9_-]{43}$/
const MEDIA = /^[a-z0-9][a-z0-9!#$&^_.+-]{0,126}\/[a-z0-9][a-z0-9!#$&^_.+-]{0,126}$/
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/
const text = (form: RegExp) => (value: unknown) => typeof value === 'string' && form.test(value)
const count = (least: number) => (value: unknown) => Number.isSafeInteger(value) && (value as number) >= least

const FORM: Readonly<Record<keyof Manifest, (value: unknown) => boolean>> = {
  format: (value) => value === 'belegt/doc/v1',
  suite: (value) => value === SUITE,
  codec: (value) => value === 'none' || value === 'deflate-raw',
  organisationId: text(UUID),
  documentId: text(UUID),
  version: count(1),
  plainLength: count(0),
  paddedLength: count(0),
  cipherLength: count(0),
  cipherDigest: text(DIGEST),
  plainMac: text(DIGEST),
  mediaType: text(MEDIA),
  details: text(/^[A-Za-z0-9_-]{16,16384}$/),
  sealedAt: text(INSTANT),
  signer: text(DIGEST),
}
const OPTIONAL: ReadonlySet<string> = new Set(['plainMac', 'signer'])

/** The one way to write a manifest: names in order, no spaces (RFC 8785 for what a manifest holds). */
export const manifestBytes = (manifest: Manifest): Bytes =>
  utf8(JSON.stringify(Object.fromEntries(Object.entries(manifest).toSorted(([a], [b]) => (a < b ? -1 : 1)))))

/**
 * Reads a manifest as it came.
 * @throws SealingProblem manifest when it is none, has other fields, or is written in another way than `manifestBytes` does
 */
export function readManifest(bytes: Uint8Array): Manifest {
  const no = () => new SealingProblem('manifest')
  if (bytes.length > LONGEST) throw no()
  let read: unknown
  try {
    read = JSON.parse(textOf(bytes))
  } catch {
    throw no()
  }
  if (typeof read !== 'object' || read === null || Array.isArray(read)) throw no()
  const given = read as Record<string, unknown>
  for (const name of Object.keys(given)) if (!Object.hasOwn(FORM, name)) throw no()
  for (const [name, fits] of Object.entries(FORM)) {
    const there = Object.hasOwn(given, name)
    if (there ? !fits(given[name]) : !OPTIONAL.has(name)) throw no()
  }
  const manifest = given as unknown as Manifest
  if (!equal(manifestBytes(manifest), bytes)) throw no()
  return manifest
}

/** The seal: that nothing in the manifest was changed since the sender had this ticket. */
export const sealOf = (sealKey: Uint8Array, manifest: Uint8Array, engine: Engine = webEngine): Promise<Bytes> =>
  engine.hmac('SHA-256', sealKey, manifest)

/** @throws SealingProblem seal */
export async function checkSeal(
  sealKey: Uint8Array,
  manifest: Uint8Array,
  seal: Uint8Array,
  engine: Engine = webEngine,
): Promise<void> {
  if (!equal(await sealOf(sealKey, manifest, engine), seal)) throw new SealingProblem('seal')
}

export type SigningKeys = { readonly publicKey: Bytes; readonly privateKey: CryptoKey }

/** A sender's keys for Ed25519; undefined where the browser has none (it then seals without signing). */
export async function newSigningKeys(): Promise<SigningKeys | undefined> {
  try {
    const pair = (await crypto.subtle.generateKey('Ed25519', false, ['sign', 'verify'])) as CryptoKeyPair
    return {
      publicKey: new Uint8Array(await crypto.subtle.exportKey('raw', pair.publicKey)),
      privateKey: pair.privateKey,
    }
  } catch {
    return undefined
  }
}

export const signManifest = async (keys: SigningKeys, manifest: Uint8Array): Promise<Bytes> =>
  new Uint8Array(await crypto.subtle.sign('Ed25519', keys.privateKey, manifest as Bytes))

/** @throws SealingProblem signature also when the manifest names no signer */
export async function checkSignature(manifest: Uint8Array, signature: Uint8Array): Promise<void> {
  const { signer } = readManifest(manifest)
  let good = false
  if (signer !== undefined) {
    const key = await crypto.subtle.importKey('raw', fromBase64url(signer), 'Ed25519', false, ['verify'])
    good = await crypto.subtle.verify('Ed25519', key, signature as Bytes, manifest as Bytes)
  }
  if (!good) throw new SealingProblem('signature')
}
