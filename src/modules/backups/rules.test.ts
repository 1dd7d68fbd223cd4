import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { newId, timeOf } from './manifest.ts'
import { MOST_BETWEEN_DAYS, overdue, witnessedOverdue } from './prune.ts'
import { isBackupDue, isDrillDue } from './rules.ts'

const at = (text: string) => Temporal.Instant.from(text)
const instants = fc
  .integer({ min: 1_700_000_000, max: 1_900_000_000 })
  .map((seconds) => Temporal.Instant.fromEpochMilliseconds(seconds * 1000))

describe('a backup is due', () => {
  test.each([
    ['2026-11-22T00:59:00Z', '2026-11-21T01:05:00Z', false],
    ['2026-11-22T01:00:00Z', '2026-11-21T01:05:00Z', true],
    ['2026-11-22T01:41:00Z', '2026-11-22T01:00:00Z', false],
    ['2026-11-25T18:00:00Z', '2026-11-22T01:41:00Z', true],
  ])('at %s, the last at %s: %s', (now, last, due) => {
    expect(isBackupDue(at(last), at(now), 1)).toBe(due)
  })
  test('when there was none', () => expect(isBackupDue(undefined, at('2026-11-22T00:00:00Z'), 1)).toBe(true))
  test('at least once in a day and two hours, and right after one it is not', () => {
    fc.assert(
      fc.property(instants, fc.integer({ min: 0, max: 23 }), (last, hour) => {
        expect(isBackupDue(last, last.add({ seconds: 1 }), hour) && isBackupDue(last, last, hour)).toBe(false)
        expect(isBackupDue(last, last.add({ hours: 24 }), hour)).toBe(true)
      }),
    )
  })
})

test('a drill is due after its days', () => {
  const now = at('2026-11-22T04:23:00Z')
  expect(isDrillDue(undefined, now, 30)).toBe(true)
  expect(isDrillDue(now.subtract({ hours: 24 * 30 - 1 }), now, 30)).toBe(false)
  expect(isDrillDue(now.subtract({ hours: 24 * 30 }), now, 30)).toBe(true)
})

test('the id of a backup says when it was begun, and sorts by it', () => {
  fc.assert(
    fc.property(instants, instants, fc.uint8Array({ minLength: 4, maxLength: 4 }), (one, other, random) => {
      const [a, b] = [newId(one, random), newId(other, random)]
      expect(timeOf(a).equals(one)).toBe(true)
      expect(Math.sign(Temporal.Instant.compare(one, other))).toBe(a < b ? -1 : a > b ? 1 : 0)
    }),
  )
})

test('over their time are all that are older than the days, but never the newest', () => {
  fc.assert(
    fc.property(
      fc.array(instants, { maxLength: 12 }),
      instants,
      fc.integer({ min: 1, max: 390 }),
      (times, now, days) => {
        const ids = times.map((time, place) => newId(time, Uint8Array.of(0, 0, 0, place)))
        const gone = overdue(ids, now, days)
        const stay = ids.filter((id) => !gone.includes(id))
        if (ids.length > 0) expect(stay).toContain(ids.toSorted().at(-1))
        for (const id of gone) expect(timeOf(id).until(now).total('hours')).toBeGreaterThan(24 * days)
        for (const id of stay.toSorted().slice(0, -1))
          expect(timeOf(id).until(now).total('hours')).toBeLessThanOrEqual(24 * days)
      },
    ),
  )
})

describe('B7 a clock that jumps takes no backups away', () => {
  const KEEP = 35
  const start = at('2026-03-01T01:00:00Z')
  const idAt = (time: Temporal.Instant, night: number) => newId(time, Uint8Array.of(0, 0, night >> 8, night & 255))

  /** Backups of so many nights under a clock that is off by some hours in each; which stay in the end, by their night. */
  function nights(count: number, offOn: (night: number) => number): number[] {
    let there: { id: string; night: number }[] = []
    for (let night = 0; night < count; night++) {
      const clock = start.add({ hours: 24 * night + offOn(night) })
      there.push({ id: idAt(clock, night), night })
      const ids = there.map(({ id }) => id)
      const gone = witnessedOverdue(ids, clock, KEEP)
      there = there.filter(({ id }) => !gone.includes(id))
    }
    return there.map(({ night }) => night)
  }
  const lastOf = (count: number, most: number) => Array.from({ length: Math.min(count, most) }, (_, n) => count - 1 - n)

  test('with a right clock exactly those over their time go', () => {
    const count = 80
    const ids = Array.from({ length: count }, (_, night) => idAt(start.add({ hours: 24 * night }), night))
    const now = start.add({ hours: 24 * (count - 1) })
    expect(witnessedOverdue(ids, now, KEEP).toSorted()).toEqual(overdue(ids, now, KEEP).toSorted())
    expect(nights(count, () => 0).toSorted((a, b) => b - a)).toEqual(lastOf(count, KEEP + 1))
  })

  test.each([4 * 24, 36 * 24, 400 * 24, 30 * 365 * 24])('ahead by %i hours since last night, all are kept', (hours) => {
    expect(nights(30, (night) => (night === 29 ? hours : 0))).toHaveLength(30)
  })

  test('whatever the clock does, nights younger than the days less what a jump may count stay', () => {
    const jump = fc.integer({ min: 0, max: 40 * 365 * 24 })
    const night = fc.integer({ min: 0, max: 69 })
    fc.assert(
      fc.property(jump, night, night, (hours, from, length) => {
        const off = (one: number) => (one >= from && one < from + length ? hours : 0)
        const kept = nights(70, off)
        for (const one of lastOf(70, KEEP - MOST_BETWEEN_DAYS)) expect(kept).toContain(one)
      }),
      { numRuns: 40 },
    )
  })

  test('a clock that stays ahead lets old ones go after as many nights as ever', () => {
    const kept = nights(90, (night) => (night >= 20 ? 400 * 24 : 0))
    expect(Math.min(...kept)).toBeGreaterThanOrEqual(90 - KEEP - 1)
  })
})
