import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import type pg from 'pg'
import '../../src/modules/appointments/data.ts'
import '../../src/modules/messages/data.ts'
import '../../src/modules/people/data.ts'
import { deletionRun } from '../../src/modules/privacy/index.ts'
import { NOW, round, say, timed, type Found, type Ground } from './support.ts'
import { newTown, type Town } from './town.ts'

const BOOKINGS = 100_000
/** Enough for the engine's young generation to have its size; what grows after that grows with the rows. */
const WARM = 20_000
const MOST_MB = 50
const LEAST_PER_SECOND = 5_000
const MB = 1024 * 1024

/**
 * Bookings whose 30 days have passed, each with a person, key, message and consent of its own; sealed values have the
 * size of real ones. Nobody else is in the organisation.
 */
async function fill(root: pg.Client, town: Town, count: number): Promise<void> {
  await root.query(`set session_replication_role = replica`)
  await root.query('create temp table due (n int, booking uuid, person uuid)')
  await root.query('insert into due select n, gen_random_uuid(), gen_random_uuid() from generate_series(0, $1 - 1) n', [
    count,
  ])
  const organisation = town.organisation.id
  const run = (statement: string, more: unknown[] = []) => root.query(statement, [organisation, NOW, ...more])
  const inserted = await run(
    `insert into bookings (organisation_id, id, location_id, service_id, desk_id, person_id, state, starts_at, ends_at, blocked,
       ended_at, keep_days, service_name, duration_minutes, zone, local_start, language, answers, created_at, booked_at, served_at)
     select $1, booking, d.location_id, $3, d.id, person, 'served', s, e, tstzrange(s, e), e, 30, 'Personalausweis', 20,
       'Europe/Berlin', s at time zone 'Europe/Berlin', 'de', decode(repeat(md5(n::text), 8), 'hex'), s, s, e
     from due
     join (select row_number() over (order by id) - 1 as place, count(*) over () as desks, * from desks where organisation_id = $1) d
       on d.place = n % d.desks,
     lateral (select $2::timestamptz - interval '40 days' - (n / d.desks) * interval '20 minutes') a (s),
     lateral (select s + interval '20 minutes') b (e)`,
    [town.services[0]],
  )
  if (inserted.rowCount !== count) throw new Error(`${inserted.rowCount} bookings instead of ${count}`)
  await run(
    `insert into people (organisation_id, id, name, name_words, mail, mail_exact, language, created_at)
     select $1, person, decode(repeat(md5(n::text), 5), 'hex'),
       array(select substr(decode(md5(n::text || w), 'hex'), 1, 8) from generate_series(1, 12) w),
       decode(repeat(md5(n::text), 5), 'hex'), decode(md5(n::text), 'hex'), 'de', $2 from due`,
  )
  await run(
    `insert into person_keys (organisation_id, person_id, kind, wrapped)
     select $1, person, 'general', decode(repeat(md5(n::text || $2), 4), 'hex') from due`,
  )
  await run(
    `insert into messages (organisation_id, id, person_id, cause, kind, version, lane, state, due_at, created_at, sent_at)
     select $1, gen_random_uuid(), person, booking, 'appointments.confirmed', 0, 'transactional', 'sent', $2, $2, $2 from due`,
  )
  await run(
    `insert into consents (organisation_id, id, person_id, activity, basis, notice_version, wording_hash, language, special, given_at)
     select $1, gen_random_uuid(), person, 'appointments.handling', 'e', 'v', sha256(n::text::bytea), 'de', false, $2 from due`,
  )
  await root.query('drop table due')
  await root.query(`set session_replication_role = origin`)
  await root.query('vacuum analyze')
  await root.query('checkpoint')
}

/** The same rows deleted by hand: one statement a table, one transaction, no policy, no evidence, no count afterwards. */
async function plainly(root: pg.Client, organisation: string): Promise<void> {
  const due = `organisation_id = $1 and ended_at + keep_days * interval '24 hours' <= $2::timestamptz`
  await root.query('begin')
  await root.query(
    `create temp table gone on commit drop as select person_id from bookings where organisation_id = '${organisation}'`,
  )
  await root.query(`delete from bookings where ${due}`, [organisation, NOW])
  for (const [table, column] of [
    ['messages', 'person_id'],
    ['consents', 'person_id'],
    ['people', 'id'],
    ['person_keys', 'person_id'],
  ]) {
    await root.query(`delete from ${table} where organisation_id = $1 and ${column} in (select person_id from gone)`, [
      organisation,
    ])
  }
  await root.query('commit')
}

function collectGarbage(): void {
  setFlagsFromString('--expose-gc')
  ;(runInNewContext('gc') as () => void)()
}

/** A whole deletion run over due bookings, against the same deletes as plain SQL. */
export async function erase(ground: Ground): Promise<Found> {
  const { house, root } = ground
  const town = await newTown(ground, { locations: 10, desks: 8 })
  const organisation = town.organisation

  await fill(root, town, BOOKINGS)
  const plain = await timed(() => plainly(root, organisation.id))
  say(`plain SQL: ${round(plain / 1000)} s`)
  await root.query('vacuum')

  await fill(root, town, WARM)
  collectGarbage()
  const cold = process.memoryUsage.rss()
  await deletionRun(house, organisation, Temporal.Instant.from(NOW))
  await fill(root, town, BOOKINGS)
  collectGarbage()
  const before = process.memoryUsage()
  let most = 0
  const look = () => {
    const { rss, heapUsed } = process.memoryUsage()
    most = Math.max(most, rss - before.rss, heapUsed - before.heapUsed)
  }
  let report: Awaited<ReturnType<typeof deletionRun>> | undefined
  const took = await timed(async () => {
    report = await deletionRun(house, organisation, Temporal.Instant.from(NOW), { progress: look })
  })
  look()
  if (!report) throw new Error('no report')
  const rows = Object.values(report.deleted).reduce((sum, count) => sum + count, 0)
  if (
    report.deleted['bookings'] !== BOOKINGS ||
    report.people !== BOOKINGS ||
    report.left.total !== 0 ||
    rows !== 5 * BOOKINGS
  ) {
    throw new Error(`the run did not do its work: ${JSON.stringify(report)}`)
  }
  const fromCold = round((before.rss + most - cold) / MB, 1)
  const perSecond = Math.floor(BOOKINGS / (took / 1000))
  const memory = round(most / MB, 1)
  say(
    `deletion run: ${round(took / 1000)} s for ${BOOKINGS} bookings, ${rows} rows in all (${Math.floor(rows / (took / 1000))} a second)`,
  )
  // a booking counts as one row, whatever goes with it
  const facts = {
    rows_per_s: perSecond,
    all_rows_per_s: Math.floor(rows / (took / 1000)),
    memory_mb: memory,
    cold_mb: fromCold,
    ratio: round(took / plain),
  }
  return { facts, met: perSecond >= LEAST_PER_SECOND && memory <= MOST_MB }
}
