/**
 * Turns the wall clock of a zone into instants, in epoch milliseconds, for a range of dates. The zone's changes are
 * looked up once; after that it is arithmetic. Wall times are milliseconds since 1970-01-01T00:00 on the wall.
 */
export type WallClock = {
  /** A wall time that does not exist (clocks forward) is the moment of the change; one that occurs twice its first. */
  first(wall: number): number
  /** As `first`, but of a wall time that occurs twice (clocks back) the second. */
  last(wall: number): number
  /** What the wall shows at an instant. */
  wallAt(instant: number): number
}

export const minute = 60_000
export const day = 86_400_000

/** Wall milliseconds of a date's midnight. `date` is '2026-11-24'. */
export const wallOf = (date: string): number => Date.parse(`${date}T00:00:00Z`)

/** Wall milliseconds since midnight of '08:30' or '08:30:00'. */
export const timeOfDay = (time: string): number => {
  const [hours = '0', minutes = '0', seconds = '0'] = time.split(':')
  return (Number(hours) * 60 + Number(minutes)) * minute + Number(seconds) * 1_000
}

/** The date of wall milliseconds, '2026-11-24'. */
export const dateOf = (wall: number): string => new Date(wall).toISOString().slice(0, 10)

type Stretch = { readonly from: number; readonly until: number; readonly offset: number }

/** A wall clock that is right from the day before `from` until two days after `until` (dates, '2026-11-24'). */
export const wallClock = (zone: string, from: string, until: string): WallClock => {
  const stretches = stretchesOf(zone, wallOf(from) - 3 * day, wallOf(until) + 4 * day)
  const all = (wall: number) =>
    stretches
      .map(({ from, until, offset }) => ({ from, until, at: wall - offset }))
      .filter((s) => s.at >= s.from && s.at < s.until)
  // In no stretch: skipped by a change, which is the first one after which the wall shows more.
  const skipped = (wall: number) => stretches.find((stretch) => stretch.from + stretch.offset > wall)?.from ?? wall
  if (stretches.length === 1) {
    const offset = stretches[0]?.offset ?? 0
    return { first: (wall) => wall - offset, last: (wall) => wall - offset, wallAt: (instant) => instant + offset }
  }
  return {
    first: (wall) => all(wall).at(0)?.at ?? skipped(wall),
    last: (wall) => all(wall).at(-1)?.at ?? skipped(wall),
    wallAt: (instant) => instant + (stretches.find((s) => instant >= s.from && instant < s.until)?.offset ?? 0),
  }
}

const stretchesOf = (zone: string, from: number, until: number): readonly Stretch[] => {
  const stretches: Stretch[] = []
  let current = Temporal.Instant.fromEpochMilliseconds(from).toZonedDateTimeISO(zone)
  let begins = -Infinity
  while (true) {
    const offset = current.offsetNanoseconds / 1e6
    const next = current.getTimeZoneTransition('next')
    if (next === null || next.epochMilliseconds >= until) {
      stretches.push({ from: begins, until: Infinity, offset })
      return stretches
    }
    stretches.push({ from: begins, until: next.epochMilliseconds, offset })
    begins = next.epochMilliseconds
    current = next
  }
}
