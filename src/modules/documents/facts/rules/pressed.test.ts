import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { FieldKind } from '../../types.ts'
import { type LineWord, pressedRun, textOfRun } from './pressed.ts'

/** A line as it is written; two blanks part columns. */
const line = (text: string): LineWord[] =>
  text.split(/ {2,}/).flatMap((column) => column.split(' ').map((word, place) => ({ text: word, apart: place === 0 })))

/** What is taken when a word is pressed. */
const pressed = (kind: FieldKind, text: string, word: string): string | undefined => {
  const words = line(text)
  const run = pressedRun(
    kind,
    words,
    words.findIndex((one) => one.text === word),
  )
  return run && textOfRun(words, run)
}

test.each([
  ['date', 'Würzburg, den 24. November 2026', 'November', '24. November 2026'],
  ['date', 'Würzburg, den 24. November 2026', '2026', '24. November 2026'],
  ['date', 'Rechnung 17 vom 24.11.2026, zahlbar bis 01.12.2026', '24.11.2026,', '24.11.2026'],
  ['date', 'Rechnung 17 vom 24.11.2026', 'Rechnung', undefined],
  ['iban', 'IBAN: DE89 3704 0044 0532 0130 00  BIC COBADEFFXXX', '0532', 'DE89 3704 0044 0532 0130 00'],
  ['iban', 'Konto DE89370400440532013000', 'DE89370400440532013000', 'DE89370400440532013000'],
  ['iban', 'IBAN: DE89 3704 0044 0532 0130 01', '3704', undefined],
  ['amount', 'Gesamtbetrag 1.234,56 €', '1.234,56', '1.234,56 €'],
  ['amount', 'Gesamtbetrag 1.234,56 €', '€', '1.234,56 €'],
  ['amount', 'zu zahlen CHF 1 234.50 sofort', '234.50', 'CHF 1 234.50'],
  ['amount', '3  Schrauben  4,00  12,00', '12,00', '12,00'],
  ['amount', 'davon 19,00 119,00', '119,00', '119,00'],
  ['amount', 'Gesamtbetrag 1.234,56 €', 'Gesamtbetrag', undefined],
  ['number', 'Rechnungsnummer: 2026/4711, bitte angeben', '2026/4711,', '2026/4711'],
  ['text', 'Absender: Kaminbau Söhnlein GmbH  Telefon 0931 1', 'Söhnlein', 'Kaminbau Söhnlein GmbH'],
  ['text', 'Kaminbau Söhnlein GmbH', 'GmbH', 'Kaminbau Söhnlein GmbH'],
  ['choice', 'bar', 'bar', undefined],
] as const)('%s in “%s”, pressed at “%s”', (kind, text, word, wanted) => {
  expect(pressed(kind, text, word)).toBe(wanted)
})

test('whatever stands on a line, what is taken holds the pressed word', () => {
  const words = fc.array(fc.record({ text: fc.string({ minLength: 1 }), apart: fc.boolean() }), { minLength: 1 })
  const kinds = fc.constantFrom<FieldKind>('date', 'amount', 'iban', 'number', 'text', 'choice')
  fc.assert(
    fc.property(words, kinds, fc.nat(), (given, kind, place) => {
      const at = place % given.length
      const run = pressedRun(kind, given, at)
      expect(run === undefined || (run.from <= at && at < run.to && run.to <= given.length)).toBe(true)
    }),
  )
})
