import type { FieldKind } from '../../types.ts'

const KINDS: Readonly<Record<string, FieldKind>> = {
  date: 'date',
  'due-date': 'date',
  amount: 'amount',
  'net-amount': 'amount',
  'tax-amount': 'amount',
  iban: 'iban',
  sender: 'text',
}

/** The kind of the values of a field that every document can have; others are numbers or signs. */
export const kindOfField = (field: string): FieldKind => KINDS[field] ?? 'number'

/**
 * How a value is written: runs of digits as `9`, of letters as `A`, other signs as they are. `RE-2026/0017` and `RE-2027/3` are
 * written alike.
 */
export const shapeOf = (value: string): string =>
  value
    .replaceAll(/\p{L}+/gu, 'A')
    .replaceAll(/\d+/g, '9')
    .replaceAll(/\s+/g, ' ')
