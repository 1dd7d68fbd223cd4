/** What a leaf may say. No floats: only whole numbers read the same in every language. Instants become text. */
export type LeafValue =
  | null
  | boolean
  | number
  | string
  | Temporal.Instant
  | readonly LeafValue[]
  | { readonly [key: string]: LeafValue }

export type Leaf = {
  /** What happened, for example `erasure.done`: lower-case words, joined by `.` or `-`. */
  readonly kind: string
  readonly at: Temporal.Instant
  /** No personal data and no plain digest of any: few candidates make a digest as good as the name (GDPR Art. 4(1)). */
  readonly body: { readonly [key: string]: LeafValue }
  /** 32 random bytes, kept beside the body: once both are dropped, the leaf's hash says nothing about the body. */
  readonly salt: Uint8Array
}

export const SALT_BYTES = 32

/** Deeper bodies are a mistake (or a cycle). */
const deepest = 32

/**
 * The bytes whose leaf hash enters the ledger. A stranger makes them again from the written entry alone:
 *
 *     {"at":"2026-11-22T08:15:00.000Z","body":{...},"kind":"erasure.done","salt":"<64 hex digits>","v":1}
 *
 * UTF-8 without a byte order mark, no white space, as JSON Canonicalization Scheme has it (RFC 8785): keys sorted by
 * UTF-16 code units at every depth; strings escaped only where JSON must (`\"`, `\\`, `\b \t \n \f \r`, other controls
 * as `\u00xx` in lower case). Narrower than RFC 8785: numbers are whole and within +-(2^53-1); an instant is an
 * ISO 8601 string in UTC with exactly three digits of the second, further digits cut off. `v` is the version of this rule.
 *
 * Throws TypeError, naming the place, for a value that has no such form (float, undefined, lone surrogate, class
 * instance), for a kind of another form and for a salt that is not 32 bytes.
 */
export function leafBytes({ kind, at, body, salt }: Leaf): Uint8Array {
  if (!/^[a-z0-9]+(?:[.-][a-z0-9]+)*$/.test(kind)) throw new TypeError(`a leaf's kind is no '${kind}'`)
  if (salt.length !== SALT_BYTES) throw new TypeError(`a leaf's salt has ${SALT_BYTES} bytes, not ${salt.length}`)
  const text = canonical({ at, body, kind, salt: Buffer.from(salt).toString('hex'), v: 1 }, 'leaf', 0)
  return new TextEncoder().encode(text)
}

function canonical(value: LeafValue, place: string, depth: number): string {
  if (depth > deepest) throw new TypeError(`${place}: more than ${deepest} levels deep`)
  if (value === null || typeof value === 'boolean') return String(value)
  if (typeof value === 'string') return quoted(value, place)
  if (typeof value === 'number') {
    if (!Number.isSafeInteger(value)) throw new TypeError(`${place}: ${value} is no whole number within 2^53`)
    return String(value)
  }
  if (value instanceof Temporal.Instant) return quoted(value.toString({ fractionalSecondDigits: 3 }), place)
  if (Array.isArray(value)) {
    return `[${Array.from(value, (item: LeafValue, i) => canonical(item, `${place}[${i}]`, depth + 1)).join(',')}]`
  }
  if (isPlain(value)) {
    const keys = Object.keys(value).sort() // the default order is the one by UTF-16 code units
    const pairs = keys.map((key) => {
      return `${quoted(key, place)}:${canonical(value[key] as LeafValue, `${place}.${key}`, depth + 1)}`
    })
    return `{${pairs.join(',')}}`
  }
  throw new TypeError(`${place}: ${typeof value} has no canonical form`)
}

function quoted(text: string, place: string): string {
  if (!text.isWellFormed()) throw new TypeError(`${place}: text with half a character (lone surrogate)`)
  return JSON.stringify(text)
}

function isPlain(value: unknown): value is { readonly [key: string]: LeafValue } {
  if (typeof value !== 'object' || value === null) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}
