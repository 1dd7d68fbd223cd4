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

export type SendingFailure = { readonly responseCode?: number | undefined; readonly code?: string | undefined }

/**
 * 4xx and every failure of the connection are tried again; 5xx about this message is final (RFC 5321, 4.2.1).
 * A 5xx at sign-in or a TLS fault is ours, not the recipient's: it is tried again, and shown.
 */
export function verdictOf(failure: SendingFailure): Exclude<Verdict, 'sent'> {
  const ours =
    failure.code === 'EAUTH' || failure.code === 'ETLS' || failure.code === 'ECONNECTION' || failure.code === 'ESOCKET'
  return !ours && failure.responseCode !== undefined && failure.responseCode >= 500 ? 'never' : 'later'
}

/** When to try again after the nth failed attempt (1 = first), or null when it is time to give up. */
export function nextAttempt(
  attempts: number,
  createdAt: Temporal.Instant,
  now: Temporal.Instant,
): Temporal.Instant | null {
  const next = now.add({ seconds: BACKOFF[attempts - 1] ?? LATER_ON })
  return Temporal.Instant.compare(next, createdAt.add(GIVE_UP)) > 0 ? null : next
}

/**
 * What may be kept of a server's words: its code and enhanced code. The rest often repeats the address.
 * @returns e.g. `550 5.1.1`, or the kind of connection failure
 */
export function keptAnswer(failure: SendingFailure & { readonly response?: string | undefined }): string {
  const enhanced = /^\d{3}[ -](\d\.\d{1,3}\.\d{1,3})/.exec(failure.response ?? '')?.[1]
  if (failure.responseCode !== undefined) return [failure.responseCode, enhanced].filter(Boolean).join(' ')
  return /^[A-Z]{3,20}$/.test(failure.code ?? '') ? (failure.code as string) : 'no connection'
}

/** Whether a mail advertises anything: only what a person's own request calls for does not. */
export const advertises = (lane: string): boolean => lane !== 'transactional'
