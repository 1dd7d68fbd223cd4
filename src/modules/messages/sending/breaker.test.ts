import fc from 'fast-check'
import { expect, test } from 'vitest'
import { afterFailure, afterSuccess, closedBreaker, freshPace, isOpen, onTrial, paced, waitsUntil } from './breaker.ts'

const start = Temporal.Instant.from('2026-11-24T11:00:00Z')
const failing = (times: number, now = start) => {
  let breaker = closedBreaker(3)
  for (let n = 0; n < times; n++) breaker = afterFailure(breaker, now)
  return breaker
}

test('opens after as many failures as are bearable, for a minute, and then for longer each time', () => {
  expect(isOpen(failing(2), start)).toBe(false)
  let breaker = failing(3)
  const pauses: number[] = []
  let now = start
  for (let n = 0; n < 7; n++) {
    expect(isOpen(breaker, now)).toBe(true)
    pauses.push(breaker.until!.since(now).total('minutes'))
    now = breaker.until!
    expect([isOpen(breaker, now), onTrial(breaker, now)]).toEqual([false, true])
    breaker = afterFailure(breaker, now)
  }
  expect(pauses).toEqual([1, 2, 5, 10, 15, 15, 15])
})

test('failures that were under way when it opened make it no longer', () => {
  expect(failing(30)).toMatchObject({ opened: 1, until: start.add({ minutes: 1 }) })
})

test('a success closes it; who lets some through after a pause is given more failures next time', () => {
  const open = failing(3)
  const closed = afterSuccess(open)
  expect(closed).toMatchObject({ failures: 0, opened: 0, bearable: 6, until: undefined })
  expect(afterSuccess(closedBreaker(3))).toEqual(closedBreaker(3))
})

test('however the clock leaps, no pause is longer than a quarter of an hour', () => {
  fc.assert(
    fc.property(fc.integer({ min: -1e9, max: 1e9 }), fc.integer({ min: 3, max: 40 }), (leap, times) => {
      const breaker = failing(times)
      const now = start.add({ seconds: leap })
      if (isOpen(breaker, now)) expect(breaker.until!.since(now).total('minutes')).toBeLessThanOrEqual(15)
      if (leap < 0 && -leap > 15 * 60) expect(isOpen(breaker, now)).toBe(false)
    }),
  )
})

test('so many a minute; a new minute begins with the first mail after the last', () => {
  let pace = freshPace
  for (let n = 0; n < 5; n++) pace = paced(pace, start.add({ seconds: n }))
  expect(waitsUntil(pace, 5, start.add({ seconds: 10 }))).toEqual(start.add({ seconds: 60 }))
  expect(waitsUntil(pace, 6, start.add({ seconds: 10 }))).toBeUndefined()
  expect(waitsUntil(pace, undefined, start)).toBeUndefined()
  expect(waitsUntil(pace, 5, start.add({ seconds: 60 }))).toBeUndefined()
  // set back: nothing is known of this minute
  expect(waitsUntil(pace, 5, start.subtract({ hours: 1 }))).toBeUndefined()
})
