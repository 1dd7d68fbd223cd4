import { type Line, type Run, runAt } from './layout.ts'
import { monthOf } from './month.ts'

export type DateThere = Run & { readonly value: string }

const D = String.raw`[\dOolI]`
const numeric = new RegExp(
  String.raw`(?<![\d.,/\-\p{L}])(${D}{1,2})\s?[.]\s?(${D}{1,2})\s?[.]\s?(${D}{4}|\d{2})(?![\d\p{L}]|[.,/\-]\d)`,
  'gu',
)
const iso = /(?<![\d-])(\d{4})-(\d{2})-(\d{2})(?![\d-])/g
const slashed = /(?<![\d/])(\d{1,2})\/(\d{1,2})\/(\d{4})(?![\d/])/g
const written = /(?<![\d.])(\d{1,2})(?:\.|st|nd|rd|th)?\s*(\p{L}[\p{L}0]{2,9})\.?,?\s+(\d{4})(?!\d)/gu
const american = /(\p{L}{3,9})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})(?!\d)/gu

const digits = (text: string): number => Number(text.replaceAll(/[Oo]/g, '0').replaceAll(/[lI]/g, '1'))

/** `2026-11-22`; undefined for what is no day between 1950 and ten years ahead. */
export function dateOf(day: number, month: number, year: number, today: string): string | undefined {
  const now = Number(today.slice(0, 4))
  const whole = year >= 100 ? year : year <= (now % 100) + 5 ? 2000 + year : 1900 + year
  if (whole < 1950 || whole > now + 10) return undefined
  try {
    return Temporal.PlainDate.from({ year: whole, month, day }, { overflow: 'reject' }).toString()
  } catch {
    return undefined
  }
}

/** All dates on a line, from the left. */
export function datesIn(line: Line, today: string): DateThere[] {
  const found: DateThere[] = []
  const take = (at: RegExpMatchArray, value: string | undefined) => {
    if (value === undefined) return
    const start = at.index ?? 0
    const run = runAt(line, start, start + at[0].trimEnd().length)
    if (!found.some((other) => other.from < run.to && run.from < other.to && other.value === value))
      found.push({ ...run, value })
  }
  const { text } = line
  if (!/\d/.test(text)) return found
  for (const at of text.matchAll(numeric))
    take(at, dateOf(digits(at[1] ?? ''), digits(at[2] ?? ''), digits(at[3] ?? ''), today))
  for (const at of text.matchAll(iso)) take(at, dateOf(Number(at[3]), Number(at[2]), Number(at[1]), today))
  for (const at of text.matchAll(slashed)) {
    const [first, second, year] = [Number(at[1]), Number(at[2]), Number(at[3])]
    take(at, second > 12 ? dateOf(second, first, year, today) : dateOf(first, second, year, today))
  }
  for (const at of text.matchAll(written)) {
    const month = monthOf(at[2] ?? '')
    if (month !== undefined) take(at, dateOf(Number(at[1]), month, Number(at[3]), today))
  }
  for (const at of text.matchAll(american)) {
    const month = monthOf(at[1] ?? '')
    if (month !== undefined) take(at, dateOf(Number(at[2]), month, Number(at[3]), today))
  }
  return found.toSorted((a, b) => a.from - b.from)
}
