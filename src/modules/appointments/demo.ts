import { sql } from 'kysely'
import type { Scope } from '#platform/data/scope.ts'
import { db, type Desk, type Service } from './data.ts'
import { offerOf } from './queries/offer.ts'
import type { Opening } from './rules/hours.ts'

export type DemoDays = {
  readonly location: string
  readonly services: readonly string[]
  readonly people: readonly string[]
  /** Each day with the most appointments that it gets, and who has one of them. */
  readonly days: readonly { readonly date: string; readonly count: number; readonly visitor?: string | undefined }[]
  readonly id: () => string
}

type Row = Parameters<ReturnType<ReturnType<typeof db>['insertInto']>['values']>[0]
type Filling = DemoDays & { readonly at: Scope<string>; readonly zone: string; readonly today: string }

/** Small steps through a list that do not look like a pattern. */
const pick = <T>(list: readonly T[], number: number): T => list[(number * 13 + (number >> 2)) % list.length] as T

const minutes = (count: number) => ({ minutes: count })

/** What one statement takes: each value is a parameter, of which PostgreSQL counts 65,535. */
const BATCH = 1_000

/** Fills days of a demo location with invented appointments, desk by desk with some gaps. */
export async function fillDays(at: Scope<string>, given: DemoDays): Promise<void> {
  const offers = await Promise.all(given.services.map((service) => offerOf(at, service, given.location)))
  const known = offers.filter((offer) => offer !== undefined)
  const [first] = known
  if (!first) return
  const desks = await db(at)
    .selectFrom('desks')
    .selectAll()
    .where('location_id', '=', given.location)
    .orderBy('position')
    .execute()
  const { zone } = first.location
  const filling = { ...given, at, zone, today: localDate(at.now, zone) }
  const services = known.map(({ service }) => service)
  const rows = given.days.flatMap((day) =>
    rowsOf(filling, day, { open: first.open(day.date, day.date), desks, services }),
  )
  for (let from = 0; from < rows.length; from += BATCH)
    await db(at)
      .insertInto('bookings')
      .values(rows.slice(from, from + BATCH) as never)
      .execute()
  if (rows.length > 0) await numberTickets(at, given)
}

type Ground = {
  readonly open: readonly Opening[]
  readonly desks: readonly Desk[]
  readonly services: readonly Service[]
}

function rowsOf(filling: Filling, { date, count, visitor }: DemoDays['days'][number], ground: Ground): Row[] {
  const { open, desks, services } = ground
  const seed = Number(date.replaceAll('-', '')) % 97
  const rows: Row[] = []
  for (const [place, desk] of desks.entries()) {
    for (const { start, end } of open) {
      let cursor = start
      for (let number = seed + place * 7; rows.length < count; number++) {
        const service = pick(services, number)
        const length =
          (service.duration_minutes + service.buffer_before_minutes + service.buffer_after_minutes) * 60_000
        if (cursor + length > end) break
        // every third place stays free, so that there is something left to book
        const person =
          rows.length === seed % 7 && visitor !== undefined ? visitor : pick(filling.people, number + cursor / 60_000)
        if (number % 3 !== 0) rows.push(rowFor(filling, service, { desk, start: cursor, number, date, person }))
        cursor += Math.ceil(length / (service.step_minutes * 60_000)) * service.step_minutes * 60_000
      }
    }
  }
  return rows
}

type Spot = {
  readonly desk: Desk
  readonly start: number
  readonly number: number
  readonly date: string
  readonly person: string
}

function rowFor(
  { at, zone, location, id, today }: Filling,
  service: Service,
  { desk, start, number, date, person }: Spot,
): Row {
  const blockedFrom = Temporal.Instant.fromEpochMilliseconds(start)
  const startsAt = blockedFrom.add(minutes(service.buffer_before_minutes))
  const endsAt = startsAt.add(minutes(service.duration_minutes))
  const blockedUntil = endsAt.add(minutes(service.buffer_after_minutes))
  const state = stateOf(startsAt, endsAt, at.now, date === today, number)
  const came = ['arrived', 'called', 'serving', 'served'].includes(state)
  const arrivedAt = came ? startsAt.subtract(minutes((number % 9) + 1)) : null
  const calledAt = ['called', 'serving', 'served'].includes(state) ? startsAt.add(minutes(number % 6)) : null
  const servedAt = state === 'served' ? endsAt : null
  return {
    organisation_id: at.organisation.id,
    id: id(),
    location_id: location,
    service_id: service.id,
    desk_id: desk.id,
    seat: 0,
    places: service.places,
    person_id: person,
    state,
    starts_at: startsAt,
    ends_at: endsAt,
    blocked: state === 'cancelled' ? null : `[${blockedFrom},${blockedUntil})`,
    ended_at: servedAt ?? endsAt,
    keep_days: service.keep_days,
    service_name: service.name,
    duration_minutes: service.duration_minutes,
    zone,
    local_start: startsAt.toZonedDateTimeISO(zone).toPlainDateTime().toString(),
    language: 'de',
    created_at: startsAt.subtract({ hours: 24 * ((number % 9) + 1) }),
    booked_at: startsAt.subtract({ hours: 24 * ((number % 9) + 1) }),
    arrived_at: arrivedAt,
    called_at: calledAt,
    serving_at: servedAt ? calledAt : null,
    served_at: servedAt,
    called_count: calledAt ? 1 : 0,
    called_desk_id: calledAt ? desk.id : null,
  } as Row
}

const localDate = (now: Temporal.Instant, zone: string) => now.toZonedDateTimeISO(zone).toPlainDate().toString()

/** Days gone by are finished; today some are waiting; what is ahead is booked. */
function stateOf(
  startsAt: Temporal.Instant,
  endsAt: Temporal.Instant,
  now: Temporal.Instant,
  today: boolean,
  number: number,
): string {
  if (number % 17 === 0) return 'cancelled'
  if (Temporal.Instant.compare(endsAt, now) <= 0) return number % 11 === 0 ? 'no-show' : 'served'
  const soon = Temporal.Instant.compare(startsAt, now.add(minutes(20))) <= 0
  return today && soon && number % 4 !== 0 ? 'arrived' : 'booked'
}

/** Those who came have drawn tickets in the order of their coming. */
async function numberTickets(at: Scope<string>, { location, days }: DemoDays): Promise<void> {
  const dates = days.map(({ date }) => date)
  await sql`with numbered as (
      select id, row_number() over (partition by local_start::date order by arrived_at, id) as number from bookings
      where location_id = ${location} and local_start::date = any(${dates}::date[]) and arrived_at is not null)
    update bookings b set ticket = 'A ' || lpad(n.number::text, 3, '0') from numbered n where b.id = n.id`.execute(
    db(at),
  )
  await sql`insert into ticket_counters (organisation_id, location_id, day, series, last)
    select ${at.organisation.id}, ${location}, local_start::date, 'A', count(*) from bookings
    where location_id = ${location} and local_start::date = any(${dates}::date[]) and ticket is not null
    group by local_start::date on conflict do nothing`.execute(db(at))
}
