import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { newKey } from './keyring.ts'
import { CHUNK_BYTES, openStream, SealedStreamError, sealStream } from './sealed-stream.ts'

const key = newKey()
const TAG = 16
const HEADER = 36

/** Bytes that differ everywhere, so that a chunk in the wrong place is noticed. */
const plainOf = (length: number): Buffer => {
  const made = Buffer.alloc(length)
  for (let i = 0; i + 4 <= length; i += 4) made.writeUInt32LE(i, i)
  return made
}
function* inPieces(bytes: Uint8Array, sizes: readonly number[]): Generator<Uint8Array> {
  let from = 0
  for (let i = 0; from < bytes.length; i++) {
    const size = sizes[i % sizes.length] ?? 1
    yield bytes.subarray(from, from + size)
    from += size
  }
}
const whole = async (stream: AsyncIterable<Uint8Array>): Promise<Buffer> => Buffer.concat(await Array.fromAsync(stream))
const sealed = (plain: Uint8Array, context = 'a') => whole(sealStream(key, context, [plain]))
const opened = (box: Uint8Array, context = 'a', by = key) => whole(openStream(by, context, [box]))

// around the bounds of one, two and three chunks, where counters and flags go wrong
const lengths = fc.oneof(
  fc.integer({ min: 0, max: 100 }),
  fc.integer({ min: CHUNK_BYTES - 20, max: CHUNK_BYTES + 20 }),
  fc.integer({ min: 2 * CHUNK_BYTES - 3, max: 2 * CHUNK_BYTES + 3 }),
)
const pieces = fc.array(fc.integer({ min: 1, max: 400_000 }), { minLength: 1, maxLength: 5 })

test('opens what was sealed, however the bytes come', async () => {
  await fc.assert(
    fc.asyncProperty(lengths, pieces, pieces, async (length, sealedBy, openedBy) => {
      const plain = plainOf(length)
      const sizes = sealedBy.map((size) => (length > 1000 ? size + 5000 : size))
      const box = await whole(sealStream(key, 'a', inPieces(plain, sizes)))
      expect(box.length).toBe(HEADER + length + TAG * Math.max(1, Math.ceil(length / CHUNK_BYTES)))
      const back = await whole(
        openStream(
          key,
          'a',
          inPieces(
            box,
            openedBy.map((size) => size + 3000),
          ),
        ),
      )
      expect(back.equals(plain)).toBe(true)
    }),
    { numRuns: 40 },
  )
})

test('a single byte at a time opens, too', async () => {
  const box = await sealed(Buffer.from('ein Beleg'))
  expect(await whole(openStream(key, 'a', inPieces(box, [1])))).toEqual(Buffer.from('ein Beleg'))
})

test('any change of a byte is refused', async () => {
  const box = await sealed(plainOf(CHUNK_BYTES + 50))
  await fc.assert(
    fc.asyncProperty(fc.nat(box.length - 1), fc.integer({ min: 1, max: 255 }), async (place, bits) => {
      const bad = Buffer.from(box)
      bad[place] = (bad[place] ?? 0) ^ bits
      await expect(opened(bad)).rejects.toBeInstanceOf(SealedStreamError)
    }),
    { numRuns: 60 },
  )
})

test('a stream that was cut off anywhere is refused', async () => {
  const box = await sealed(plainOf(2 * CHUNK_BYTES))
  const bounds = [0, 3, HEADER - 1, HEADER, HEADER + TAG - 1, HEADER + CHUNK_BYTES + TAG, box.length - 1]
  await fc.assert(
    fc.asyncProperty(fc.oneof(fc.constantFrom(...bounds), fc.nat(box.length - 1)), async (length) => {
      await expect(opened(box.subarray(0, length))).rejects.toBeInstanceOf(SealedStreamError)
    }),
    { numRuns: 60 },
  )
  await expect(opened(box.subarray(0, HEADER + CHUNK_BYTES + TAG))).rejects.toMatchObject({ reason: 'cut-off' })
})

describe('refused is', () => {
  const chunk = (box: Buffer, n: number) =>
    box.subarray(HEADER + n * (CHUNK_BYTES + TAG), HEADER + (n + 1) * (CHUNK_BYTES + TAG))

  test('another order of chunks, a chunk twice, a chunk left out', async () => {
    const box = await sealed(plainOf(3 * CHUNK_BYTES))
    const [head, one, two, three] = [box.subarray(0, HEADER), chunk(box, 0), chunk(box, 1), chunk(box, 2)]
    expect((await opened(Buffer.concat([head, one, two, three]))).length).toBe(3 * CHUNK_BYTES)
    for (const order of [
      [two, one, three],
      [one, one, two, three],
      [one, three],
      [one, two],
      [three],
      [one, three, two],
    ]) {
      await expect(opened(Buffer.concat([head, ...order]))).rejects.toBeInstanceOf(SealedStreamError)
    }
  })

  test('a chunk of another stream of the same key and context', async () => {
    const [one, other] = [await sealed(plainOf(2 * CHUNK_BYTES)), await sealed(plainOf(2 * CHUNK_BYTES))]
    const mixed = Buffer.concat([one.subarray(0, HEADER), chunk(one, 0), chunk(other, 1)])
    await expect(opened(mixed)).rejects.toMatchObject({ reason: 'damaged' })
  })

  test('bytes behind the end, also a second stream', async () => {
    const box = await sealed(Buffer.from('ein Beleg'))
    for (const more of [Buffer.from('x'), Buffer.alloc(TAG), box]) {
      await expect(opened(Buffer.concat([box, more]))).rejects.toBeInstanceOf(SealedStreamError)
    }
  })

  test('another key, another context, and what was never sealed', async () => {
    const box = await sealed(Buffer.from('ein Beleg'), 'backup 1 of A')
    await expect(opened(box, 'backup 1 of B')).rejects.toMatchObject({ reason: 'damaged' })
    await expect(opened(box, 'backup 1 of A', newKey())).rejects.toMatchObject({ reason: 'damaged' })
    await expect(opened(Buffer.alloc(200))).rejects.toMatchObject({ reason: 'not-sealed' })
    await expect(opened(Buffer.alloc(0))).rejects.toMatchObject({ reason: 'cut-off' })
  })
})

test('gives nothing of a chunk that was changed', async () => {
  const box = await sealed(plainOf(2 * CHUNK_BYTES))
  box[HEADER + CHUNK_BYTES + TAG + 5]! ^= 1
  const seen: Uint8Array[] = []
  const reading = (async () => {
    for await (const piece of openStream(key, 'a', [box])) seen.push(piece)
  })()
  await expect(reading).rejects.toBeInstanceOf(SealedStreamError)
  expect(Buffer.concat(seen).equals(plainOf(2 * CHUNK_BYTES).subarray(0, CHUNK_BYTES))).toBe(true)
})

test('holds no more than some chunks, however long the stream', () => {
  const script = join(import.meta.dirname, '../../../tests/support/stream-memory.ts')
  const run = spawnSync(process.execPath, [script, '400'], { encoding: 'utf8' })
  const { size, grown } = JSON.parse(run.stdout) as { size: number; grown: number }
  expect(size).toBe(400 * 1024 * 1024)
  expect(grown).toBeLessThan(size / 2)
})
