const FREE = 5
const FIRST_SECONDS = 30
const LONGEST_SECONDS = 15 * 60
/** Failures on one address from everywhere within a day, beyond what a forgetful person makes. */
export const ATTACK = 20
const ATTACK_HOURS = 24

/** How long a door waits after so many failures in a row: nothing for the first five, then doubling up to 15 minutes. */
export function waitAfter(failures: number): number {
  return failures < FREE ? 0 : Math.min(LONGEST_SECONDS, FIRST_SECONDS * 2 ** (failures - FREE))
}

/** Seconds still to wait at `now`, 0 when none; a clock that was set back makes nobody wait longer than the first time. */
export function stillToWait(failures: number, last: Temporal.Instant, now: Temporal.Instant): number {
  const wait = waitAfter(failures)
  const left = wait - last.until(now).total('seconds')
  return Math.min(wait, Math.max(0, Math.ceil(left)))
}

/** Whether strangers have to show that they are no machine: many failures, the last of them within a day. */
export function isUnderAttack(failures: number, last: Temporal.Instant, now: Temporal.Instant): boolean {
  return failures >= ATTACK && last.until(now).total('hours') < ATTACK_HOURS
}

/** Seconds that a stranger without script waits instead of the work. */
export const STRANGER_SECONDS = 60
