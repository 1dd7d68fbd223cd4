import { sql } from 'kysely'
import type { Scope } from '#platform/data/scope.ts'
import { refuse, type Refusal } from '#platform/errors/errors.ts'
import { db, type BookingRow, type Location } from '../../data.ts'
import { bookingForUpdate } from '../../queries/bookings.ts'
import type { Changes, State, Verb } from '../../rules/booking.ts'
import { lockDesk, occupantOf } from '../queries.ts'
import { dayOf, deskStep, isDone } from '../rules.ts'

/** A booking in the version a clerk saw it in. */
export type Seen = { readonly id: string; readonly version: number }
export type Outcome = { readonly done: BookingRow } | { readonly refused: Refusal }
/** Tells the person that staff cancelled; in the same transaction. */
export type TellCancelled = (row: BookingRow) => Promise<void>

type Wish = {
  readonly location: Location
  readonly seen: Seen
  readonly verb: Verb
  readonly desk: string | null
}

/**
 * Takes a step with a booking if it still is in the version that was seen. Pressed twice, it happens once.
 * Order of locks: desk, booking, ticket counter.
 */
export async function takeStep(at: Scope<string>, wish: Wish, tellCancelled: TellCancelled): Promise<Outcome> {
  const { location, seen, verb, desk } = wish
  if (verb === 'call') {
    const refused = await refusedDesk(at, location, desk, seen.id)
    if (refused) return { refused }
  }
  const row = await bookingForUpdate(at, seen.id)
  if (!row || row.location_id !== location.id || row.state === 'held')
    return { refused: refuse('appointments.not-at-this-location', 'not-found') }
  const booking = { ...row, state: row.state as State }
  if (isDone(booking, verb, seen.version, desk)) return { done: row }
  if (row.version !== seen.version)
    return { refused: refuse('appointments.changed-meanwhile', 'conflict', { state: row.state }) }
  const changes = deskStep(booking, verb, at.now, desk)
  if (changes instanceof Error) return { refused: changes }
  const done = await store(at, location, row, changes)
  if (done.state === 'cancelled') await tellCancelled(done)
  return { done }
}

/** Why nobody can be called to this desk, or undefined; keeps the desk for this transaction. */
export async function refusedDesk(
  at: Scope<string>,
  location: Location,
  desk: string | null,
  except: string,
): Promise<Refusal | undefined> {
  if (desk === null || !(await lockDesk(at, location.id, desk))) return refuse('appointments.choose-desk', 'invalid')
  const { from } = dayOf(location.zone, at.now)
  const there = await occupantOf(at, location.id, desk, from.subtract({ hours: 12 }), except)
  return there && refuse('appointments.desk-occupied', 'conflict', { ticket: there.ticket ?? '' })
}

/** Writes what a step changes and lets open screens know. Who is checked in or called for the first time gets a ticket. */
export async function store(
  at: Scope<string>,
  location: Location,
  row: BookingRow,
  changes: Changes,
): Promise<BookingRow> {
  const needsTicket = row.ticket === null && (changes.state === 'arrived' || changes.state === 'called')
  const done = await db(at)
    .updateTable('bookings')
    .set({
      ...changes,
      version: row.version + 1,
      ...(changes.state === 'cancelled' ? { blocked: null } : {}),
      ...(needsTicket ? { ticket: nextTicket(at, location, row.walk_in ? 'S' : 'A') } : {}),
    })
    .where('id', '=', row.id)
    .returningAll()
    .executeTakeFirstOrThrow()
  at.tell(`desk ${location.id}`)
  return done
}

/** The next number of a series on the location's local day: A for appointments, S for those without. */
export function nextTicket(at: Scope<string>, location: Location, series: 'A' | 'S') {
  const day = at.now.toZonedDateTimeISO(location.zone).toPlainDate().toString()
  return sql<string>`next_ticket(${at.organisation.id}::uuid, ${location.id}::uuid, ${day}::date, ${series})`
}
