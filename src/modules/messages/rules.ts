/**
 * How urgent a mail is: what a person's own request calls for leaves first, then information about it, then what goes to
 * many. Only the first may leave to a blocked address.
 */
export type Lane = 'transactional' | 'informational' | 'bulk'

/** What a server's answer means for a message. */
export type Verdict = 'sent' | 'later' | 'never'

const MINUTE = 60
/** Greylisting wants minutes, an outage of a day must be outlived: 1, 2, 5, 10, 30 min, 1 h, 2 h, then every 4 h. */
const BACKOFF = [1 * MINUTE, 2 * MINUTE, 5 * MINUTE, 10 * MINUTE, 30 * MINUTE, 60 * MINUTE, 120 * MINUTE]
const LATER_ON = 240 * MINUTE
/** A message is given up when it could not be handed over for five days, as mail servers do themselves (RFC 5321, 4.5.4.1). */
const GIVE_UP = Temporal.Duration.from({ hours: 5 * 24 })

/** However the clock leaps, a message is tried this often before it is given up. */
const LEAST_ATTEMPTS = 10

export type SendingFailure = {
  readonly responseCode?: number | undefined
  readonly code?: string | undefined
  /** What the server was told last, `CONN` before anything. */
  readonly command?: string | undefined
}

/** Whether a failure says something about the server we speak to, and not about one mail or its recipient. */
export const concernsServer = ({ code, command, responseCode }: SendingFailure): boolean =>
  code === 'EAUTH' ||
  code === 'ETLS' ||
  code === 'EDNS' ||
  code === 'ECONNECTION' ||
  code === 'ESOCKET' ||
  responseCode === 421 ||
  (code === 'ETIMEDOUT' && (command === undefined || command === 'CONN'))

/**
 * 4xx and every failure of the connection are tried again; 5xx about this message is final (RFC 5321, 4.2.1).
 * A 5xx at sign-in or a TLS fault is ours, not the recipient's: it is tried again, and shown.
 */
export function verdictOf(failure: SendingFailure): Exclude<Verdict, 'sent'> {
  const ours =
    failure.code === 'EAUTH' || failure.code === 'ETLS' || failure.code === 'ECONNECTION' || failure.code === 'ESOCKET'
  if (failure.code === 'EFORGED') return 'never'
  return !ours && failure.responseCode !== undefined && failure.responseCode >= 500 ? 'never' : 'later'
}

/** No message waits longer than this for its next attempt; one that seems to was dated by a clock that was wrong. */
export const LONGEST_WAIT = Temporal.Duration.from({ seconds: LATER_ON })

/** When to try again after the nth failed attempt (1 = first), or null when it is time to give up. */
export function nextAttempt(
  attempts: number,
  createdAt: Temporal.Instant,
  now: Temporal.Instant,
): Temporal.Instant | null {
  const next = now.add({ seconds: BACKOFF[attempts - 1] ?? LATER_ON })
  const late = Temporal.Instant.compare(next, createdAt.add(GIVE_UP)) > 0
  return late && attempts >= LEAST_ATTEMPTS ? null : next
}

/**
 * What may be kept of a server's words: its code and enhanced code. The rest often repeats the address.
 * @returns e.g. `550 5.1.1`, or the kind of connection failure
 */
export function keptAnswer(failure: SendingFailure & { readonly response?: string | undefined }): string {
  // what we refused for want of encryption, whatever the server said to it
  if (failure.code === 'ETLS') return 'ETLS'
  const enhanced = /^\d{3}[ -](\d\.\d{1,3}\.\d{1,3})/.exec(failure.response ?? '')?.[1]
  if (failure.responseCode !== undefined) return [failure.responseCode, enhanced].filter(Boolean).join(' ')
  return /^[A-Z]{3,20}$/.test(failure.code ?? '') ? (failure.code as string) : 'no connection'
}

/** Whether a mail advertises anything: only what a person's own request calls for does not. */
export const advertises = (lane: string): boolean => lane !== 'transactional'
