import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isRunDue } from './jobs.ts'

const at = (text: string) => Temporal.Instant.from(text)

test('the nightly run is made up for when the program rested, and runs once a night', () => {
  expect(isRunDue(null, at('2026-11-22T12:00:00Z'))).toBe(true)
  expect(isRunDue(at('2026-11-21T02:17:00Z'), at('2026-11-22T01:17:00Z'))).toBe(false)
  expect(isRunDue(at('2026-11-21T02:17:00Z'), at('2026-11-22T02:17:00Z'))).toBe(true)
  expect(isRunDue(at('2026-11-21T02:17:00Z'), at('2026-11-22T09:17:00Z'))).toBe(true)
  expect(isRunDue(at('2026-11-22T09:17:00Z'), at('2026-11-22T10:17:00Z'))).toBe(false)
  expect(isRunDue(at('2026-11-22T09:17:00Z'), at('2026-11-23T02:17:00Z'))).toBe(true)
})

test('hourly looks at any minute run it exactly once between two nights', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 59 }), fc.integer({ min: 0, max: 23 }), (minute, from) => {
      let last: Temporal.Instant | null = null
      let runs = 0
      const start = at('2026-11-20T00:00:00Z').add({ hours: from, minutes: minute })
      for (let hour = 0; hour <= 72; hour++) {
        const now = start.add({ hours: hour })
        if (!isRunDue(last, now)) continue
        last = now
        runs++
      }
      // the first look, and each of the three 2 o’clocks that follow
      expect(runs).toBe(4)
    }),
  )
})
