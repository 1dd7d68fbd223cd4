import type { Facts, PageRead } from '../../types.ts'
import { fold } from '../page/layout.ts'

/** What tells a sender: an account or tax number tells almost surely, a name or web address helps. */
export type Mark = { readonly kind: 'iban' | 'vat' | 'tax' | 'name' | 'web'; readonly value: string }

export const weightOf: Readonly<Record<Mark['kind'], number>> = { iban: 3, vat: 3, tax: 3, name: 2, web: 2 }
/** So much must agree before what was learned is used. */
export const ENOUGH = 2

const ADDRESS = /(?:@|www\.|https?:\/\/(?:www\.)?)((?:[a-z0-9äöüß-]{1,63}\.)+[a-z]{2,12})\b/giu
const SHARED = /^(?:gmail\.com|googlemail\.com|gmx\.(?:de|net|at|ch)|web\.de|t-online\.de|outlook\.(?:com|de)|hotmail\.(?:com|de)|yahoo\.(?:com|de)|freenet\.de|icloud\.com|aol\.com|posteo\.de|mailbox\.org|paypal\.(?:com|de)|datev\.de|xrechnung\.de|w3\.org)$/ // oxfmt-ignore
const MOST = 12

/** The marks of a document's sender, from its facts and the web addresses on its first and last page. */
export function marksOf(pages: readonly PageRead[], facts: Facts, own: readonly string[] = []): Mark[] {
  const value = (field: string) => facts.find((fact) => fact.field === field)?.value
  const texts = [pages[0], pages.at(-1)].map((page) => page?.text.slice(0, 20_000) ?? '')
  const webs = texts.flatMap((text) => [...text.matchAll(ADDRESS)].map((found) => (found[1] ?? '').toLowerCase()))
  const mark = (kind: Mark['kind'], text: string | undefined): Mark[] => (text ? [{ kind, value: text }] : [])
  const found = [
    ...mark('iban', value('iban')),
    ...mark('vat', value('vat-id')),
    ...mark('tax', value('tax-number')?.replaceAll(/\D/g, '')),
    ...mark('name', fold(value('sender') ?? '')),
    ...[...new Set(webs)]
      .filter((web) => !SHARED.test(web) && !own.includes(web))
      .slice(0, 3)
      .flatMap((web) => mark('web', web)),
  ]
  return found.slice(0, MOST)
}
