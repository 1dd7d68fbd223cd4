import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { spacedIban } from '#platform/text/iban.ts'
import { chance, ibanFrom } from '#testing/chance.ts'
import { euros } from '#testing/letters.ts'
import type { PageRead } from '../../types.ts'
import { amountsIn, readAmount } from './amounts.ts'
import { datesIn } from './dates.ts'
import { ibansIn } from './ibans.ts'
import { linesOf } from './layout.ts'

const plain = (text: string): PageRead => ({ number: 1, width: 595, height: 842, text, words: [], from: 'layer' })
const lineOf = (text: string) => {
  const [line] = linesOf(plain(text))
  if (!line) throw new Error('no line')
  return line
}
const today = '2026-11-22'
const dates = (text: string) => datesIn(lineOf(text), today).map(({ value }) => value)
const amounts = (text: string) => amountsIn(lineOf(text)).map(({ cents, currency }) => `${cents} ${currency}`)

describe('dates', () => {
  test.each([
    ['Datum: 22.11.2026', ['2026-11-22']],
    ['Berlin, den 3. März 2026', ['2026-03-03']],
    ['Berlin, 3. Novernber 2026', ['2026-11-03']],
    ['vom 1.2.26 bis 28. 2. 2026', ['2026-02-01', '2026-02-28']],
    ['22 November 2026 and November 23rd, 2026', ['2026-11-22', '2026-11-23']],
    ['2026-02-28', ['2026-02-28']],
    ['am O1.12.2O26', ['2026-12-01']],
    ['Dezernber 5, 2025', ['2025-12-05']],
    ['31.02.2026 gibt es nicht', []],
    ['Version 1.2.3.4, Kapitel 12.3.1', []],
    ['29.02.2024', ['2024-02-29']],
    ['29.02.2026', []],
    ['Tel. 0123.45.6789', []],
    ['01/13/2026 und 13/01/2026', ['2026-01-13', '2026-01-13']],
    ['im Jahr 1789 oder am 14.07.1789', []],
  ])('%s', (text, expected) => expect(dates(text)).toEqual(expected))

  test('every day of a century is found in the way people write it', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 27_000 }),
        fc.constantFrom('de', 'en-GB', 'en-US', 'short', 'iso'),
        (days, how) => {
          const day = Temporal.PlainDate.from('1956-01-01').add({ days })
          const written =
            how === 'iso'
              ? day.toString()
              : how === 'short'
                ? `${day.day}.${day.month}.${day.year}`
                : day.toLocaleString(how, { day: 'numeric', month: 'long', year: 'numeric' })
          expect(dates(`Stand ${written} hier`)).toEqual([day.toString()])
        },
      ),
    )
  })
})

describe('amounts', () => {
  test.each([
    ['um 10.20 Uhr einen Termin, aufgerufen erst um 11.05 Uhr', []],
    ['von 10.20 bis 11.05 Uhr oder 8.00–12.30 Uhr, at 9.15 am and 4.45 p.m.', []],
    ['8,50 h zu 42,00 €/h', ['4200 EUR']],
    ['Summe 1.234,56 €', ['123456 EUR']],
    ['EUR 1,234.56', ['123456 EUR']],
    ['€12.00', ['1200 EUR']],
    ["CHF 1'234.50", ['123450 CHF']],
    ['12,- €', ['1200 EUR']],
    ['12 €', ['1200 EUR']],
    ['12 Stück', []],
    ['-480,00 €', ['-48000 EUR']],
    ['480,00- EUR', ['-48000 EUR']],
    ['19 % MwSt. 19,00', ['1900 EUR']],
    ['19,00 %', []],
    ['am 22.11.2026 um 14:30', []],
    ['DE89 3704 0044 0532 0130 00', []],
    ['1.234.567,89 EUR', ['123456789 EUR']],
    ['Rechnung 2026.0017', []],
    ['0,00 €', ['0 EUR']],
    ['3 x 9,99 = 29,97', ['999 EUR', '2997 EUR']],
  ])('%s', (text, expected) => expect(amounts(text)).toEqual(expected))

  test('an amount is read as it was written', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 999_999_999 }), fc.boolean(), (cents, german) => {
        const text = german
          ? `${euros(cents)} €`
          : `€${(cents / 100).toLocaleString('en', { minimumFractionDigits: 2 })}`
        expect(amounts(`Total ${text}`)).toEqual([`${cents} EUR`])
        expect(readAmount(text)).toMatchObject({ cents, currency: 'EUR' })
      }),
    )
  })
})

describe('accounts', () => {
  test('every account is found, in groups or not, also with letters for digits', () => {
    fc.assert(
      fc.property(fc.integer(), fc.boolean(), fc.boolean(), (seed, groups, misread) => {
        const iban = ibanFrom(chance(seed))
        const shown = groups ? spacedIban(iban) : iban
        const text = misread
          ? `DE${shown.slice(2).replaceAll('0', 'O').replaceAll('1', 'l').replaceAll('8', 'B')}`
          : shown
        expect(ibansIn(lineOf(`Konto ${text} BIC TESTDE88XXX`)).map(({ value }) => value)).toEqual([iban])
      }),
    )
  })

  test('letters taken for digits are mended also where they happen to pass the check', () => {
    expect(ibansIn(lineOf('DE49 57B7 O254 3576 7374 B4')).map(({ value }) => value)).toEqual(['DE49578702543576737484'])
  })

  test('a wrong check digit is no account', () => {
    expect(ibansIn(lineOf('IBAN DE88 3704 0044 0532 0130 00'))).toEqual([])
    expect(ibansIn(lineOf('IBAN AT61 1904 3002 3457 3201')).map(({ value }) => value)).toEqual(['AT611904300234573201'])
  })
})

describe('lines', () => {
  test('whatever a page holds, lines come out and nothing is lost', () => {
    const part = fc.double({ min: -0.1, max: 1.1, noNaN: true })
    const word = fc.record({
      text: fc.string({ minLength: 1, maxLength: 12 }),
      box: fc.record({
        x: part,
        y: part,
        width: fc.double({ min: 0, max: 0.5, noNaN: true }),
        height: fc.double({ min: 0, max: 0.2, noNaN: true }),
      }),
    })
    fc.assert(
      fc.property(fc.array(word, { maxLength: 60 }), (words) => {
        const lines = linesOf({ ...plain(''), words })
        const letters = (texts: readonly string[]) => texts.join('').replaceAll(/\s/g, '').split('').toSorted().join('')
        expect(letters(lines.flatMap((line) => line.words.map(({ text }) => text)))).toBe(
          letters(words.map(({ text }) => text)),
        )
      }),
    )
  })
})
