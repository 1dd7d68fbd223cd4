import { type Bytes, joined } from './bytes.ts'
import { type Engine, webEngine } from './engine.ts'

/** Pieces of the digest of a file. */
const PIECE = 1024 * 1024
/** As many are digested at once, beside what the caller goes on with. */
const AT_ONCE = 4

/** Takes a file in any pieces, in order. */
export type Digest = { add(piece: Uint8Array): Promise<void>; end(): Promise<Bytes> }

/**
 * The digest of a file of any length in bounded memory: the SHA-256 of the SHA-256 of each MiB, one after another (the last
 * piece is what is left, possibly nothing). WebCrypto digests whole buffers only, and one of 2 GB no browser has.
 */
export function digest(engine: Engine = webEngine): Digest {
  const sums: Promise<Bytes>[] = []
  const held = new Uint8Array(PIECE)
  let filled = 0
  const sum = async (piece: Uint8Array): Promise<void> => {
    const next = engine.sha256(piece)
    next.catch(() => undefined) // awaited below, or at the end
    sums.push(next)
    await sums.at(-AT_ONCE)
  }
  return {
    async add(piece) {
      for (let from = 0; from < piece.length;) {
        // a whole piece is read where it lies
        if (filled === 0 && piece.length - from >= PIECE) {
          await sum(piece.subarray(from, from + PIECE))
          from += PIECE
          continue
        }
        const taken = Math.min(PIECE - filled, piece.length - from)
        held.set(piece.subarray(from, from + taken), filled)
        filled += taken
        from += taken
        if (filled < PIECE) continue
        await sum(held)
        filled = 0
      }
    },
    async end() {
      await sum(held.subarray(0, filled))
      return engine.sha256(joined(...(await Promise.all(sums))))
    },
  }
}
