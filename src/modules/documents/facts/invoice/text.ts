import { format } from '#platform/text/format.ts'
import type { Language } from '#platform/text/language.ts'
import { words } from '../texts.ts'
import { elementName } from './elements.ts'
import {
  headItems,
  type Item,
  money,
  number,
  partyItems,
  paymentItems,
  quantityOf,
  rateOf,
  type Shown,
  sumItems,
  taxOf,
} from './items.ts'
import { readInvoice } from './read.ts'
import { date, decimal, type Element, own, readXml } from './tree.ts'
import type { Invoice } from './types.ts'

/**
 * An electronic invoice as lines for people: what its form shows, then everything else the file says, by the names of its
 * elements, so that it is found. Files that lie in an invoice are left out.
 */
export function invoiceText(xml: string): string {
  const tree = readXml(xml)
  if (!tree) return plainValues(xml)
  const invoice = readInvoice(xml)
  const language = invoice ? languageOf(invoice) : 'de'
  const form = invoice ? formOf({ language, zone: 'UTC', invoice }) : []
  const known = new Set<string>()
  if (invoice) note(invoice, known)
  const rest = [...new Set(valuesOf(tree, language, known))]
  return [...form, [words(language).invoice.more, ...rest]]
    .filter((block) => block.length > 1)
    .map((block) => block.join('\n'))
    .join('\n\n')
}

const GERMAN = new Set(['DE', 'AT', 'CH', 'LI', 'LU', undefined])

/** German, unless neither party sits where it is spoken. */
const languageOf = ({ seller, buyer }: Invoice): Language =>
  GERMAN.has(seller.country) || GERMAN.has(buyer.country) ? 'de' : 'en'

const lines = (items: readonly Item[]): string[] =>
  items.flatMap(([term, value]) => (value ? [`${term}: ${value}`] : []))

/** Blocks with a title each. */
function formOf(shown: Shown): string[][] {
  const { language, invoice } = shown
  const t = words(language).invoice
  const joined = (items: readonly Item[]) => lines(items).join(' · ')
  const sold = invoice.lines.flatMap((line) => [
    [line.id && `${t.position} ${line.id}`, line.name].filter(Boolean).join(' '),
    ...(line.description ? [line.description] : []),
    joined([
      [t.quantity, quantityOf(language, line)],
      [t.price, number(language, line.price)],
      [t.rate, rateOf(language, line)],
      [t.net, money(shown, line.net)],
    ]),
  ])
  const taxes = invoice.taxes.map((tax) =>
    joined([
      [t.rate, taxOf(language, tax)],
      [t.base, money(shown, tax.base)],
      [t.tax, money(shown, tax.amount)],
    ]),
  )
  return [
    [t.title, ...lines(headItems(shown))],
    [t.seller, ...lines(partyItems(language, invoice.seller))],
    [t.buyer, ...lines(partyItems(language, invoice.buyer))],
    [t.lines, ...sold],
    [t.taxes, ...taxes],
    [t.totals, ...lines(sumItems(shown))],
    [t.payment, ...lines(paymentItems(shown))],
    [t.notes, ...invoice.notes],
  ]
}

const plain = (value: string): string => date(value) ?? decimal(value) ?? value

/** Every value that the form shows. */
function note(value: unknown, known: Set<string>): void {
  if (typeof value === 'string') known.add(plain(value))
  else if (value !== null && typeof value === 'object') for (const one of Object.values(value)) note(one, known)
}

const dayOf = (language: Language, value: string): string | undefined => {
  const day = date(value)
  return day && format(language, 'UTC').shortDate(Temporal.PlainDate.from(day))
}

const FILES = /BinaryObject$/

/** Each value that is not shown yet, with the names of its element and of the one around it. */
function* valuesOf(
  of: Element,
  language: Language,
  known: ReadonlySet<string>,
  around: readonly string[] = [],
): Generator<string> {
  for (const [name, inner] of Object.entries(of)) {
    if (typeof inner === 'string' || FILES.test(name)) continue
    for (const one of inner) {
      const value = own(one)
      // the root says nothing, and what holds a date is called as the one around it
      const named = /^(DateTimeString|DateString|Indicator)$/.test(name) ? around : [...around, name]
      if (value !== undefined && !known.has(plain(value))) {
        const path = named
          .slice(1)
          .slice(-2)
          .map((part) => elementName(language, part))
        yield `${[...new Set(path)].join(', ')}: ${dayOf(language, value) ?? value}`
      }
      yield* valuesOf(one, language, known, named)
    }
  }
}

/** The values of a file that is not opened as an invoice, since it declares a document type, in their order. */
const plainValues = (xml: string): string =>
  [...xml.matchAll(/<([\w:]+)[^>]*>([^<]*[^<\s][^<]*)<\//g)]
    .map(([, name = '', value = '']) => `${name.replace(/^.*:/, '')}: ${value.trim()}`)
    .join('\n')
