import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { outliveConnections } from '../../src/platform/data/pool.ts'
import type { TestDatabase } from './database.ts'

export type Place = {
  readonly organisation: string
  readonly location: string
  readonly desks: readonly string[]
  /** Runs one statement as the program does: in a transaction, as the tenant's role. Parameters are strings. */
  ask(sql: string, values?: readonly unknown[]): Promise<pg.QueryResult['rows']>
  service(given?: Record<string, string | number>): Promise<string>
  /** `hold_slot`, with `times` in UTC; gives the row or undefined. */
  hold(service: string, start: string, given?: { id?: string; now?: string; until?: string }): Promise<Held | undefined>
  move(
    booking: Held,
    start: string,
    given?: { location?: string; now?: string; version?: number },
  ): Promise<Held | undefined>
  /** Confirms as the application does: the same row changes its state. */
  confirm(booking: Held): Promise<void>
  anotherLocation(desks: number): Promise<Place>
}
export type Held = {
  id: string
  desk_id: string
  seat: number
  state: string
  version: number
  starts_at: Date
  blocked: string
  ticket: string | null
}

/** A pool as the program's role, its connections as many as people who come at once. */
export function crowdPool(database: TestDatabase, size: number): pg.Pool {
  const pool = new pg.Pool({ ...database.app, max: size })
  // `end` does not wait for the last goodbye, and the database is dropped right after it: idle connections tell the pool
  // that they were cut, others themselves. A query that needs one reports its failure itself.
  outliveConnections(pool)
  return pool
}

/** One piece of work in a transaction bound to an organisation. */
export async function asTenant<T>(
  pool: pg.Pool,
  organisation: string,
  work: (client: pg.PoolClient) => Promise<T>,
): Promise<T> {
  const client = await pool.connect()
  try {
    await client.query(
      `begin; set local role belegt_tenant; select set_config('app.organisation', '${organisation}', true)`,
    )
    const result = await work(client)
    await client.query('commit')
    return result
  } catch (error) {
    await client.query('rollback')
    throw error
  } finally {
    client.release()
  }
}

/** An organisation with one location and its desks. */
export async function newPlace(pool: pg.Pool, desks: number): Promise<Place> {
  const organisation = randomUUID()
  await pool.query(
    `insert into organisations (id, slug, name, short_name, kind, created_at) values ($1, $2, 'Test', 'T', 'public', '2026-01-01Z')`,
    [organisation, `t-${organisation.slice(0, 8)}`],
  )
  return placeIn(pool, organisation, desks)
}

async function placeIn(pool: pg.Pool, organisation: string, count: number): Promise<Place> {
  const location = randomUUID()
  const desks = Array.from({ length: count }, () => randomUUID())
  const ask = (sql: string, values: readonly unknown[] = []) =>
    asTenant(pool, organisation, async (client) => (await client.query(sql, [...values])).rows)
  await ask(
    `insert into locations (organisation_id, id, name, zone, holiday_region, created_at)
     values ($1, $2, 'Rathaus', 'Europe/Berlin', 'DE-NW', '2026-01-01Z')`,
    [organisation, location],
  )
  await ask(
    `insert into desks (organisation_id, id, location_id, name, position)
     select $1, d, $2, 'Platz ' || n, n from unnest($3::uuid[]) with ordinality x (d, n)`,
    [organisation, location, desks],
  )
  return {
    organisation,
    location,
    desks,
    ask,
    async service(given = {}) {
      const id = randomUUID()
      const row = { name: 'Ausweis', duration_minutes: 30, step_minutes: 30, window_days: 84, keep_days: 30, ...given }
      const names = Object.keys(row)
      await ask(
        `insert into services (organisation_id, id, created_at, ${names.join(', ')})
         values ($1, $2, '2026-01-01Z', ${names.map((_, i) => `$${i + 3}`).join(', ')})`,
        [organisation, id, ...Object.values(row)],
      )
      await ask(
        `insert into service_locations (organisation_id, service_id, location_id) select $1, $2, id from locations`,
        [organisation, id],
      )
      return id
    },
    async hold(service, start, { id = randomUUID(), now = '2026-11-20T08:00Z', until = '2026-11-20T08:05Z' } = {}) {
      const rows = await ask(
        `select * from hold_slot($1, $2, $3, $4, $5::timestamptz, $5::timestamptz at time zone 'Europe/Berlin', $6, $7, 'de')`,
        [organisation, id, location, service, start, now, until],
      )
      return rows[0]
    },
    async move(booking, start, given = {}) {
      const rows = await ask(
        `select * from move_booking($1, $2, $3, $4, $5::timestamptz, $5::timestamptz at time zone 'Europe/Berlin', $6)`,
        [
          organisation,
          booking.id,
          given.version ?? booking.version,
          given.location ?? location,
          start,
          given.now ?? '2026-11-20T08:00Z',
        ],
      )
      return rows[0]
    },
    async confirm(booking) {
      await ask(
        `update bookings set state = 'booked', expires_at = null, booked_at = '2026-11-20T08:01Z' where id = $1 and state = 'held'`,
        [booking.id],
      )
    },
    anotherLocation: (desks) => placeIn(pool, organisation, desks),
  }
}

/** Pairs of bookings that have a desk's time at once without being the same start of the same service, or that sit on one seat. */
export const doubles = async (place: Place): Promise<number> => {
  const [row] = await place.ask(
    `select count(*)::int as n from bookings a join bookings b
     on a.desk_id = b.desk_id and a.id < b.id and a.blocked && b.blocked
     where a.service_id <> b.service_id or a.starts_at <> b.starts_at or a.seat = b.seat`,
  )
  return row!['n'] as number
}
