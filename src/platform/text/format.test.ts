import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { format } from '#platform/text/format.ts'
import { languages } from '#platform/text/language.ts'

const at = (text: string) => Temporal.Instant.from(text)
const de = format('de', 'Europe/Berlin')
const en = format('en', 'Europe/Berlin')
const spring = at('2026-03-04T08:05:00Z')

describe('German and English', () => {
  test('dates and times', () => {
    expect([de.date(spring), en.date(spring)]).toEqual(['Mittwoch, 4. März 2026', 'Wednesday, 4 March 2026'])
    expect([de.shortDate(spring), en.shortDate(spring)]).toEqual(['04.03.2026', '4 Mar 2026'])
    expect([de.dayAndMonth(spring), en.dayAndMonth(spring)]).toEqual(['Mi., 4. März', 'Wed 4 Mar'])
    expect([de.weekday(spring), en.weekday(spring)]).toEqual(['Mittwoch', 'Wednesday'])
    expect([de.month(spring), en.month(spring)]).toEqual(['März 2026', 'March 2026'])
    expect([de.time(spring), en.time(spring), de.clock(spring)]).toEqual(['9:05 Uhr', '9:05', '09:05'])
    expect(de.dateTime(spring)).toBe('Mittwoch, 4. März 2026, 9:05 Uhr')
    expect(de.time(Temporal.PlainTime.from('00:00'))).toBe('0:00 Uhr')
    expect(de.date(Temporal.PlainDate.from('2028-02-29'))).toBe('Dienstag, 29. Februar 2028')
  })

  test('the zone decides the day and the hour', () => {
    const late = at('2026-12-31T23:30:00Z')
    expect(de.dateTime(late)).toBe('Freitag, 1. Januar 2027, 0:30 Uhr')
    expect(format('de', 'America/New_York').dateTime(late)).toBe('Donnerstag, 31. Dezember 2026, 18:30 Uhr')
  })

  test('spans within a day, over midnight', () => {
    expect(de.span(spring, spring.add({ minutes: 30 }))).toBe('9:05 bis 9:35 Uhr')
    expect(en.span(spring, spring.add({ minutes: 30 }))).toBe('9:05 to 9:35')
    expect(de.span(at('2026-03-04T22:30:00Z'), at('2026-03-04T23:15:00Z'))).toBe(
      'Mittwoch, 4. März 2026, 23:30 Uhr bis Donnerstag, 5. März 2026, 0:15 Uhr',
    )
  })

  test('the hour that comes twice in October says which one it is', () => {
    expect(de.time(at('2026-10-25T00:30:00Z'))).toBe('2:30 Uhr (vor der Zeitumstellung)')
    expect(de.time(at('2026-10-25T01:30:00Z'))).toBe('2:30 Uhr (nach der Zeitumstellung)')
    expect(en.time(at('2026-10-25T01:30:00Z'))).toBe('2:30 (after the clocks change)')
    expect(de.time(at('2026-10-25T02:30:00Z'))).toBe('3:30 Uhr')
    expect(de.span(at('2026-10-25T00:30:00Z'), at('2026-10-25T01:30:00Z'))).toBe(
      '2:30 Uhr (vor der Zeitumstellung) bis 2:30 Uhr (nach der Zeitumstellung)',
    )
  })

  test('relative days follow the calendar, not 24 hours', () => {
    const lateEvening = at('2026-03-28T22:55:00Z')
    const day = (hours: number) => de.relativeDay(lateEvening.add({ hours }), lateEvening)
    expect([day(0), day(1), day(23), day(24)]).toEqual(['heute', 'morgen', 'morgen', 'übermorgen'])
    expect([day(-24), day(-72), day(24 * 5)]).toEqual(['gestern', 'vor 3 Tagen', 'in 6 Tagen'])
    expect(day(24 * 10)).toBe('Mittwoch, 8. April 2026')
    expect(en.relativeDay(lateEvening, lateEvening)).toBe('today')
  })

  test('durations and periods', () => {
    expect([de.duration({ hours: 1, minutes: 30 }), en.duration('PT1H1M')]).toEqual([
      '1 Stunde 30 Minuten',
      '1 hour 1 minute',
    ])
    expect([de.duration('P8W'), de.duration('P10Y'), de.duration('PT0S'), de.duration('-PT5M')]).toEqual([
      '8 Wochen',
      '10 Jahre',
      '0 Minuten',
      '5 Minuten',
    ])
  })

  test('figures and lists', () => {
    expect([de.number(1234.567), en.number(1234.567), de.number(2.5, 0)]).toEqual(['1.234,57', '1,234.57', '3'])
    expect([de.percent(0.123), en.percent(0.123)]).toEqual(['12\u00a0%', '12%'])
    expect([de.bytes(0), de.bytes(999), de.bytes(1_250_000), en.bytes(5e15)]).toEqual([
      '0\u00a0B',
      '999\u00a0B',
      '1,3\u00a0MB',
      '5,000\u00a0TB',
    ])
    expect([de.list(['A', 'B', 'C']), en.list(['A', 'B', 'C']), de.list([])]).toEqual(['A, B und C', 'A, B and C', ''])
  })

  test('a zone that does not exist is refused at once', () => {
    expect(() => format('de', 'Europe/Buxtehude')).toThrow(RangeError)
  })
})

describe('any instant from 1970 to 2100', () => {
  const zones = ['Europe/Berlin', 'UTC', 'America/St_Johns', 'Asia/Kathmandu', 'Pacific/Apia', 'Australia/Lord_Howe']
  const moment = fc
    .integer({ min: 0, max: at('2100-12-31T23:59:00Z').epochMilliseconds / 60_000 })
    .map((minutes) => Temporal.Instant.fromEpochMilliseconds(minutes * 60_000))

  // Zones whose offset had seconds in 1970 (Monrovia and the like) would lose them; the house serves whole minutes.
  test('short German date and time lead back to the same minute', () => {
    fc.assert(
      fc.property(moment, fc.constantFrom(...zones), (instant, zone) => {
        const f = format('de', zone)
        const [day, month, year] = f.shortDate(instant).split('.').map(Number)
        const text = f.time(instant)
        const [, hour, minute, which] = /^(\d{1,2}):(\d\d) Uhr(?: \((vor|nach) der Zeitumstellung\))?$/.exec(text) ?? []
        const wall = Temporal.PlainDateTime.from({
          year: year ?? 0,
          month: month ?? 0,
          day: day ?? 0,
          hour: Number(hour),
          minute: Number(minute),
        })
        const disambiguation = which === 'vor' ? 'earlier' : which === 'nach' ? 'later' : 'reject'
        expect(wall.toZonedDateTime(zone, { disambiguation }).toInstant().equals(instant)).toBe(true)
      }),
      { numRuns: 500 },
    )
  })

  test('every form gives text without exception', () => {
    fc.assert(
      fc.property(moment, moment, fc.constantFrom(...zones), fc.constantFrom(...languages), (a, b, zone, language) => {
        const f = format(language, zone)
        const all = [f.date, f.shortDate, f.dayAndMonth, f.weekday, f.month, f.time, f.clock, f.dateTime].map((one) =>
          one(a),
        )
        const both = [f.span(a, b), f.relativeDay(a, b), f.duration(a.until(b, { largestUnit: 'hours' }))]
        for (const text of [...all, ...both])
          expect(text).toMatch(/^[\p{L}\d](?!.*(NaN|undefined|Invalid)).*[\p{L}\d).]$/u)
      }),
      { numRuns: 500 },
    )
  })
})

test('the hour that comes twice is told apart whatever was asked before', () => {
  const f = format('de', 'Europe/Berlin')
  const at = (text: string) => f.time(Temporal.Instant.from(text))
  for (const before of ['2026-07-01T10:00Z', '2026-12-01T10:00Z', '2027-10-30T10:00Z']) {
    expect(at(before)).not.toContain('Zeitumstellung')
    expect(at('2026-10-25T00:30Z')).toBe('2:30 Uhr (vor der Zeitumstellung)')
    expect(at('2026-10-25T01:30Z')).toBe('2:30 Uhr (nach der Zeitumstellung)')
    expect(at('2027-10-31T00:30Z')).toBe('2:30 Uhr (vor der Zeitumstellung)')
  }
})
