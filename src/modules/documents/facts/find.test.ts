import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Facts, PageRead } from '../types.ts'
import { findFacts } from './find.ts'
import { type Knowledge, noKnowledge } from './knowledge.ts'

const today = '2026-11-22'
const known: Knowledge = {
  ...noKnowledge(today),
  own: { names: ['Stadt Musterstadt'], ibans: ['DE02120300000000202051'] },
}
const plain = (text: string): PageRead => ({ number: 1, width: 595, height: 842, text, words: [], from: 'layer' })
const valuesOf = (facts: Facts) => Object.fromEntries(facts.map(({ field, value }) => [field, value]))
const read = (text: string, knowledge = known) => valuesOf(findFacts([plain(text)], knowledge))

describe('a letter is read as people read it', () => {
  test('labels before their values', () => {
    const found = read(`Heizungsbau Kalt GmbH · Ofenweg 3 · 12345 Aue
Stadt Musterstadt
Rathausplatz 1
12345 Musterstadt

                                           Rechnungs-Nr.:  RE 2026-0017
                                           Kundennr.       47 11 08
                                           Unser Zeichen:  HK/17
                                           Ihr Zeichen:    20-3
                                           Datum           03.11.2026
Rechnung
Nettobetrag           1.000,00 €
zzgl. 19 % MwSt.        190,00 €
Gesamtbetrag          1.190,00 €
Zahlbar bis zum 17.11.2026 auf IBAN DE89 3704 0044 0532 0130 00. USt-IdNr. DE123456789, Steuernummer 123/456/78901`)
    expect(found).toEqual({
      date: '2026-11-03',
      'due-date': '2026-11-17',
      amount: '119000 EUR',
      'net-amount': '100000 EUR',
      'tax-amount': '19000 EUR',
      sender: 'Heizungsbau Kalt GmbH',
      'invoice-number': 'RE 2026-0017',
      'customer-number': '47 11 08',
      reference: 'HK/17',
      'tax-number': '123/456/78901',
      'vat-id': 'DE123456789',
      iban: 'DE89370400440532013000',
    })
  })

  test('values below a head of labels', () => {
    const found = read(`Rechnungsnummer     Kundennummer     Rechnungsdatum     Fällig am
2026/815            K-4711           01.10.2026         15.10.2026

Endbetrag EUR                                           59,50`)
    expect(found).toMatchObject({
      'invoice-number': '2026/815',
      'customer-number': 'K-4711',
      date: '2026-10-01',
      'due-date': '2026-10-15',
      amount: '5950 EUR',
    })
  })

  test('a misread label is still a label', () => {
    expect(read('Rechnungsnurnmer: 4711\nKundennumner: 99887')).toMatchObject({ 'customer-number': '99887' })
    expect(read('Rechnungsdatun: 05.05.2026')).toMatchObject({ date: '2026-05-05' })
  })

  test.each([
    ['a birthday', 'geboren am 05.05.1970\nMusterstadt, den 12.11.2026', '2026-11-12'],
    ['another’s letter', 'Ihr Schreiben vom 01.10.2026\nDatum: 12.11.2026', '2026-11-12'],
    ['a period', 'Zeitraum 01.01.2026 bis 31.03.2026\nAusgestellt am 12.11.2026', '2026-11-12'],
    ['a date of delivery', 'Lieferdatum: 02.11.2026\nBriefdatum: 12.11.2026', '2026-11-12'],
    ['a day to pay by', 'Bitte zahlen Sie bis 30.11.2026\nAue, 12.11.2026', '2026-11-12'],
  ])('%s is not the document’s date', (_, text, date) => expect(read(text)).toMatchObject({ date }))

  test('the own account, a mentioned tax, a subtotal and a discount are not what is asked for', () => {
    const found = read(`Wir zahlen von DE02 1203 0000 0000 2020 51
Zwischensumme 200,00 €
Rabatt 10,00 €
Rechnungsbetrag inkl. 19 % MwSt. 190,00 €
bei Zahlung in 10 Tagen 2 % Skonto 3,80 €`)
    expect(found).toEqual({ amount: '19000 EUR' })
  })

  test('without any label the largest amount is a guess, surer where net and tax add up to it', () => {
    const amountOf = (text: string) => findFacts([plain(text)], known).find(({ field }) => field === 'amount')
    const proven = amountOf('Kaffee 100,00 €\nSteuer 19 % 19,00 €\n119,00 €')
    const guessed = amountOf('Kaffee 80,00 €\n119,00 €')
    expect([proven?.value, guessed?.value]).toEqual(['11900 EUR', '11900 EUR'])
    expect(proven?.confidence).toBeGreaterThan((guessed?.confidence ?? 1) + 0.1)
  })

  test('fields of the type are found behind their own labels', () => {
    const fields = [
      { id: 'f1', name: 'Aktenplan', kind: 'number', labels: [], choices: [] },
      { id: 'f2', name: 'Beginn', kind: 'date', labels: ['Vertragsbeginn'], choices: [] },
      { id: 'f3', name: 'Miete', kind: 'amount', labels: ['Kaltmiete'], choices: [] },
      { id: 'f4', name: 'Turnus', kind: 'choice', labels: [], choices: ['monatlich', 'jährlich'] },
      { id: 'f5', name: 'Objekt', kind: 'text', labels: ['Mietsache'], choices: [] },
    ] as const
    const text = `Aktenplan: 32.1/7
Vertragsbeginn 01.02.2026
Kaltmiete: 812,50 €
Turnus: jährlich im Voraus
Mietsache: Ladenlokal am Markt`
    expect(read(text, { ...known, fields })).toMatchObject({
      f1: '32.1/7',
      f2: '2026-02-01',
      f3: '81250 EUR',
      f4: 'jährlich',
      f5: 'Ladenlokal am Markt',
    })
  })
})

test('a value has its place on the page, and each field one value', () => {
  const word = (text: string, x: number, y: number) => ({
    text,
    box: { x, y, width: text.length * 0.012, height: 0.012 },
  })
  const page: PageRead = {
    ...plain('Rechnungsnummer: 4711'),
    number: 3,
    words: [
      word('Rechnungsnummer:', 0.1, 0.2),
      word('4711', 0.4, 0.2005),
      word('Rechnungsnummer:', 0.1, 0.8),
      word('4712', 0.4, 0.8),
    ],
  }
  const numbers = findFacts([page], known).filter(({ field }) => field === 'invoice-number')
  expect(numbers).toHaveLength(1)
  expect(numbers[0]).toMatchObject({ value: '4711', page: 3, box: { x: 0.4, y: 0.2005 }, by: 'found' })
  expect(numbers[0]?.confidence).toBeLessThan(0.9) // another number is as likely
})

test('whatever a page holds, reading it ends well and says nothing twice', () => {
  const words = fc.constantFrom('Rechnung', 'Nr.', 'Datum:', '01.02.2026', '12,00', '€', 'IBAN', 'DE89', 'Summe', 'bis', 'zum', 'GmbH', '·', '12345', 'Aue', '\n', '-', '(', '2026/1') // oxfmt-ignore
  fc.assert(
    fc.property(fc.array(fc.oneof(words, fc.string({ maxLength: 8 })), { maxLength: 80 }), (parts) => {
      const facts = findFacts([plain(parts.join(' '))], known)
      expect(new Set(facts.map(({ field }) => field)).size).toBe(facts.length)
      for (const { confidence, value } of facts) {
        expect(confidence).toBeGreaterThan(0)
        expect(confidence).toBeLessThan(1)
        expect(value).not.toBe('')
      }
    }),
  )
})

test('a document of thousands of pages costs no more than its first and last ones', () => {
  const pages = Array.from({ length: 10_000 }, (_, index) => ({
    ...plain(`Seite ${index + 1}\nSumme 1,00 €`),
    number: index + 1,
  }))
  pages[0] = { ...plain('Rechnungsnummer: A-1'), number: 1 }
  expect(valuesOf(findFacts(pages, known))).toMatchObject({ 'invoice-number': 'A-1' })
}, 2_000)
