// Reads a sealed file piece by piece: each is proven by itself. Runs in browsers.
import { openDocumentRange } from '#platform/sealing/document.ts'
import type { Manifest } from '#platform/sealing/manifest.ts'
import { loaded, type Pieces } from '../../viewing/browser/pdf.ts'

/** Smaller files are sooner there whole. */
const LEAST = 2 * 1024 ** 2
const MOST_ASKED = 2 * 1024 ** 2

/** Whether a file can be read without all of it. */
export const isInPieces = ({ mediaType, codec, plainLength }: Manifest): boolean =>
  mediaType === 'application/pdf' && codec === 'none' && plainLength > LEAST

/**
 * @param address of the sealed file's pieces, with its version: `?fassung=1`
 * @throws when reading: TypeError when the server cannot be reached; SealingProblem
 */
export function sealedPieces(address: string, key: Uint8Array, manifest: Manifest): Pieces {
  // what proves the file as a whole (its beginning, its end) is asked for with every piece, and fetched once
  const often = new Map<string, Promise<Uint8Array>>()
  const fetched = (from: number, to: number) => loaded(`${address}&von=${from}&bis=${to}`)
  const { cipherLength } = manifest
  const read = async (from: number, to: number): Promise<Uint8Array> => {
    if (to - from > MOST_ASKED) throw new RangeError('too much at once')
    if (from > 0 && to < cipherLength) return fetched(from, to)
    const name = `${from} ${to}`
    const known = often.get(name) ?? fetched(from, to)
    often.set(name, known)
    known.catch(() => often.delete(name))
    return known
  }
  return { size: manifest.plainLength, read: (from, to) => openDocumentRange(key, manifest, read, { from, to }) }
}
