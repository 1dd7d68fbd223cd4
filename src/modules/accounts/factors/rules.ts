import { Secret, TOTP } from 'otpauth'

export const STEP_SECONDS = 30
/** Codes of the step before and after count as well: clocks differ, and people type slowly (RFC 6238, 5.2). */
const DRIFT = 1

const totp = (secret: string, about: { issuer?: string; label?: string } = {}) =>
  new TOTP({ ...about, algorithm: 'SHA1', digits: 6, period: STEP_SECONDS, secret: Secret.fromBase32(secret) })

/** A new secret for an app: 160 bits in Base32, as RFC 4226 recommends. */
export const newSecret = (): string => new Secret({ size: 20 }).base32

/** What the app reads from the picture. */
export const appUri = (secret: string, issuer: string, label: string): string =>
  totp(secret, { issuer, label }).toString()

/** What the app shows at a moment. */
export const codeAt = (secret: string, at: Temporal.Instant): string =>
  totp(secret).generate({ timestamp: at.epochMilliseconds })

/** In groups of four, to be typed where there is no camera. */
export const inGroups = (secret: string): string => secret.replaceAll(/(.{4})(?=.)/g, '$1 ')

/**
 * The step whose code this is, if it is one of now, the step before or after, and newer than the last one used: a code
 * that somebody looked at counts no second time (RFC 6238, 5.2). Undefined otherwise.
 */
export function stepOf(secret: string, entered: string, now: Temporal.Instant, last: number): number | undefined {
  const token = digitsOf(entered)
  if (token === undefined) return undefined
  const delta = totp(secret).validate({ token, timestamp: now.epochMilliseconds, window: DRIFT })
  if (delta === null) return undefined
  const step = Math.floor(now.epochMilliseconds / 1000 / STEP_SECONDS) + delta
  return step > last ? step : undefined
}

/** Six digits, however they were spaced. */
export function digitsOf(entered: string): string | undefined {
  const digits = entered.replaceAll(/[\s-]/g, '')
  return /^\d{6}$/.test(digits) ? digits : undefined
}

// Crockford's letters: none that look alike, none that make words one would not want to read.
const LETTERS = '0123456789abcdefghjkmnpqrstvwxyz'
export const RECOVERY_CODES = 10
const LENGTH = 10

/** Ten letters from 50 random bits, as `k7m2q-9xwtd`. @param random at least ten bytes */
export function recoveryCode(random: Uint8Array): string {
  const letters = [...random.subarray(0, LENGTH)].map((byte) => LETTERS[byte % 32] ?? '0').join('')
  return `${letters.slice(0, 5)}-${letters.slice(5)}`
}

/** A recovery code as it is compared, whatever was typed for look-alikes; undefined when it cannot be one. */
export function readRecoveryCode(entered: string): string | undefined {
  const letters = entered.toLowerCase().replaceAll(/[\s-]/g, '').replaceAll('o', '0').replaceAll(/[il]/g, '1')
  return letters.length === LENGTH && [...letters].every((letter) => LETTERS.includes(letter)) ? letters : undefined
}

/** How a session stands: the second factor is owed, the password alone, or two factors. */
export type Strength = 'half' | 'one' | 'two'

/** A sign-in counts as a confirmation for so long; then dangerous acts ask again. */
export const CONFIRMED_MINUTES = 10

export const isConfirmed = (confirmed: Temporal.Instant | undefined, now: Temporal.Instant): boolean =>
  confirmed !== undefined && confirmed.until(now).total('minutes') < CONFIRMED_MINUTES

/** Whether a session's cookie is used by another browser than the one that it was given to. */
export const isElsewhere = (given: string, now: string): boolean => given !== NOT_A_BROWSER && given !== now

/** What sessions are made with that no browser asked for: demo, checks, tests. */
export const NOT_A_BROWSER = 'Belegt'
