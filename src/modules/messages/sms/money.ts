import type { Language } from '#platform/text/language.ts'

// Also runs in the browser, in the editor.

/** An amount in ten-thousandths, with as many digits as it has, two at least. */
export function money(language: Language, amount: number, currency: string): string {
  const key = language + currency
  const formatter =
    made.get(key) ??
    new Intl.NumberFormat(language === 'de' ? 'de-DE' : 'en-GB', {
      style: 'currency',
      currency,
      minimumFractionDigits: 2,
      maximumFractionDigits: 4,
    })
  made.set(key, formatter)
  return formatter.format(amount / 10_000)
}
const made = new Map<string, Intl.NumberFormat>()
