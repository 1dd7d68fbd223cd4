import { crc32, inflateRawSync } from 'node:zlib'

/** Bytes that are no ZIP archive, hold more than was allowed, or were changed. */
export class UnzipError extends Error {
  readonly reason: 'not-a-zip' | 'too-large' | 'damaged'

  constructor(reason: 'not-a-zip' | 'too-large' | 'damaged') {
    super(
      {
        'not-a-zip': 'This is no ZIP archive that can be read.',
        'too-large': 'The archive holds more than is allowed.',
        damaged: 'A file in the archive is damaged.',
      }[reason],
    )
    this.name = 'UnzipError'
    this.reason = reason
  }
}

// PKWARE APPNOTE.TXT 6.3.10, sections 4.3.7 (local header), 4.3.12 (central directory), 4.3.16 (end of it)
const LOCAL = 0x04034b50
const CENTRAL = 0x02014b50
const END = 0x06054b50
const END_SIZE = 22
const LONGEST_COMMENT = 0xffff
const [STORED, DEFLATED, ENCRYPTED] = [0, 8, 1]

/** Bytes in all, unpacked, and how many files. */
export type UnzipLimits = { readonly bytes: number; readonly files: number }

/**
 * Reads a small archive into memory, by its central directory. Every file's length and checksum are compared; nothing is
 * unpacked beyond the limits, whatever the archive says of itself.
 * @throws UnzipError
 */
export function unzip(archive: Uint8Array, limits: UnzipLimits): ReadonlyMap<string, Buffer> {
  const zip = Buffer.from(archive.buffer, archive.byteOffset, archive.byteLength)
  try {
    return read(zip, limits)
  } catch (error) {
    if (error instanceof UnzipError) throw error
    throw new UnzipError('not-a-zip') // an offset that leads outside
  }
}

/** The names of what an archive holds, as far as its central directory can be read; nothing is unpacked. */
export function namesIn(archive: Uint8Array): readonly string[] {
  const zip = Buffer.from(archive.buffer, archive.byteOffset, archive.byteLength)
  const names: string[] = []
  try {
    let at = zip.readUInt32LE(endOf(zip) + 16)
    while (zip.readUInt32LE(at) === CENTRAL) {
      const [length, extra, comment] = [at + 28, at + 30, at + 32].map((field) => zip.readUInt16LE(field))
      names.push(zip.toString('utf8', at + 46, at + 46 + (length ?? 0)))
      at += 46 + (length ?? 0) + (extra ?? 0) + (comment ?? 0)
    }
  } catch {
    // an offset that leads outside: what was found until then
  }
  return names
}

function read(zip: Buffer, limits: UnzipLimits): Map<string, Buffer> {
  const end = endOf(zip)
  const count = zip.readUInt16LE(end + 10)
  if (count > limits.files) throw new UnzipError('too-large')
  const files = new Map<string, Buffer>()
  let at = zip.readUInt32LE(end + 16)
  let left = limits.bytes
  for (let number = 0; number < count; number++) {
    if (zip.readUInt32LE(at) !== CENTRAL) throw new UnzipError('not-a-zip')
    const [nameLength, extra, comment] = [
      zip.readUInt16LE(at + 28),
      zip.readUInt16LE(at + 30),
      zip.readUInt16LE(at + 32),
    ]
    const name = zip.toString('utf8', at + 46, at + 46 + nameLength)
    const content = contentOf(zip, at, left)
    if (files.has(name)) throw new UnzipError('not-a-zip')
    left -= content.length
    if (!name.endsWith('/')) files.set(name, content)
    at += 46 + nameLength + extra + comment
  }
  return files
}

function endOf(zip: Buffer): number {
  const first = Math.max(0, zip.length - END_SIZE - LONGEST_COMMENT)
  for (let at = zip.length - END_SIZE; at >= first; at--) if (zip.readUInt32LE(at) === END) return at
  throw new UnzipError('not-a-zip')
}

function contentOf(zip: Buffer, entry: number, left: number): Buffer {
  const method = zip.readUInt16LE(entry + 10)
  const [packed, length] = [zip.readUInt32LE(entry + 20), zip.readUInt32LE(entry + 24)]
  const local = zip.readUInt32LE(entry + 42)
  const encrypted = (zip.readUInt16LE(entry + 8) & ENCRYPTED) !== 0
  if (encrypted || (method !== STORED && method !== DEFLATED) || zip.readUInt32LE(local) !== LOCAL)
    throw new UnzipError('not-a-zip')
  if (length > left) throw new UnzipError('too-large')
  const from = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28)
  const bytes = zip.subarray(from, from + packed)
  const content = method === STORED ? bytes : inflated(bytes, length)
  if (bytes.length !== packed || content.length !== length || crc32(content) !== zip.readUInt32LE(entry + 16))
    throw new UnzipError('damaged')
  return content
}

function inflated(bytes: Buffer, length: number): Buffer {
  try {
    return inflateRawSync(bytes, { maxOutputLength: Math.max(length, 1) })
  } catch {
    throw new UnzipError('damaged')
  }
}
