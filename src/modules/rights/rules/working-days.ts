import Holidays from 'date-holidays'
import type { IsFree } from './clock.ts'

// A region's rules are read once; years are asked for as requests come in, so they are few.
const calendars = new Map<string, Holidays>()
const years = new Map<string, ReadonlySet<string>>()
const MOST_YEARS = 500
const DAY_MS = 86_400_000

/** The longest beginning of a region's code that is known: its part, its state, its country, else Germany. */
function knownPart(region: string): string[] {
  const [country = '', state, part] = region.split('-')
  const all = new Holidays()
  if (!Object.hasOwn(all.getCountries(), country)) return ['DE']
  if (state === undefined || !Object.hasOwn(all.getStates(country) ?? {}, state)) return [country]
  return part === undefined || !Object.hasOwn(all.getRegions(country, state) ?? {}, part)
    ? [country, state]
    : [country, state, part]
}

function calendarOf(region: string): Holidays {
  const known = calendars.get(region)
  if (known) return known
  // a region nobody knows has at least the days of its country: a period that ends too early harms nobody
  const [country = 'DE', ...rest] = knownPart(region)
  const made =
    rest[1] !== undefined && rest[0] !== undefined
      ? new Holidays(country, rest[0], rest[1])
      : rest[0] !== undefined
        ? new Holidays(country, rest[0])
        : new Holidays(country)
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
