import type { Scope } from '#platform/data/scope.ts'
import { db, type Desk, type Location } from '../../data.ts'
import type { ReasonedException, Rules } from '../rules/preview.ts'
import type { WholeStretch } from '../rules/week.ts'

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
/** The database refuses to compare a key with anything else. */
export const isId = (text: string | undefined): text is string => text !== undefined && UUID.test(text)

export type LocationInList = Location & {
  readonly desks: number
  readonly services: number
  readonly hasHours: boolean
}

/** @param only these; all when left out */
export async function locationsInList(at: Scope<string>, only?: readonly string[]): Promise<LocationInList[]> {
  const [locations, desks, hours, offered] = await Promise.all([
    db(at).selectFrom('locations').selectAll().orderBy('active', 'desc').orderBy('name').execute(),
    db(at).selectFrom('desks').select('location_id').where('active', '=', true).execute(),
    db(at).selectFrom('opening_hours').select('location_id').distinct().execute(),
    db(at)
      .selectFrom('service_locations')
      .innerJoin('services', 'services.id', 'service_locations.service_id')
      .select('service_locations.location_id')
      .where('services.active', '=', true)
      .execute(),
  ])
  const count = (rows: readonly { location_id: string }[], id: string) =>
    rows.filter(({ location_id }) => location_id === id).length
  const shown = locations.filter(({ id }) => only?.includes(id) ?? true)
  return shown.map((location) => ({
    ...location,
    desks: count(desks, location.id),
    services: count(offered, location.id),
    hasHours: count(hours, location.id) > 0,
  }))
}

export type ExceptionRow = ReasonedException & { readonly id: string }
export type BookingAhead = {
  readonly id: string
  readonly starts_at: Temporal.Instant
  readonly ends_at: Temporal.Instant
  readonly service_name: string
  readonly desk_id: string | null
}
export type ServiceThere = {
  readonly id: string
  readonly name: string
  readonly name_en: string
  readonly active: boolean
  readonly duration_minutes: number
  readonly offered: boolean
}

/** A location with everything that decides what can be booked there. */
export type Place = {
  readonly location: Location
  readonly desks: readonly Desk[]
  readonly week: readonly WholeStretch[]
  readonly exceptions: readonly ExceptionRow[]
  readonly services: readonly ServiceThere[]
  /** Confirmed appointments that lie ahead, in order. */
  readonly ahead: readonly BookingAhead[]
}

export async function placeOf(at: Scope<string>, id: string): Promise<Place | undefined> {
  const [location, desks, week, exceptions, services, offered, ahead] = await Promise.all([
    db(at).selectFrom('locations').selectAll().where('id', '=', id).executeTakeFirst(),
    db(at)
      .selectFrom('desks')
      .selectAll()
      .where('location_id', '=', id)
      .orderBy('position')
      .orderBy('name')
      .orderBy('id')
      .execute(),
    weekOf(at, id),
    exceptionsOf(at, id),
    db(at)
      .selectFrom('services')
      .select(['id', 'name', 'name_en', 'active', 'duration_minutes'])
      .orderBy('position')
      .orderBy('name')
      .execute(),
    db(at).selectFrom('service_locations').select('service_id').where('location_id', '=', id).execute(),
    db(at)
      .selectFrom('bookings')
      .select(['id', 'starts_at', 'ends_at', 'service_name', 'desk_id'])
      .where('location_id', '=', id)
      .where('starts_at', '>', at.now)
      .where('state', '=', 'booked')
      .orderBy('starts_at')
      .execute(),
  ])
  if (!location) return undefined
  const there = new Set(offered.map(({ service_id }) => service_id))
  return {
    location,
    desks,
    week,
    exceptions,
    services: services.map((one) => ({ ...one, offered: there.has(one.id) })),
    ahead,
  }
}

export async function weekOf(at: Scope<string>, location: string): Promise<WholeStretch[]> {
  return db(at)
    .selectFrom('opening_hours')
    .select(['weekday', 'opens', 'closes', 'valid_from', 'valid_until'])
    .where('location_id', '=', location)
    .orderBy('weekday')
    .orderBy('opens')
    .orderBy('valid_from')
    .execute()
}

export async function exceptionsOf(at: Scope<string>, location: string): Promise<ExceptionRow[]> {
  const rows = await db(at)
    .selectFrom('opening_exceptions')
    .select(['id', 'kind', 'from_date', 'until_date', 'from_time', 'until_time', 'reason', 'reason_en'])
    .where('location_id', '=', location)
    .orderBy('from_date')
    .orderBy('from_time')
    .orderBy('id')
    .execute()
  return rows.map((row) => ({ ...row, kind: row.kind === 'open' ? 'open' : 'closed' }))
}

export const rulesOf = ({ location, week, exceptions }: Pick<Place, 'location' | 'week' | 'exceptions'>): Rules => ({
  zone: location.zone,
  region: location.holiday_region,
  hours: week,
  exceptions,
})
