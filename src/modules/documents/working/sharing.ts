import { type Bytes, framed, fromBase64url, utf8 } from '#platform/sealing/bytes.ts'
import { openBytes, sealBytes } from '#platform/sealing/cobblestone.ts'
import { type Engine, webEngine } from '#platform/sealing/engine.ts'

// How a link opens a document; runs in the browser of who got the link and in Node.

/** As OWASP asks for PBKDF2 with HMAC-SHA-256 (2023). */
const ROUNDS = 600_000

/** What a link is about; its wrapped key opens nothing else. */
export type ShareAbout = {
  readonly organisationId: string
  readonly shareId: string
  readonly salt: Uint8Array
}

const contextOf = ({ organisationId, shareId }: ShareAbout): Bytes => framed('belegt/share/v1', organisationId, shareId)

async function stretched(password: string, salt: Uint8Array): Promise<Bytes> {
  const key = await crypto.subtle.importKey('raw', utf8(password.normalize('NFC')), 'PBKDF2', false, ['deriveBits'])
  const rule = { name: 'PBKDF2', hash: 'SHA-256', salt: salt as Bytes, iterations: ROUNDS }
  return new Uint8Array(await crypto.subtle.deriveBits(rule, key, 256))
}

/** Both are needed: what stands in the link, and the password where one was set. */
async function keyOf(secret: Uint8Array, about: ShareAbout, password: string, engine: Engine): Promise<Bytes> {
  const known = password === '' ? new Uint8Array(0) : await stretched(password, about.salt)
  return engine.hmac('SHA-256', secret, framed('belegt/share/v1 key', known))
}

/** Wraps a document's key for a link. @param password '' for none */
export async function wrapForLink(
  key: Uint8Array,
  secret: Uint8Array,
  about: ShareAbout,
  password = '',
  engine: Engine = webEngine,
): Promise<Bytes> {
  return sealBytes(await keyOf(secret, about, password, engine), contextOf(about), key, { engine })
}

/** The document's key by a link. @throws SealingProblem wrong-key for another link or password */
export async function openByLink(
  wrapped: Uint8Array,
  secret: Uint8Array,
  about: ShareAbout,
  password = '',
  engine: Engine = webEngine,
): Promise<Bytes> {
  return openBytes(await keyOf(secret, about, password, engine), contextOf(about), wrapped, { engine })
}

/** The secret of a link from what stands behind its `#`, or was copied from there; undefined for anything else. */
export function secretIn(text: string): Bytes | undefined {
  const written = text.trim().replace(/^.*#/s, '')
  return /^[A-Za-z0-9_-]{43}$/.test(written) ? fromBase64url(written) : undefined
}
