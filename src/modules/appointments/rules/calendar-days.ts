import type { Opening } from './hours.ts'
import type { FreeStart } from './slots.ts'

export type DayOnOffer = { readonly date: string; readonly free: number; readonly open: boolean }

/** Days of one page of the calendar. */
export const DAYS_SHOWN = 7

/**
 * The days a page shows, from a date on: with how much is free, and whether anything is open at all. Weekends and other
 * closed days are only shown when they lie between open ones.
 */
export function daysOnOffer(
  from: string,
  open: readonly Opening[],
  byDate: ReadonlyMap<string, readonly FreeStart[]>,
): DayOnOffer[] {
  const openDates = new Set(open.map(({ date }) => date))
  const first = Temporal.PlainDate.from(from)
  const days = Array.from({ length: DAYS_SHOWN }, (_, offset) => {
    const date = first.add({ days: offset }).toString()
    return { date, free: byDate.get(date)?.length ?? 0, open: openDates.has(date) }
  })
  return days.slice(
    days.findIndex((day) => day.open),
    days.findLastIndex((day) => day.open) + 1,
  )
}
