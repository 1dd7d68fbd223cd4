import { sql } from 'kysely'
import { written } from '#platform/data/query-builder.ts'
import type { Scope } from '#platform/data/scope.ts'
import { db, type BookingRow } from '../data.ts'

export const bookingById = (at: Scope<string>, id: string): Promise<BookingRow | undefined> =>
  db(at).selectFrom('bookings').selectAll().where('id', '=', id).executeTakeFirst()

/** The same, kept from changing until the transaction ends. */
export const bookingForUpdate = async (at: Scope<string>, id: string): Promise<BookingRow | undefined> =>
  (await db(at).executeQuery(forUpdate(at, { id }))).rows[0]
const forUpdate = written((at: Scope<string>, { id }: { readonly id: string }) =>
  db(at).selectFrom('bookings').selectAll().where('id', '=', id).forUpdate(),
)

/** Appointments of one service that lie ahead, of all people known under these ids. */
export async function upcomingOf(at: Scope<string>, people: readonly string[], service: string): Promise<number> {
  const { count } = await db(at)
    .selectFrom('bookings')
    .select((select) => select.fn.countAll<number>().as('count'))
    .where(sql<boolean>`person_id = any(${[...people]}::uuid[])`)
    .where('service_id', '=', service)
    .where('state', 'in', ['booked', 'arrived', 'called', 'serving'])
    .where('ends_at', '>', at.now)
    .executeTakeFirstOrThrow()
  return count
}

export type HoldWish = {
  readonly id: string
  readonly location: string
  readonly service: string
  readonly start: Temporal.Instant
  readonly until: Temporal.Instant
}

/** One round trip: a free place under this hold, or nothing when all are taken. Another start under it is given back. */
export async function holdSlot(at: Scope<string>, wish: HoldWish): Promise<BookingRow | undefined> {
  const { rows } = await db(at).executeQuery(
    held(at, { ...wish, organisation: at.organisation.id, now: at.now, language: at.language }),
  )
  return rows[0]
}
type Holding = HoldWish & { readonly organisation: string; readonly now: Temporal.Instant; readonly language: string }
const held = written((at: Scope<string>, one: Holding) => ({
  compile: () =>
    sql<BookingRow>`select * from hold_slot(${one.organisation}, ${one.id}, ${one.location}, ${one.service}, ${one.start},
      null, ${one.now}, ${one.until}, ${one.language})`.compile(db(at)),
}))

/** Moves a booking that is still at `version`; nothing when every place there is taken or somebody was faster. */
export async function moveBookingTo(
  at: Scope<string>,
  id: string,
  version: number,
  to: { location: string; start: Temporal.Instant; localStart: string },
): Promise<BookingRow | undefined> {
  const { rows } = await sql<BookingRow>`select * from move_booking(${at.organisation.id}, ${id}, ${version},
    ${to.location}, ${to.start}, ${to.localStart}, ${at.now})`.execute(db(at))
  return rows[0]
}
