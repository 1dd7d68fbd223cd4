const LEAST = 64 * 1024

/** Puts small pieces together, since each one that is compressed or sent for itself costs as much as a large one. */
export type Gatherer = {
  /** @returns what has come together once it is 64 kB or more */
  take(piece: Uint8Array): Uint8Array | undefined
  /** What is left at the end. */
  rest(): Uint8Array | undefined
}

export function gatherer(): Gatherer {
  let pieces: Uint8Array[] = []
  let length = 0
  const rest = () => {
    if (length === 0) return undefined
    const all = pieces.length === 1 ? pieces[0] : Buffer.concat(pieces, length)
    pieces = []
    length = 0
    return all
  }
  return {
    take(piece) {
      pieces.push(piece)
      length += piece.length
      return length < LEAST ? undefined : rest()
    },
    rest,
  }
}

/** The same bytes in pieces of 64 kB or more; the last may be smaller. */
export async function* gathered(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const { take, rest } = gatherer()
  for await (const piece of pieces) {
    const some = take(piece)
    if (some) yield some
  }
  const last = rest()
  if (last) yield last
}
