/**
 * Art. 33(1) GDPR: without undue delay and, where feasible, not later than 72 hours after having become aware.
 *
 * How the hours are counted (Regulation (EEC, Euratom) 1182/71): Art. 3(3) counts Sundays, Saturdays and public holidays
 * in, and Art. 3(4), which moves an end on such a day to the next working day, is only for periods "expressed otherwise
 * than in hours". So nothing moves: 72 hours are 72 hours, also over Easter. Art. 3(1) would not count the hour in which
 * the organisation became aware, and some read Art. 3(5) (two working days at least) into periods of hours; both could
 * only lengthen the time. This clock takes the reading that is safe under every view: exactly 72 hours from the moment
 * of awareness, which makes changes of the clock to summer time harmless as well.
 */
export const NOTIFY_HOURS = 72

/** Hours before the end at which the officer is reminded; the last reminder is that the time is up. */
export const REMIND_AT = [48, 24, 6, 0] as const

export type ClockState = 'running' | 'urgent' | 'late' | 'in-time' | 'delayed' | 'not-needed'

export type BreachClock = {
  readonly due: Temporal.Instant
  /** Whole minutes left; negative when the time is up. */
  readonly minutesLeft: number
  readonly state: ClockState
}

type Known = {
  readonly aware_at: Temporal.Instant
  readonly notified_at: Temporal.Instant | null
  readonly risk: string | null
}

const before = (one: Temporal.Instant, other: Temporal.Instant) => Temporal.Instant.compare(one, other) <= 0

/** How the 72 hours stand. An assessed breach without risk needs no notice (Art. 33(1)), but stays on record. */
export function breachClock({ aware_at, notified_at, risk }: Known, now: Temporal.Instant): BreachClock {
  const due = aware_at.add({ hours: NOTIFY_HOURS })
  const minutesLeft = Math.floor(now.until(due).total({ unit: 'minutes' }))
  const base = { due, minutesLeft }
  if (notified_at) return { ...base, state: before(notified_at, due) ? 'in-time' : 'delayed' }
  if (risk === 'unlikely') return { ...base, state: 'not-needed' }
  if (minutesLeft < 0) return { ...base, state: 'late' }
  return { ...base, state: minutesLeft < 24 * 60 ? 'urgent' : 'running' }
}

/** How many reminders should have gone out by now; none once the authority was told or need not be. */
export function remindersDue(breach: Known, now: Temporal.Instant): number {
  const { state, minutesLeft } = breachClock(breach, now)
  if (state === 'in-time' || state === 'delayed' || state === 'not-needed') return 0
  return REMIND_AT.filter((hours) => minutesLeft <= hours * 60).length
}

export type Open = 'count' | 'assess' | 'notify' | 'delay' | 'tell' | 'reason'

type Case = Known & {
  readonly counted_at: Temporal.Instant | null
  readonly risk_reason: string
  readonly delay_reason: string
  readonly people_ground: string | null
  readonly people_reason: string
  readonly people_told_at: Temporal.Instant | null
}

/**
 * What is still to be done before the case may be closed (Art. 33(1), (5), Art. 34 GDPR): whom it concerns, how bad it
 * is, the authority told or the reason why not, a delay explained, and for a high risk the people told or an exception.
 */
export function openPoints(breach: Case): Open[] {
  const points: Open[] = []
  if (!breach.counted_at) points.push('count')
  if (!breach.risk) return [...points, 'assess']
  if (!breach.risk_reason) points.push('reason')
  if (breach.risk !== 'unlikely' && !breach.notified_at) points.push('notify')
  if (breach.notified_at && breachClock(breach, breach.notified_at).state === 'delayed' && !breach.delay_reason)
    points.push('delay')
  if (breach.risk === 'high' && !peopleSettled(breach)) points.push('tell')
  return points
}

/** The people were told, or one of the exceptions of Art. 34(3) applies; "no high risk" is none of them. */
const peopleSettled = ({ people_ground, people_told_at, people_reason }: Case): boolean =>
  people_ground === 'told'
    ? people_told_at !== null
    : people_ground !== null && people_ground !== 'not-high' && people_reason !== ''
