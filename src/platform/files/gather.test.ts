import fc from 'fast-check'
import { expect, test } from 'vitest'
import { gathered } from './gather.ts'

async function* of(pieces: readonly Uint8Array[]) {
  yield* pieces
}

test('the same bytes come out, however they went in, and all pieces but the last are large', async () => {
  const some = fc.array(fc.integer({ min: 0, max: 100_000 }), { maxLength: 12 })
  await fc.assert(
    fc.asyncProperty(some, async (lengths) => {
      let next = 0
      const pieces = lengths.map((length) => Buffer.alloc(length).map(() => next++ % 251))
      const out = await Array.fromAsync(gathered(of(pieces)))
      expect(Buffer.concat(out).equals(Buffer.concat(pieces))).toBe(true)
      expect(out.slice(0, -1).every(({ length }) => length >= 65_536)).toBe(true)
    }),
    { numRuns: 50 },
  )
})

test('thousands of small pieces become a few', async () => {
  const out = await Array.fromAsync(gathered(of(Array.from({ length: 10_000 }, () => Buffer.alloc(50)))))
  expect(out.length).toBe(8)
})

test('an error of the source comes through, and whoever stops early stops the source', async () => {
  async function* broken() {
    yield Buffer.alloc(10)
    throw new Error('the disk went away')
  }
  await expect(Array.fromAsync(gathered(broken()))).rejects.toThrow('the disk went away')
  let ended = false
  async function* long() {
    try {
      for (;;) yield Buffer.alloc(70_000)
    } finally {
      ended = true
    }
  }
  for await (const piece of gathered(long())) if (piece.length > 0) break
  expect(ended).toBe(true)
})
