import pg from 'pg'
import { offering } from '../../src/modules/appointments/data.ts'
import { busyQuery } from '../../src/modules/appointments/queries/busy.ts'
import { freeStartsOf, offerOf } from '../../src/modules/appointments/queries/offer.ts'
import { inScope } from '../../src/platform/data/scope.ts'
import { median, NOW, percentile, round, say, timed, type Found, type Ground } from './support.ts'
import { fillTown, newTown } from './town.ts'

const ROUNDS = 600
const WARM = 60
const WEEKS = 12

// The starts of the grid, from the opening hours in local time.
const grid = `
  select s as start from services v, locations l, opening_hours h,
    generate_series($4::timestamptz::date, $5::date, '1 day') day,
    generate_series((day::date + h.opens) at time zone l.zone,
      (day::date + h.closes) at time zone l.zone - v.duration_minutes * interval '1 minute',
      v.step_minutes * interval '1 minute') s
  where v.organisation_id = $1 and v.id = $3 and l.organisation_id = $1 and l.id = $2
    and h.organisation_id = $1 and h.location_id = $2 and h.weekday = extract(isodow from day) and s >= $4`

const near = `
  from bookings where organisation_id = $1 and location_id = $2 and blocked is not null
    and starts_at > $4::timestamptz - interval '18 hours' and starts_at < $5::date + interval '30 hours'
    and (expires_at is null or expires_at > $4)`

/** Ways to say it in one statement; the fastest is the baseline. */
const bare: Readonly<Record<string, string>> = {
  multirange: `
    with starts as (${grid}), busy as (select desk_id, range_agg(blocked) as times ${near} group by desk_id)
    select start, count(*)::int as free
    from starts cross join desks d left join busy b on b.desk_id = d.id
    where d.organisation_id = $1 and d.location_id = $2 and d.active
      and (b.times && tstzrange(start, start + interval '20 minutes')) is not true
    group by start order by start`,
  counted: `
    with starts as (${grid}), taken as (
      select s, count(distinct desk_id) as desks
      from (select desk_id, lower(blocked) as l, upper(blocked) as u ${near}) b,
        generate_series(l - interval '10 minutes', u - interval '1 second', interval '10 minutes') s
      group by s
    ), all_desks as (
      select count(*) as desks from desks where organisation_id = $1 and location_id = $2 and active
    )
    select start, (a.desks - coalesce(t.desks, 0))::int as free
    from all_desks a cross join starts left join taken t on t.s = start
    where a.desks > coalesce(t.desks, 0) order by start`,
  gaps: `
    with o as (
      select range_agg(tstzrange((day::date + h.opens) at time zone l.zone, (day::date + h.closes) at time zone l.zone)) as times,
        min((day::date + h.opens) at time zone l.zone) as origin
      from locations l, opening_hours h, generate_series($4::timestamptz::date, $5::date, '1 day') day
      where l.organisation_id = $1 and l.id = $2 and h.organisation_id = $1 and h.location_id = $2
        and h.weekday = extract(isodow from day)
    ), v as (
      select duration_minutes * interval '1 minute' as duration, step_minutes * interval '1 minute' as step
      from services where organisation_id = $1 and id = $3
    ), busy as (select desk_id, range_agg(blocked) as times ${near} group by desk_id)
    select start, count(*)::int as free
    from desks d cross join o cross join v left join busy b on b.desk_id = d.id,
      unnest(o.times - coalesce(b.times, '{}')) gap,
      generate_series(date_bin(v.step, lower(gap) + v.step - interval '1 microsecond', o.origin),
        upper(gap) - v.duration, v.step) start
    where d.organisation_id = $1 and d.location_id = $2 and d.active and start >= $4
    group by start order by start`,
}

/**
 * Free starts of one location for 12 weeks through the application, against one SQL statement for the same answer.
 * `busy` is what the database alone takes to tell when the desks are busy, without any answer made of it.
 */
export async function slots(ground: Ground): Promise<Found> {
  const { house } = ground
  const town = await newTown(ground, { locations: 50, desks: 8 })
  const loading = await timed(() => fillTown(ground, town, 400_000))
  say(`loaded 400000 bookings in ${round(loading / 1000, 1)} s`)
  const service = town.services[0]!
  const today = Temporal.Instant.from(NOW).toZonedDateTimeISO('Europe/Berlin').toPlainDate()
  const last = today.add({ weeks: WEEKS }).toString()

  const wish = {
    organisation: town.organisation,
    actor: { kind: 'anyone' },
    purpose: offering,
    readOnly: true,
  } as const
  const asked = (location: string) =>
    inScope(house, wish, async (at) => {
      const offer = await offerOf(at, service, location)
      return offer ? freeStartsOf(at, offer, today.toString(), last) : []
    })

  const client = new pg.Client(ground.server.login('root', 'belegt'))
  await client.connect()
  try {
    const ask = async (name: string, location: string) => {
      const values = [town.organisation.id, location, service, NOW, last]
      return (await client.query<{ start: Date; free: number }>({ name, text: bare[name]!, values })).rows
    }
    let starts = 0
    const names = Object.keys(bare)
    for (const location of town.locations.slice(0, 5)) {
      const free = await asked(location)
      starts = free.length
      const mine = free.map((one) => `${one.start} ${one.free}`).join()
      for (const name of names) {
        const rows = await ask(name, location)
        const theirs = rows.map((one) => `${one.start.getTime()} ${one.free}`).join()
        if (mine !== theirs)
          throw new Error(`the application finds ${starts} starts, ${name} ${rows.length}, not the same`)
      }
    }
    const tried: Record<string, number[]> = Object.fromEntries(names.map((name) => [name, []]))
    for (let i = 0; i < 40; i++)
      for (const name of names)
        tried[name]!.push(await timed(() => ask(name, town.locations[i % town.locations.length]!)))
    for (const name of names) say(`bare SQL, ${name}: median ${round(median(tried[name]!))} ms`)
    const best = names.toSorted((a, b) => median(tried[a]!) - median(tried[b]!))[0]!

    const fetch = (location: string) => {
      const [from, until] = [NOW, `${last}T16:00:00Z`].map((text) => Temporal.Instant.from(text))
      const question = {
        organisation: town.organisation.id,
        location,
        from: from!,
        until: until!,
        now: from!,
        shared: null,
      }
      const { name, text, values } = busyQuery(question)
      return client.query({ name, text, values: [...values] })
    }
    const [app, sql, busy]: [number[], number[], number[]] = [[], [], []]
    for (let i = 0; i < ROUNDS + WARM; i++) {
      const location = town.locations[i % town.locations.length]!
      const pair = [
        await timed(() => asked(location)),
        await timed(() => ask(best, location)),
        await timed(() => fetch(location)),
      ] as const
      if (i < WARM) continue
      app.push(pair[0])
      sql.push(pair[1])
      busy.push(pair[2])
    }
    const [p95, ratio] = [percentile(app, 95), median(app) / median(sql)]
    const facts = {
      starts,
      median_ms: round(median(app)),
      p95_ms: round(p95),
      bare: best,
      bare_ms: round(median(sql)),
      bare_p95_ms: round(percentile(sql, 95)),
      busy_ms: round(median(busy)),
      ratio_to_busy: round(median(app) / median(busy)),
      ratio: round(ratio),
    }
    return { facts, met: p95 <= 25 && ratio <= 1.5 }
  } finally {
    await client.end()
  }
}
