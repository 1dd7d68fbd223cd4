/** The one way to ask for the time. The only file of the program that reads the machine's clocks. */
export type Clock = { now(): Temporal.Instant }

export type MovableClock = Clock & {
  moveTo(instant: Temporal.Instant | string): void
  advance(duration: Temporal.Duration | Temporal.DurationLike | string): void
}

/** As fine as a column of the database: what is stored and read again is the same instant, never a later one. */
const stored = (instant: Temporal.Instant): Temporal.Instant =>
  instant.round({ smallestUnit: 'microsecond', roundingMode: 'floor' })

export const systemClock: Clock = { now: () => stored(Temporal.Now.instant()) }

/** Stands still until moved; for tests, the demo and verify. Days and weeks are 24 and 168 hours. */
export const movableClock = (start: Temporal.Instant | string): MovableClock => {
  let current = stored(Temporal.Instant.from(start))
  return {
    now: () => current,
    moveTo: (instant) => {
      current = stored(Temporal.Instant.from(instant))
    },
    advance: (duration) => {
      current = stored(current.toZonedDateTimeISO('UTC').add(duration).toInstant())
    },
  }
}

/** Starts measuring; the returned function gives the milliseconds since, unmoved by changes of the wall clock. */
export const stopwatch = (): (() => number) => {
  const start = process.hrtime.bigint()
  return () => Number(process.hrtime.bigint() - start) / 1e6
}
