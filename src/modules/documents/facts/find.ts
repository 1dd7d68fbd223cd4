import type { Fact, Facts, PageRead } from '../types.ts'
import { findAmounts } from './find/amounts.ts'
import { findDates } from './find/dates.ts'
import { findFields, labelsOf } from './find/fields.ts'
import { findIban, findNumbers, findVatId } from './find/numbers.ts'
import { findSender } from './find/sender.ts'
import { readPages } from './find/values.ts'
import type { Knowledge } from './knowledge.ts'
import { learnedFacts } from './learn/apply.ts'

/**
 * Finds what a document says of itself: `date`, `due-date`, `amount`, `net-amount`, `tax-amount`, `sender`,
 * `invoice-number`, `customer-number`, `contract-number`, `reference`, `order-number`, `tax-number`, `vat-id`, `iban`, and the
 * fields of its type, each with its place on the page and how sure that is. At most one value a field; what was learned of
 * the sender goes before what is usual. Pure.
 */
export function findFacts(pages: readonly PageRead[], knowledge: Knowledge): Facts {
  const read = readPages(pages, knowledge.today, labelsOf(knowledge.fields))
  const usual = [
    ...findDates(read, knowledge.today),
    ...findAmounts(read),
    ...findSender(read, knowledge.own.names),
    ...findNumbers(read),
    ...findVatId(read),
    ...findIban(read, knowledge.own.ibans),
    ...findFields(read, knowledge.fields),
  ]
  const learned = learnedFacts(read, knowledge)
  return [...learned, ...usual.filter(({ field }) => !has(learned, field))]
}

const has = (facts: readonly Fact[], wanted: string): boolean => facts.some(({ field }) => field === wanted)
