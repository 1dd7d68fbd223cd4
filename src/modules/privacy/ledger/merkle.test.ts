import fc from 'fast-check'
import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import {
  append,
  appendAll,
  consistencyProof,
  consistencyRanges,
  emptyFrontier,
  emptyRoot,
  inclusionProof,
  inclusionRanges,
  leafHash,
  nodeHash,
  rangeHash,
  root,
  verifyConsistency,
  verifyInclusion,
} from './merkle.ts'

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')
const bytes = (text: string) => new Uint8Array(Buffer.from(text, 'hex'))

// The reference vectors of Certificate Transparency (google/certificate-transparency, transparency-dev/merkle).
const entries = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f']
const roots = [
  'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
]
const node = {
  leaf0: '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  leaf1: '96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7',
  leaf4: 'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
  leaf6: 'b08693ec2e721597130641e8211e7eedccb4c26413963eee6c1e2ed16ffb1a5f',
  leaves01: 'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  leaves23: '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
  leaves45: '0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a',
  leaves67: 'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0',
  leaves03: 'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  leaves47: '6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4',
}
const hashes = entries.map((entry) => leafHash(bytes(entry)))
const provide = (all: Uint8Array[]) => (from: number, to: number) => all.slice(from, to)

describe('published vectors', () => {
  test.each(roots.map((expected, size) => [size, expected] as const))('root of %i leaves', (size, expected) => {
    expect(hex(root(appendAll(emptyFrontier, hashes.slice(0, size))))).toBe(expected)
  })

  test.each([
    [0, 1, []],
    [0, 8, [node.leaf1, node.leaves23, node.leaves47]],
    [5, 8, [node.leaf4, node.leaves67, node.leaves03]],
    [2, 3, [node.leaves01]],
    [1, 5, [node.leaf0, node.leaves23, node.leaf4]],
  ])('inclusion of leaf %i in %i', (index, size, expected) => {
    const proof = inclusionProof(index, size, provide(hashes))
    expect(proof.map(hex)).toEqual(expected)
    expect(verifyInclusion({ leafHash: hashes[index]!, index, size, proof, root: bytes(roots[size]!) })).toBe(true)
  })

  test.each([
    [1, 1, []],
    [1, 8, [node.leaf1, node.leaves23, node.leaves47]],
    [2, 5, [node.leaves23, node.leaf4]],
    [6, 7, [node.leaves45, node.leaf6, node.leaves03]],
    [6, 8, [node.leaves45, node.leaves67, node.leaves03]],
  ])('consistency of %i with %i', (oldSize, newSize, expected) => {
    const proof = consistencyProof(oldSize, newSize, provide(hashes))
    expect(proof.map(hex)).toEqual(expected)
    const [oldRoot, newRoot] = [bytes(roots[oldSize]!), bytes(roots[newSize]!)]
    expect(verifyConsistency({ oldSize, oldRoot, newSize, newRoot, proof })).toBe(true)
  })
})

// The definitions of RFC 9162, 2.1, word for word: slow, recursive, whole list in memory.
const sha256 = (...parts: Uint8Array[]) =>
  new Uint8Array(parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest())
const split = (count: number) => 2 ** Math.floor(Math.log2(count - 1))
function definedRoot(data: Uint8Array[]): Uint8Array {
  if (data.length === 0) return sha256()
  if (data.length === 1) return sha256(Uint8Array.of(0), data[0]!)
  const k = split(data.length)
  return sha256(Uint8Array.of(1), definedRoot(data.slice(0, k)), definedRoot(data.slice(k)))
}
function definedPath(index: number, data: Uint8Array[]): Uint8Array[] {
  if (data.length === 1) return []
  const k = split(data.length)
  return index < k
    ? [...definedPath(index, data.slice(0, k)), definedRoot(data.slice(k))]
    : [...definedPath(index - k, data.slice(k)), definedRoot(data.slice(0, k))]
}
function definedSubproof(old: number, data: Uint8Array[], known: boolean): Uint8Array[] {
  if (old === data.length) return known ? [] : [definedRoot(data)]
  const k = split(data.length)
  return old <= k
    ? [...definedSubproof(old, data.slice(0, k), known), definedRoot(data.slice(k))]
    : [...definedSubproof(old - k, data.slice(k), false), definedRoot(data.slice(0, k))]
}

/** Distinct entries, as salted leaves are: two equal ones would rightly have exchangeable proofs. */
const tree = fc
  .tuple(fc.integer({ min: 1, max: 130 }), fc.uint8Array({ maxLength: 20 }))
  .map(([size, seed]) => Array.from({ length: size }, (_, i) => Uint8Array.of(i, ...seed)))
const treeAndTwo = tree.chain((data) =>
  fc.record({
    data: fc.constant(data),
    index: fc.integer({ min: 0, max: data.length - 1 }),
    old: fc.integer({ min: 1, max: data.length }),
  }),
)

describe('against the recursive definition', () => {
  test('roots, also after every single append', () => {
    fc.assert(
      fc.property(tree, (data) => {
        let frontier = emptyFrontier
        for (const [i, entry] of data.entries()) {
          frontier = append(frontier, leafHash(entry))
          expect(frontier.peaks.length).toBeLessThanOrEqual(Math.floor(Math.log2(i + 1)) + 1)
        }
        expect(root(frontier)).toEqual(definedRoot(data))
      }),
    )
  })

  test('proofs are the defined ones, and both verify', () => {
    fc.assert(
      fc.property(treeAndTwo, ({ data, index, old }) => {
        const all = data.map(leafHash)
        const size = data.length
        const inclusion = inclusionProof(index, size, provide(all))
        expect(inclusion).toEqual(definedPath(index, data))
        const newRoot = definedRoot(data)
        expect(verifyInclusion({ leafHash: all[index]!, index, size, proof: inclusion, root: newRoot })).toBe(true)
        const consistency = consistencyProof(old, size, provide(all))
        expect(consistency).toEqual(definedSubproof(old, data, true))
        const oldRoot = definedRoot(data.slice(0, old))
        expect(verifyConsistency({ oldSize: old, oldRoot, newSize: size, newRoot, proof: consistency })).toBe(true)
      }),
    )
  })

  test('every pair of sizes up to 40', () => {
    const data = Array.from({ length: 40 }, (_, i) => Uint8Array.of(i))
    const all = data.map(leafHash)
    for (let size = 1; size <= 40; size++) {
      const newRoot = definedRoot(data.slice(0, size))
      for (let old = 0; old <= size; old++) {
        const oldRoot = definedRoot(data.slice(0, old))
        const proof = consistencyProof(old, size, provide(all))
        expect(verifyConsistency({ oldSize: old, oldRoot, newSize: size, newRoot, proof }), `${old}-${size}`).toBe(true)
      }
    }
  })
})

const flip = (hash: Uint8Array, bit: number) => {
  const changed = Uint8Array.from(hash)
  changed[bit >> 3]! ^= 1 << (bit & 7)
  return changed
}
const bit = fc.integer({ min: 0, max: 255 })

describe('nothing else verifies', () => {
  test('inclusion: any flipped bit, other leaf, missing, added or exchanged hash', () => {
    fc.assert(
      fc.property(treeAndTwo, bit, ({ data, index, old }, at) => {
        const all = data.map(leafHash)
        const size = data.length
        const proof = inclusionProof(index, size, provide(all))
        const good = { leafHash: all[index]!, index, size, proof, root: definedRoot(data) }
        const bad = [
          { ...good, leafHash: flip(good.leafHash, at) },
          { ...good, root: flip(good.root, at) },
          ...proof.map((hash, i) => ({ ...good, proof: proof.with(i, flip(hash, at)) })),
          ...proof.map((_, i) => ({ ...good, proof: proof.toSpliced(i, 1) })),
          ...proof.map((_, i) => ({ ...good, proof: proof.toSpliced(i, 0, good.root) })),
          { ...good, proof: [...proof, good.leafHash] },
          ...(old - 1 === index
            ? []
            : [
                { ...good, index: old - 1 },
                { ...good, leafHash: all[old - 1]! },
              ]),
          ...[-1, size, 0.5, NaN, Infinity].map((wrong) => ({ ...good, index: wrong })),
          ...[0, index, size * 2, NaN].map((wrong) => ({ ...good, size: wrong })),
          { ...good, root: good.root.slice(1) },
          { ...good, proof: [...proof, new Uint8Array()] },
        ]
        for (const claim of bad) expect(verifyInclusion(claim)).toBe(false)
      }),
    )
  })

  test('consistency: any flipped bit, missing, added or exchanged hash, other sizes', () => {
    fc.assert(
      fc.property(treeAndTwo, bit, ({ data, old }, at) => {
        const size = data.length
        const proof = consistencyProof(old, size, provide(data.map(leafHash)))
        const [oldRoot, newRoot] = [definedRoot(data.slice(0, old)), definedRoot(data)]
        const good = { oldSize: old, oldRoot, newSize: size, newRoot, proof }
        const bad = [
          { ...good, oldRoot: flip(good.oldRoot, at) },
          { ...good, newRoot: flip(good.newRoot, at) },
          ...proof.map((hash, i) => ({ ...good, proof: proof.with(i, flip(hash, at)) })),
          ...proof.map((_, i) => ({ ...good, proof: proof.toSpliced(i, 1) })),
          ...proof.map((_, i) => ({ ...good, proof: proof.toSpliced(i, 0, good.oldRoot) })),
          { ...good, proof: [...proof, good.newRoot] },
          { ...good, oldSize: size + 1 },
          { ...good, oldSize: 0 },
          { ...good, oldSize: old + 0.5 },
          { ...good, newSize: NaN },
          ...[2, 4].map((times) => ({ ...good, newSize: size * times })),
          ...(old === size
            ? []
            : [
                { ...good, oldSize: size, newSize: old },
                { ...good, proof: [] },
              ]),
        ]
        for (const claim of bad) expect(verifyConsistency(claim)).toBe(false)
      }),
    )
  })

  test('a hash of another length is no hash, even where it equals itself', () => {
    const short = new Uint8Array(31)
    expect(verifyInclusion({ leafHash: short, index: 0, size: 1, proof: [], root: short })).toBe(false)
    const claim = { oldSize: 2, newSize: 2, oldRoot: short, newRoot: short, proof: [] }
    expect(verifyConsistency(claim)).toBe(false)
  })

  test('the empty tree is a beginning of every tree, a stranger root of size 0 is not', () => {
    const grown = { oldSize: 0, newSize: 3, newRoot: bytes(roots[3]!), proof: [] }
    expect(verifyConsistency({ ...grown, oldRoot: emptyRoot })).toBe(true)
    expect(verifyConsistency({ ...grown, oldRoot: hashes[0]! })).toBe(false)
  })

  test('a rewritten entry cannot be made consistent with its old checkpoint', () => {
    fc.assert(
      fc.property(treeAndTwo, ({ data, index, old }) => {
        fc.pre(index < old && old < data.length)
        const forged = data.with(index, Uint8Array.of(255, 255))
        const proof = consistencyProof(old, data.length, provide(forged.map(leafHash)))
        const oldRoot = definedRoot(data.slice(0, old))
        const claim = { oldSize: old, oldRoot, newSize: data.length, newRoot: definedRoot(forged), proof }
        expect(verifyConsistency(claim)).toBe(false)
      }),
    )
  })
})

describe('clear refusals', () => {
  test('a leaf that is no hash, a frontier that is none, a leaf outside, a tree that shrinks, missing leaves', () => {
    expect(() => append(emptyFrontier, new Uint8Array(31))).toThrow('32 bytes, not 31')
    expect(() => append({ size: 3, peaks: [hashes[0]!] }, hashes[1]!)).toThrow('3 leaves has 2 peaks, not 1')
    expect(() => root({ size: 1, peaks: [] })).toThrow('1 peaks, not 0')
    expect(() => inclusionRanges(8, 8)).toThrow('no leaf 8')
    expect(() => consistencyRanges(3, 2)).toThrow('no beginning')
    expect(() => inclusionProof(0, 9, provide(hashes))).toThrow('leaves 8 to 8 were asked for, 0 came')
  })

  test('the given frontier is left alone', () => {
    const one = append(emptyFrontier, hashes[0]!)
    append(one, hashes[1]!)
    expect(root(one)).toEqual(hashes[0])
    expect(emptyFrontier).toEqual({ size: 0, peaks: [] })
  })

  test('sizes beyond 32 bits', () => {
    const size = 2 ** 40 + 1
    const ranges = inclusionRanges(size - 1, size)
    expect(ranges).toEqual([{ from: 0, to: 2 ** 40 }])
    expect(consistencyRanges(2 ** 40, size)).toEqual([{ from: 2 ** 40, to: size }])
    const proof = [hashes[0]!]
    const whole = nodeHash(hashes[0]!, hashes[1]!)
    expect(verifyInclusion({ leafHash: hashes[1]!, index: size - 1, size, proof, root: whole })).toBe(true)
    const [oldRoot, newRoot] = [hashes[0]!, whole]
    expect(verifyConsistency({ oldSize: 2 ** 40, oldRoot, newSize: size, newRoot, proof: [hashes[1]!] })).toBe(true)
  })

  test('a lazy provider is enough', () => {
    function* lazily(from: number, to: number) {
      for (let i = from; i < to; i++) yield hashes[i]!
    }
    expect(inclusionProof(5, 8, lazily)).toEqual(inclusionProof(5, 8, provide(hashes)))
    expect(rangeHash(lazily(0, 8))).toEqual(bytes(roots[8]!))
  })
})
