import { type Holiday, publicHolidays } from '#platform/clock/holidays.ts'
import { refuse } from '#platform/errors/errors.ts'

export { holidayRegions, isHolidayRegion, type Holiday } from '#platform/clock/holidays.ts'

/**
 * Public holidays of a year by date ('2026-08-08'); see `publicHolidays`.
 * @throws Refusal appointments.unknown-holiday-region
 */
export function holidaysOf(region: string, year: number): ReadonlyMap<string, Holiday> {
  const days = publicHolidays(region, year)
  if (!days) throw refuse('appointments.unknown-holiday-region', 'invalid', { region: region.slice(0, 20) })
  return days
}

/** Whether a date ('2026-08-08') is a public holiday there, as the opening rules ask for it. */
export const isHolidayIn =
  (region: string) =>
  (date: string): boolean =>
    holidaysOf(region, Number(date.slice(0, 4))).has(date)
