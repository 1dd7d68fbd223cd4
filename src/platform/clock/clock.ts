/** The one way to ask for the time. The only file of the program that reads the machine's clocks. */
export type Clock = { now(): Temporal.Instant }

export type MovableClock = Clock & {
  moveTo(instant: Temporal.Instant | string): void
  advance(duration: Temporal.Duration | Temporal.DurationLike | string): void
}

export const systemClock: Clock = { now: () => Temporal.Now.instant() }

/** Stands still until moved; for tests, the demo and verify. Days and weeks are 24 and 168 hours. */
export const movableClock = (start: Temporal.Instant | string): MovableClock => {
  let current = Temporal.Instant.from(start)
  return {
    now: () => current,
    moveTo: (instant) => {
      current = Temporal.Instant.from(instant)
    },
    advance: (duration) => {
      current = current.toZonedDateTimeISO('UTC').add(duration).toInstant()
    },
  }
}

/** Starts measuring; the returned function gives the milliseconds since, unmoved by changes of the wall clock. */
export const stopwatch = (): (() => number) => {
  const start = process.hrtime.bigint()
  return () => Number(process.hrtime.bigint() - start) / 1e6
}
