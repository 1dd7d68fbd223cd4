import { refuse } from '#platform/errors/errors.ts'
import type { Refusal } from '#platform/errors/errors.ts'

/** From hold to the end. A walk-in begins as `arrived`. */
export const states = ['held', 'booked', 'arrived', 'called', 'serving', 'served', 'no-show', 'cancelled'] as const
export type State = (typeof states)[number]
export const isState = (text: string): text is State => states.some((state) => state === text)

/** What staff do with a booking. */
export const verbs = ['arrive', 'call', 'serve', 'close', 'no-show', 'cancel', 'undo'] as const
export type Verb = (typeof verbs)[number]

export type Booking = {
  readonly id: string
  readonly state: State
  readonly walk_in: boolean
  readonly version: number
  readonly location_id: string
  readonly starts_at: Temporal.Instant
  readonly ends_at: Temporal.Instant
  readonly ended_at: Temporal.Instant
  readonly expires_at: Temporal.Instant | null
  readonly zone: string
  readonly arrived_at: Temporal.Instant | null
  readonly called_at: Temporal.Instant | null
  readonly serving_at: Temporal.Instant | null
  readonly served_at: Temporal.Instant | null
  readonly called_count: number
  readonly called_desk_id: string | null
}

const isAfter = (a: Temporal.Instant, b: Temporal.Instant): boolean => Temporal.Instant.compare(a, b) > 0

/** What is asked for, and what was found out about it. */
export type Wish = {
  readonly serviceActive: boolean
  readonly locationActive: boolean
  readonly servedThere: boolean
  /** Start of the booking window and its end (exclusive), epoch milliseconds; see `bookingWindow`. */
  readonly earliest: number
  readonly latest: number
  /** Whether the start lies on the grid of an opening; see `isOffered`. */
  readonly offered: boolean
  readonly start: Temporal.Instant
}

/** Why a start cannot be held, or undefined. That every place is taken only the database can know. */
export function mayHold(wish: Wish): Refusal | undefined {
  if (!wish.serviceActive) return refuse('appointments.service-closed', 'gone')
  if (!wish.locationActive) return refuse('appointments.location-closed', 'gone')
  if (!wish.servedThere) return refuse('appointments.not-served-there', 'invalid')
  if (wish.start.epochMilliseconds < wish.earliest) return refuse('appointments.too-soon', 'conflict')
  if (wish.start.epochMilliseconds >= wish.latest) return refuse('appointments.too-far-ahead', 'conflict')
  if (!wish.offered) return refuse('appointments.not-open-then', 'conflict')
  return undefined
}

/**
 * Why a hold cannot be confirmed, or undefined. `undefined` for the booking: no such row for this token, be it deleted
 * because it expired, of another organisation, or invented; which of these it was is not told.
 */
export function mayConfirm(booking: Booking | undefined, now: Temporal.Instant): Refusal | undefined {
  if (booking === undefined) return refuse('appointments.hold-expired', 'gone')
  if (booking.state === 'cancelled') return refuse('appointments.already-cancelled', 'gone')
  if (booking.state !== 'held' || booking.expires_at === null) return refuse('appointments.already-booked', 'conflict')
  if (!isAfter(booking.expires_at, now)) return refuse('appointments.hold-expired', 'gone')
  return undefined
}

/** Why a person may not have one more of a service, or undefined. `upcoming`: those not yet over, holds not counted. */
export const mayHaveMore = (upcoming: number, limit: number): Refusal | undefined =>
  upcoming >= limit ? refuse('appointments.limit-reached', 'too-many', { limit }) : undefined

/** Why an appointment cannot be changed by the person who has it, or undefined. */
function mayChange(booking: Booking | undefined, now: Temporal.Instant): Refusal | undefined {
  if (booking === undefined) return refuse('appointments.unknown', 'not-found')
  if (booking.state === 'cancelled') return refuse('appointments.already-cancelled', 'gone')
  if (booking.state === 'held') return refuse('appointments.not-confirmed', 'conflict')
  if (booking.state !== 'booked') return refuse('appointments.already-begun', 'conflict')
  if (!isAfter(booking.starts_at, now)) return refuse('appointments.already-past', 'gone')
  return undefined
}

/** Why an appointment cannot be moved, or undefined. */
export function mayMove(
  booking: Booking | undefined,
  to: { readonly location: string; readonly start: Temporal.Instant },
  now: Temporal.Instant,
): Refusal | undefined {
  const refused = mayChange(booking, now)
  if (refused || booking === undefined) return refused
  if (booking.location_id === to.location && booking.starts_at.equals(to.start))
    return refuse('appointments.same-time', 'invalid')
  if (!isAfter(to.start, now)) return refuse('appointments.too-soon', 'conflict')
  return undefined
}

/** Why an appointment cannot be cancelled by the person who has it, or undefined. */
export const mayCancel = (booking: Booking | undefined, now: Temporal.Instant): Refusal | undefined =>
  mayChange(booking, now)

/** Every step staff can take. What is not in here is refused. Undo is told from what was stamped: see `undone`. */
export const transitions: Readonly<Record<State, Readonly<Partial<Record<Exclude<Verb, 'undo'>, State>>>>> = {
  held: {},
  booked: { arrive: 'arrived', call: 'called', 'no-show': 'no-show', cancel: 'cancelled' },
  arrived: { call: 'called', 'no-show': 'no-show', cancel: 'cancelled' },
  called: { call: 'called', serve: 'serving', close: 'served', 'no-show': 'no-show' },
  serving: { close: 'served' },
  served: {},
  'no-show': { arrive: 'arrived' },
  cancelled: {},
}

/** The state after a step, or undefined where the step is not possible. */
export const transition = (state: State, verb: Exclude<Verb, 'undo'>): State | undefined => transitions[state][verb]

/** The columns that a step of staff changes. */
export type Changes = Partial<
  Pick<
    Booking,
    'state' | 'arrived_at' | 'called_at' | 'serving_at' | 'served_at' | 'ended_at' | 'called_count' | 'called_desk_id'
  >
>

/**
 * What a step changes, or why it is refused. `desk` is where staff work, needed to call.
 * A finished booking can be taken back until the end of its day there: the counted day is settled after that.
 */
export function step(booking: Booking, verb: Verb, now: Temporal.Instant, desk: string | null): Changes | Refusal {
  if (verb === 'undo') return undone(booking, now)
  const state = transition(booking.state, verb)
  if (state === undefined) return refuse('appointments.step-not-possible', 'conflict', { state: booking.state, verb })
  switch (verb) {
    case 'arrive':
      if (booking.state === 'no-show' && !isSameDay(booking, now))
        return refuse('appointments.too-late-to-undo', 'gone')
      // Who comes back after being called in vain waits again from now on, as everybody does.
      return {
        state,
        arrived_at: now,
        called_at: null,
        called_desk_id: null,
        called_count: 0,
        ended_at: booking.ends_at,
      }
    case 'call':
      if (desk === null) return refuse('appointments.choose-desk', 'invalid')
      return { state, called_at: now, called_desk_id: desk, called_count: booking.called_count + 1 }
    case 'serve':
      return { state, serving_at: now }
    case 'close':
      return { state, served_at: now, ended_at: now }
    case 'no-show':
    case 'cancel':
      return { state, ended_at: now }
  }
}

function undone(booking: Booking, now: Temporal.Instant): Changes | Refusal {
  const { state, walk_in, arrived_at, called_at, serving_at, ends_at, called_count } = booking
  const waiting = arrived_at === null ? 'booked' : 'arrived'
  switch (state) {
    case 'arrived':
      // A walk-in has nothing before it; staff cancel it.
      if (walk_in) break
      return { state: 'booked', arrived_at: null }
    case 'called':
      if (called_count > 1) return { state, called_count: called_count - 1 }
      return { state: waiting, called_at: null, called_desk_id: null, called_count: 0 }
    case 'serving':
      return { state: 'called', serving_at: null }
    case 'served':
    case 'no-show': {
      if (!isSameDay(booking, now)) return refuse('appointments.too-late-to-undo', 'gone')
      const before = serving_at !== null ? 'serving' : called_at !== null ? 'called' : waiting
      return { state: before, served_at: null, ended_at: ends_at }
    }
    case 'cancelled':
      // The place may be somebody else's by now, and the mail has gone.
      return refuse('appointments.place-was-released', 'gone')
    case 'held':
    case 'booked':
  }
  return refuse('appointments.nothing-to-undo', 'conflict', { state })
}

const isSameDay = (booking: Booking, now: Temporal.Instant): boolean =>
  booking.ended_at
    .toZonedDateTimeISO(booking.zone)
    .toPlainDate()
    .equals(now.toZonedDateTimeISO(booking.zone).toPlainDate())

/** The steps to offer for a booking, in the order a clerk takes them. */
export const possibleSteps = (booking: Booking, now: Temporal.Instant): Verb[] =>
  verbs.filter((verb) => !(step(booking, verb, now, 'any') instanceof Error))
