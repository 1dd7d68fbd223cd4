import fc from 'fast-check'
import { expect, test } from 'vitest'
import { openings } from './hours.ts'
import type { OpeningException, OpeningHours, OpeningRules } from './hours.ts'

// The oracle looks every quarter of an hour and asks Temporal, whose way through a gap or an overlap it repeats by hand.
const instantOf = (date: Temporal.PlainDate, time: string, zone: string, last = false): number => {
  const local = date.toPlainDateTime(Temporal.PlainTime.from(time))
  const [earlier, later] = (['earlier', 'later'] as const).map((disambiguation) =>
    local.toZonedDateTime(zone, { disambiguation }),
  )
  if (earlier!.toPlainDateTime().equals(local)) return (last ? later! : earlier!).epochMilliseconds
  // In a gap: the moment of the change lies between the two readings.
  return earlier!.getTimeZoneTransition('next')!.epochMilliseconds
}
const spanOf = (date: Temporal.PlainDate, from: string, until: string, zone: string, last = false) => {
  const end = until <= from ? date.add({ days: 1 }) : date
  return [instantOf(date, from, zone), instantOf(end, until, zone, last)] as const
}
function isOpenByOracle(given: OpeningRules, at: number): boolean {
  const today = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(given.zone).toPlainDate()
  const within = ([start, end]: readonly [number, number]) => start <= at && at < end
  const covering = (date: Temporal.PlainDate) =>
    given.exceptions.filter((e) => e.from_date <= date.toString() && date.toString() <= e.until_date)
  const wholly = (date: Temporal.PlainDate, kind: string) =>
    covering(date).some((e) => e.kind === kind && e.from_time === null)
  const isHoliday = (date: Temporal.PlainDate) => given.isHoliday(date.toString()) && !wholly(date, 'open')
  if (wholly(today, 'closed')) return false
  let usual = false
  let extra = false
  for (const date of [today.subtract({ days: 1 }), today]) {
    for (const e of covering(date)) {
      if (e.from_time === null || e.until_time === null) continue
      if (!within(spanOf(date, e.from_time, e.until_time, given.zone, e.kind === 'closed'))) continue
      if (e.kind === 'closed') return false
      if (!wholly(date, 'closed')) extra = true
    }
    if (wholly(date, 'closed') || isHoliday(date)) continue
    usual ||= given.hours.some(
      (h) =>
        h.weekday === date.dayOfWeek &&
        (h.valid_from === null || h.valid_from <= date.toString()) &&
        (h.valid_until === null || date.toString() <= h.valid_until) &&
        within(spanOf(date, h.opens, h.closes, given.zone)),
    )
  }
  return extra || (usual && !isHoliday(today))
}

test('openings agree, every quarter of an hour, with a naive reading of the rules around changes of the clock', () => {
  const minutes = fc
    .integer({ min: 0, max: 95 })
    .map((q) => `${String(Math.floor(q / 4)).padStart(2, '0')}:${String((q % 4) * 15).padStart(2, '0')}`)
  const around = fc.constantFrom(
    '2026-03-28 Europe/Berlin',
    '2026-10-24 Europe/Berlin',
    '2028-02-28 Europe/Berlin',
    '2026-10-03 Australia/Lord_Howe',
    '2026-04-23 Africa/Cairo',
    '2026-10-29 Africa/Cairo',
    '2026-10-31 America/Havana',
    '2026-06-01 UTC',
    '2026-03-07 America/New_York',
  )
  const scenario = around.chain((where) => {
    const [first = '', zone = ''] = where.split(' ')
    const date = fc.integer({ min: -1, max: 4 }).map((days) => Temporal.PlainDate.from(first).add({ days }).toString())
    const dates = fc.tuple(date, date).map(([a, b]) => (a < b ? ([a, b] as const) : ([b, a] as const)))
    const hours = fc
      .tuple(fc.integer({ min: 1, max: 7 }), minutes, minutes, fc.option(dates))
      .map(([weekday, opens, closes, valid]): OpeningHours => ({
        weekday,
        opens,
        closes,
        valid_from: valid?.[0] ?? null,
        valid_until: valid?.[1] ?? null,
      }))
    const exceptions = fc
      .tuple(fc.constantFrom('open' as const, 'closed' as const), dates, fc.option(fc.tuple(minutes, minutes)))
      .map(([kind, [from_date, until_date], times]): OpeningException => ({
        kind,
        from_date,
        until_date,
        from_time: times?.[0] ?? null,
        until_time: times?.[1] ?? null,
      }))
    return fc.record({
      first: fc.constant(first),
      zone: fc.constant(zone),
      hours: fc.array(hours, { maxLength: 12 }),
      exceptions: fc.array(exceptions, { maxLength: 4 }),
      holidays: fc.array(date, { maxLength: 2 }),
    })
  })
  fc.assert(
    fc.property(scenario, ({ first, zone, hours, exceptions, holidays }) => {
      const given = { zone, hours, exceptions, isHoliday: (day: string) => holidays.includes(day) }
      const until = Temporal.PlainDate.from(first).add({ days: 2 })
      const found = openings(given, first, until.toString())
      const begins = Temporal.PlainDate.from(first).toZonedDateTime(zone).epochMilliseconds
      const ends = until.add({ days: 1 }).toZonedDateTime(zone).epochMilliseconds
      for (let at = begins; at < ends; at += 15 * 60_000) {
        if (found.some((o) => o.start <= at && at < o.end) === isOpenByOracle(given, at)) continue
        expect.unreachable(`differs at ${Temporal.Instant.fromEpochMilliseconds(at)}`)
      }
    }),
    { numRuns: 60 },
  )
})
