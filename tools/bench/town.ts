// Rows for the benches: one organisation's locations, desks, services, and weeks of bookings.
import { randomUUID } from 'node:crypto'
import type pg from 'pg'
import type { Organisation } from '../../src/platform/data/organisations.ts'
import { newOrganisation, NOW, type Ground } from './support.ts'

export type Town = {
  readonly organisation: Organisation
  readonly services: readonly string[]
  readonly locations: readonly string[]
}

/** Open from eight to four, Monday to Friday, appointments of 20 minutes: 24 in a row at each desk. */
const PER_DESK_AND_DAY = 24
const DAYS = 60

/** A town with five services of 20 minutes, offered every 10 minutes at every location, for the next 12 weeks. */
export async function newTown(ground: Ground, size: { locations: number; desks: number }): Promise<Town> {
  const organisation = await newOrganisation(ground, 'musterhausen')
  const ids = (count: number) => Array.from({ length: count }, () => randomUUID())
  const [services, locations] = [ids(5), ids(size.locations)]
  const { root } = ground
  const run = (sql: string, values: unknown[]) => root.query(sql, [organisation.id, ...values])
  await run(
    `insert into locations (organisation_id, id, name, street, postal_code, city, zone, holiday_region, created_at)
     select $1, id, 'Bürgerbüro ' || n, 'Marktplatz ' || n, '51103', 'Musterhausen', 'Europe/Berlin', 'DE-NW', $3
     from unnest($2::uuid[]) with ordinality l (id, n)`,
    [locations, NOW],
  )
  await run(
    `insert into desks (organisation_id, id, location_id, name, position)
     select $1, gen_random_uuid(), id, 'Platz ' || n, n from unnest($2::uuid[]) id, generate_series(1, $3::int) n`,
    [locations, size.desks],
  )
  await run(
    `insert into services (organisation_id, id, name, name_en, description, duration_minutes, step_minutes,
       window_days, keep_days, bring, position, created_at)
     select $1, id, 'Personalausweis ' || n, 'Identity card ' || n, 'Beantragen und abholen', 20, 10, 84, 30,
       'Bitte bringen Sie Ihren alten Ausweis und ein Foto mit.', n, $3
     from unnest($2::uuid[]) with ordinality s (id, n)`,
    [services, NOW],
  )
  await run(
    `insert into service_locations (organisation_id, service_id, location_id)
     select $1, s, l from unnest($2::uuid[]) s, unnest($3::uuid[]) l`,
    [services, locations],
  )
  await run(
    `insert into opening_hours (organisation_id, id, location_id, weekday, opens, closes)
     select $1, gen_random_uuid(), l, d, '08:00', '16:00' from unnest($2::uuid[]) l, generate_series(1, 5) d`,
    [locations],
  )
  return { organisation, services, locations }
}

/** Bookings over the next 60 working days, spread by chance over all desks; with indexes and statistics as after weeks. */
export async function fillTown({ root }: Ground, town: Town, count: number): Promise<void> {
  const rebuild = await withoutIndexes(root)
  await root.query('alter table bookings disable trigger all')
  const { rowCount } = await root.query(
    `insert into bookings (organisation_id, id, location_id, service_id, desk_id, state, starts_at, ends_at, blocked,
       ended_at, keep_days, service_name, duration_minutes, zone, local_start, language, created_at, booked_at)
     select $1, gen_random_uuid(), d.location_id, ($2::uuid[])[1 + floor(random() * 5)], d.id, 'booked', s, e,
       tstzrange(s, e), e, 30, 'Personalausweis', 20, 'Europe/Berlin', s at time zone 'Europe/Berlin', 'de', $3, $3
     from (
       select desk.*, day + slot * interval '20 minutes' as local
       from (
         select day from generate_series($3::timestamptz::date + time '08:00', $3::timestamptz::date + 365, '1 day') day
         where extract(isodow from day) < 6 limit ${DAYS}
       ) days, desks desk, generate_series(0, ${PER_DESK_AND_DAY - 1}) slot
       where desk.organisation_id = $1
       order by random() limit $4
     ) d,
     lateral (select d.local at time zone 'Europe/Berlin') a (s),
     lateral (select s + interval '20 minutes') b (e)`,
    [town.organisation.id, town.services, NOW, count],
  )
  if (rowCount !== count) throw new Error(`the town holds only ${rowCount} of ${count} bookings`)
  await root.query('alter table bookings enable trigger all')
  for (const statement of rebuild) await root.query(statement)
  await root.query('vacuum analyze')
}

/** Drops what makes loading slow and gives back the statements that make it again. */
async function withoutIndexes(root: pg.Client): Promise<string[]> {
  const { rows } = await root.query<{ drop: string; make: string }>(
    `select format('alter table bookings drop constraint %I', conname) as drop,
       format('alter table bookings add constraint %I %s', conname, pg_get_constraintdef(oid)) as make
     from pg_constraint where conrelid = 'bookings'::regclass and contype = 'x'
     union all
     select format('drop index %I', c.relname), pg_get_indexdef(i.indexrelid)
     from pg_index i join pg_class c on c.oid = i.indexrelid
     where i.indrelid = 'bookings'::regclass and not exists (select from pg_constraint where conindid = i.indexrelid)`,
  )
  for (const { drop } of rows) await root.query(drop)
  return rows.map(({ make }) => make)
}
