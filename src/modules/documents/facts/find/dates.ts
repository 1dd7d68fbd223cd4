import type { Fact } from '../../types.ts'
import type { DateThere } from '../page/dates.ts'
import { bestOf, type Candidate } from './candidates.ts'
import { nearOf, type ReadLine, type ReadPage, within } from './values.ts'

const PAYING = /(?:zahl|überweis|ueberweis|begleich|fällig|faellig|abbuch|einzieh|eingezogen|entricht|\bpay|\bdue\b)/i
const PERIOD = /(?:bis|–|—|-|to)$/i
const OTHERS_LETTER = /(?:ihr|ihre|ihrem|ihren|your)\b.{0,30}\b(?:vom|of|dated)\s*$/i
const BIRTH = /(?:geb\.?|geboren(?:\s+am)?|\*)\s*$/i
const PLACE = /^[\p{Lu}][\p{L} .\-/()]{1,40},?\s*(?:den|am)?\s*$/u

/** The document's own date, and the day by which is to be paid. */
export function findDates(pages: readonly ReadPage[], today: string): Fact[] {
  const due = bestOf('due-date', pages.flatMap(dueDates))
  const dueValue = due[0]?.value
  const own = pages.flatMap((page) => ownDates(page, today))
  const distinct = new Set(own.map(({ value }) => value)).size
  const rated = own.map((one) => ({
    ...one,
    sure: one.sure + (distinct === 1 ? 0.15 : 0) - (one.value === dueValue && one.sure < 0.7 ? 0.2 : 0),
  }))
  return [...bestOf('date', rated, 0.25), ...due]
}

function ownDates(page: ReadPage, today: string): Candidate[] {
  const found: Candidate[] = []
  const taken = new Set<DateThere>()
  page.lines.forEach((line, index) => {
    for (const label of line.labels) {
      if (!['date', '!date', 'due-date'].includes(label.field)) continue
      const [near, date] = firstNear(page, index, label)
      if (!near || !date) continue
      taken.add(date)
      if (label.field === 'date')
        found.push({
          ...date,
          sure: label.weight * (near.where === 'right' ? 0.97 : 0.93) - (page.page.number > 1 ? 0.1 : 0),
        })
    }
  })
  for (const line of page.lines)
    for (const date of line.dates)
      if (!taken.has(date)) found.push({ ...date, sure: unlabelled(page, line, date, today) })
  return found
}

/** A date without a label: rather the document's own the higher it stands, never one of a period or of a birth. */
function unlabelled({ page }: ReadPage, line: ReadLine, date: DateThere, today: string): number {
  const before = line.words.slice(0, date.from).map(({ text }) => text).join(' ') // oxfmt-ignore
  const column = before.slice(line.offsets[line.starts.findLast((start) => start <= date.from) ?? 0] ?? 0)
  if (BIRTH.test(before) || OTHERS_LETTER.test(before)) return 0.05
  if (
    PERIOD.test(before.trim()) ||
    /^\s*(?:bis|–|—|-|to)\b/i.test(line.text.slice(line.offsets[date.to] ?? line.text.length))
  )
    return 0.1
  if (PAYING.test(line.text)) return 0.12
  let sure = page.number === 1 ? 0.3 : 0.12
  if (page.number === 1 && line.box.y < 0.45) sure += 0.2
  if (/(?:rechnung|bescheid|invoice|gutschrift|angebot|mahnung|vertrag)\b.{0,40}(?:vom|of|dated)\s*$/i.test(before))
    sure += 0.35
  if (column === '' || PLACE.test(column)) sure += column === '' ? 0.08 : 0.38
  if (date.value > today) sure -= 0.25
  return sure
}

function dueDates(page: ReadPage): Candidate[] {
  return page.lines.flatMap((line, index) => [
    ...line.labels.flatMap((label): Candidate[] => {
      if (label.field !== 'due-date') return []
      const [, date] = firstNear(page, index, label)
      return date ? [{ ...date, sure: 0.95 * label.weight }] : []
    }),
    ...line.dates.flatMap((date): Candidate[] => {
      const before = line.words.slice(Math.max(0, date.from - 4), date.from).map(({ text }) => text).join(' ') // oxfmt-ignore
      const above = page.lines[index - 1]?.text ?? ''
      const paying = PAYING.test(line.text) || PAYING.test(above)
      return paying && /(?:bis|am|zum|by|spätestens|until)\b[\s:]*(?:zum|den|the)?\s*$/i.test(before)
        ? [{ ...date, sure: PAYING.test(line.text) ? 0.85 : 0.65 }]
        : []
    }),
  ])
}

function firstNear(page: ReadPage, index: number, label: ReadLine['labels'][number]) {
  for (const near of nearOf(page, index, label)) {
    const date = within(near.line.dates, near)[0]
    if (date && date.from - near.from <= 3) return [near, date] as const
  }
  return [undefined, undefined] as const
}
