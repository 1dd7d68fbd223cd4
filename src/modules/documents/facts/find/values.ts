import { amountsIn, type AmountThere } from '../page/amounts.ts'
import { datesIn, type DateThere } from '../page/dates.ts'
import { ibansIn, type IbanThere } from '../page/ibans.ts'
import { type Line, linesOf, type Run } from '../page/layout.ts'
import type { PageRead } from '../../types.ts'
import { labelsIn, type LabelThere, type OwnLabels } from './labels.ts'

/** A line with everything that can be read on it. */
export type ReadLine = Line & {
  readonly dates: readonly DateThere[]
  readonly amounts: readonly AmountThere[]
  readonly ibans: readonly IbanThere[]
  readonly labels: readonly LabelThere[]
}
export type ReadPage = { readonly page: PageRead; readonly last: boolean; readonly lines: readonly ReadLine[] }

const FIRST = 5
const LAST = 3

/** The pages on which documents say what they are: the first ones and the last ones. */
export function readPages(pages: readonly PageRead[], today: string, own?: OwnLabels): ReadPage[] {
  const telling = pages.filter((_, index) => index < FIRST || index >= pages.length - LAST)
  return telling.map((page, index) => ({
    page,
    last: index === telling.length - 1,
    lines: linesOf(page).map((line) => ({
      ...line,
      dates: datesIn(line, today),
      amounts: amountsIn(line),
      ibans: ibansIn(line),
      labels: labelsIn(line, own),
    })),
  }))
}

/** Where the value of a label is looked for, the nearest first. */
export type Near = {
  readonly line: ReadLine
  /** Words `from` up to `to` belong to this label. */
  readonly from: number
  readonly to: number
  readonly where: 'right' | 'below'
}

const LINES_BELOW = 3

/**
 * The stretches in which the value of a label can stand: what follows on its line up to the next label, and below it what
 * begins under the label. Where the next column is a label as well, the line is a head and its values are below.
 */
export function nearOf(page: ReadPage, lineIndex: number, label: LabelThere): Near[] {
  const line = page.lines[lineIndex]
  if (!line) return []
  const next = line.labels.find(({ from }) => from >= label.to)
  const right: Near = { line, from: label.to, to: next?.from ?? line.words.length, where: 'right' }
  const below: Near[] = []
  const left = line.words[label.from]?.box.x ?? 0
  const lastWord = line.words[label.to - 1]?.box
  const end = lastWord ? lastWord.x + lastWord.width : left
  const until = next ? (line.words[next.from]?.box.x ?? 1) : 1.1
  for (let step = 1; step <= LINES_BELOW; step++) {
    const under = page.lines[lineIndex + step]
    if (!under || under.box.y - line.box.y > 4 * line.box.height + 0.01) break
    const from = under.words.findIndex(
      ({ box }) => box.x + box.width > left - 0.01 && box.x < Math.max(end, left) + 0.02,
    )
    if (from < 0) continue
    const to = under.words.findIndex(({ box }, index) => index > from && box.x >= until - 0.005)
    below.push({ line: under, from, to: to < 0 ? under.words.length : to, where: 'below' })
    break
  }
  return right.from < right.to ? [right, ...below] : below
}

/** Runs of a line within a stretch. */
export const within = <R extends Run>(runs: readonly R[], near: Near): R[] =>
  runs.filter(({ from, to }) => from >= near.from && to <= near.to)

const FILLERS = /^(?:[:.#\-–—=/]+|nr\.?:?|no\.?:?|nummer:?|vom|von|am|der|die|das|den|zum|bis|spätestens|is|:)$/i
const TOKEN = /^[(]?([\p{L}\d][\p{L}\d./\-_:+*]*)[),;.]?$/u
const LONGEST = 40

/**
 * A number or sign as organisations give them: `2026-0017`, `RE 2026/17`, `123 456 789`; it holds a digit.
 * @param strict at least three digits, for labels that are ordinary words
 */
export function identifierIn(near: Near, strict = false): (Run & { readonly value: string }) | undefined {
  const { line } = near
  let from = near.from
  while (from < near.to && FILLERS.test(line.words[from]?.text ?? '')) from++
  if (from - near.from > 2) return undefined
  const word = (index: number) => (index < near.to ? (line.words[index]?.text ?? '') : '')
  const sameColumn = (index: number) => index < near.to && !line.starts.includes(index)
  let value = TOKEN.exec(word(from))?.[1]?.replace(/[.:,;/-]+$/, '') ?? ''
  let to = from + 1
  if (/^\p{Lu}{1,4}$/u.test(value) && sameColumn(to) && /^[\d/-]/.test(word(to))) {
    value += ` ${TOKEN.exec(word(to))?.[1] ?? word(to).replaceAll(/[^\d\-/.]/g, '')}`
    to++
  }
  // `2026 / 17`, and groups of digits
  while (sameColumn(to) && /^[/–-]$/.test(word(to)) && sameColumn(to + 1) && /^\p{L}?\d/u.test(word(to + 1))) {
    value += word(to) + (TOKEN.exec(word(to + 1))?.[1] ?? '')
    to += 2
  }
  if (/^\d{1,5}$/.test(value))
    while (sameColumn(to) && /^\d{2,5}$/.test(word(to)) && value.length < 24) {
      value += ` ${word(to)}`
      to++
    }
  value = value.trim()
  const digits = value.replaceAll(/\D/g, '').length
  if (digits === 0 || value.length > LONGEST || (strict && digits < 3)) return undefined
  const run = { line, from, to }
  const overlaps = (other: Run) => other.from < run.to && run.from < other.to
  // a date is no number, unless it is only a part of one
  if (line.dates.some((date) => overlaps(date) && date.to - date.from >= run.to - run.from && isDate(value)))
    return undefined
  if (line.amounts.some((amount) => overlaps(amount) && amount.marked)) return undefined
  if (/^\d{1,3}(?:\.\d{3})*,\d{2}$/.test(value) || (/^\d{1,3}%?$/.test(value) && strict)) return undefined
  return { ...run, value }
}

const isDate = (value: string) =>
  /^\d{1,2}\.\s?\d{1,2}\.\s?(?:\d{4}|\d{2})$/.test(value) ||
  /^\d{4}-\d{2}-\d{2}$/.test(value) ||
  /^\d{1,2}\/\d{1,2}\/\d{4}$/.test(value)

/** What stands beside a label, up to the end of its column. */
export function textIn(near: Near): (Run & { readonly value: string }) | undefined {
  const { line } = near
  let from = near.from
  while (from < near.to && /^[:\-–=]+$/.test(line.words[from]?.text ?? '')) from++
  const column = line.starts.find((start) => start > from) ?? line.words.length
  const to = Math.min(near.to, column)
  const value = line.words.slice(from, to).map(({ text }) => text).join(' ').trim() // oxfmt-ignore
  return value === '' ? undefined : { line, from, to, value: value.slice(0, 200) }
}
