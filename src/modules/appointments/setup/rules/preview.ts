import { holidaysOf, type Holiday } from '../../rules/holidays.ts'
import {
  openings,
  type OpeningException,
  type OpeningHours,
  type OpeningRules,
  type Period,
} from '../../rules/hours.ts'
import { isHolidayIn } from '../../rules/holidays.ts'

/** What decides when a location is open, with the reasons people gave. */
export type Rules = {
  readonly zone: string
  readonly region: string
  readonly hours: readonly OpeningHours[]
  readonly exceptions: readonly ReasonedException[]
}
export type ReasonedException = OpeningException & { readonly reason: string; readonly reason_en: string }

export type DayAhead = {
  readonly date: string
  /** What is open on this calendar day; a night is cut at midnight. */
  readonly open: readonly Period[]
  /** The beginning and end of the day, as instants. */
  readonly day: Period
  readonly holiday: Holiday | undefined
  readonly exceptions: readonly ReasonedException[]
  /** A closure and an opening meet on this day: the closure wins. */
  readonly contested: boolean
}

export const openingRules = ({ zone, region, hours, exceptions }: Rules) => ({
  zone,
  hours,
  exceptions,
  isHoliday: isHolidayIn(region),
})

const plus = (date: string, days: number): string => Temporal.PlainDate.from(date).add({ days }).toString()

/** The days from a date on as they will really be open. */
export function daysAhead(rules: Rules, from: string, count: number): DayAhead[] {
  const open = openings(openingRules(rules), from, plus(from, count - 1))
  return Array.from({ length: count }, (_, offset) => {
    const date = plus(from, offset)
    const day = { start: startOf(date, rules.zone), end: startOf(plus(date, 1), rules.zone) }
    const exceptions = rules.exceptions.filter((one) => one.from_date <= date && date <= one.until_date)
    return {
      date,
      day,
      open: open.flatMap(({ start, end }) => cut({ start, end }, day)),
      holiday: holidayOn(rules.region, date),
      exceptions,
      contested: new Set(exceptions.map(({ kind }) => kind)).size > 1,
    }
  })
}

const startOf = (date: string, zone: string): number =>
  Temporal.PlainDate.from(date).toZonedDateTime(zone).epochMilliseconds

const cut = (period: Period, day: Period): Period[] => {
  const [start, end] = [Math.max(period.start, day.start), Math.min(period.end, day.end)]
  return start < end ? [{ start, end }] : []
}

const holidayOn = (region: string, date: string): Holiday | undefined =>
  holidaysOf(region, Number(date.slice(0, 4))).get(date)

export type HolidayAhead = { readonly holiday: Holiday; readonly effect: 'closes' | 'open' | 'closed-anyway' }

/** The next holidays of the region and what each does to the opening hours. */
export function holidaysAhead(rules: Rules, from: string, count: number): HolidayAhead[] {
  const year = Number(from.slice(0, 4))
  const days = [year, year + 1]
    .flatMap((one) => [...holidaysOf(rules.region, one).values()])
    .filter(({ date }) => date >= from)
    .sort((a, b) => a.date.localeCompare(b.date))
    .slice(0, count)
  const withoutHolidays = { ...openingRules(rules), isHoliday: () => false }
  return days.map((holiday) => {
    const begins = (given: OpeningRules) =>
      openings(given, holiday.date, holiday.date).some(({ date }) => date === holiday.date)
    if (begins(openingRules(rules))) return { holiday, effect: 'open' }
    return { holiday, effect: begins(withoutHolidays) ? 'closes' : 'closed-anyway' }
  })
}

export type Ahead = { readonly starts_at: Temporal.Instant; readonly ends_at: Temporal.Instant }

/** Bookings (in order of start) that do not lie within one opening. */
export function outsideOf<B extends Ahead>(bookings: readonly B[], rules: Rules): B[] {
  const last = bookings.at(-1)
  const first = bookings.at(0)
  if (!first || !last) return []
  const dateOf = (instant: Temporal.Instant) => instant.toZonedDateTimeISO(rules.zone).toPlainDate()
  // a night that began the day before is part of it
  const open = openings(
    openingRules(rules),
    dateOf(first.starts_at).subtract({ days: 1 }).toString(),
    dateOf(last.starts_at).toString(),
  )
  let next = 0
  return bookings.filter(({ starts_at, ends_at }) => {
    const [start, end] = [starts_at.epochMilliseconds, ends_at.epochMilliseconds]
    while (next < open.length && (open[next]?.end ?? 0) <= start) next++
    const around = open[next]
    return !around || start < around.start || end > around.end
  })
}

/** The longest opening ahead in minutes, for whether a service fits at all. */
export const longestOpening = (rules: Rules, from: string, days: number): number =>
  Math.max(0, ...openings(openingRules(rules), from, plus(from, days)).map(({ start, end }) => (end - start) / 60_000))
