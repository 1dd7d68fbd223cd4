import type { Facts, PageRead } from '../types.ts'
import type { Knowledge } from './knowledge.ts'

/**
 * Finds what a document says of itself: `date`, `due-date`, `amount`, `net-amount`, `tax-amount`, `sender`,
 * `invoice-number`, `customer-number`, `reference`, `order-number`, `iban`, `vat-id`, `tax-number`, and the fields of its
 * type, each with its place on the page and how sure that is. At most one value a field. Pure.
 */
export function findFacts(_pages: readonly PageRead[], _knowledge: Knowledge): Facts {
  throw new Error('not built yet')
}
