import { createHash } from 'node:crypto'

/** SHA-256, the only hash of this ledger (RFC 9162 section 2.1 leaves the choice to the log). */
export const HASH_BYTES = 32

const leafPrefix = Uint8Array.of(0x00)
const nodePrefix = Uint8Array.of(0x01)

/** The hash of one entry: SHA-256(0x00 || data), 32 bytes. RFC 9162, 2.1.1. */
export function leafHash(data: Uint8Array): Uint8Array {
  return new Uint8Array(createHash('sha256').update(leafPrefix).update(data).digest())
}

/** The hash of an inner node: SHA-256(0x01 || left || right), 32 bytes. RFC 9162, 2.1.1. */
export function nodeHash(left: Uint8Array, right: Uint8Array): Uint8Array {
  return new Uint8Array(createHash('sha256').update(nodePrefix).update(left).update(right).digest())
}

/** The root of a tree without leaves: SHA-256 of nothing. */
export const emptyRoot: Uint8Array = new Uint8Array(createHash('sha256').digest())

/**
 * All that must be kept to go on appending: the roots of the perfect subtrees of the tree, widest first,
 * one for every bit that is set in `size`. At most 53 hashes, however long the ledger is.
 */
export type Frontier = { readonly size: number; readonly peaks: readonly Uint8Array[] }

export const emptyFrontier: Frontier = { size: 0, peaks: [] }

/**
 * The frontier with one more leaf hash at its end; the given one stays as it is.
 * Throws RangeError when the frontier is not one (number of peaks, hash lengths) or the leaf hash is not 32 bytes.
 */
export function append(frontier: Frontier, hash: Uint8Array): Frontier {
  checkFrontier(frontier)
  checkHash(hash, 'leaf hash')
  let merging = 0 // as in counting: every low bit that is set is carried into the next
  for (let rest = frontier.size; rest % 2 === 1; rest = half(rest)) merging += 1
  const kept = frontier.peaks.slice(0, frontier.peaks.length - merging)
  const narrow = frontier.peaks.slice(kept.length)
  const merged = narrow.reduceRight((right, left) => nodeHash(left, right), hash)
  return { size: frontier.size + 1, peaks: [...kept, merged] }
}

/** The frontier with a batch of leaf hashes at its end, in their order. Throws as `append` does. */
export function appendAll(frontier: Frontier, hashes: Iterable<Uint8Array>): Frontier {
  let grown = frontier
  for (const hash of hashes) grown = append(grown, hash)
  return grown
}

/** The Merkle tree hash (32 bytes) of everything appended so far. Throws RangeError as `append` does. */
export function root(frontier: Frontier): Uint8Array {
  checkFrontier(frontier)
  return frontier.peaks.length === 0 ? emptyRoot : frontier.peaks.reduceRight((right, left) => nodeHash(left, right))
}

/** The leaves from `from` up to, and without, `to`, counted from 0. */
export type Range = { readonly from: number; readonly to: number }

/** Gives the leaf hashes of one range, in order; may be lazy: one hash at a time is looked at. */
export type LeafHashes = (from: number, to: number) => Iterable<Uint8Array>

/**
 * The subtrees whose roots form the proof that leaf `index` is in the tree of `size` leaves, leaf end first
 * (RFC 9162, 2.1.3.1). For readers that fetch hashes asynchronously or keep inner nodes.
 * Throws RangeError when there is no such leaf.
 */
export function inclusionRanges(index: number, size: number): Range[] {
  checkCount(size, 'size')
  if (!isCount(index) || index >= size) throw new RangeError(`no leaf ${index} in a tree of ${size} leaves`)
  const ranges: Range[] = []
  let from = 0
  let to = size
  while (to - from > 1) {
    const middle = from + widestLeft(to - from)
    if (index < middle) {
      ranges.push({ from: middle, to })
      to = middle
    } else {
      ranges.push({ from, to: middle })
      from = middle
    }
  }
  return ranges.reverse()
}

/**
 * The subtrees whose roots form the proof that the tree of `newSize` leaves begins with the tree of `oldSize`
 * leaves (RFC 9162, 2.1.4.1). Empty when the sizes are equal or `oldSize` is 0. Throws RangeError when the old
 * tree is larger than the new one.
 */
export function consistencyRanges(oldSize: number, newSize: number): Range[] {
  checkCount(oldSize, 'old size')
  checkCount(newSize, 'new size')
  if (oldSize > newSize) throw new RangeError(`a tree of ${oldSize} leaves is no beginning of one of ${newSize}`)
  if (oldSize === 0) return []
  const ranges: Range[] = []
  let from = 0
  let to = newSize
  while (to !== oldSize) {
    const middle = from + widestLeft(to - from)
    if (oldSize <= middle) {
      ranges.push({ from: middle, to })
      to = middle
    } else {
      ranges.push({ from, to: middle })
      from = middle
    }
  }
  if (from > 0) ranges.push({ from, to }) // a whole old tree is known to the verifier already
  return ranges.reverse()
}

/** The root of the subtree over the given leaf hashes. Memory stays logarithmic. */
export function rangeHash(hashes: Iterable<Uint8Array>): Uint8Array {
  return root(appendAll(emptyFrontier, hashes))
}

/** Proof that leaf `index` is in the tree of `size` leaves: 32-byte hashes, leaf end first. Throws as `inclusionRanges`. */
export function inclusionProof(index: number, size: number, leafHashes: LeafHashes): Uint8Array[] {
  return inclusionRanges(index, size).map((range) => subtree(range, leafHashes))
}

/** Proof that the tree only grew from `oldSize` to `newSize` leaves: 32-byte hashes. Throws as `consistencyRanges`. */
export function consistencyProof(oldSize: number, newSize: number, leafHashes: LeafHashes): Uint8Array[] {
  return consistencyRanges(oldSize, newSize).map((range) => subtree(range, leafHashes))
}

export type Inclusion = {
  readonly leafHash: Uint8Array
  readonly index: number
  readonly size: number
  readonly proof: readonly Uint8Array[]
  readonly root: Uint8Array
}

/**
 * Whether the proof shows that the leaf stands at `index` of the tree with this `root` (RFC 9162, 2.1.3.2).
 * `size` and `root` must come together from one checkpoint whose signature was verified: a root alone does not
 * fix the size. Never throws: anything malformed is false.
 */
export function verifyInclusion({ leafHash, index, size, proof, root }: Inclusion): boolean {
  if (!isCount(index) || !isCount(size) || index >= size) return false
  if (![leafHash, root, ...proof].every(isHash)) return false
  let node = index
  let last = size - 1
  let hash = leafHash
  for (const sibling of proof) {
    if (last === 0) return false
    if (node % 2 === 1 || node === last) {
      hash = nodeHash(sibling, hash)
      while (node % 2 === 0 && node !== 0) [node, last] = [half(node), half(last)]
    } else {
      hash = nodeHash(hash, sibling)
    }
    ;[node, last] = [half(node), half(last)]
  }
  return last === 0 && sameBytes(hash, root)
}

export type Consistency = {
  readonly oldSize: number
  readonly oldRoot: Uint8Array
  readonly newSize: number
  readonly newRoot: Uint8Array
  readonly proof: readonly Uint8Array[]
}

/**
 * Whether the proof shows that the new tree begins with the whole old one, so that nothing was changed or taken
 * out (RFC 9162, 2.1.4.2). Sizes and roots must come from verified checkpoints. Never throws: anything malformed
 * is false.
 */
export function verifyConsistency({ oldSize, oldRoot, newSize, newRoot, proof }: Consistency): boolean {
  if (!isCount(oldSize) || !isCount(newSize) || oldSize > newSize) return false
  if (![oldRoot, newRoot, ...proof].every(isHash)) return false
  if (oldSize === newSize) return proof.length === 0 && sameBytes(oldRoot, newRoot)
  if (oldSize === 0) return proof.length === 0 && sameBytes(oldRoot, emptyRoot)
  const [first, ...rest] = isPowerOfTwo(oldSize) ? [oldRoot, ...proof] : proof
  if (first === undefined || proof.length === 0) return false
  let node = oldSize - 1
  let last = newSize - 1
  while (node % 2 === 1) [node, last] = [half(node), half(last)]
  let oldHash = first
  let newHash = first
  for (const sibling of rest) {
    if (last === 0) return false
    if (node % 2 === 1 || node === last) {
      oldHash = nodeHash(sibling, oldHash)
      newHash = nodeHash(sibling, newHash)
      while (node % 2 === 0 && node !== 0) [node, last] = [half(node), half(last)]
    } else {
      newHash = nodeHash(newHash, sibling)
    }
    ;[node, last] = [half(node), half(last)]
  }
  return last === 0 && sameBytes(oldHash, oldRoot) && sameBytes(newHash, newRoot)
}

function subtree({ from, to }: Range, leafHashes: LeafHashes): Uint8Array {
  const frontier = appendAll(emptyFrontier, leafHashes(from, to))
  if (frontier.size !== to - from) {
    throw new RangeError(`leaves ${from} to ${to - 1} were asked for, ${frontier.size} came`)
  }
  return root(frontier)
}

function checkFrontier({ size, peaks }: Frontier): void {
  checkCount(size, 'size')
  let bits = 0
  for (let rest = size; rest > 0; rest = half(rest)) bits += rest % 2
  if (peaks.length !== bits) throw new RangeError(`a frontier of ${size} leaves has ${bits} peaks, not ${peaks.length}`)
  for (const peak of peaks) checkHash(peak, 'peak')
}

function checkHash(hash: Uint8Array, what: string): void {
  if (!isHash(hash)) throw new RangeError(`a ${what} has ${HASH_BYTES} bytes, not ${hash.length}`)
}

function checkCount(count: number, what: string): void {
  if (!isCount(count)) throw new RangeError(`${what} is a whole number from 0, not ${count}`)
}

// Numbers, not 32-bit operators: a size may exceed 2^31.
const half = (count: number) => Math.floor(count / 2)
const isCount = (count: number) => Number.isSafeInteger(count) && count >= 0
const isHash = (hash: unknown) => hash instanceof Uint8Array && hash.length === HASH_BYTES
const sameBytes = (a: Uint8Array, b: Uint8Array) => Buffer.compare(a, b) === 0
const isPowerOfTwo = (count: number) => widestLeft(count + 1) === count

/** The largest power of two below `count`: where the tree hash splits its leaves. */
function widestLeft(count: number): number {
  let width = 1
  while (width * 2 < count) width *= 2
  return width
}
