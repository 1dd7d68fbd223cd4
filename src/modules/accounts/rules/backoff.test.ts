import fc from 'fast-check'
import { expect, test } from 'vitest'
import { stillToWait, waitAfter } from './backoff.ts'

const failures = fc.integer({ min: 0, max: 2_000 })
const start = Temporal.Instant.from('2026-03-02T09:00:00Z')

test('the first five failures cost nothing, whatever the clock did meanwhile', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 4 }), fc.bigInt({ min: -(10n ** 13n), max: 10n ** 13n }), (few, gone) => {
      const now = Temporal.Instant.fromEpochNanoseconds(start.epochNanoseconds + gone)
      expect(stillToWait(few, start, now)).toBe(0)
    }),
  )
})

test('nobody waits longer than the step says, and less by the time that has gone', () => {
  fc.assert(
    fc.property(failures, fc.integer({ min: -100_000, max: 100_000 }), (many, seconds) => {
      const wait = stillToWait(many, start, start.add({ seconds }))
      expect(wait).toBeLessThanOrEqual(waitAfter(many))
      expect(wait).toBe(Math.min(waitAfter(many), Math.max(0, waitAfter(many) - seconds)))
    }),
  )
})
