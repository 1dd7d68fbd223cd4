import { randomUUID } from 'node:crypto'
import { gunzipSync } from 'node:zlib'
import type pg from 'pg'
import { getting, line, locationOf, openProgram, posting, type Line } from './program.ts'
import { bareTransaction, median, NOW, round, say, timed, type Found, type Ground } from './support.ts'
import { fillTown, newTown, type Town } from './town.ts'

const PEOPLE = 200
const PLACES = 8
const ROUNDS = 20
const MOST_MS = 1_000
/** A form that is sent sooner is asked for a pause, unless its browser has proven work. */
const PAUSE_MS = 3_100

const deadlocks = async (root: pg.Client): Promise<number> =>
  (
    await root.query<{ n: number }>(
      'select deadlocks::int as n from pg_stat_database where datname = current_database()',
    )
  ).rows[0]?.n ?? Number.NaN

/** 200 people choose the same time at once; it has 8 places. Who holds one confirms it. */
export async function rush(ground: Ground): Promise<Found> {
  const { root } = ground
  const town = await newTown(ground, { locations: 2, desks: PLACES })
  await fillTown(ground, town, 5_000)
  // the rounds' times are on one morning that nobody has booked yet
  const day = Temporal.PlainDate.from(NOW.slice(0, 10)).add({ days: 14 })
  await root.query(`delete from bookings where starts_at between $1::date and $1::date + 1`, [day.toString()])
  const times = Array.from({ length: ROUNDS }, (_, i) =>
    day
      .toPlainDateTime({ hour: 8 })
      .add({ minutes: 20 * i })
      .toZonedDateTime('Europe/Berlin')
      .toInstant(),
  )
  const before = await deadlocks(root)
  const [all, winnersAll, plain]: [number[], number[], number[]] = [[], [], []]
  let [errors, unclear] = [0, 0]

  await using program = await openProgram(ground)
  const { port } = program
  const lines = await Promise.all(Array.from({ length: PEOPLE }, () => line(port)))
  const form = `/musterhausen/termin/${town.services[0]}/${town.locations[0]}`
  await everyone(lines, (one, i) => one.ask(getting(port, form, i)))

  for (const [number, start] of times.entries()) {
    const from = performance.now()
    const answers = await everyone(lines, (one, i) =>
      one.ask(posting(port, `${form}/halten`, { id: randomUUID(), start: start.toString() }, number * PEOPLE + i)),
    )
    all.push(performance.now() - from)
    const winners = answers.flatMap(({ status, head, body }, i) =>
      status === 303 ? [{ i, to: locationOf({ status, head, body }) }] : [],
    )
    winnersAll.push(winners.length)
    errors += answers.filter(({ status }) => status !== 303 && status !== 409).length
    unclear += answers.filter(({ status, body }) => status === 409 && !offersTimes(body, form)).length
    await confirmAll(port, lines, winners, town, start)
    plain.push(await bareRush(ground, town, start))
  }
  for (const one of lines) one.close()

  const { rows } = await root.query<{ booked: number; desks: number }>(
    `select count(*)::int as booked, count(distinct desk_id)::int as desks from bookings
     where state = 'booked' and location_id = $1 and starts_at = any($2::timestamptz[]) group by starts_at`,
    [town.locations[0], times.map(String)],
  )
  const exact = rows.length === ROUNDS && rows.every(({ booked, desks }) => booked === PLACES && desks === PLACES)
  const dead = (await deadlocks(root)) - before
  const slowest = Math.max(...all)
  say(`rounds in ms: ${all.map((ms) => round(ms, 0)).join(' ')}`)
  const facts = {
    rounds: ROUNDS,
    winners: [...new Set(winnersAll)].join('/'),
    refused: PEOPLE - median(winnersAll),
    unclear,
    errors,
    deadlocks: dead,
    exact: String(exact),
    median_ms: round(median(all), 0),
    slowest_ms: round(slowest, 0),
    bare_ms: round(median(plain), 0),
    ratio: round(median(all) / median(plain)),
  }
  const right = exact && winnersAll.every((count) => count === PLACES) && errors + unclear + dead === 0
  return { facts, met: right && slowest <= MOST_MS }
}

const everyone = <T>(lines: readonly Line[], act: (one: Line, index: number) => Promise<T>): Promise<T[]> =>
  Promise.all(lines.map(act))

/** A refusal says that the time is gone and has buttons with the next times, in a form that can be sent. */
function offersTimes(body: Buffer, form: string): boolean {
  const html = gunzipSync(body).toString()
  return html.includes(`action="${form}/halten"`) && (html.match(/name="start" value="2027-/g)?.length ?? 0) >= 3
}

/** The same crowd at the other location, without the application: only the statement that holds, in a transaction each. */
async function bareRush({ house }: Ground, town: Town, start: Temporal.Instant): Promise<number> {
  const until = start.toString()
  return timed(() =>
    Promise.all(
      Array.from({ length: PEOPLE }, () =>
        bareTransaction(house.pool, town.organisation.id, (client) =>
          client.query({
            name: 'hold',
            text: `select id from hold_slot($1, $2, $3, $4, $5::timestamptz, $5::timestamptz at time zone 'Europe/Berlin', $6, $7, 'de')`,
            values: [
              town.organisation.id,
              randomUUID(),
              town.locations[1],
              town.services[0],
              start.toString(),
              NOW,
              until,
            ],
          }),
        ),
      ),
    ),
  )
}

async function confirmAll(
  port: number,
  lines: readonly Line[],
  winners: readonly { i: number; to: string }[],
  town: Town,
  start: Temporal.Instant,
): Promise<void> {
  await new Promise((resume) => setTimeout(resume, PAUSE_MS))
  await Promise.all(
    winners.map(async ({ i, to }) => {
      const fields = {
        service: town.services[0]!,
        location: town.locations[0]!,
        start: start.toString(),
        name: `Erika Beispiel ${i}`,
        mail: `erika.${i}.${start.epochMilliseconds}@example.org`,
      }
      const { status } = await lines[i]!.ask(posting(port, to, fields, i))
      if (status !== 303) throw new Error(`a held time was not confirmed: ${status}`)
    }),
  )
}
