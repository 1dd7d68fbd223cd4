import { refuse, type Refusal } from '#platform/errors/errors.ts'
import { step, verbs, type Booking, type Changes, type Verb } from '../rules/booking.ts'
import { inOrder, waitingMinutes } from '../rules/queue.ts'

/** A calendar day at a location: from its first instant to the first of the next day, in the location's zone. */
export type Day = {
  readonly date: Temporal.PlainDate
  readonly from: Temporal.Instant
  readonly until: Temporal.Instant
  readonly isToday: boolean
}

/** The wanted day, or today as the location's clocks show it. */
export function dayOf(zone: string, now: Temporal.Instant, wanted?: Temporal.PlainDate): Day {
  const today = now.toZonedDateTimeISO(zone).toPlainDate()
  const date = wanted ?? today
  const start = (day: Temporal.PlainDate) => day.toZonedDateTime({ timeZone: zone }).toInstant()
  return { date, from: start(date), until: start(date.add({ days: 1 })), isToday: date.equals(today) }
}

/** Hours around a start within which somebody can be checked in or called, whatever the calendar says of midnight. */
const nearHours = 6

function isNear(booking: Booking, now: Temporal.Instant): boolean {
  // asked first because it is cheap: a day of hundreds is gone through for each page
  const away = Math.abs(booking.starts_at.epochMilliseconds - now.epochMilliseconds)
  if (away <= nearHours * 3_600_000) return true
  const localDate = (instant: Temporal.Instant) => instant.toZonedDateTimeISO(booking.zone).toPlainDate()
  return away < 26 * 3_600_000 && localDate(booking.starts_at).equals(localDate(now))
}

/** Why a step does not fit the day of the booking, or undefined. */
function refusedByDay(booking: Booking, verb: Verb, now: Temporal.Instant): Refusal | undefined {
  if (isNear(booking, now)) return undefined
  const isAhead = Temporal.Instant.compare(booking.starts_at, now) > 0
  const fits = verb === 'no-show' ? !isAhead : verb === 'cancel' ? isAhead : verb !== 'arrive' && verb !== 'call'
  return fits ? undefined : refuse('appointments.another-day', 'conflict', { verb })
}

/** What a step at the desk changes, or why it is refused; see `step`. */
export const deskStep = (booking: Booking, verb: Verb, now: Temporal.Instant, desk: string | null): Changes | Refusal =>
  refusedByDay(booking, verb, now) ?? step(booking, verb, now, desk)

/** The steps to offer at the desk, in the order a clerk takes them. */
export const deskSteps = (booking: Booking, now: Temporal.Instant): Verb[] =>
  verbs.filter((verb) => !(deskStep(booking, verb, now, 'any') instanceof Error))

const stateAfter: Partial<Record<Verb, Booking['state']>> = {
  arrive: 'arrived',
  call: 'called',
  serve: 'serving',
  close: 'served',
  'no-show': 'no-show',
  cancel: 'cancelled',
}

/** Whether this very press has been carried out already: a double click, a form sent twice. Undo is never taken for one. */
export const isDone = (booking: Booking, verb: Verb, seenVersion: number, desk: string | null): boolean =>
  booking.version === seenVersion + 1 &&
  booking.state === stateAfter[verb] &&
  (verb !== 'call' || booking.called_desk_id === desk)

export type Groups<B> = {
  /** Called or being served, by the time of the call. */
  readonly atDesks: B[]
  /** Checked in, in the order of their turn. */
  readonly waiting: (B & { readonly arrived_at: Temporal.Instant })[]
  readonly expected: B[]
  readonly served: B[]
  readonly absent: B[]
  readonly cancelled: B[]
}

const hasArrived = <B extends Booking>(booking: B): booking is B & { readonly arrived_at: Temporal.Instant } =>
  booking.state === 'arrived' && booking.arrived_at !== null

const byTime =
  <B extends Booking>(time: (booking: B) => Temporal.Instant | null) =>
  (a: B, b: B): number =>
    (time(a)?.epochMilliseconds ?? 0) - (time(b)?.epochMilliseconds ?? 0) || (a.id < b.id ? -1 : 1)

/** A day's bookings as the desk sees them. */
export function inGroups<B extends Booking>(bookings: readonly B[]): Groups<B> {
  const of = (...states: Booking['state'][]) => bookings.filter(({ state }) => states.includes(state))
  const byStart = byTime<B>(({ starts_at }) => starts_at)
  return {
    atDesks: of('called', 'serving').toSorted(byTime(({ called_at }) => called_at)),
    waiting: inOrder(bookings.filter(hasArrived)),
    expected: of('booked').toSorted(byStart),
    served: of('served').toSorted(byTime(({ served_at }) => served_at)),
    absent: of('no-show').toSorted(byStart),
    cancelled: of('cancelled').toSorted(byStart),
  }
}

/** Mean of the full minutes waited so far, rounded; 0 when nobody waits. */
export const meanWait = (waiting: Groups<Booking>['waiting'], now: Temporal.Instant): number =>
  waiting.length === 0
    ? 0
    : Math.round(waiting.reduce((sum, one) => sum + waitingMinutes(one, now), 0) / waiting.length)

/** From here on a wait stands out. */
export const longWaitMinutes = 20

/** Who is at a desk: the one called last, for when somebody was taken back to it. */
export const atDesk = <B extends Booking>(groups: Groups<B>, desk: string | undefined): B | undefined =>
  desk === undefined ? undefined : groups.atDesks.findLast(({ called_desk_id }) => called_desk_id === desk)
