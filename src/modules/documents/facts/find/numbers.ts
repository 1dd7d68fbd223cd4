import { readIban } from '#platform/text/iban.ts'
import type { Fact } from '../../types.ts'
import { runAt } from '../page/layout.ts'
import { bestOf, type Candidate } from './candidates.ts'
import { identifierIn, nearOf, type ReadPage } from './values.ts'

const NUMBERS = [
  'invoice-number',
  'customer-number',
  'contract-number',
  'reference',
  'order-number',
  'tax-number',
] as const
const VAT =
  /(?<![\p{L}\d])(DE\s?\d(?:\s?\d){8}|ATU\d{8}|CHE-?\d{3}\.?\d{3}\.?\d{3}|(?:BE0?\d{9}|FR[A-Z0-9]{2}\d{9}|NL\d{9}B\d{2}|IT\d{11}|ES[A-Z0-9]\d{7}[A-Z0-9]|PL\d{10}|LU\d{8}|DK\d{8}))(?![\p{L}\d])/gu
const TAX = /^\d{2,3}\s?\/\s?\d{3,4}\s?\/\s?\d{4,5}$|^\d{10,13}$/

/** Numbers by which the parties know each other: invoice, customer, contract, reference, order, tax. */
export function findNumbers(pages: readonly ReadPage[]): Fact[] {
  return NUMBERS.flatMap((field) =>
    bestOf(
      field,
      pages.flatMap((page) => numbered(page, field)),
    ),
  )
}

function numbered(page: ReadPage, field: (typeof NUMBERS)[number]): Candidate[] {
  return page.lines.flatMap((line, index) =>
    line.labels.flatMap((label): Candidate[] => {
      if (label.field !== field) return []
      const weak = label.weight < 0.8
      for (const near of nearOf(page, index, label)) {
        if (weak && near.where === 'below') continue
        const found = identifierIn(near, weak)
        if (!found) continue
        if (field === 'tax-number' && !TAX.test(found.value.replaceAll(' ', ''))) continue
        const front = page.page.number === 1 ? 0 : -0.05
        return [{ ...found, sure: 0.95 * label.weight * (near.where === 'right' ? 1 : 0.94) + front }]
      }
      return []
    }),
  )
}

/** The sender's number for the value added tax. */
export function findVatId(pages: readonly ReadPage[], own: readonly string[] = []): Fact[] {
  const found = pages.flatMap((page) =>
    page.lines.flatMap((line) =>
      [...line.text.matchAll(VAT)].flatMap((at): Candidate[] => {
        const value = (at[1] ?? '').replaceAll(/[\s.-]/g, '')
        // an account begins alike, and is longer
        if (own.includes(value) || line.ibans.some((iban) => iban.value.startsWith(value.slice(0, 6)))) return []
        const labelled = line.labels.some(({ field }) => field === 'vat-id')
        return [{ ...runAt(line, at.index, at.index + at[0].length), value, sure: labelled ? 0.95 : 0.7 }]
      }),
    ),
  )
  return bestOf('vat-id', found)
}

const PAYING = /(?:überweis|ueberweis|zahl|konto|bankverbindung|account|payment|\bIBAN\b)/i

/** The account to pay to: not the organisation's own. */
export function findIban(pages: readonly ReadPage[], own: readonly string[] = []): Fact[] {
  const ours = new Set(own.map((iban) => ('iban' in readIban(iban) ? iban.replaceAll(/\s/g, '').toUpperCase() : iban)))
  const found = pages.flatMap((page) =>
    page.lines.flatMap((line) =>
      line.ibans
        .filter(({ value }) => !ours.has(value))
        .map((iban) => ({ ...iban, sure: (PAYING.test(line.text) ? 0.95 : 0.9) - (iban.corrected ? 0.15 : 0) })),
    ),
  )
  return bestOf('iban', found)
}
