import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createLimiter } from '#platform/http/limits.ts'

const start = Temporal.Instant.from('2026-03-04T08:00:00Z')
const after = (milliseconds: number) => start.add({ milliseconds })

describe('a limit', () => {
  test('lets its count through, then says when to come again', () => {
    const limiter = createLimiter({ rules: [{ count: 3, seconds: 60 }] })
    const takes = Array.from({ length: 4 }, () => limiter.take('a', start))
    expect(takes.map((take) => take.allowed)).toEqual([true, true, true, false])
    const refused = takes[3]
    if (!refused || refused.allowed) throw new Error('expected a refusal')
    expect(limiter.take('a', start.add({ seconds: refused.retryAfterSeconds - 1 })).allowed).toBe(false)
    expect(limiter.take('a', start.add({ seconds: refused.retryAfterSeconds })).allowed).toBe(true)
  })

  test('keys do not touch each other', () => {
    const limiter = createLimiter({ rules: [{ count: 1, seconds: 60 }] })
    expect(
      [limiter.take('a', start), limiter.take('b', start), limiter.take('a', start)].map((t) => t.allowed),
    ).toEqual([true, true, false])
  })

  test('all rules hold at once', () => {
    const limiter = createLimiter({
      rules: [
        { count: 2, seconds: 1 },
        { count: 5, seconds: 3600 },
      ],
    })
    const allowed = Array.from({ length: 20 }, (_, n) => limiter.take('a', start.add({ seconds: 2 * n })).allowed)
    expect(allowed.filter(Boolean)).toHaveLength(5)
    expect(limiter.take('b', start).allowed && limiter.take('b', start).allowed).toBe(true)
    expect(limiter.take('b', start)).toMatchObject({ allowed: false })
  })

  test('a clock that is set back forgives nothing', () => {
    const limiter = createLimiter({ rules: [{ count: 1, seconds: 60 }] })
    expect(limiter.take('a', start).allowed).toBe(true)
    expect(limiter.take('a', start.subtract({ hours: 2 })).allowed).toBe(false)
  })

  test('a hundred thousand addresses stay within the bound, the one in use is kept', () => {
    const limiter = createLimiter({ rules: [{ count: 1, seconds: 3600 }], maxKeys: 100 })
    limiter.take('mine', start)
    for (let n = 0; n < 100_000; n++) {
      limiter.take(`flood ${n}`, start)
      if (n % 50 === 0) expect(limiter.take('mine', start).allowed).toBe(false)
    }
    expect(limiter.size()).toBe(100)
    expect(limiter.take('flood 5', start).allowed).toBe(true)
  })

  test('a form posted a thousand times passes as often as the rule says', () => {
    const limiter = createLimiter({ rules: [{ count: 10, seconds: 60 }] })
    const allowed = Array.from({ length: 1_000 }, (_, n) => limiter.take('a', after(n)).allowed).filter(Boolean)
    expect(allowed).toHaveLength(10)
  })

  test('nonsense is refused when it is declared', () => {
    expect(() => createLimiter({ rules: [{ count: 0, seconds: 60 }] })).toThrow(RangeError)
    expect(() => createLimiter({ rules: [{ count: 1, seconds: 0 }] })).toThrow(RangeError)
    expect(() => createLimiter({ rules: [], maxKeys: 0 })).toThrow(RangeError)
  })
})

describe('any sequence of requests', () => {
  const rule = fc.record({ count: fc.integer({ min: 1, max: 20 }), seconds: fc.integer({ min: 1, max: 120 }) })
  const pauses = fc.array(fc.oneof(fc.nat(50), fc.nat(5_000), fc.nat(90_000)), { minLength: 1, maxLength: 300 })

  test('never more than the count within a clock period, never twice the count within any window', () => {
    fc.assert(
      fc.property(rule, pauses, ({ count, seconds }, waits) => {
        const limiter = createLimiter({ rules: [{ count, seconds }] })
        let now = start.epochMilliseconds
        const times = waits
          .map((wait) => (now += wait))
          .filter((time) => limiter.take('a', Temporal.Instant.fromEpochMilliseconds(time)).allowed)
        const window = seconds * 1000
        const inPeriods = Map.groupBy(times, (time) => Math.floor(time / window))
        for (const taken of inPeriods.values()) expect(taken.length).toBeLessThanOrEqual(count)
        for (const time of times)
          expect(times.filter((other) => other >= time && other < time + window).length).toBeLessThanOrEqual(
            2 * count - 1,
          )
      }),
    )
  })

  test('who waits as told is let in, and not a second earlier', () => {
    fc.assert(
      fc.property(rule, pauses, (limit, waits) => {
        const limiter = createLimiter({ rules: [limit] })
        let now = start
        for (const wait of waits) {
          now = now.add({ milliseconds: wait })
          const taken = limiter.take('a', now)
          if (taken.allowed) continue
          expect(taken.retryAfterSeconds).toBeGreaterThanOrEqual(1)
          expect(taken.retryAfterSeconds).toBeLessThanOrEqual(2 * limit.seconds + 1)
          const early = now.add({ milliseconds: Math.max(0, taken.retryAfterSeconds * 1000 - 1001) })
          expect(limiter.take('a', early).allowed).toBe(false)
          now = now.add({ seconds: taken.retryAfterSeconds })
          expect(limiter.take('a', now).allowed).toBe(true)
        }
      }),
    )
  })
})
