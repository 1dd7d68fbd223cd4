/** Letters and figures of which none looks like another in any script or print: no 0 O Q, 1 I L, 2 Z, 5 S, 8 B, and no V beside U. */
export const LETTERS = 'ACDEFGHJKMNPRTUWXY34679'
export const LENGTH = 6
const WEEK_MS = 7 * 24 * 3_600_000

/** The number of the week since the beginning of 1970; codes change with it, for everybody at the same time. */
export const weekOf = (now: Temporal.Instant): number => Math.floor(now.epochMilliseconds / WEEK_MS)
export const weekStart = (week: number): Temporal.Instant => Temporal.Instant.fromEpochMilliseconds(week * WEEK_MS)

/** What somebody typed, as a code is written: case, blanks and hyphens do not matter. */
export const readCode = (typed: string): string => typed.toUpperCase().replaceAll(/[\s\-–—.]/gu, '')

/** A code as people read it aloud: `ACD EFG`. */
export const spokenCode = (code: string): string => `${code.slice(0, 3)} ${code.slice(3)}`
