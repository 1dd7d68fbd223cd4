import { pipeline } from 'node:stream/promises'
import { Readable, type Transform } from 'node:stream'
import { constants, createZstdCompress, createZstdDecompress } from 'node:zlib'

// What a part of a backup is made of before it is compressed and sealed: for each table or file a heading in JSON and its
// bytes, in frames of a length (4 bytes, big-endian) and that many bytes; a length of 0 ends the bytes.

const PIECE = 1024 * 1024
const LONGEST = 64 * 1024 * 1024

export type Section<Heading> = { readonly heading: Heading; readonly content: AsyncIterable<Uint8Array> }

const lengthOf = (length: number): Buffer => {
  const four = Buffer.allocUnsafe(4)
  four.writeUInt32BE(length)
  return four
}

/** Sections as one stream of bytes, in pieces of about a megabyte. */
export const framed = <Heading>(sections: AsyncIterable<Section<Heading>>): AsyncGenerator<Buffer> =>
  gathered(frames(sections))

async function* frames<Heading>(sections: AsyncIterable<Section<Heading>>): AsyncGenerator<Uint8Array> {
  for await (const { heading, content } of sections) {
    const head = Buffer.from(JSON.stringify(heading))
    yield lengthOf(head.length)
    yield head
    for await (const piece of content) {
      if (piece.length === 0) continue
      yield lengthOf(piece.length)
      yield piece
    }
    yield lengthOf(0)
  }
}

/** Few large pieces instead of many small ones: each costs the compressor a turn of its own. */
async function* gathered(source: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  let held = Buffer.allocUnsafe(PIECE)
  let filled = 0
  for await (const piece of source) {
    let from = 0
    while (from < piece.length) {
      const taken = Math.min(PIECE - filled, piece.length - from)
      held.set(piece.subarray(from, from + taken), filled)
      filled += taken
      from += taken
      if (filled < PIECE) continue
      yield held
      held = Buffer.allocUnsafe(PIECE)
      filled = 0
    }
  }
  if (filled > 0) yield held.subarray(0, filled)
}

/**
 * Takes a stream of frames apart. Each section's content must be read to its end before the next is asked for.
 * @throws Error when the bytes are no frames
 */
export async function* sections<Heading>(source: AsyncIterable<Uint8Array>): AsyncGenerator<Section<Heading>> {
  const read = reader(source)
  for (;;) {
    const head = await read.frame()
    if (head === undefined) return
    let done = false
    const content = async function* (): AsyncGenerator<Uint8Array> {
      for (;;) {
        const length = await read.length()
        if (length === undefined) throw new Error('a part of the backup ends in the middle')
        if (length === 0) break
        yield* read.pieces(length)
      }
      done = true
    }
    yield { heading: JSON.parse(Buffer.from(head).toString('utf8')) as Heading, content: content() }
    if (!done) throw new Error('a section was not read to its end')
  }
}

function reader(source: AsyncIterable<Uint8Array>) {
  const pieces = source[Symbol.asyncIterator]()
  let held: Uint8Array = Buffer.alloc(0)
  /** Some bytes, at most `most`; undefined at the end. */
  const some = async (most: number): Promise<Uint8Array | undefined> => {
    while (held.length === 0) {
      const next = await pieces.next()
      if (next.done) return undefined
      held = next.value
    }
    const given = held.subarray(0, most)
    held = held.subarray(given.length)
    return given
  }
  const exactly = async (length: number): Promise<Buffer | undefined> => {
    const parts: Uint8Array[] = []
    let missing = length
    while (missing > 0) {
      const part = await some(missing)
      if (!part) {
        if (missing === length) return undefined
        throw new Error('a part of the backup ends in the middle')
      }
      parts.push(part)
      missing -= part.length
    }
    return parts.length === 1 ? Buffer.from(parts[0] as Uint8Array) : Buffer.concat(parts)
  }
  const length = async (): Promise<number | undefined> => {
    if (held.length < 4) return (await exactly(4))?.readUInt32BE()
    const four = Buffer.from(held.buffer, held.byteOffset, 4).readUInt32BE()
    held = held.subarray(4)
    return four
  }
  return {
    length,
    async frame(): Promise<Buffer | undefined> {
      const size = await length()
      if (size === undefined) return undefined
      if (size > LONGEST) throw new Error('a part of the backup is not in its form')
      return exactly(size)
    },
    async *pieces(size: number): AsyncGenerator<Uint8Array> {
      let missing = size
      while (missing > 0) {
        const part = await some(missing)
        if (!part) throw new Error('a part of the backup ends in the middle')
        missing -= part.length
        yield part
      }
    },
  }
}

/** Runs a stream through a transform; what goes wrong on either side is thrown to the reader. */
async function* through(source: AsyncIterable<Uint8Array>, transform: Transform): AsyncGenerator<Buffer> {
  const run = pipeline(Readable.from(source, { highWaterMark: 2 }), transform)
  run.catch(() => undefined) // it is awaited below, when the reader has not been told already
  try {
    for await (const piece of transform) yield piece as Buffer
    await run
  } finally {
    transform.destroy()
  }
}

/** Fast and small enough: what is sealed does not get smaller anyway. */
const LEVEL = 1

export const compressed = (source: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> =>
  through(source, createZstdCompress({ chunkSize: PIECE, params: { [constants.ZSTD_c_compressionLevel]: LEVEL } }))
export const decompressed = (source: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> =>
  through(source, createZstdDecompress({ chunkSize: PIECE }))
