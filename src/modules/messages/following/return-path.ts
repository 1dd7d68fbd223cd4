import { timingSafeEqual } from 'node:crypto'
import type { Scope } from '#platform/data/scope.ts'
import { mac } from '#platform/keys/keyring.ts'
import { uuidBytes, uuidText } from '#platform/keys/uuid.ts'

const ID = 16
const SEAL = 14
/** Letters of a token: mail servers may change the case of a local part, so it has none (RFC 4648, base32). */
export const LETTERS = ((ID + SEAL) * 8) / 5
const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567'

/** A local part may have 64 characters (RFC 5321, 4.5.3.1.1). */
const LONGEST_LOCAL = 64

/**
 * Whether an address can carry a token: exactly one `*` in its local part, with room for the token, and a plain domain.
 * @param pattern `ruecklauf+*@belegt.example`, `*@ruecklauf.belegt.example`
 */
export function isReturnPattern(pattern: string): boolean {
  const found = /^([a-z0-9._+=-]*)\*([a-z0-9._+=-]*)@([a-z0-9-]+\.)+[a-z0-9-]{2,}$/i.exec(pattern)
  return found !== null && (found[1] ?? '').length + (found[2] ?? '').length + LETTERS <= LONGEST_LOCAL
}

/** The mailbox's own address, for people to write to. */
export const plainAddressOf = (pattern: string): string => {
  const plain = pattern.replace(/[+=-]?\*/, '')
  return plain.startsWith('@') ? `post${plain}` : plain
}

async function sealOf(at: Scope<string>, id: Buffer): Promise<Buffer> {
  return mac(await at.keys.organisationFor('links'), 'return path', id).subarray(0, SEAL)
}

/** The return path of a message: only who has seen it can send a bounce that counts (BATV and VERP in one). */
export async function returnPathOf(at: Scope<string>, pattern: string, message: string): Promise<string> {
  const id = uuidBytes(message)
  return pattern.replace('*', base32(Buffer.concat([id, await sealOf(at, id)])))
}

const looksLike = (pattern: string): RegExp => {
  const quoted = pattern.split('*').map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`))
  return new RegExp(quoted.join(`([a-z2-7]{${LETTERS}})`), 'gi')
}

/** What the return paths in a mail say: the message of the first that is ours, or that there are only forged ones, or none. */
export type Named = { readonly message: string } | 'forged' | undefined

/** More than these are not tried: nobody quotes so many. */
const MOST_TRIED = 20

/**
 * The message a mail is about: by the first return path in it whose seal is ours, wherever it stands. Servers quote it in
 * their headers, their reports, or the mail they send back.
 */
export async function messageNamed(at: Scope<string>, pattern: string, mail: string): Promise<Named> {
  if (pattern === '') return undefined
  const tried = new Set<string>()
  for (const [, token = ''] of mail.matchAll(looksLike(pattern))) {
    if (tried.size >= MOST_TRIED) break
    if (tried.has(token)) continue
    tried.add(token)
    const box = bytesOf(token.toLowerCase())
    if (timingSafeEqual(await sealOf(at, box.subarray(0, ID)), box.subarray(ID)))
      return { message: uuidText(box.toString('hex', 0, ID)) }
  }
  return tried.size > 0 ? 'forged' : undefined
}

function base32(bytes: Buffer): string {
  let [text, held, bits] = ['', 0, 0]
  for (const byte of bytes) {
    held = (held << 8) | byte
    for (bits += 8; bits >= 5; bits -= 5) text += ALPHABET[(held >> (bits - 5)) & 31]
    held &= (1 << bits) - 1
  }
  return text
}

function bytesOf(token: string): Buffer {
  const bytes = Buffer.alloc(ID + SEAL)
  let [held, bits, place] = [0, 0, 0]
  for (const letter of token) {
    held = (held << 5) | ALPHABET.indexOf(letter)
    bits += 5
    if (bits < 8) continue
    bits -= 8
    bytes[place++] = held >> bits
    held &= (1 << bits) - 1
  }
  return bytes
}
