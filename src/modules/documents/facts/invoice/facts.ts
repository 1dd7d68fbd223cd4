import { readIban } from '#platform/text/iban.ts'
import type { Fact } from '../../types.ts'
import { amountValue } from '../page/amounts.ts'
import type { Invoice } from './types.ts'

/** What machines wrote for machines is almost certain; a person may still know better. */
const SURE = 0.99

/** The facts that an electronic invoice states. */
export function invoiceFacts(invoice: Invoice): Fact[] {
  const { totals, currency = 'EUR' } = invoice
  const amount = (decimal: string | undefined) => {
    const cents = centsOf(decimal)
    return cents === undefined ? undefined : amountValue(cents, currency)
  }
  const iban = readIban(invoice.iban ?? '')
  const values: readonly (readonly [string, string | undefined])[] = [
    ['date', invoice.date],
    ['due-date', invoice.dueDate],
    ['amount', amount(totals.due ?? totals.gross)],
    ['net-amount', amount(totals.net)],
    ['tax-amount', amount(totals.tax)],
    ['sender', invoice.seller.name],
    ['invoice-number', invoice.number],
    ['customer-number', invoice.customerNumber],
    ['order-number', invoice.order],
    ['contract-number', invoice.contract],
    ['vat-id', invoice.seller.vatId?.replaceAll(/\s/g, '')],
    ['tax-number', invoice.seller.taxNumber],
    ['iban', 'iban' in iban ? iban.iban : undefined],
  ]
  return values.flatMap(([field, value]) =>
    value === undefined || value === '' ? [] : [{ field, value: value.slice(0, 200), confidence: SURE, by: 'invoice' }],
  )
}

/** Cents of a decimal, rounded half up as people do. */
export function centsOf(decimal: string | undefined): number | undefined {
  const found = /^(-?)(\d{1,13})(?:\.(\d+))?$/.exec(decimal ?? '')
  if (!found) return undefined
  const [, sign, whole, fraction = ''] = found
  const cents =
    Number(whole) * 100 + Number(fraction.padEnd(2, '0').slice(0, 2)) + ((fraction[2] ?? '0') >= '5' ? 1 : 0)
  return sign === '-' && cents !== 0 ? -cents : cents
}
