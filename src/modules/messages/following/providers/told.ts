import { timingSafeEqual } from 'node:crypto'
import type { Call } from '#platform/http/route.ts'

/** What a provider says became of one mail, in our words; `unknown` is kept for staff to look at. */
export type Told = {
  readonly type: 'delivered' | 'deferred' | 'bounced' | 'complained' | 'unknown'
  /** Where our id of the message may stand: its Message-ID, our own header, its return path. */
  readonly about: string
  /** The provider's own id of this news, where it has one: told twice it counts once. */
  readonly id?: string | undefined
  readonly at?: string | undefined
  readonly code?: string | undefined
  readonly words?: string | undefined
  /** Whether the provider gave up for good; what the server's words say goes before it. */
  readonly permanent?: boolean | undefined
}

/** A call whose signature or password is right. */
export type Heard = {
  /** What tells this call from every other: heeded once. */
  readonly once: string
  /** When it was sent, where that is signed too. */
  readonly sentAt?: Temporal.Instant | undefined
  /** Nothing is known that could be read in it: not JSON, not of the published form. */
  readonly news: readonly Told[] | undefined
  /** An address to call once, so that the provider goes on. */
  readonly confirm?: string | undefined
}

/** Asks an address outside; the part gives it, so that no provider reaches the network by itself. */
export type AskOutside = (address: string) => Promise<Response>

/** How a provider's calls are told from forged ones, and what its published format says in our words. */
export type FeedbackProvider = {
  readonly name: 'ses' | 'mailgun' | 'postmark' | 'brevo'
  /** What must be known of it: a key or name that the organisation enters, or a password that we make. */
  readonly needs: 'entered' | 'made'
  /** Whether what was entered can be one. */
  readonly fits: (entered: string) => boolean
  /** A header that makes the provider repeat our id, where it would not by itself. */
  readonly header?: (message: string) => Readonly<Record<string, string>>
  /** @returns undefined when it is not theirs */
  readonly hear: (call: Pick<Call, 'headers' | 'body'>, secret: string, ask: AskOutside) => Promise<Heard | undefined>
}

export type Json = Readonly<Record<string, unknown>>

export const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
export const textOf = (value: unknown): string =>
  typeof value === 'string' ? value.slice(0, 4_000) : typeof value === 'number' ? String(value) : ''
export const partOf = (value: unknown, name: string): Json => {
  const part = isObject(value) ? value[name] : undefined
  return isObject(part) ? part : {}
}

/** Objects that stand in a field, or nothing. */
export const listOf = (value: unknown): readonly Json[] => (Array.isArray(value) ? value.filter(isObject) : [])

export function jsonOf(text: string): Json | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return isObject(value) ? value : undefined
  } catch {
    return undefined // refused as what it is: not to be understood
  }
}

/** Seconds since 1970 as an instant's text; undefined for what is no time. */
export const secondsOf = (value: unknown): string | undefined => {
  const seconds = Number(value)
  return Number.isFinite(seconds) && seconds > 0 && seconds < 1e11
    ? Temporal.Instant.fromEpochMilliseconds(Math.round(seconds * 1000)).toString()
    : undefined
}

/** Whether two texts are the same; takes as long for every wrong one of that length. */
export function isSame(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)]
  return a.length === b.length && a.length > 0 && timingSafeEqual(a, b)
}

/** Whether a call carries the password that we made, as Basic (RFC 7617, any name) or Bearer (RFC 6750). */
export function carries({ headers }: Pick<Call, 'headers'>, password: string): boolean {
  const [scheme = '', given = ''] = (headers.get('authorization') ?? '').split(' ')
  if (scheme.toLowerCase() === 'bearer') return isSame(given, password)
  if (scheme.toLowerCase() !== 'basic') return false
  const pair = Buffer.from(given, 'base64').toString('utf8')
  return isSame(pair.slice(pair.indexOf(':') + 1), password)
}
