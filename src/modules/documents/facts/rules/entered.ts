import { spacedIban } from '#platform/text/iban.ts'
import type { Language } from '#platform/text/language.ts'
import type { Box, FieldKind } from '../../types.ts'

/** A value as people write it into its field. */
export function entered(kind: FieldKind, value: string, language: Language): string {
  if (kind === 'iban') return spacedIban(value)
  if (kind !== 'amount') return value
  const found = /^(-?\d+) ([A-Z]{3})$/.exec(value)
  if (!found) return value
  const amount = Number(found[1]) / 100
  const digits = amount.toLocaleString(language, { minimumFractionDigits: 2, maximumFractionDigits: 2 })
  return `${digits} ${found[2]}`
}

/** `2026-11-24` of the same, or of `24.11.2026`. Reckoned by hand, since not every browser knows Temporal. */
export function dateEntered(text: string): string | undefined {
  const german = /^(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})$/.exec(text)
  const iso = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text)
  const [year, month, day] = (german ? [german[3], german[2], german[1]] : (iso?.slice(1) ?? [])).map(Number)
  if (!year || !month || !day || year < 1000 || year > 9000 || month > 12) return undefined
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0
  const length = month === 2 ? (leap ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31
  return day <= length ? [year, month, day].map((one) => String(one).padStart(2, '0')).join('-') : undefined
}

/** A place as a hidden field carries it: page, then x, y, width and height in fractions. */
export const placeText = ({ page, box }: { page?: number | undefined; box?: Box | undefined }): string =>
  page && box ? [page, box.x, box.y, box.width, box.height].join(' ') : ''

export function placeFrom(text: string | undefined): { page: number; box: Box } | undefined {
  const numbers = (text ?? '').split(' ').map(Number)
  const [page = 0, x = 0, y = 0, width = 0, height = 0] = numbers
  const inside = numbers.length === 5 && numbers.slice(1).every((one) => one >= 0 && one <= 1)
  return inside && Number.isInteger(page) && page >= 1 && page <= 999_999
    ? { page, box: { x, y, width, height } }
    : undefined
}
