const FREE = 5
const FIRST_SECONDS = 30
const LONGEST_SECONDS = 15 * 60

/** How long an address waits after so many failures in a row: nothing for the first five, then doubling up to 15 minutes. */
export function waitAfter(failures: number): number {
  return failures < FREE ? 0 : Math.min(LONGEST_SECONDS, FIRST_SECONDS * 2 ** (failures - FREE))
}

/** Seconds still to wait at `now`, 0 when none. */
export function stillToWait(failures: number, last: Temporal.Instant, now: Temporal.Instant): number {
  return Math.max(0, Math.ceil(waitAfter(failures) - last.until(now).total('seconds')))
}
