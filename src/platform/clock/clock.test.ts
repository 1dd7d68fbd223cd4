import { setTimeout as pause } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { movableClock, stopwatch, systemClock } from '#platform/clock/clock.ts'

test('a movable clock stands still until it is moved', async () => {
  const clock = movableClock('2026-03-29T00:30:00Z')
  await pause(5)
  expect(clock.now().toString()).toBe('2026-03-29T00:30:00Z')
  clock.advance({ hours: 1 })
  clock.advance('P56D')
  expect(clock.now().toString()).toBe('2026-05-24T01:30:00Z')
  clock.moveTo('2024-02-29T12:00:00Z')
  expect(clock.now().toString()).toBe('2024-02-29T12:00:00Z')
})

test('the system clock goes on', async () => {
  const first = systemClock.now()
  await pause(5)
  expect(Temporal.Instant.compare(systemClock.now(), first)).toBe(1)
})

test('no clock is finer than what the database keeps', () => {
  const clock = movableClock('2026-03-29T00:30:00.123456789Z')
  expect(clock.now().toString()).toBe('2026-03-29T00:30:00.123456Z')
  for (let n = 0; n < 1_000; n++) expect(systemClock.now().epochNanoseconds % 1_000n).toBe(0n)
})

test('a stopwatch counts milliseconds upwards', async () => {
  const elapsed = stopwatch()
  await pause(20)
  const first = elapsed()
  expect(first).toBeGreaterThan(15)
  expect(first).toBeLessThan(5_000)
  expect(elapsed()).toBeGreaterThanOrEqual(first)
})
