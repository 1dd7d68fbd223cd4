import type { Problems, Raw } from '#platform/http/route.ts'
import { dateEntered, timeEntered } from './entered.ts'
import type { Snapshot } from './snapshot.ts'
import { tidyWeek, type Stretch, type WholeStretch } from './week.ts'

export const WEEKDAYS = [1, 2, 3, 4, 5, 6, 7] as const
/** Stretches a form takes per weekday; a form may have 500 fields. */
export const MOST_ROWS = 12
export const PARTS = ['opens', 'closes', 'from', 'until'] as const
export type Part = (typeof PARTS)[number]

export const cellName = (weekday: number, row: number, part: Part): string => `d${weekday}_${row}_${part}`

export const weekFields: readonly string[] = WEEKDAYS.flatMap((weekday) =>
  Array.from({ length: MOST_ROWS }, (_, row) => PARTS.map((part) => cellName(weekday, row, part))).flat(),
)

/** A week as the fields of its form. */
export function weekAsFields(week: readonly Stretch[]): Raw {
  const fields: Record<string, string> = {}
  for (const weekday of WEEKDAYS) {
    week
      .filter((one) => one.weekday === weekday)
      .forEach((one, row) => {
        fields[cellName(weekday, row, 'opens')] = one.opens.slice(0, 5)
        fields[cellName(weekday, row, 'closes')] = one.closes.slice(0, 5)
        fields[cellName(weekday, row, 'from')] = one.valid_from ?? ''
        fields[cellName(weekday, row, 'until')] = one.valid_until ?? ''
      })
  }
  return fields
}

/** How many rows of a weekday are filled in. */
export const rowsUsed = (entered: Raw, weekday: number): number =>
  1 +
  Array.from({ length: MOST_ROWS }, (_, row) => row).findLastIndex((row) =>
    PARTS.some((part) => (entered[cellName(weekday, row, part)] ?? '').trim() !== ''),
  )

/** Monday's rows on the days after it up to Friday. */
export function likeMonday(entered: Raw): Raw {
  const copied = { ...entered }
  for (const weekday of [2, 3, 4, 5])
    for (let row = 0; row < MOST_ROWS; row++)
      for (const part of PARTS) copied[cellName(weekday, row, part)] = entered[cellName(1, row, part)] ?? ''
  return copied
}

/**
 * Reads the weekly table. Problems by field: `time`, `half` (the other time is missing), `no-time` (dates without
 * times), `date`, `order` (ends before it begins).
 */
export function readWeek(entered: Raw): {
  readonly week: readonly WholeStretch[]
  readonly rows: number
  readonly problems: Problems
} {
  const problems: Record<string, string> = {}
  const stretches: Stretch[] = []
  for (const weekday of WEEKDAYS)
    for (let row = 0; row < MOST_ROWS; row++) {
      const name = (part: Part) => cellName(weekday, row, part)
      const text = (part: Part) => (entered[name(part)] ?? '').trim()
      if (PARTS.every((part) => text(part) === '')) continue
      const wrong = (part: Part, code: string) => void (problems[name(part)] ??= code)
      const times = (['opens', 'closes'] as const).map((part) => {
        const time = timeEntered(text(part))
        if (text(part) !== '' && !time) wrong(part, 'time')
        return time
      })
      const dates = (['from', 'until'] as const).map((part) => {
        const date = text(part) === '' ? null : dateEntered(text(part))
        if (date === undefined) wrong(part, 'date')
        return date ?? null
      })
      const empty = (['opens', 'closes'] as const).filter((part) => text(part) === '')
      for (const part of empty) wrong(part, empty.length === 2 ? 'no-time' : 'half')
      const [opens, closes, from = null, until = null] = [times[0], times[1], dates[0], dates[1]]
      if (from && until && until < from) wrong('until', 'order')
      if (opens && closes) stretches.push({ weekday, opens, closes, valid_from: from, valid_until: until })
    }
  return { week: tidyWeek(stretches), rows: stretches.length, problems }
}

/** A week as a snapshot: per weekday its stretches, `08:00-12:00` or `08:00-12:00 2026-06-01 2026-08-31`. */
export function weekSnapshot(week: readonly Stretch[]): Snapshot {
  const days: Record<string, string> = {}
  for (const { weekday, opens, closes, valid_from, valid_until } of tidyWeek(week)) {
    const dates = valid_from || valid_until ? ` ${valid_from ?? '-'} ${valid_until ?? '-'}` : ''
    const text = `${opens}-${closes}${dates}`
    days[weekday] = days[weekday] ? `${days[weekday]}, ${text}` : text
  }
  return days
}

/** The stretches in a snapshot's text, for people to read. */
export function stretchesIn(text: string): Omit<WholeStretch, 'weekday'>[] {
  const date = (found: string | undefined) => (found && dateEntered(found)) || null
  return text
    .split(', ')
    .map((one) => /^(\d\d:\d\d)-(\d\d:\d\d)(?: (\S+) (\S+))?$/.exec(one))
    .filter((one) => one !== null)
    .map(([, opens = '', closes = '', from, until]) => ({
      opens,
      closes,
      valid_from: date(from),
      valid_until: date(until),
    }))
}
