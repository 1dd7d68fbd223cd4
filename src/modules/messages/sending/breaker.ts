// What is known of a server, or of one recipient provider behind it, from how its last mails went.

/** Seconds to leave it alone, each time it fails again after them. */
const PAUSES = [60, 120, 300, 600, 900]
const LONGEST = PAUSES.at(-1) as number

export type Breaker = {
  /** Failures since the last mail that was taken. */
  readonly failures: number
  /** How many failures in a row open it; grows where some mails are taken after all, as greylisting does. */
  readonly bearable: number
  /** How often it opened since it last took a mail. */
  readonly opened: number
  readonly until: Temporal.Instant | undefined
}

export const closedBreaker = (bearable: number): Breaker => ({ failures: 0, bearable, opened: 0, until: undefined })

const MOST_BEARABLE = 2_000

export const afterSuccess = (breaker: Breaker): Breaker =>
  breaker.failures === 0 && breaker.opened === 0
    ? breaker
    : {
        ...closedBreaker(breaker.bearable),
        bearable: Math.min(MOST_BEARABLE, breaker.bearable * (breaker.opened > 0 ? 2 : 1)),
      }

/** One more failure; opens for a minute, then for longer, once there were too many in a row. */
export function afterFailure(breaker: Breaker, now: Temporal.Instant): Breaker {
  const failures = breaker.failures + 1
  // after a pause one failure is enough
  if (breaker.opened === 0 && failures < breaker.bearable) return { ...breaker, failures }
  // mails that were under way when it opened say nothing new
  if (isOpen(breaker, now)) return { ...breaker, failures }
  const seconds = PAUSES[breaker.opened] ?? LONGEST
  return { ...breaker, failures, opened: breaker.opened + 1, until: now.add({ seconds }) }
}

/** Whether it is to be left alone now. A clock that was set back does not make a pause longer than it may be. */
export function isOpen({ until }: Breaker, now: Temporal.Instant): boolean {
  if (!until) return false
  const left = until.since(now).total('seconds')
  return left > 0 && left <= LONGEST
}

/** How many mails may be under way at once while nobody knows whether it works again: one. */
export const onTrial = (breaker: Breaker, now: Temporal.Instant): boolean => breaker.opened > 0 && !isOpen(breaker, now)

/** Mails a minute; a clock that was set back begins a new minute. */
export type Pace = { readonly since: Temporal.Instant | undefined; readonly count: number }
export const freshPace: Pace = { since: undefined, count: 0 }

const withinMinute = (since: Temporal.Instant | undefined, now: Temporal.Instant): boolean => {
  const seconds = since === undefined ? -1 : now.since(since).total('seconds')
  return seconds >= 0 && seconds < 60
}

export const paced = (pace: Pace, now: Temporal.Instant): Pace =>
  withinMinute(pace.since, now) ? { ...pace, count: pace.count + 1 } : { since: now, count: 1 }

/** When the next mail may go, if not now. */
export function waitsUntil(pace: Pace, most: number | undefined, now: Temporal.Instant): Temporal.Instant | undefined {
  if (most === undefined || !pace.since || !withinMinute(pace.since, now) || pace.count < most) return undefined
  return pace.since.add({ seconds: 60 })
}
