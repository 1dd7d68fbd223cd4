// Bytes and their writings. Everything in this folder runs in browsers and in Node alike; only `*.node.ts` do not.

/** Bytes that no other thread shares: what WebCrypto takes. */
export type Bytes = Uint8Array<ArrayBuffer>
export type ByteStream = AsyncIterable<Uint8Array> | ReadableStream<Uint8Array>

const encoder = new TextEncoder()
const decoder = new TextDecoder('utf-8', { fatal: true })
export const utf8 = (text: string): Bytes => encoder.encode(text)
/** @throws TypeError when the bytes are no UTF-8 */
export const textOf = (bytes: Uint8Array): string => decoder.decode(bytes)

export function joined(...parts: readonly Uint8Array[]): Bytes {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return all
}

export const hex = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')

/** @throws SyntaxError when it is no hexadecimal text */
export function fromHex(text: string): Bytes {
  if (!/^(?:[0-9a-f]{2})*$/.test(text)) throw new SyntaxError('no hexadecimal text')
  const bytes = new Uint8Array(text.length / 2)
  for (let at = 0; at < bytes.length; at++) bytes[at] = Number.parseInt(text.slice(2 * at, 2 * at + 2), 16)
  return bytes
}

/** Base64 for addresses, without padding. */
export function base64url(bytes: Uint8Array): string {
  let binary = ''
  for (const byte of bytes) binary += String.fromCharCode(byte)
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
}

/** @throws SyntaxError when it is no such text */
export function fromBase64url(text: string): Bytes {
  if (!/^[A-Za-z0-9_-]*$/.test(text) || text.length % 4 === 1) throw new SyntaxError('no base64url text')
  const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'))
  return Uint8Array.from(binary, (one) => one.charCodeAt(0))
}

/** Compares in a time that tells nothing of where they differ. */
export function equal(one: Uint8Array, other: Uint8Array): boolean {
  if (one.length !== other.length) return false
  let differs = 0
  for (let at = 0; at < one.length; at++) differs |= (one[at] ?? 0) ^ (other[at] ?? 0)
  return differs === 0
}

/** Each part behind its length, so that no two lists of parts give the same bytes. */
export const framed = (...parts: readonly (string | Uint8Array)[]): Bytes =>
  joined(
    ...parts.flatMap((part) => {
      const bytes = typeof part === 'string' ? utf8(part) : part
      const length = new Uint8Array(4)
      new DataView(length.buffer).setUint32(0, bytes.length)
      return [length, bytes]
    }),
  )

/** A ReadableStream is no AsyncIterable in every browser; this makes one of either. */
export async function* piecesOf(source: ByteStream): AsyncGenerator<Uint8Array> {
  if (!(source instanceof ReadableStream)) return yield* source
  const reader = source.getReader()
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) yield next.value
  } finally {
    await reader.cancel().catch(() => undefined)
  }
}

/** Cuts a stream of any pieces into pieces of `size` bytes; the last, and only it, is shorter (it may be empty). */
export async function* cut(source: ByteStream, size: number): AsyncGenerator<Bytes> {
  let held = new Uint8Array(size)
  let filled = 0
  for await (const given of piecesOf(source)) {
    for (let from = 0; from < given.length;) {
      // a whole piece is given as it lies there: who asks for the next one has done with it
      if (filled === 0 && given.length - from >= size) {
        yield given.subarray(from, from + size) as Bytes
        from += size
        continue
      }
      const taken = Math.min(size - filled, given.length - from)
      held.set(given.subarray(from, from + taken), filled)
      filled += taken
      from += taken
      if (filled < size) continue
      yield held
      // the one who got it may still be reading it
      held = new Uint8Array(size)
      filled = 0
    }
  }
  yield held.subarray(0, filled)
}

/** As a stream for `fetch` and `Response`; what is not asked for is not made. */
export function streamOf(source: AsyncIterable<Uint8Array>): ReadableStream<Uint8Array> {
  const pieces = source[Symbol.asyncIterator]()
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const next = await pieces.next()
        if (next.done) controller.close()
        else controller.enqueue(next.value)
      },
      async cancel() {
        await pieces.return?.()
      },
    },
    { highWaterMark: 0 },
  )
}
