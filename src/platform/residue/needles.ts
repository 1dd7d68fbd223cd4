// The forms in which a person's strings may lie in a file, and a search for all of them at once.
import { normalisePhone } from '../text/contact.ts'

export type Needle = { readonly bytes: Buffer; readonly what: string; readonly form: string }

/** Shorter ones would be found by chance. */
const SHORTEST = 5
const FOLDED: Readonly<Record<string, string>> = { ä: 'ae', ö: 'oe', ü: 'ue', ß: 'ss', Ä: 'Ae', Ö: 'Oe', Ü: 'Ue' }

/**
 * Every form a text is searched in: as it is, in other cases, with umlauts folded, phone numbers by their digits; each
 * as UTF-8, Latin-1, UTF-16, hex, base64 at any place, JSON-escaped, quoted-printable, in an address, and as
 * PostgreSQL's own compression leaves text that does not repeat.
 */
export function needlesFor(text: string): Needle[] {
  const found = new Map<string, Needle>()
  const add = (form: string, bytes: Buffer) => {
    if (bytes.length < SHORTEST) return
    const known = bytes.toString('latin1')
    if (!found.has(known)) found.set(known, { bytes, what: text, form })
  }
  for (const variant of variantsOf(text)) {
    const plain = Buffer.from(variant)
    if (plain.length < SHORTEST) throw new Error(`"${variant}" is too short to be told from chance`)
    add('utf-8', plain)
    for (const [form, bytes] of Object.entries(encodingsOf(variant))) add(form, bytes)
    for (const bytes of inBase64(plain)) add('base64', bytes)
    for (const bytes of inCompression(plain)) add('compressed', bytes)
  }
  return [...found.values()]
}

/** Bytes that must not be there (a key, a token): as they are, in hex and in base64. */
export function needlesForBytes(what: string, bytes: Buffer): Needle[] {
  if (bytes.length < SHORTEST) throw new Error(`${what} is too short to be told from chance`)
  return [
    { what, form: 'bytes', bytes },
    { what, form: 'hex', bytes: Buffer.from(bytes.toString('hex')) },
    ...inBase64(bytes).map((encoded) => ({ what, form: 'base64', bytes: encoded })),
  ]
}

function variantsOf(text: string): Set<string> {
  const folded = text.replaceAll(/[äöüßÄÖÜ]/g, (letter) => FOLDED[letter] ?? letter)
  const bare = text.normalize('NFD').replaceAll(/\p{M}/gu, '')
  const spelt = [text.normalize('NFC'), text.normalize('NFD'), folded, bare, ...phonesIn(text)]
  return new Set(spelt.flatMap((one) => [one, one.toLowerCase(), one.toUpperCase()]))
}

function phonesIn(text: string): string[] {
  if (!/^\+?[\d\s()/.-]{6,}$/.test(text)) return []
  const { e164 } = normalisePhone(text)
  return [text.replaceAll(/\D/g, ''), ...(e164 ? [e164, e164.slice(1), `0${e164.slice(3)}`, `00${e164.slice(1)}`] : [])]
}

function encodingsOf(text: string): Record<string, Buffer> {
  const utf16 = Buffer.from(text, 'utf16le')
  const escaped = [...Buffer.from(text)].map((byte) => {
    const plain = byte > 0x20 && byte < 0x7f && byte !== 0x3d
    return plain ? String.fromCharCode(byte) : `=${byte.toString(16).toUpperCase().padStart(2, '0')}`
  })
  const json = [...text].map((letter) =>
    letter.length === 1 && letter.charCodeAt(0) > 0x7e
      ? `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`
      : letter,
  )
  return {
    'latin-1': [...text].every((letter) => letter <= '\u00ff') ? Buffer.from(text, 'latin1') : Buffer.alloc(0),
    'utf-16le': utf16,
    'utf-16be': Buffer.from(utf16).swap16(),
    hex: Buffer.from(Buffer.from(text).toString('hex')),
    json: Buffer.from(json.join('')),
    'quoted-printable': Buffer.from(escaped.join('')),
    'quoted-printable word': Buffer.from(escaped.join('').replaceAll('=20', '_')),
    'quoted-printable text': Buffer.from(escaped.join('').replaceAll('=20', ' ')),
    address: Buffer.from(encodeURIComponent(text)),
    form: Buffer.from(new URLSearchParams({ a: text }).toString().slice(2)),
    html: Buffer.from(text.replaceAll('&', '&amp;').replaceAll("'", '&#39;').replaceAll('"', '&quot;')),
  }
}

/** Base64 packs three bytes into four letters: where the text begins decides which letters are wholly its own. */
function inBase64(bytes: Buffer): Buffer[] {
  return [0, 1, 2].flatMap((before) => {
    const letters = Buffer.concat([Buffer.alloc(before), bytes])
      .toString('base64')
      .replace(/=+$/, '')
    const own = letters.slice(Math.ceil((before * 4) / 3), Math.floor(((before + bytes.length) * 4) / 3))
    return [Buffer.from(own), Buffer.from(own.replaceAll('+', '-').replaceAll('/', '_'))]
  })
}

/** pglz puts a control byte before every eight items; it is zero where all eight are letters as they were. */
function inCompression(bytes: Buffer): Buffer[] {
  if (bytes.length < 9) return []
  return Array.from({ length: 8 }, (_, first) => {
    const parts = [bytes.subarray(0, first)]
    for (let at = first; at < bytes.length; at += 8) parts.push(Buffer.alloc(1), bytes.subarray(at, at + 8))
    return Buffer.concat(first === 0 ? parts.slice(2) : parts)
  })
}

export type Search = {
  /** Bytes to keep of a block for the next one, so that nothing at the border is missed. */
  readonly overlap: number
  in(block: Uint8Array, found: (needle: Needle, at: number) => void): void
}

/** Looks for all needles in one pass (Wu and Manber 1994, blocks of two bytes). */
export function searchFor(needles: readonly Needle[]): Search {
  if (needles.length === 0) throw new Error('nothing to search for')
  const shortest = Math.min(...needles.map(({ bytes }) => bytes.length))
  const overlap = Math.max(...needles.map(({ bytes }) => bytes.length)) - 1
  const shifts = new Uint8Array(0x10000).fill(Math.min(shortest - 1, 255))
  const endings = new Map<number, Needle[]>()
  const pair = (bytes: Uint8Array, at: number) => ((bytes[at - 1] as number) << 8) | (bytes[at] as number)
  for (const needle of needles) {
    for (let at = 1; at < shortest; at++) {
      const key = pair(needle.bytes, at)
      shifts[key] = Math.min(shifts[key] as number, shortest - 1 - at)
    }
    const ending = pair(needle.bytes, shortest - 1)
    endings.set(ending, [...(endings.get(ending) ?? []), needle])
  }
  return {
    overlap,
    in(block, found) {
      const bytes = Buffer.from(block.buffer, block.byteOffset, block.length)
      for (let at = shortest - 1; at < bytes.length;) {
        const key = pair(bytes, at)
        const shift = shifts[key] as number
        if (shift > 0) {
          at += shift
          continue
        }
        const start = at - shortest + 1
        for (const needle of endings.get(key) ?? []) {
          const end = start + needle.bytes.length
          if (end <= bytes.length && bytes.compare(needle.bytes, 0, needle.bytes.length, start, end) === 0)
            found(needle, start)
        }
        at += 1
      }
    },
  }
}
