import { timingSafeEqual } from 'node:crypto'
import type { Scope } from '#platform/data/scope.ts'
import { mac } from '#platform/keys/keyring.ts'
import { readToken, tokenFor } from '#platform/keys/token.ts'
import { uuidBytes, uuidText } from '#platform/keys/uuid.ts'

export const LINK_PATH = '/weiter'
export const PICTURE_PATH = '/bild'
const PICTURE = 'mail picture'
const LINK = 'mail link'
const ID = 16
const SEAL = 16

async function sealOf(at: Scope<string>, id: Uint8Array, target: string): Promise<Buffer> {
  return mac(await at.keys.organisationFor('links'), LINK, id, target).subarray(0, SEAL)
}

/**
 * Where a link of a mail goes by way of us. The target stands in the address and is sealed with the message's id: it leads
 * on for ever, also when nothing of the mail is kept any more, and to nowhere the mail did not lead.
 */
export async function linkPath(at: Scope<string>, message: string, target: string): Promise<string> {
  const id = uuidBytes(message)
  const token = Buffer.concat([id, await sealOf(at, id, target)]).toString('base64url')
  return `${LINK_PATH}/${token}?zu=${encodeURIComponent(target)}`
}

/** The message whose mail held this very link, or undefined for anything forged. */
export async function messageOfLink(at: Scope<string>, token: string, target: string): Promise<string | undefined> {
  const box = Buffer.from(token.slice(0, 64), 'base64url')
  if (box.length !== ID + SEAL || box.toString('base64url') !== token) return undefined
  if (!timingSafeEqual(await sealOf(at, box.subarray(0, ID), target), box.subarray(ID))) return undefined
  return uuidText(box.toString('hex', 0, ID))
}

export const picturePath = async (at: Scope<string>, message: string): Promise<string> =>
  `${PICTURE_PATH}/${await tokenFor(at, PICTURE, message)}`
export const messageOfPicture = (at: Scope<string>, token: string): Promise<string | undefined> =>
  readToken(at, PICTURE, token)

/** A transparent dot (GIF89a), 43 bytes. */
export const DOT = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64')

/**
 * What staff read of a link that was used: its place, without what could be a key or a search.
 * `https://amt.example/stadt/mein-termin/…/absagen`
 */
export function linkName(target: string): string {
  const url = URL.parse(target)
  if (!url) return ''
  const parts = url.pathname.split('/').map((part) => (/^[\w-]{16,}$/.test(part) || part.includes('@') ? '…' : part))
  return `${url.host}${parts.join('/')}`
}
