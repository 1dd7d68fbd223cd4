import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { alphabetOf, measure, partsOf } from './segments.ts'

describe('how many messages a text is billed as', () => {
  test.each([
    ['nothing', '', 'gsm7', 0, 1, 160],
    ['160 letters', 'a'.repeat(160), 'gsm7', 160, 1, 0],
    ['161 letters', 'a'.repeat(161), 'gsm7', 161, 2, 145],
    ['306 letters', 'a'.repeat(306), 'gsm7', 306, 2, 0],
    ['307 letters', 'a'.repeat(307), 'gsm7', 307, 3, 152],
    ['umlauts cost nothing', 'äöüÄÖÜß', 'gsm7', 7, 1, 153],
    ['the euro sign takes two', '€', 'gsm7', 2, 1, 158],
    ['80 euro signs', '€'.repeat(80), 'gsm7', 160, 1, 0],
    ['81 euro signs: 76 fit into 153', '€'.repeat(81), 'gsm7', 162, 2, 143],
    ['a lower ç is not in the alphabet, an upper Ç is', 'Çç', 'ucs2', 2, 1, 68],
    ['70 of sixteen bits', 'я'.repeat(70), 'ucs2', 70, 1, 0],
    ['71 of sixteen bits', 'я'.repeat(71), 'ucs2', 71, 2, 63],
    ['35 faces', '😀'.repeat(35), 'ucs2', 70, 1, 0],
    ['36 faces: 33 fit into 67, none is cut', '😀'.repeat(36), 'ucs2', 72, 2, 61],
    ['a typographic quote', '„Termin“', 'ucs2', 8, 1, 62],
  ] as const)('%s', (_name, text, alphabet, units, segments, left) => {
    expect(measure(text)).toMatchObject({ alphabet, units, segments, left })
  })

  test('says which characters make it dear', () => {
    expect(measure('„Öffnung“ – 8 €').foreign).toEqual(['„', '“', '–'])
  })
})

const texts = fc.oneof(
  fc.string({ maxLength: 700, unit: 'binary' }),
  fc.array(fc.constantFrom('a', 'ä', '€', '[', '\n'), { maxLength: 700 }).map((all) => all.join('')),
  fc.array(fc.constantFrom('я', '😀', 'a', '€'), { maxLength: 400 }).map((all) => all.join('')),
)

describe('of any text', () => {
  test('the parts are the text, each fits, none begins or ends within a character', () => {
    fc.assert(
      fc.property(texts, (text) => {
        const parts = partsOf(text)
        expect(parts.join('')).toBe(text)
        expect(measure(text).segments).toBe(parts.length)
        const room = { gsm7: [160, 153], ucs2: [70, 67] }[alphabetOf(text)]
        for (const part of parts) {
          const units = [...part].reduce(
            (sum, one) => sum + (alphabetOf(text) === 'gsm7' && '\f^{}\\[~]|€'.includes(one) ? 2 : one.length),
            0,
          )
          expect(units).toBeLessThanOrEqual(room[parts.length === 1 ? 0 : 1] as number)
          if (text.isWellFormed()) expect(part.isWellFormed()).toBe(true)
        }
        expect(measure(text).left).toBeGreaterThanOrEqual(0)
      }),
    )
  })

  test('a longer text is never cheaper', () => {
    fc.assert(
      fc.property(texts, texts, (one, two) => {
        expect(measure(one + two).segments).toBeGreaterThanOrEqual(measure(one).segments)
      }),
    )
  })
})
