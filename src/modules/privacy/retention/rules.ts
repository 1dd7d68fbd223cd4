import type { DayPeriod, Keep, Period } from '#platform/data/table.ts'

/** A rule with a start event and a fixed period, in the version that holds on a day. */
export type Rule = { readonly period: Period; readonly to?: 'year-end' | undefined; readonly law?: string | undefined }
type Versioned = Extract<Keep<string>, { from: string; period: Period }>

export type Length = { readonly unit: 'days' | 'months' | 'years'; readonly count: number }
const units = { D: 'days', M: 'months', Y: 'years' } as const

/** The length of a period such as `P30D`, `P6M`, `P8Y`. @throws Error for anything else */
export function lengthIn(period: string): Length {
  const [, count, unit] = /^P(\d{1,5})([DMY])$/.exec(period) ?? []
  if (!count || !unit) throw new Error(`${period} is no period in days, months or years`)
  return { unit: units[unit as keyof typeof units], count: Number(count) }
}

/** Whole days of a period such as `P30D`. */
export const daysOf = (period: DayPeriod): number => lengthIn(period).count

/** Whether the table's period is the same for all rows, as opposed to standing in each row. */
export const isFixed = (keep: Keep<string>): keep is Versioned => 'from' in keep && typeof keep.period === 'string'

/**
 * The version of a rule that holds on a day: a period that changes by law changes for existing rows too, from the day on
 * which the law says so, and not before.
 * @param day a calendar date of the organisation's zone, `2026-11-24`
 */
export function ruleOn(keep: Versioned, day: string): Rule {
  const versions: readonly (Rule & { readonly validFrom?: string })[] = [keep, ...(keep.formerly ?? [])]
  const valid = versions.find(({ validFrom }) => validFrom === undefined || validFrom <= day)
  // of a rule that was never valid before, its oldest version is the best that is known
  return valid ?? (versions.at(-1) as Rule)
}

const dateIn = (instant: Temporal.Instant, zone: string): Temporal.PlainDate =>
  instant.toZonedDateTimeISO(zone).toPlainDate()
const startOf = (day: Temporal.PlainDate, zone: string): Temporal.Instant =>
  day.toZonedDateTime({ timeZone: zone }).toInstant()
const newYear = (year: number): Temporal.PlainDate => Temporal.PlainDate.from({ year, month: 1, day: 1 })

/**
 * From when on a row must be gone. Days are 24 hours each; months and years end with the day that bears the number of the
 * day of the start event, or with the month's last (§ 188(2), (3) BGB), so the row is due from the day after. With
 * `year-end` the period begins after the start event's calendar year: a voucher of 5 March 2024 with eight years is due
 * from 1 January 2033 (§ 147(3), (4) AO).
 */
export function dueFrom({ period, to }: Rule, start: Temporal.Instant, zone: string): Temporal.Instant {
  const { unit, count } = lengthIn(period)
  if (to === 'year-end') {
    const next = newYear(dateIn(start, zone).year + 1)
    return startOf(next.add({ [unit]: count }), zone)
  }
  if (unit === 'days') return start.add({ hours: count * 24 })
  return startOf(
    dateIn(start, zone)
      .add({ [unit]: count })
      .add({ days: 1 }),
    zone,
  )
}

const TICK = { microseconds: 1 } // PostgreSQL's

/**
 * The other way round: rows whose start event was at or before this instant are due now. One instant for a whole table,
 * so that an index on the start event finds what is due.
 */
export function latestDue({ period, to }: Rule, now: Temporal.Instant, zone: string): Temporal.Instant {
  const { unit, count } = lengthIn(period)
  const today = dateIn(now, zone)
  if (to === 'year-end') {
    let year = today.subtract({ [unit]: count }).year
    // a period of months or days after the year's end may have passed in the year already, or not yet
    while (Temporal.PlainDate.compare(newYear(year + 1).add({ [unit]: count }), today) <= 0) year++
    while (Temporal.PlainDate.compare(newYear(year).add({ [unit]: count }), today) > 0) year--
    return startOf(newYear(year), zone).subtract(TICK)
  }
  if (unit === 'days') return now.subtract({ hours: count * 24 })
  const ended = today.subtract({ days: 1 })
  let day = ended.subtract({ [unit]: count })
  // several days of a long month end with the last of a short one
  while (Temporal.PlainDate.compare(day.add({ days: 1 }).add({ [unit]: count }), ended) <= 0) day = day.add({ days: 1 })
  return startOf(day.add({ days: 1 }), zone).subtract(TICK)
}

/** The last calendar day of a start event that is due, for start events that are dates. */
export const latestDueDay = (rule: Rule, now: Temporal.Instant, zone: string): Temporal.PlainDate =>
  dateIn(latestDue(rule, now, zone), zone)
