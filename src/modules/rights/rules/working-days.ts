import Holidays from 'date-holidays'
import type { IsFree } from './clock.ts'

// A region's rules are read once; years are asked for as requests come in, so they are few.
const calendars = new Map<string, Holidays>()
const years = new Map<string, ReadonlySet<string>>()
const MOST_YEARS = 500
const DAY_MS = 86_400_000

function calendarOf(region: string): Holidays {
  const known = calendars.get(region)
  if (known) return known
  const [country = 'DE', ...parts] = region.split('-')
  const made = new Holidays()
  // a region nobody knows has at least the days of its country: a period that ends too early harms nobody
  const found = (parts.length > 1 && made.init(country, parts[0], parts[1])) || made.init(country, parts[0] ?? '')
  if (!found && !made.init(country)) made.init('DE')
  calendars.set(region, made)
  return made
}

function freeDays(region: string, year: number): ReadonlySet<string> {
  const key = `${region} ${year}`
  const known = years.get(key)
  if (known) return known
  const days = calendarOf(region)
    .getHolidays(year)
    .filter(({ type }) => type === 'public')
    .flatMap(({ date, start, end }) => {
      const first = Temporal.PlainDate.from(date.slice(0, 10))
      const length = Math.max(1, Math.ceil((end.getTime() - start.getTime()) / DAY_MS - 0.2))
      return Array.from({ length }, (_, i) => first.add({ days: i }).toString())
    })
  if (years.size >= MOST_YEARS) years.clear()
  const made = new Set(days)
  years.set(key, made)
  return made
}

const SATURDAY = 6

/** Saturdays, Sundays and the public holidays of a region in the codes of date-holidays: 'DE', 'DE-NW', 'DE-BY-A'. */
export const freeIn =
  (region: string): IsFree =>
  (day) =>
    day.dayOfWeek >= SATURDAY || freeDays(region, day.year).has(day.toString())
