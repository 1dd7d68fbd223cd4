import { dateOf, day, timeOfDay, wallClock, wallOf } from './wall-clock.ts'
import type { WallClock } from './wall-clock.ts'

/** A weekly row, in local wall time. `closes` at or before `opens` means the next day (equal: 24 hours). */
export type OpeningHours = {
  /** 1 Monday to 7 Sunday */
  readonly weekday: number
  readonly opens: string
  readonly closes: string
  /** First and last date on which the row holds; null is without limit. */
  readonly valid_from: string | null
  readonly valid_until: string | null
}

/**
 * Dates on which something else holds (both inclusive). With times, on each of the dates from time to time, across
 * midnight when `until_time` is at or before `from_time`. Without times: closed all day, or open as usual although
 * it is a holiday. A closure always wins over an opening.
 */
export type OpeningException = {
  readonly kind: 'closed' | 'open'
  readonly from_date: string
  readonly until_date: string
  readonly from_time: string | null
  readonly until_time: string | null
}

export type OpeningRules = {
  readonly zone: string
  readonly hours: readonly OpeningHours[]
  readonly exceptions: readonly OpeningException[]
  readonly isHoliday: (date: string) => boolean
}

/** From `start` up to, not including, `end`; epoch milliseconds. */
export type Period = { readonly start: number; readonly end: number }

/** A period in which a location is open. */
export type Opening = Period & {
  /** The local date on which it begins. */
  readonly date: string
  /** Where the grid of starts begins: the opening's beginning, also when a closure cut it off. */
  readonly grid: number
}

/**
 * When a location is open between two dates (both inclusive): disjoint, in order, touching ones united. An opening
 * that begins on `until` is given to its end on the next day. What began on the day before `from` is cut at midnight.
 */
export function openings(rules: OpeningRules, from: string, until: string): Opening[] {
  if (from > until) return []
  const clock = wallClock(rules.zone, from, until)
  const usual: Period[] = []
  const holidays: Period[] = []
  const extra: Period[] = []
  const closed: Period[] = []

  // The day before reaches in by its night; the day after can only take away.
  for (let wall = wallOf(from) - day; wall <= wallOf(until) + day; wall += day) {
    const date = dateOf(wall)
    const today = rules.exceptions.filter((e) => e.from_date <= date && date <= e.until_date)
    const isShut = today.some((e) => e.kind === 'closed' && isWholeDay(e))
    const isHoliday = rules.isHoliday(date) && !today.some((e) => e.kind === 'open' && isWholeDay(e))
    if (isHoliday) holidays.push(wholeDay(clock, wall))
    for (const exception of today) if (exception.kind === 'closed') closed.push(closedPeriod(clock, wall, exception))
    if (isShut || wall > wallOf(until)) continue
    for (const { kind, from_time, until_time } of today) {
      if (kind === 'open' && from_time !== null && until_time !== null)
        extra.push(openPeriod(clock, wall, from_time, until_time))
    }
    if (isHoliday) continue
    for (const row of rules.hours) {
      if (row.weekday === weekdayOf(wall) && holds(row, date))
        usual.push(openPeriod(clock, wall, row.opens, row.closes))
    }
  }

  const begins = clock.first(wallOf(from))
  const result: Opening[] = []
  for (const whole of united([...without(usual, holidays), ...extra])) {
    for (const part of without([whole], closed)) {
      const start = Math.max(part.start, begins)
      if (start < part.end) result.push({ start, end: part.end, date: dateOf(clock.wallAt(start)), grid: whole.start })
    }
  }
  return result
}

const weekdayOf = (wall: number): number => ((((wall / day + 3) % 7) + 7) % 7) + 1

const holds = (row: OpeningHours, date: string): boolean =>
  (row.valid_from === null || row.valid_from <= date) && (row.valid_until === null || date <= row.valid_until)

const isWholeDay = (e: OpeningException): boolean => e.from_time === null || e.until_time === null

const wholeDay = (clock: WallClock, wall: number): Period => ({
  start: clock.first(wall),
  end: clock.first(wall + day),
})

function openPeriod(clock: WallClock, wall: number, from: string, until: string): Period {
  const [opens, closes] = [timeOfDay(from), timeOfDay(until)]
  return { start: clock.first(wall + opens), end: clock.first(wall + closes + (closes <= opens ? day : 0)) }
}

/** As an opening, but an hour that the clock shows twice is closed both times. */
function closedPeriod(clock: WallClock, wall: number, { from_time, until_time }: OpeningException): Period {
  if (from_time === null || until_time === null) return wholeDay(clock, wall)
  const [from, until] = [timeOfDay(from_time), timeOfDay(until_time)]
  return { start: clock.first(wall + from), end: clock.last(wall + until + (until <= from ? day : 0)) }
}

/** Overlapping and touching periods as one; in order. */
export function united(periods: readonly Period[]): Period[] {
  const result: { start: number; end: number }[] = []
  for (const { start, end } of periods.filter((p) => p.start < p.end).sort((a, b) => a.start - b.start)) {
    const last = result.at(-1)
    if (last !== undefined && start <= last.end) last.end = Math.max(last.end, end)
    else result.push({ start, end })
  }
  return result
}

/** What of the periods is left without others (any order, may overlap). */
export function without(periods: readonly Period[], others: readonly Period[]): Period[] {
  const cuts = united(others)
  const result: Period[] = []
  let next = 0
  for (const period of united(periods)) {
    let start = period.start
    while (next < cuts.length && cuts[next]!.end <= start) next++
    for (let i = next; i < cuts.length && cuts[i]!.start < period.end; i++) {
      if (cuts[i]!.start > start) result.push({ start, end: cuts[i]!.start })
      start = Math.max(start, cuts[i]!.end)
    }
    if (start < period.end) result.push({ start, end: period.end })
  }
  return result
}
