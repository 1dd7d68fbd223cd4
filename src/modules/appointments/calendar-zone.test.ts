import fc from 'fast-check'
import ICAL from 'ical.js'
import { describe, expect, test } from 'vitest'
import { calendarFile, type CalendarEntry } from './calendar.ts'

const instant = (text: string) => Temporal.Instant.from(text)

const entry = {
  method: 'PUBLISH',
  uid: '1@termine.example',
  sequence: 0,
  stamp: instant('2026-11-22T08:15:30Z'),
  start: instant('2026-12-01T09:00:00Z'),
  end: instant('2026-12-01T09:20:00Z'),
  zone: 'Europe/Berlin',
  summary: 'Termin',
  location: 'Rathaus',
  description: '',
  organiser: { name: 'Stadt Beispiel', mail: 'termine@stadt.example' },
} satisfies CalendarEntry

/** An independent reader: what a calendar understands of the file. */
function read(file: string) {
  const calendar = new ICAL.Component(ICAL.parse(file))
  const event = calendar.getFirstSubcomponent('vevent')!
  const at = (name: string) => {
    const time = event.getFirstPropertyValue(name) as ICAL.Time
    return Temporal.Instant.fromEpochMilliseconds(time.toUnixTime() * 1000)
  }
  return { at, zones: calendar.getAllSubcomponents('vtimezone') }
}

const lines = (file: string) => file.replaceAll('\r\n ', '').split('\r\n')

const zones = [
  'Europe/Berlin',
  'Europe/London',
  'Europe/Dublin',
  'Europe/Istanbul',
  'America/New_York',
  'America/St_Johns',
  'America/Sao_Paulo',
  'America/Argentina/Buenos_Aires',
  'Asia/Kolkata',
  'Asia/Kathmandu',
  'Asia/Tehran',
  'Asia/Gaza',
  'Africa/Casablanca',
  'Africa/Cairo',
  'Australia/Lord_Howe',
  'Australia/Adelaide',
  'Pacific/Auckland',
  'Pacific/Chatham',
  'Pacific/Apia',
  'Pacific/Kiritimati',
  'Atlantic/Azores',
  'UTC',
  'Etc/GMT+3',
  '+05:45',
]
const zone = fc.constantFrom(...zones)
const second = fc.integer({ min: 366 * 86_400, max: 90 * 365 * 86_400 }) // 1971 to 2059
const start = second.map((s) => Temporal.Instant.fromEpochMilliseconds(s * 1000))
/** Within three hours of a change of the clock, where the zone has one. */
const nearChange = fc.tuple(zone, start, fc.integer({ min: -10_800, max: 10_800 })).map(([zone, at, away]) => {
  const change = at.toZonedDateTimeISO(zone).getTimeZoneTransition('next')?.toInstant() ?? at
  return { zone, start: change.add({ seconds: away }) }
})
const length = fc.oneof(
  fc.integer({ min: 1, max: 7200 }),
  fc.integer({ min: 1, max: 12 * 24 }).map((hours) => hours * 3600),
)

describe('times', () => {
  const same = (zone: string, start: Temporal.Instant, seconds: number) => {
    const end = start.add({ seconds })
    const { at } = read(calendarFile({ ...entry, zone, start, end }))
    expect([String(at('dtstart')), String(at('dtend'))], zone).toEqual([String(start), String(end)])
  }

  test('mean the same instants in any zone', () => {
    fc.assert(
      fc.property(zone, start, length, (zone, start, seconds) => same(zone, start, seconds)),
      { numRuns: 400 },
    )
  })

  test('mean the same instants around a change of the clock', () => {
    fc.assert(
      fc.property(nearChange, length, ({ zone, start }, seconds) => same(zone, start, seconds)),
      { numRuns: 600 },
    )
  })

  test('every quarter of an hour of both nights in Berlin, and on Lord Howe Island with its half hour', () => {
    for (const [zone, night] of [
      ['Europe/Berlin', '2026-10-24T22:00Z'],
      ['Europe/Berlin', '2026-03-28T22:00Z'],
      ['Australia/Lord_Howe', '2026-04-04T12:00Z'],
      ['Australia/Lord_Howe', '2026-10-03T12:00Z'],
    ] as const) {
      for (let quarter = 0; quarter < 32; quarter++) {
        same(zone, instant(night).add({ minutes: 15 * quarter }), 900)
      }
    }
  })

  test('the repeated hour is in UTC, the hours beside it are local', () => {
    const at = (start: string) =>
      lines(calendarFile({ ...entry, start: instant(start), end: instant(start).add({ minutes: 15 }) }))
    expect(at('2026-10-25T00:30:00Z')).toContain('DTSTART:20261025T003000Z')
    expect(at('2026-10-25T01:30:00Z')).toContain('DTSTART:20261025T013000Z')
    expect(at('2026-10-24T23:30:00Z')).toContain('DTSTART;TZID=Europe/Berlin:20261025T013000')
    expect(at('2026-10-25T02:00:00Z')).toContain('DTSTART;TZID=Europe/Berlin:20261025T030000')
  })

  test('across one change of the clock two parts are written, across two all three', () => {
    const parts = (start: string, days: number) => {
      const from = instant(start)
      same('Europe/Berlin', from, days * 86_400)
      const { zones } = read(calendarFile({ ...entry, start: from, end: from.add({ hours: days * 24 }) }))
      return zones[0]?.getAllSubcomponents().map((part) => part.name)
    }
    expect(parts('2026-10-24T20:00:00Z', 1)).toEqual(['daylight', 'standard'])
    expect(parts('2026-02-01T09:00:00Z', 300)).toEqual(['standard', 'daylight', 'standard'])
  })

  test('29 February, midnight crossed, local day kept', () => {
    const crossing = { start: instant('2028-02-28T22:45:00Z'), end: instant('2028-02-29T23:15:00Z') }
    const written = lines(calendarFile({ ...entry, ...crossing }))
    expect(written).toContain('DTSTART;TZID=Europe/Berlin:20280228T234500')
    expect(written).toContain('DTEND;TZID=Europe/Berlin:20280301T001500')
  })

  test.each([
    ['Asia/Kolkata', ['STANDARD 19700101T000000 +0530 +0530']],
    ['Asia/Kathmandu', ['STANDARD 19860101T000000 +0530 +0545']],
    ['America/New_York', ['STANDARD 20261101T020000 -0400 -0500', 'DAYLIGHT 20270314T020000 -0500 -0400']],
    ['Australia/Lord_Howe', ['DAYLIGHT 20261004T020000 +1030 +1100', 'STANDARD 20270404T020000 +1100 +1030']],
    ['Europe/Istanbul', ['STANDARD 20160327T030000 +0200 +0300']],
  ])('the clock of %s', (zone, expected) => {
    const [written] = read(calendarFile({ ...entry, zone })).zones
    const found = written!.getAllSubcomponents().map((part) => {
      const offsets = ['tzoffsetfrom', 'tzoffsetto'].map((name) => String(part.getFirstPropertyValue(name)))
      const onset = (part.getFirstPropertyValue('dtstart') as ICAL.Time).toICALString()
      return [part.name.toUpperCase(), onset, ...offsets.map((offset) => offset.replace(':', ''))].join(' ')
    })
    expect(found).toEqual(expected)
  })

  test('a zone is written by its own name, an offset or UTC not at all', () => {
    expect(lines(calendarFile({ ...entry, zone: 'europe/berlin' }))).toContain('TZID:Europe/Berlin')
    for (const zone of ['UTC', 'Etc/UTC', '+02:00']) {
      const file = calendarFile({ ...entry, zone })
      expect(file).not.toContain('TZID')
      expect(lines(file)).toContain('DTSTART:20261201T090000Z')
    }
  })
})
