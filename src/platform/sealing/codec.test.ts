import { randomBytes } from 'node:crypto'
import { deflateRawSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Bytes, joined } from './bytes.ts'
import { pack, unpack } from './codec.ts'
import { webEngine } from './engine.ts'
import { nodeEngine } from './engine.node.ts'
import { paddedLength } from './padding.ts'
import { SealingProblem } from './problem.ts'

const MIB = 1024 * 1024
async function* inPieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}
/** A frame as `pack` writes it. */
const frame = (bytes: Uint8Array): Bytes => {
  const head = new Uint8Array(4)
  new DataView(head.buffer).setUint32(0, bytes.length)
  return joined(head, bytes)
}
/** Packed by somebody else, who need not be honest. */
const packed = (plain: Uint8Array): Bytes => {
  const raw = deflateRawSync(plain)
  const frames: Bytes[] = []
  for (let at = 0; at < raw.length; at += 100_000) frames.push(frame(raw.subarray(at, at + 100_000)))
  return joined(...frames, new Uint8Array(4))
}

describe.each([
  ['WebCrypto', webEngine],
  ['node:zlib', nodeEngine],
] as const)('%s', (_, engine) => {
  const open = async (sealed: Uint8Array, length: number, codec: 'none' | 'deflate-raw' = 'deflate-raw') => {
    let got = 0
    try {
      for await (const piece of unpack(codec, inPieces(sealed, 50_000), length, engine)) got += piece.length
      return { got }
    } catch (error) {
      return { got, problem: error instanceof SealingProblem ? error.reason : String(error) }
    }
  }

  test('what is packed and filled up comes out as it was, whatever the pieces', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('none', 'deflate-raw'),
        fc.uint8Array({ maxLength: 5000 }),
        fc.nat(60),
        fc.integer({ min: 1, max: 700 }),
        fc.nat(300),
        async (codec, unit, times, size, filling) => {
          const plain = joined(...Array.from({ length: times }, () => unit))
          const stream = joined(...(await Array.fromAsync(pack(codec, inPieces(plain, 1 + size * 7), engine))))
          const filled = joined(stream, new Uint8Array(filling))
          const out = await Array.fromAsync(unpack(codec, inPieces(filled, size), plain.length, engine))
          expect(Buffer.compare(joined(...out), plain)).toBe(0)
        },
      ),
      { numRuns: 40 },
    )
  })

  test('a bomb gives not one byte more than its manifest says, and memory stays', async () => {
    const bomb = packed(Buffer.alloc(400 * MIB))
    expect(bomb.length).toBeLessThan(2 * MIB)
    const before = process.memoryUsage().rss
    expect(await open(bomb, 10)).toEqual({ got: 0, problem: 'size' })
    const { got, problem } = await open(bomb, 5 * MIB)
    expect(got).toBeLessThanOrEqual(5 * MIB)
    expect(problem).toBe('size')
    expect(process.memoryUsage().rss - before).toBeLessThan(200 * MIB)
  })

  test('shorter than said, no DEFLATE, something behind its end, broken frames and filling are refused', async () => {
    const plain = Buffer.from('Guten Tag '.repeat(5000))
    const good = packed(plain)
    expect(await open(good, plain.length)).toEqual({ got: plain.length })
    const refused: [Uint8Array, string][] = [
      [packed(plain.subarray(1)), 'size'],
      [joined(frame(randomBytes(500)), new Uint8Array(4)), 'damaged'],
      [joined(frame(joined(deflateRawSync(plain), randomBytes(9))), new Uint8Array(4)), 'damaged'],
      [joined(frame(deflateRawSync(plain).subarray(0, -3)), new Uint8Array(4)), 'damaged'],
      [joined(good, new Uint8Array([0, 0, 1])), 'damaged'],
      [good.subarray(0, -4), 'damaged'],
      [good.subarray(0, -7), 'damaged'],
      [joined(new Uint8Array([0xff, 0xff, 0xff, 0xff]), good), 'damaged'],
      [new Uint8Array(0), 'damaged'],
    ]
    for (const [at, [sealed, problem]] of refused.entries())
      expect((await open(sealed, plain.length)).problem, String(at)).toBe(problem)
    expect(await open(plain.subarray(1), plain.length, 'none')).toEqual({ got: plain.length - 1, problem: 'size' })
    expect((await open(joined(plain, new Uint8Array([1])), plain.length, 'none')).problem).toBe('damaged')
  })

  test('a source that fails is told as it is', async () => {
    const failing = async function* (): AsyncGenerator<Uint8Array> {
      yield frame(deflateRawSync(randomBytes(1000)).subarray(0, 100))
      throw new Error('the disk is gone')
    }
    const work = Array.fromAsync(unpack('deflate-raw', failing(), 1000, engine))
    await expect(work).rejects.toThrow('the disk is gone')
    const packing = Array.fromAsync(pack('deflate-raw', failing(), engine))
    await expect(packing).rejects.toThrow('the disk is gone')
  })
})

test('the filling hides the length and costs at most 12 %', () => {
  const lengths = new Set<number>()
  const wrong: number[] = []
  for (let length = 0; length < 300_000; length++) {
    const padded = paddedLength(length)
    if (padded < length || padded > Math.max(length * 1.12, length + 1)) wrong.push(length)
    if (length >= 100_000) lengths.add(padded)
  }
  expect(wrong).toEqual([])
  // 200,000 lengths look like a few dozen
  expect(lengths.size).toBeLessThan(80)
  expect(paddedLength(2 ** 31 + 1)).toBe(2 ** 31 + 2 ** 26)
})
