import { createHash, type KeyObject, sign } from 'node:crypto'
import { promisify } from 'node:util'

/** A key that signs for a domain (RFC 6376, 8463). */
export type SigningKey = {
  readonly domain: string
  readonly selector: string
  readonly algorithm: 'rsa' | 'ed25519'
  readonly key: KeyObject
}

const signing = promisify(sign)

/**
 * Header fields that are signed. Those in front are named once more than they occur, so that a copy added on the way
 * breaks the signature (RFC 6376, 5.4 and 8.15); the unsubscribe pair must be signed (RFC 8058, 4).
 */
const ONCE_ONLY = ['from', 'to', 'subject', 'date', 'message-id', 'reply-to', 'mime-version', 'content-type']
const SIGNED = [
  ...ONCE_ONLY,
  'content-transfer-encoding',
  'auto-submitted',
  'list-unsubscribe',
  'list-unsubscribe-post',
  'list-id',
]

/**
 * Signs a whole message with every key, relaxed/relaxed; the signing itself runs outside of this thread.
 * @param message with CRLF line ends, as it will be sent
 * @returns the message with a DKIM-Signature line for each key in front
 */
export async function signed(message: Buffer, keys: readonly SigningKey[], now: Temporal.Instant): Promise<Buffer> {
  if (keys.length === 0) return message
  const end = message.indexOf('\r\n\r\n')
  const headers = headerFields(message.toString('latin1', 0, end === -1 ? message.length : end))
  const bodyHash = createHash('sha256')
    .update(relaxedBody(end === -1 ? '' : message.toString('latin1', end + 4)), 'latin1')
    .digest('base64')
  const seconds = Math.floor(now.epochMilliseconds / 1000)
  const lines = await Promise.all(keys.map((key) => signature(key, headers, bodyHash, seconds)))
  return Buffer.concat([...lines.map((line) => Buffer.from(line, 'latin1')), message])
}

type Fields = ReadonlyMap<string, readonly string[]>

/** The relaxed values of each field, by lower-case name, from top to bottom. */
function headerFields(head: string): Fields {
  const fields = new Map<string, string[]>()
  for (const line of head.replaceAll(/\r\n(?=[ \t])/g, '').split('\r\n')) {
    const colon = line.indexOf(':')
    if (colon < 1) continue
    const name = line.slice(0, colon).trim().toLowerCase()
    fields.set(name, [...(fields.get(name) ?? []), relaxedValue(line.slice(colon + 1))])
  }
  return fields
}

const relaxedValue = (value: string) => value.replaceAll(/[ \t]+/g, ' ').replaceAll(/^ | $/g, '')

/** RFC 6376, 3.4.4: spaces at line ends go, runs of them shrink, empty lines at the end go. */
export function relaxedBody(body: string): string {
  const lines = body
    .replaceAll(/[ \t]+(?=\r\n|$)/g, '')
    .replaceAll(/[ \t]+/g, ' ')
    .replace(/(\r\n)*$/, '')
  return lines === '' ? '' : `${lines}\r\n`
}

async function signature(of: SigningKey, fields: Fields, bodyHash: string, seconds: number): Promise<string> {
  // the lowest occurrence first, then those above it (RFC 6376, 5.4.2)
  const found = SIGNED.flatMap((name) => (fields.get(name) ?? []).toReversed().map((value) => ({ name, value })))
  const names = [...found.map(({ name }) => name), ...ONCE_ONLY]
  const line = [
    `v=1; a=${of.algorithm}-sha256; c=relaxed/relaxed; d=${of.domain};`,
    `s=${of.selector}; t=${seconds};`,
    `h=${names.join(':').replaceAll(/(.{1,66}):(?=.)/g, '$1:\r\n ')};`,
    `bh=${bodyHash};`,
    'b=',
  ].join('\r\n ')
  const unfolded = relaxedValue(line.replaceAll('\r\n', ''))
  const data = Buffer.from(
    `${found.map(({ name, value }) => `${name}:${value}\r\n`).join('')}dkim-signature:${unfolded}`,
    'latin1',
  )
  const value =
    of.algorithm === 'rsa'
      ? await signing('sha256', data, of.key)
      : // RFC 8463, 3: Ed25519 signs the SHA-256 of the data
        await signing(null, createHash('sha256').update(data).digest(), of.key)
  return `DKIM-Signature: ${line}${value.toString('base64').replaceAll(/(.{72})(?=.)/g, '$1\r\n ')}\r\n`
}
