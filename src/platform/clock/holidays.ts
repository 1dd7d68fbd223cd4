import { createRequire } from 'node:module'
import type Holidays from 'date-holidays'

export type Holiday = { readonly date: string; readonly name: { readonly de: string; readonly en: string } }

const years = new Map<string, ReadonlyMap<string, Holiday>>()
// A region's rules are read once; years are asked for by whoever looks at a calendar, so they are bounded.
const calendars = new Map<string, Holidays>()
const mostYears = 2_000

/** All the world's rules: read when a calendar asks for them, as they are large. */
export const allHolidays = (): typeof Holidays => createRequire(import.meta.url)('date-holidays') as typeof Holidays

/**
 * Public holidays of a year by date ('2026-08-08'), for a region in the codes of date-holidays: 'DE', 'DE-NW', or with
 * the municipality's own days 'DE-BY-A' (Augsburg).
 * @returns undefined for a region that is not known
 */
export function publicHolidays(region: string, year: number): ReadonlyMap<string, Holiday> | undefined {
  const key = `${region} ${year}`
  const known = years.get(key)
  if (known) return known
  const calendar = calendarOf(region)
  if (!calendar) return undefined
  const english = new Map(publicDays(calendar, year, 'en').map((day) => [day.date, day.name]))
  const days = new Map<string, Holiday>()
  for (const { date, name } of publicDays(calendar, year, 'de'))
    days.set(date, { date, name: { de: name, en: english.get(date) ?? name } })
  if (years.size >= mostYears) years.clear()
  years.set(key, days)
  return days
}

/** The regions below a country or state, with their names: `holidayRegions('DE')` has { code: 'DE-NW', name: 'Nordrhein-Westfalen' }. */
export function holidayRegions(parent: string): { readonly code: string; readonly name: string }[] {
  const [country = '', state] = parent.split('-')
  const all = new (allHolidays())()
  const found = state === undefined ? all.getStates(country, 'de') : all.getRegions(country, state, 'de')
  return Object.entries(found ?? {}).map(([code, name]) => ({ code: `${parent}-${code}`, name }))
}

function calendarOf(region: string): Holidays | undefined {
  const known = calendars.get(region)
  if (known) return known
  if (!isHolidayRegion(region)) return undefined
  const [country = '', state, part] = region.split('-')
  const Calendar = allHolidays()
  const calendar =
    part !== undefined && state !== undefined
      ? new Calendar(country, state, part)
      : state !== undefined
        ? new Calendar(country, state)
        : new Calendar(country)
  calendars.set(region, calendar)
  return calendar
}

/** Whether holidays are known for this code. */
export function isHolidayRegion(region: string): boolean {
  if (!/^[A-Z]{2}(-[A-Z0-9]+){0,2}$/.test(region)) return false
  const [country = '', state, part] = region.split('-')
  const all = new (allHolidays())()
  if (!Object.hasOwn(all.getCountries(), country)) return false
  if (state === undefined) return true
  if (!Object.hasOwn(all.getStates(country) ?? {}, state)) return false
  return part === undefined || Object.hasOwn(all.getRegions(country, state) ?? {}, part)
}

/** A holiday of several days (as some countries have) counts on each of them. */
function publicDays(calendar: Holidays, year: number, language: string): { date: string; name: string }[] {
  return calendar
    .getHolidays(year, language)
    .filter((holiday) => holiday.type === 'public')
    .flatMap((holiday) => {
      const first = Temporal.PlainDate.from(holiday.date.slice(0, 10))
      const days = Math.max(1, Math.ceil((holiday.end.getTime() - holiday.start.getTime()) / 86_400_000 - 0.2))
      return Array.from({ length: days }, (_, i) => ({ date: first.add({ days: i }).toString(), name: holiday.name }))
    })
}
