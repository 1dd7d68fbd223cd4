import { CompiledQuery } from 'kysely'
import { jsonArrayFrom } from 'kysely/helpers/postgres'
import { written } from '#platform/data/query-builder.ts'
import type { Scope } from '#platform/data/scope.ts'
import { db, type Location, type Service } from '../data.ts'
import { isHolidayIn } from '../rules/holidays.ts'
import { openings, type Opening } from '../rules/hours.ts'
import { bookingWindow, freeStarts, type BookingWindow, type DeskBusy, type FreeStart } from '../rules/slots.ts'
import { busyQuery, readBusy, type BusyRow } from './busy.ts'

export type ServiceWithLocations = Service & { readonly locations: readonly Location[] }

/** Everything that can be booked, with the locations where. */
export async function servicesOnOffer(at: Scope<string>): Promise<ServiceWithLocations[]> {
  const [services, locations, offered] = await Promise.all([
    db(at).selectFrom('services').selectAll().where('active', '=', true).orderBy('position').orderBy('name').execute(),
    db(at).selectFrom('locations').selectAll().where('active', '=', true).orderBy('name').execute(),
    db(at).selectFrom('service_locations').select(['service_id', 'location_id']).execute(),
  ])
  return services.map((service) => ({
    ...service,
    locations: locations.filter(({ id }) =>
      offered.some((pair) => pair.service_id === service.id && pair.location_id === id),
    ),
  }))
}

/** A service at a location, with what decides its times. */
export type Offer = {
  readonly service: Service
  readonly location: Location
  readonly servedThere: boolean
  readonly window: BookingWindow
  /** The openings between two local dates. */
  readonly open: (from: string, until: string) => Opening[]
}

type Where = { readonly service: string; readonly location: string }
const serviceThere = written((at: Scope<string>, { service, location }: Where) =>
  db(at)
    .selectFrom('services')
    .selectAll()
    .select((row) =>
      row
        .exists(
          row
            .selectFrom('service_locations')
            .select('service_id')
            .where('service_id', '=', service)
            .where('location_id', '=', location),
        )
        .as('served_there'),
    )
    .where('id', '=', service),
)
const locationWithHours = written((at: Scope<string>, { location }: Pick<Where, 'location'>) =>
  db(at)
    .selectFrom('locations')
    .selectAll()
    .select((row) => [
      jsonArrayFrom(
        row
          .selectFrom('opening_hours')
          .select(['weekday', 'opens', 'closes', 'valid_from', 'valid_until'])
          .where('location_id', '=', location),
      ).as('hours'),
      jsonArrayFrom(
        row
          .selectFrom('opening_exceptions')
          .select(['kind', 'from_date', 'until_date', 'from_time', 'until_time'])
          .where('location_id', '=', location),
      ).as('exceptions'),
    ])
    .where('id', '=', location),
)

export async function offerOf(at: Scope<string>, service: string, location: string): Promise<Offer | undefined> {
  const [
    {
      rows: [service_],
    },
    {
      rows: [location_],
    },
  ] = await Promise.all([
    db(at).executeQuery(serviceThere(at, { service, location })),
    db(at).executeQuery(locationWithHours(at, { location })),
  ])
  if (!service_ || !location_) return undefined
  const { served_there, ...what } = service_
  const { hours, exceptions, ...where } = location_
  const rules = {
    zone: where.zone,
    hours,
    exceptions: exceptions.map((one) => ({
      ...one,
      kind: one.kind === 'open' ? ('open' as const) : ('closed' as const),
    })),
    isHoliday: isHolidayIn(where.holiday_region),
  }
  return {
    service: what,
    location: where,
    servedThere: Boolean(served_there),
    window: bookingWindow(what, where.zone, at.now),
    open: (from, until) => openings(rules, from, until),
  }
}

/** What the desks of a location are busy with between two instants. */
export type Busy = { readonly from: number; readonly until: number; readonly desks: readonly DeskBusy[] }

/** Asks for what one service cannot share with others; for a service with several places `freeStartsOf` asks anew. */
export async function busyBetween(
  at: Scope<string>,
  location: string,
  from: Temporal.Instant,
  until: Temporal.Instant,
  shared: string | null = null,
): Promise<Busy> {
  const organisation = at.organisation.id
  const { text, values } = busyQuery({ organisation, location, from, until, now: at.now, shared })
  const { rows } = await db(at).executeQuery(CompiledQuery.raw(text, [...values]) as CompiledQuery<BusyRow>)
  return { from: from.epochMilliseconds, until: until.epochMilliseconds, desks: readBusy(rows) }
}

/**
 * The starts that can be booked between two local dates (both inclusive), computed live: there is no table of slots.
 * @param known what was asked for together with the offer, to save a turn with the database where it is enough
 */
export async function freeStartsOf(
  at: Scope<string>,
  offer: Offer,
  from: string,
  until: string,
  known?: Busy,
): Promise<FreeStart[]> {
  const first = from < offer.window.from ? offer.window.from : from
  const last = until > offer.window.until ? offer.window.until : until
  const open = offer.open(first, last)
  const [start, end] = [open.at(0)?.start, open.at(-1)?.end]
  if (start === undefined || end === undefined) return []
  const shared = offer.service.places > 1 ? offer.service.id : null
  const enough = known && shared === null && known.from <= Math.max(start, offer.window.earliest) && end <= known.until
  const asInstant = Temporal.Instant.fromEpochMilliseconds
  const busy = enough ? known : await busyBetween(at, offer.location.id, asInstant(start), asInstant(end), shared)
  return freeStarts(open, busy.desks, offer.service, offer.window)
}
