import { type Holiday, publicHolidays } from '#platform/clock/holidays.ts'
import type { IsFree } from './clock.ts'

/** A region nobody knows has at least the days of its state or country: a period that ends too early harms nobody. */
function holidaysAround(region: string, year: number): ReadonlyMap<string, Holiday> {
  const [country = '', state] = region.split('-')
  return (
    publicHolidays(region, year) ??
    publicHolidays(`${country}-${state}`, year) ??
    publicHolidays(country, year) ??
    publicHolidays('DE', year) ??
    new Map()
  )
}

const SATURDAY = 6

/** Saturdays, Sundays and the public holidays of a region in the codes of date-holidays: 'DE', 'DE-NW', 'DE-BY-A'. */
export const freeIn =
  (region: string): IsFree =>
  (day) =>
    day.dayOfWeek >= SATURDAY || holidaysAround(region, day.year).has(day.toString())
