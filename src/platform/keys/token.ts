import { timingSafeEqual } from 'node:crypto'
import type { Scope } from '../data/scope.ts'
import { mac } from './keyring.ts'
import { uuidBytes, uuidText } from './uuid.ts'

const ID = 16
const SEAL = 16

/**
 * A link's token for one use of one row: the row's id and a keyed seal, 43 characters. Nothing is stored for it; a token
 * of another organisation or use does not read, and what it may still do is decided by the row.
 */
export async function tokenFor(at: Scope<string>, use: string, id: string): Promise<string> {
  const bytes = uuidBytes(id)
  const seal = mac(await at.keys.organisationFor('links'), use, bytes).subarray(0, SEAL)
  return Buffer.concat([bytes, seal]).toString('base64url')
}

/** The row's id behind a token, or undefined for anything forged; compared in constant time. */
export async function readToken(at: Scope<string>, use: string, token: string): Promise<string | undefined> {
  const box = Buffer.from(token.slice(0, 64), 'base64url')
  // one spelling each: the last letter has bits to spare, and two links that differ are not the same
  if (box.length !== ID + SEAL || box.toString('base64url') !== token) return undefined
  const expected = mac(await at.keys.organisationFor('links'), use, box.subarray(0, ID)).subarray(0, SEAL)
  if (!timingSafeEqual(expected, box.subarray(ID))) return undefined
  return idText(box)
}

const idText = (box: Buffer): string => uuidText(box.toString('hex', 0, ID))

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** The row's id that an address or a field names, plainly or in a token, whether or not the token's seal is right. */
export function idWithin(value: string): string | undefined {
  if (UUID.test(value)) return value
  const box = /^[\w-]{43}$/.test(value) ? Buffer.from(value, 'base64url') : undefined
  return box && idText(box)
}
