import { type Line, type Run, runAt } from './layout.ts'

/** An amount in cents. */
export type AmountThere = Run & { readonly cents: number; readonly currency: string; readonly marked: boolean }

const CURRENCIES: Readonly<Record<string, string>> = {
  '€': 'EUR',
  eur: 'EUR',
  euro: 'EUR',
  euros: 'EUR',
  $: 'USD',
  usd: 'USD',
  '£': 'GBP',
  gbp: 'GBP',
  chf: 'CHF',
  fr: 'CHF',
  sfr: 'CHF',
}
const MARK = String.raw`€|EUR(?:O|o|os)?|Euro?s?|\$|USD|£|GBP|CHF|SFr\.?|Fr\.`
const WHOLE = String.raw`\d{1,3}(?:[.,'’ \u00a0\u202f]\d{3})+|\d{1,9}`
// `11.05 Uhr`, `10.20 bis 11.05 Uhr`, `11.05 am`
const CLOCK = String.raw`\s?(?:(?:[-–—]|bis|und|to|until)\s?\d{1,2}[.:]\d{2}\s?)?(?:Uhr|h|[ap]\.?m)(?!\p{L})`
const amount = new RegExp(
  String.raw`(?<![\p{L}\d.,:/\-])(?:(${MARK})\s?)?([-+−–]\s?)?(${WHOLE})(?:\s?([.,])\s?(\d{2}|-{1,2}|–|—))?(-)?\s?(${MARK})?(?![\p{L}\d%]|[.,:/]\d|\s?%|${CLOCK})`,
  'gu',
)

const MOST_CENTS = 1e13

/**
 * An amount as people write it: `1.234,56 €`, `EUR 1,234.56`, `1'234.50`, `12,- €`, `-5,00`.
 * Without decimals it needs its currency.
 * @returns cents, with the currency it names or `EUR`
 */
export function readAmount(text: string): { cents: number; currency: string } | undefined {
  const found = [...text.trim().matchAll(amount)]
  const [only] = found
  return found.length === 1 && only ? valueOf(only, true) : undefined
}

function valueOf(
  at: RegExpMatchArray,
  bare: boolean,
): { cents: number; currency: string; marked: boolean } | undefined {
  const [, before, sign, whole = '', point, fraction, trailing, after] = at
  const mark = before ?? after
  const separators = whole.replaceAll(/\d/g, '')
  // the same sign for thousands and for the decimals is no amount; one lone group after a point may be thousands
  if (point && separators.includes(point)) return undefined
  if (new Set(separators).size > 1) return undefined
  if (!point && !mark && !bare) return undefined
  if (!point && !mark && separators === ' ') return undefined
  const units = Number(whole.replaceAll(/\D/g, ''))
  const cents = Math.round(units * 100 + (fraction && /\d/.test(fraction) ? Number(fraction) : 0))
  if (cents > MOST_CENTS) return undefined
  const negative = (sign !== undefined && !sign.includes('+')) || trailing !== undefined
  return {
    cents: negative && cents !== 0 ? -cents : cents,
    currency: mark ? (CURRENCIES[mark.toLowerCase().replace('.', '')] ?? 'EUR') : 'EUR',
    marked: mark !== undefined,
  }
}

/** All amounts on a line, from the left: with decimals or with a currency. */
export function amountsIn(line: Line): AmountThere[] {
  if (!/\d/.test(line.text)) return []
  return [...line.text.matchAll(amount)].flatMap((at) => {
    const value = valueOf(at, false)
    if (!value) return []
    const start = (at.index ?? 0) + (at[0].length - at[0].trimStart().length)
    return [{ ...runAt(line, start, (at.index ?? 0) + at[0].trimEnd().length), ...value }]
  })
}

/** As facts compare it: `12345 EUR`. */
export const amountValue = (cents: number, currency: string): string => `${cents} ${currency}`
