import { format } from '#platform/text/format.ts'
import { spacedIban } from '#platform/text/iban.ts'
import type { Language } from '#platform/text/language.ts'
import { words } from '../texts.ts'
import type { Invoice, InvoiceLine, InvoiceTax, Party } from './types.ts'

/** What people read of an invoice: a name and a value; undefined where the invoice does not say. */
export type Item = readonly [term: string, value: string | undefined]
export type Shown = { readonly language: Language; readonly zone: string; readonly invoice: Invoice }

/** A decimal of the invoice as people read it. */
export function number(language: Language, decimal: string | undefined, digits = 2): string | undefined {
  if (decimal === undefined) return undefined
  return Number(decimal).toLocaleString(language, { minimumFractionDigits: digits, maximumFractionDigits: 6 })
}

export const money = ({ language, invoice }: Shown, decimal: string | undefined): string | undefined => {
  const shown = number(language, decimal)
  return shown && `${shown} ${invoice.currency ?? ''}`.trim()
}

export const day = ({ language, zone }: Shown, date: string | undefined): string | undefined =>
  date && format(language, zone).shortDate(Temporal.PlainDate.from(date))

const percent = (language: Language, rate: string | undefined) =>
  rate === undefined ? undefined : `${number(language, rate, 0)} %`

const together = (parts: readonly (string | undefined)[], between: string): string =>
  parts.filter(Boolean).join(between)

export function headItems(shown: Shown): Item[] {
  const { language, invoice } = shown
  const t = words(language).invoice
  return [
    [t.kind, t.kinds[invoice.kind as keyof typeof t.kinds] ?? invoice.kind],
    [t.number, invoice.number],
    [t.date, day(shown, invoice.date)],
    [t.dueDate, day(shown, invoice.dueDate)],
    [t.deliveryDate, day(shown, invoice.deliveryDate)],
    [t.period, together([day(shown, invoice.periodFrom), day(shown, invoice.periodTo)], ' – ')],
    [t.customerNumber, invoice.customerNumber],
    [t.buyerReference, invoice.buyerReference],
    [t.order, invoice.order],
    [t.contract, invoice.contract],
    [t.preceding, invoice.precedingInvoice],
    [t.profile, invoice.profile],
  ]
}

export function partyItems(language: Language, party: Party): Item[] {
  const t = words(language).invoice
  return [
    [t.name, party.name],
    [t.address, together([party.street, together([party.postcode, party.city], ' '), party.country], ', ')],
    [t.vatId, party.vatId],
    [t.taxNumber, party.taxNumber],
    [t.registration, party.registration],
    [t.contact, together([party.contact, party.phone, party.mail], ' · ')],
  ]
}

/** How much of a line: units by their names (UN/ECE Recommendation 20). */
export function quantityOf(language: Language, { quantity, unit }: InvoiceLine): string {
  const { units } = words(language).invoice
  return together([number(language, quantity, 0), units[unit as keyof typeof units] ?? unit], ' ')
}

export const rateOf = (language: Language, { taxRate }: InvoiceLine): string => percent(language, taxRate) ?? ''

/** Rate, category (UNTDID 5305) and reason of a tax. */
export function taxOf(language: Language, { rate, category, reason }: InvoiceTax): string {
  const { categories } = words(language).invoice
  return together([percent(language, rate), categories[category as keyof typeof categories] ?? category, reason], ' · ')
}

export const sumItems = (shown: Shown): Item[] =>
  Object.entries(words(shown.language).invoice.totalOf).map(([key, term]) => [
    term,
    money(shown, shown.invoice.totals[key as keyof typeof shown.invoice.totals]),
  ])

export function paymentItems({ language, invoice }: Shown): Item[] {
  const t = words(language).invoice
  return [
    [t.account, invoice.accountName],
    [t.iban, invoice.iban && spacedIban(invoice.iban)],
    [t.bic, invoice.bic],
    [t.reference, invoice.paymentReference],
    [t.terms, invoice.paymentTerms],
  ]
}
