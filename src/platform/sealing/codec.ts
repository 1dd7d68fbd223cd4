import { type ByteStream, cut, joined, piecesOf } from './bytes.ts'
import type { Engine } from './engine.ts'
import type { Codec } from './manifest.ts'
import { SealingProblem } from './problem.ts'

// A packed file tells its own end, so that what follows may be filled up: frames of `length(4) | bytes`, the last of length
// 0. A file that is not packed ends where its manifest says.

const FRAME = 256 * 1024

/** The file as it is sealed, before it is filled up. */
export async function* pack(codec: Codec, file: ByteStream, engine: Engine): AsyncGenerator<Uint8Array> {
  if (codec === 'none') return yield* piecesOf(file)
  for await (const piece of cut(engine.deflate(file), FRAME)) {
    if (piece.length === 0) continue
    yield headOf(piece.length)
    yield piece
  }
  yield headOf(0)
}

function headOf(length: number): Uint8Array {
  const head = new Uint8Array(4)
  new DataView(head.buffer).setUint32(0, length)
  return head
}

/**
 * The file again from what was sealed, the filling included, which must be zeros.
 * @param length of the file in bytes; one byte more is refused as soon as it comes
 * @throws SealingProblem size, damaged
 */
export async function* unpack(
  codec: Codec,
  sealed: AsyncIterable<Uint8Array>,
  length: number,
  engine: Engine,
): AsyncGenerator<Uint8Array> {
  const source = reader(sealed)
  let given = 0
  if (codec === 'none') {
    for (let left = length; left > 0;) {
      const piece = await source.some(left)
      if (piece.length === 0) throw new SealingProblem('size')
      left -= piece.length
      yield piece
    }
  } else {
    for await (const piece of inflated(source, engine)) {
      given += piece.length
      if (given > length) throw new SealingProblem('size')
      yield piece
    }
    if (given !== length) throw new SealingProblem('size')
  }
  await source.zeros()
}

type Reader = {
  /** At most `most` bytes, at least one; none at the end. */
  some(most: number): Promise<Uint8Array>
  exactly(count: number): Promise<Uint8Array>
  /** Reads to the end, which must hold zeros only. */
  zeros(): Promise<void>
}

function reader(source: AsyncIterable<Uint8Array>): Reader {
  const pieces = source[Symbol.asyncIterator]()
  let held: Uint8Array = new Uint8Array(0)
  const some = async (most: number): Promise<Uint8Array> => {
    while (held.length === 0) {
      const next = await pieces.next()
      if (next.done) return held
      held = next.value
    }
    const taken = held.subarray(0, most)
    held = held.subarray(taken.length)
    return taken
  }
  return {
    some,
    async exactly(count) {
      const parts: Uint8Array[] = []
      for (let left = count; left > 0;) {
        const part = await some(left)
        if (part.length === 0) throw new SealingProblem('damaged')
        parts.push(part)
        left -= part.length
      }
      return parts.length === 1 && parts[0] ? parts[0] : joined(...parts)
    },
    async zeros() {
      for (let piece = await some(FRAME); piece.length > 0; piece = await some(FRAME))
        if (piece.some((byte) => byte !== 0)) throw new SealingProblem('damaged')
    },
  }
}

/** What is authentic and yet no DEFLATE stream was made by a hostile sender: damaged, as any other. */
async function* inflated(source: Reader, engine: Engine): AsyncGenerator<Uint8Array> {
  let failed: { error: unknown } | undefined
  const frames = async function* (): AsyncGenerator<Uint8Array> {
    try {
      yield* framesOf(source)
    } catch (error) {
      failed = { error }
      throw error
    }
  }
  try {
    yield* engine.inflate(frames())
  } catch {
    throw failed ? failed.error : new SealingProblem('damaged')
  }
}

async function* framesOf(source: Reader): AsyncGenerator<Uint8Array> {
  for (;;) {
    const head = await source.exactly(4)
    const length = new DataView(head.buffer, head.byteOffset, 4).getUint32(0)
    if (length > FRAME) throw new SealingProblem('damaged')
    if (length === 0) return
    yield await source.exactly(length)
  }
}
