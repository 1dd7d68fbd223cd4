import { randomBytes } from 'node:crypto'
import { buffer } from 'node:stream/consumers'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { unzip, UnzipError } from './unzip.ts'
import { zip } from './zip.ts'

const at = Temporal.Instant.from('2026-11-24T08:00:00Z')
const wide = { bytes: 10_000_000, files: 100 }
const pack = (files: Record<string, string | Uint8Array>) =>
  buffer(
    zip(
      Object.entries(files).map(([name, content]) => ({ name, content })),
      at,
    ),
  )

test('what was packed comes out again, texts, bytes and streams', async () => {
  async function* pieces() {
    for (let n = 0; n < 50; n++) yield Buffer.alloc(9_000, n)
  }
  const random = randomBytes(200_000)
  const archive = await buffer(
    zip(
      [
        { name: 'Grüße/ä.txt', content: 'Ä€' },
        { name: 'r', content: random },
        { name: 'pieces', content: pieces() },
        { name: 'empty', content: '' },
      ],
      at,
    ),
  )
  const files = unzip(archive, wide)
  expect([...files.keys()]).toEqual(['Grüße/ä.txt', 'r', 'pieces', 'empty'])
  expect(files.get('Grüße/ä.txt')?.toString()).toBe('Ä€')
  expect(files.get('r')?.equals(random)).toBe(true)
  expect(files.get('pieces')?.length).toBe(450_000)
  expect(files.get('empty')?.length).toBe(0)
})

describe('refuses', () => {
  const reasonOf = (work: () => unknown): string => {
    try {
      work()
    } catch (error) {
      return error instanceof UnzipError ? error.reason : `another error: ${String(error)}`
    }
    return 'nothing'
  }

  test('what is no archive', async () => {
    for (const bytes of [Buffer.alloc(0), Buffer.from('hello'), randomBytes(5_000), Buffer.alloc(100_000)])
      expect(reasonOf(() => unzip(bytes, wide))).toBe('not-a-zip')
    const whole = await pack({ a: 'x'.repeat(500) })
    expect(reasonOf(() => unzip(whole.subarray(0, whole.length - 1), wide))).toBe('not-a-zip')
    expect(reasonOf(() => unzip(whole.subarray(20), wide))).toBe('not-a-zip')
  })

  test('a bomb, before it goes off', async () => {
    const bomb = await pack({ a: Buffer.alloc(5_000_000), b: Buffer.alloc(6_000_000) })
    expect(bomb.length).toBeLessThan(50_000)
    expect(reasonOf(() => unzip(bomb, wide))).toBe('too-large')
    const lying = await pack({ a: Buffer.alloc(5_000_000) })
    const end = lying.length - 22
    lying.writeUInt32LE(100, lying.readUInt32LE(end + 16) + 24) // says it is small
    expect(reasonOf(() => unzip(lying, wide))).toBe('damaged')
    const many = await pack(Object.fromEntries(Array.from({ length: 101 }, (_, n) => [`f${n}`, ''])))
    expect(reasonOf(() => unzip(many, wide))).toBe('too-large')
  })

  test('any changed byte, or it reads as it was', async () => {
    const content = randomBytes(400)
    const archive = await pack({ 'a.txt': content })
    fc.assert(
      fc.property(fc.nat(archive.length - 1), fc.integer({ min: 1, max: 255 }), (place, change) => {
        const changed = Buffer.from(archive)
        changed[place] = (changed[place] as number) ^ change
        let files: ReadonlyMap<string, Buffer> | undefined
        if (reasonOf(() => (files = unzip(changed, wide))) === 'nothing')
          for (const one of files?.values() ?? []) expect(one.equals(content)).toBe(true)
      }),
      { numRuns: 500 },
    )
  })
})
