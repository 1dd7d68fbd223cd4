import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import sharp from 'sharp'
import { afterAll, expect, test } from 'vitest'
import { digitalPdf } from '#testing/pages.ts'
import { letter, result } from '#testing/reading.ts'
import { endReaders } from './readers.ts'

afterAll(endReaders)

test('files changed at random never hang or end the reader for others', async () => {
  const pdf = await digitalPdf([letter, 'Seite zwei'])
  const jpeg = await sharp({ create: { width: 40, height: 40, channels: 3, background: 'red' } })
    .jpeg()
    .toBuffer()
  const eml = readFileSync(join(import.meta.dirname, '../../../../tests/bounces/exchange-german.eml'))
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(pdf, jpeg, eml),
      fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 40 }),
      async (whole, changes) => {
        const changed = Buffer.from(whole)
        for (const [place, byte] of changes) changed[place % changed.length] = byte
        const read = await result(changed)
        expect(read.problem !== undefined || read.texts.length > 0).toBe(true)
      },
    ),
    { numRuns: 24, seed: 5 },
  )
  expect((await result(pdf)).texts).toHaveLength(2)
}, 120_000)
