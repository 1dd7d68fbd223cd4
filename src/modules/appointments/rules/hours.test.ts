import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { openings, united, without } from './hours.ts'
import type { OpeningException, OpeningHours, OpeningRules } from './hours.ts'

const row = (
  weekday: number,
  opens: string,
  closes: string,
  valid: [string | null, string | null] = [null, null],
): OpeningHours => ({
  weekday,
  opens,
  closes,
  valid_from: valid[0],
  valid_until: valid[1],
})
const closed = (from: string, until = from, times: [string, string] | null = null): OpeningException =>
  exception('closed', from, until, times)
const open = (from: string, until = from, times: [string, string] | null = null): OpeningException =>
  exception('open', from, until, times)
const exception = (
  kind: 'closed' | 'open',
  from: string,
  until: string,
  times: [string, string] | null,
): OpeningException => ({
  kind,
  from_date: from,
  until_date: until,
  from_time: times?.[0] ?? null,
  until_time: times?.[1] ?? null,
})
const rules = (
  hours: OpeningHours[],
  exceptions: OpeningException[] = [],
  holidays: string[] = [],
  zone = 'Europe/Berlin',
): OpeningRules => ({
  zone,
  hours,
  exceptions,
  isHoliday: (date) => holidays.includes(date),
})
const everyDay = (opens: string, closes: string) => [1, 2, 3, 4, 5, 6, 7].map((weekday) => row(weekday, opens, closes))
const read = (given: OpeningRules, from: string, until = from) =>
  openings(given, from, until).map(({ start, end }) => `${wall(start, given.zone)} - ${wall(end, given.zone)}`)
const wall = (at: number, zone: string) =>
  Temporal.Instant.fromEpochMilliseconds(at)
    .toZonedDateTimeISO(zone)
    .toString({ smallestUnit: 'minute', timeZoneName: 'never' })

describe('a usual week', () => {
  test('rows hold on their weekday, touching and overlapping ones are one opening', () => {
    const week = rules([
      row(2, '08:00', '12:00'),
      row(2, '12:00', '13:00'),
      row(2, '11:00', '12:30'),
      row(4, '14:00', '18:00'),
    ])
    expect(read(week, '2026-11-23', '2026-11-29')).toEqual([
      '2026-11-24T08:00+01:00 - 2026-11-24T13:00+01:00',
      '2026-11-26T14:00+01:00 - 2026-11-26T18:00+01:00',
    ])
  })

  test('a row holds from its first to its last date', () => {
    const given = rules([row(2, '08:00', '09:00', ['2026-11-24', '2026-12-01'])])
    expect(openings(given, '2026-11-01', '2026-12-31').map((o) => o.date)).toEqual(['2026-11-24', '2026-12-01'])
  })

  test('29 February is a day like others, in leap years only', () => {
    const given = rules(everyDay('08:00', '09:00'))
    expect(openings(given, '2028-02-28', '2028-03-01').map((o) => o.date)).toEqual([
      '2028-02-28',
      '2028-02-29',
      '2028-03-01',
    ])
    expect(openings(given, '2027-02-28', '2027-03-01').map((o) => o.date)).toEqual(['2027-02-28', '2027-03-01'])
  })

  test('an empty range has no openings', () => {
    expect(openings(rules(everyDay('08:00', '09:00')), '2026-11-25', '2026-11-24')).toEqual([])
  })
})

describe('across midnight', () => {
  const night = rules([row(5, '22:00', '02:00')])

  test('belongs to the day on which it begins, and reaches into the next', () => {
    expect(read(night, '2026-11-27')).toEqual(['2026-11-27T22:00+01:00 - 2026-11-28T02:00+01:00'])
    expect(read(night, '2026-11-28')).toEqual(['2026-11-28T00:00+01:00 - 2026-11-28T02:00+01:00'])
    expect(read(night, '2026-11-27', '2026-11-28')).toEqual(['2026-11-27T22:00+01:00 - 2026-11-28T02:00+01:00'])
  })

  test('keeps the grid of its beginning', () => {
    expect(openings(night, '2026-11-28', '2026-11-28')[0]?.grid).toBe(Date.parse('2026-11-27T22:00+01:00'))
  })

  test('a closed day takes what reaches into it and what would begin on it', () => {
    const given = (date: string) =>
      read(rules(night.hours as OpeningHours[], [closed(date)]), '2026-11-26', '2026-11-29')
    expect(given('2026-11-28')).toEqual(['2026-11-27T22:00+01:00 - 2026-11-28T00:00+01:00'])
    expect(given('2026-11-27')).toEqual([])
  })

  test('from midnight to midnight is the whole day', () => {
    expect(read(rules([row(5, '00:00', '00:00')]), '2026-11-27')).toEqual([
      '2026-11-27T00:00+01:00 - 2026-11-28T00:00+01:00',
    ])
  })
})

describe('nights of the clock change', () => {
  test('Berlin in spring: an hour that does not exist is left out', () => {
    expect(read(rules(everyDay('01:00', '04:00')), '2026-03-29')).toEqual([
      '2026-03-29T01:00+01:00 - 2026-03-29T04:00+02:00',
    ])
    expect(read(rules(everyDay('02:30', '04:00')), '2026-03-29')).toEqual([
      '2026-03-29T03:00+02:00 - 2026-03-29T04:00+02:00',
    ])
    expect(read(rules(everyDay('02:10', '02:50')), '2026-03-29')).toEqual([])
  })

  test('Berlin in autumn: the repeated hour is open once where an end lies in it, twice where it lies inside', () => {
    expect(read(rules(everyDay('01:00', '04:00')), '2026-10-25')).toEqual([
      '2026-10-25T01:00+02:00 - 2026-10-25T04:00+01:00',
    ])
    expect(read(rules(everyDay('01:00', '02:30')), '2026-10-25')).toEqual([
      '2026-10-25T01:00+02:00 - 2026-10-25T02:30+02:00',
    ])
  })

  test('Berlin in autumn: a closure in the repeated hour closes it both times', () => {
    const given = rules(everyDay('00:00', '06:00'), [closed('2026-10-25', '2026-10-25', ['02:15', '02:45'])])
    expect(read(given, '2026-10-25')).toEqual([
      '2026-10-25T00:00+02:00 - 2026-10-25T02:15+02:00',
      '2026-10-25T02:45+01:00 - 2026-10-25T06:00+01:00',
    ])
  })

  test('a zone of half an hour, a midnight that does not exist, a day that never was', () => {
    expect(read(rules(everyDay('01:45', '03:00'), [], [], 'Australia/Lord_Howe'), '2026-10-04')).toEqual([
      '2026-10-04T01:45+10:30 - 2026-10-04T03:00+11:00',
    ])
    expect(read(rules(everyDay('00:00', '02:00'), [], [], 'Africa/Cairo'), '2026-04-24')).toEqual([
      '2026-04-24T01:00+03:00 - 2026-04-24T02:00+03:00',
    ])
    expect(
      openings(rules(everyDay('08:00', '10:00'), [], [], 'Pacific/Apia'), '2011-12-29', '2011-12-31').map(
        (o) => o.date,
      ),
    ).toEqual(['2011-12-29', '2011-12-31'])
  })
})

describe('exceptions', () => {
  const week = everyDay('08:00', '12:00')

  test('overlapping closures are one, and closing wins over opening', () => {
    const given = rules(week, [
      closed('2026-11-24', '2026-11-24', ['09:00', '10:00']),
      closed('2026-11-23', '2026-11-25', ['09:30', '10:30']),
      open('2026-11-24', '2026-11-24', ['09:15', '14:00']),
    ])
    expect(read(given, '2026-11-24')).toEqual([
      '2026-11-24T08:00+01:00 - 2026-11-24T09:00+01:00',
      '2026-11-24T10:30+01:00 - 2026-11-24T14:00+01:00',
    ])
  })

  test('what a closure leaves keeps the grid of the whole opening', () => {
    const parts = openings(
      rules(week, [closed('2026-11-24', '2026-11-24', ['09:10', '09:40'])]),
      '2026-11-24',
      '2026-11-24',
    )
    expect(parts.map((p) => p.grid)).toEqual([parts[0]?.start, parts[0]?.start])
  })

  test('a holiday is closed, unless opened as usual or at given times', () => {
    const holiday = ['2026-12-25', '2026-12-26']
    expect(read(rules(week, [], holiday), '2026-12-25')).toEqual([])
    expect(read(rules(week, [open('2026-12-25')], holiday), '2026-12-25')).toEqual([
      '2026-12-25T08:00+01:00 - 2026-12-25T12:00+01:00',
    ])
    expect(
      read(rules(week, [open('2026-12-25', '2026-12-25', ['22:00', '01:00'])], holiday), '2026-12-25', '2026-12-26'),
    ).toEqual(['2026-12-25T22:00+01:00 - 2026-12-26T01:00+01:00'])
    expect(read(rules(week, [open('2026-12-25'), closed('2026-12-25')], holiday), '2026-12-25')).toEqual([])
  })

  test('a night before a holiday ends at midnight', () => {
    expect(read(rules([row(4, '20:00', '03:00')], [], ['2026-12-25']), '2026-12-24', '2026-12-25')).toEqual([
      '2026-12-24T20:00+01:00 - 2026-12-25T00:00+01:00',
    ])
  })
})

test('united and without are set arithmetic', () => {
  const periods = fc.array(
    fc
      .tuple(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 0, max: 12 }))
      .map(([start, length]) => ({ start, end: start + length })),
  )
  const cells = (list: readonly { start: number; end: number }[]) =>
    Array.from({ length: 60 }, (_, i) => list.some((p) => p.start <= i && i < p.end))
  fc.assert(
    fc.property(periods, periods, (a, b) => {
      const cut = cells(b)
      expect(cells(united(a))).toEqual(cells(a))
      expect(cells(without(a, b))).toEqual(cells(a).map((inside, i) => inside && !cut[i]))
      for (const list of [united(a), without(a, b)]) {
        for (let i = 1; i < list.length; i++) expect(list[i]!.start).toBeGreaterThan(list[i - 1]!.end)
      }
    }),
  )
})
