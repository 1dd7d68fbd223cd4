import fc from 'fast-check'
import { expect, test } from 'vitest'
import { packWords, unpackWords } from './words.ts'

const part = fc.integer({ min: 0, max: 10_000 }).map((whole) => whole / 10_000)
const word = fc.record(
  {
    text: fc.string({ minLength: 1 }).filter((text) => !/[\t\n\r]/.test(text)),
    box: fc.record({ x: part, y: part, width: part, height: part }),
    confidence: part,
  },
  { requiredKeys: ['text', 'box'] },
)

test('words come back as they were packed', () => {
  fc.assert(
    fc.property(fc.array(word), (words) => {
      expect(unpackWords(packWords(words))).toEqual(words)
    }),
  )
})
