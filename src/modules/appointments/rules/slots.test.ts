import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { openings } from './hours.ts'
import { bookingWindow, byLocalDate, freeStarts, isOffered, nearestStarts } from './slots.ts'
import type { DeskBusy, ServiceTimes } from './slots.ts'

const minute = 60_000
const at = (text: string) => Date.parse(text)
const service = (given: Partial<ServiceTimes> = {}): ServiceTimes => ({
  duration_minutes: 30,
  places: 1,
  buffer_before_minutes: 0,
  buffer_after_minutes: 0,
  step_minutes: 30,
  lead_minutes: 0,
  window_days: 14,
  ...given,
})
const desk = (busy: string[] = [], groups: DeskBusy['groups'] = []): DeskBusy => ({
  desk: 'd',
  busy: busy.map(at),
  groups,
})
const always = { earliest: -Infinity, latest: Infinity }
const morning = openings(
  {
    zone: 'Europe/Berlin',
    hours: [{ weekday: 2, opens: '08:00', closes: '10:00', valid_from: null, valid_until: null }],
    exceptions: [],
    isHoliday: () => false,
  },
  '2026-11-24',
  '2026-11-24',
)
const show = (free: { start: number; free: number }[]) =>
  free.map(
    (f) =>
      `${Temporal.Instant.fromEpochMilliseconds(f.start).toZonedDateTimeISO('Europe/Berlin').toPlainTime().toString({ smallestUnit: 'minute' })} x${f.free}`,
  )

describe('free starts', () => {
  test('are the union of all desks', () => {
    const desks = [
      desk(['2026-11-24T08:00+01:00', '2026-11-24T09:00+01:00']),
      desk(['2026-11-24T08:15+01:00', '2026-11-24T08:20+01:00']),
    ]
    expect(show(freeStarts(morning, desks, service(), always))).toEqual(['08:30 x1', '09:00 x2', '09:30 x2'])
  })

  test('without a desk there are none', () => {
    expect(freeStarts(morning, [], service(), always)).toEqual([])
  })

  test('end with the opening; buffers may reach beyond it but not into other appointments', () => {
    const buffered = service({ buffer_before_minutes: 10, buffer_after_minutes: 10 })
    expect(show(freeStarts(morning, [desk()], buffered, always))).toEqual([
      '08:00 x1',
      '08:30 x1',
      '09:00 x1',
      '09:30 x1',
    ])
    const busy = desk(['2026-11-24T08:35+01:00', '2026-11-24T08:52+01:00'])
    expect(show(freeStarts(morning, [busy], buffered, always))).toEqual(['09:30 x1'])
  })

  test('a group start that has begun is joined while it has places, and blocks what overlaps it', () => {
    const course = service({ places: 10 })
    const begun = {
      start: at('2026-11-24T08:30+01:00'),
      taken: 7,
      from: at('2026-11-24T08:30+01:00'),
      until: at('2026-11-24T09:00+01:00'),
    }
    expect(show(freeStarts(morning, [desk([], [begun])], course, always))).toEqual([
      '08:00 x10',
      '08:30 x3',
      '09:00 x10',
      '09:30 x10',
    ])
    expect(show(freeStarts(morning, [desk([], [{ ...begun, taken: 10 }])], course, always))).toEqual([
      '08:00 x10',
      '09:00 x10',
      '09:30 x10',
    ])
    expect(show(freeStarts(morning, [desk([], [begun])], service({ places: 10, step_minutes: 15 }), always))).toEqual([
      '08:00 x10',
      '08:30 x3',
      '09:00 x10',
      '09:15 x10',
      '09:30 x10',
    ])
  })

  test('keep the grid of the opening when the lead time cuts in', () => {
    const now = Temporal.Instant.from('2026-11-24T07:47+01:00')
    const given = service({ lead_minutes: 20, step_minutes: 15 })
    expect(show(freeStarts(morning, [desk()], given, bookingWindow(given, 'Europe/Berlin', now)))[0]).toBe('08:15 x1')
  })
})

describe('booking window', () => {
  test('ends with the local day, also where the clock changes in between', () => {
    const window = bookingWindow(
      service({ window_days: 2 }),
      'Europe/Berlin',
      Temporal.Instant.from('2026-10-23T23:30+02:00'),
    )
    expect(window).toEqual({
      earliest: at('2026-10-23T23:30+02:00'),
      latest: at('2026-10-26T00:00+01:00'),
      from: '2026-10-23',
      until: '2026-10-25',
    })
  })

  test('a lead time is passed in real minutes across the clock change', () => {
    const window = bookingWindow(
      service({ lead_minutes: 120 }),
      'Europe/Berlin',
      Temporal.Instant.from('2026-03-29T01:30+01:00'),
    )
    expect(window.earliest).toBe(at('2026-03-29T04:30+02:00'))
  })

  test('a lead time beyond the window leaves nothing', () => {
    const given = service({ lead_minutes: 60 * 24 * 20, window_days: 1 })
    const window = bookingWindow(given, 'Europe/Berlin', Temporal.Instant.from('2026-11-24T06:00+01:00'))
    expect(
      openings({ zone: 'Europe/Berlin', hours: [], exceptions: [], isHoliday: () => false }, window.from, window.until),
    ).toEqual([])
    expect(freeStarts(morning, [desk()], given, window)).toEqual([])
  })
})

test('a start is on offer only on the grid, within an opening and the window', () => {
  const offered = (text: string, window = always) => isOffered(morning, service(), window, at(text))
  expect(offered('2026-11-24T08:30+01:00')).toBe(true)
  expect(offered('2026-11-24T08:31+01:00')).toBe(false)
  expect(offered('2026-11-24T09:30+01:00')).toBe(true)
  expect(offered('2026-11-24T10:00+01:00')).toBe(false)
  expect(offered('2026-11-24T08:30+01:00', { earliest: at('2026-11-24T08:31+01:00'), latest: Infinity })).toBe(false)
  expect(offered('2026-11-24T08:30+01:00', { earliest: 0, latest: at('2026-11-24T08:30+01:00') })).toBe(false)
})

test('instead of a start that is gone the nearest are offered, in order of time', () => {
  const free = ['08:00', '08:30', '09:00', '10:00'].map((time) => ({ start: at(`2026-11-24T${time}+01:00`), free: 1 }))
  expect(show(nearestStarts(free, at('2026-11-24T08:30+01:00'), 2))).toEqual(['08:00 x1', '09:00 x1'])
  expect(show(nearestStarts(free, at('2026-11-24T09:30+01:00'), 1))).toEqual(['10:00 x1'])
})

test('starts are grouped by the local date of the location', () => {
  const starts = ['2026-10-24T21:50Z', '2026-10-24T22:00Z', '2026-10-25T22:30Z', '2026-10-25T23:00Z'].map((text) => ({
    start: at(text),
    free: 1,
  }))
  const count = (zone: string) => [...byLocalDate(starts, zone)].map(([date, list]) => `${date} ${list.length}`)
  expect(count('Europe/Berlin')).toEqual(['2026-10-24 1', '2026-10-25 2', '2026-10-26 1'])
  expect(count('America/New_York')).toEqual(['2026-10-24 2', '2026-10-25 2'])
})

test('free starts agree with a naive search minute by minute', () => {
  const span = (most: number) => fc.tuple(fc.integer({ min: 0, max: 300 }), fc.integer({ min: 1, max: most }))
  const disjoint = (list: [number, number][]) => {
    const result: [number, number][] = []
    for (const [from, length] of list.toSorted((a, b) => a[0] - b[0]))
      if ((result.at(-1)?.[1] ?? -1) < from) result.push([from, from + length])
    return result
  }
  const scenario = fc.record({
    open: fc.array(
      fc.tuple(fc.integer({ min: 0, max: 300 }), fc.integer({ min: 1, max: 150 }), fc.integer({ min: 0, max: 40 })),
      { maxLength: 4 },
    ),
    desks: fc.array(
      fc.record({
        busy: fc.array(span(60), { maxLength: 6 }),
        groups: fc.array(fc.tuple(fc.integer({ min: 0, max: 300 }), fc.integer({ min: 1, max: 4 })), { maxLength: 3 }),
      }),
      { maxLength: 3 },
    ),
    duration: fc.integer({ min: 1, max: 45 }),
    before: fc.integer({ min: 0, max: 15 }),
    after: fc.integer({ min: 0, max: 15 }),
    step: fc.integer({ min: 1, max: 40 }),
    places: fc.integer({ min: 1, max: 4 }),
    window: fc.tuple(fc.integer({ min: -10, max: 200 }), fc.integer({ min: 100, max: 500 })),
  })
  fc.assert(
    fc.property(scenario, (given) => {
      const { duration, before, after, step, places } = given
      const open = disjoint(given.open.map(([from, length]) => [from, length])).map(([from, until], i) => {
        const grid = from - (given.open[i]?.[2] ?? 0)
        return { start: from * minute, end: until * minute, grid: grid * minute, date: '' }
      })
      const desks = given.desks.map(({ busy, groups }, i) => ({
        desk: String(i),
        busy: disjoint(busy)
          .flat()
          .map((m) => m * minute),
        groups: disjoint(groups.map(([from]) => [from - before, before + duration + after] as [number, number]))
          .map(([from, until], g) => ({ start: from + before, taken: Math.min(groups[g]![1], places), from, until }))
          .map((g) => ({ start: g.start * minute, taken: g.taken, from: g.from * minute, until: g.until * minute })),
      }))
      const times = service({
        duration_minutes: duration,
        buffer_before_minutes: before,
        buffer_after_minutes: after,
        step_minutes: step,
        places,
      })
      const window = { earliest: given.window[0] * minute, latest: given.window[1] * minute }

      const expected: { start: number; free: number }[] = []
      for (let m = -20; m < 600; m++) {
        const start = m * minute
        const each = Array.from({ length: duration }, (_, i) => start + i * minute)
        const opening = open.find(
          (o) => each.every((t) => o.start <= t && t < o.end) && (start - o.grid) % (step * minute) === 0,
        )
        if (!opening || start < window.earliest || start >= window.latest) continue
        const needed = Array.from({ length: before + duration + after }, (_, i) => start + (i - before) * minute)
        let free = 0
        for (const { busy, groups } of desks) {
          const isBusy = needed.some((t) => busy.some((from, i) => i % 2 === 0 && from <= t && t < busy[i + 1]!))
          const inTheWay = groups.some((g) => g.start !== start && needed.some((t) => g.from <= t && t < g.until))
          if (!isBusy && !inTheWay) free += places - (groups.find((g) => g.start === start)?.taken ?? 0)
        }
        if (free > 0) expected.push({ start, free })
      }
      expect(freeStarts(open, desks, times, window)).toEqual(expected)
    }),
    { numRuns: 300 },
  )
})
