import { randomUUID } from 'node:crypto'
import { line, locationOf, openProgram, posting, type Line } from './program.ts'
import { bareTransaction, median, NOW, processorMs, round, say, timed, type Found, type Ground } from './support.ts'
import { fillTown, newTown, type Town } from './town.ts'

const EXISTING = 5_000
const BOOKINGS = 1_500
const ROUNDS = 3
const CLIENTS = 32
const LEAST_PER_SECOND = 300
/** A form that is sent sooner is asked for a pause, unless its browser has proven work. */
const PAUSE_MS = 3_100

type Wish = { readonly location: string; readonly service: string; readonly start: string; readonly person: number }

/** Free places by chance, as many as asked for: the starts on a full desk are left out. */
async function wishes({ root }: Ground, town: Town, count: number): Promise<Wish[]> {
  const { rows } = await root.query<{ location: string; start: Date }>(
    `select l.id as location, s as start
     from locations l, generate_series(1, 60) day, generate_series(0, 23) slot, generate_series(1, 8) place,
       lateral (select ($2::date + day + time '08:00' + slot * interval '20 minutes') at time zone 'Europe/Berlin') x (s)
     where l.organisation_id = $1 and extract(isodow from $2::date + day) < 6 and place > (
       select count(*) from bookings b where b.organisation_id = $1 and b.location_id = l.id and b.starts_at = s)
     order by random() limit $3`,
    [town.organisation.id, '2027-08-02', count],
  )
  if (rows.length !== count) throw new Error(`only ${rows.length} places are free`)
  return rows.map(({ location, start }) => ({
    location,
    service: town.services[0]!,
    start: start.toISOString(),
    person: ++people,
  }))
}
let people = 0

/**
 * Who booked before, with key, consent, evidence and protocol of a mail: without them the tables are new, and until they
 * are analysed for the first time the database looks for a person among all.
 */
async function fillPeople({ root }: Ground, { organisation }: Town, count: number): Promise<void> {
  const random = (length: number) =>
    `substring(decode(repeat(replace(gen_random_uuid()::text, '-', ''), ${Math.ceil(length / 16)}), 'hex') for ${length})`
  await root.query(
    `with made as (
       insert into people (organisation_id, id, name, name_words, mail, mail_exact, phone, phone_exact, language, created_at)
       select $1, gen_random_uuid(), ${random(40)}, array(select ${random(8)} from generate_series(1, 18) w where w + n > 0), ${random(80)},
         ${random(16)}, ${random(80)}, ${random(16)}, 'de', $2::timestamptz - n * interval '1 minute'
       from generate_series(1, $3::int) n
       returning id, created_at
     ), keys as (
       insert into person_keys select $1, id, 'general', ${random(60)} from made
     ), leaves as (
       insert into ledger_leaves select $1, gen_random_uuid(), 'bare', created_at, '{"bare": true}', ${random(32)} from made
     ), mails as (
       insert into messages (organisation_id, id, person_id, cause, kind, version, lane, state, due_at, created_at, sent_at)
       select $1, gen_random_uuid(), id, gen_random_uuid(), 'appointments.confirmed', 0, 'transactional', 'sent', created_at,
         created_at, created_at from made
     )
     insert into consents (organisation_id, id, person_id, activity, basis, notice_version, wording_hash, language, special,
       given_at)
     select $1, gen_random_uuid(), id, 'bare', 'art6.e', 'bare', ${random(32)}, 'de', false, created_at from made`,
    [organisation.id, NOW, count],
  )
  await root.query('vacuum analyze')
}

/** From hold to confirmed over HTTP, with the mail in the outbox, against the bare statements of the same. */
export async function book(ground: Ground): Promise<Found> {
  const { root } = ground
  const town = await newTown(ground, { locations: 10, desks: 8 })
  await fillTown(ground, town, EXISTING)
  await fillPeople(ground, town, EXISTING)
  await using program = await openProgram(ground)
  const lines = await Promise.all(Array.from({ length: CLIENTS }, () => line(program.port)))
  await booked(program.port, lines, await wishes(ground, town, 300)) // warm
  const [rates, holds, confirms, plain]: [number[], number[], number[], number[]] = [[], [], [], []]
  const [own, database]: [number[], number[]] = [[], []]
  for (let i = 0; i < ROUNDS; i++) {
    const before = [processorMs(program.pid), processorMs(ground.server.pid)] as const
    const { hold, confirm } = await booked(program.port, lines, await wishes(ground, town, BOOKINGS))
    own.push((processorMs(program.pid) - before[0]) / BOOKINGS)
    database.push((processorMs(ground.server.pid) - before[1]) / BOOKINGS)
    holds.push(BOOKINGS / hold)
    confirms.push(BOOKINGS / confirm)
    rates.push(BOOKINGS / (hold + confirm))
    plain.push(await bare(ground, town, await wishes(ground, town, BOOKINGS)))
  }
  for (const one of lines) one.close()
  const asked = 300 + ROUNDS * BOOKINGS
  const { rows } = await root.query<{ booked: number; mails: number; people: number; consents: number }>(
    `select count(*)::int as booked, count(p.id)::int as people,
       (select count(*)::int from messages m where m.organisation_id = $1 and m.state = 'queued' and m.content is not null
         and m.cause in (select id from bookings where state = 'booked')) as mails,
       (select count(*)::int from consents c where c.organisation_id = $1) as consents
     from bookings b join people p on p.organisation_id = b.organisation_id and p.id = b.person_id
     where b.organisation_id = $1 and b.state = 'booked' and length(p.name) > 40`,
    [town.organisation.id],
  )
  const kept = rows[0]!
  say(`rows: ${JSON.stringify(kept)}, asked for: ${asked}`)
  const facts = {
    per_second: round(median(rates), 0),
    holds_per_second: round(median(holds), 0),
    confirms_per_second: round(median(confirms), 0),
    server_cpu_ms: round(median(own)),
    database_cpu_ms: round(median(database)),
    bare_per_second: round(median(plain), 0),
    kept: `${kept.booked}/${asked}`,
    mails: `${kept.mails}/${asked}`,
    ratio: round(median(plain) / median(rates)),
  }
  const whole = [kept.booked, kept.mails, kept.people].every((count) => count === asked) && kept.consents >= asked
  return { facts, met: median(rates) >= LEAST_PER_SECOND && whole }
}

/** Seconds for both halves; between them people fill in their forms. */
async function booked(port: number, lines: readonly Line[], wanted: readonly Wish[]) {
  const holds: string[] = []
  const hold = await timed(() =>
    spread(lines, wanted, async (one, { location, service, start, person }, i) => {
      const path = `/musterhausen/termin/${service}/${location}/halten`
      const answer = await one.ask(posting(port, path, { id: randomUUID(), start }, person))
      if (answer.status !== 303) throw new Error(`a free time was not held: ${answer.status}`)
      holds[i] = locationOf(answer)
    }),
  )
  await new Promise((resume) => setTimeout(resume, PAUSE_MS))
  const confirm = await timed(() =>
    spread(lines, wanted, async (one, { location, service, start, person }, i) => {
      const name = `Erika Beispiel-${(person * 7919).toString(36)} ${(person * 104729).toString(36)}`
      const fields = { service, location, start, name, mail: `erika.${person}@example.org`, phone: '0221 1234567' }
      const answer = await one.ask(posting(port, holds[i]!, fields, person))
      if (answer.status !== 303 || !locationOf(answer).includes('/mein-termin/')) {
        throw new Error(`a held time was not confirmed: ${answer.status}`)
      }
    }),
  )
  return { hold: hold / 1000, confirm: confirm / 1000 }
}

/** Every line takes the next piece of work until none is left. */
async function spread<T>(
  lines: readonly Line[],
  work: readonly T[],
  act: (one: Line, piece: T, index: number) => Promise<void>,
) {
  let next = 0
  await Promise.all(
    lines.map(async (one) => {
      for (let i = next++; i < work.length; i = next++) await act(one, work[i]!, i)
    }),
  )
}

/** The statements that a booking needs, in two transactions, with bytes of the sizes that sealing gives. */
async function bare({ house }: Ground, town: Town, wanted: readonly Wish[]): Promise<number> {
  const organisation = town.organisation.id
  const bytes = (length: number) => Buffer.alloc(length, 7)
  const words = Array.from({ length: 18 }, () => Buffer.from(randomUUID().slice(0, 8)))
  let next = 0
  const run = async () => {
    for (let i = next++; i < wanted.length; i = next++) {
      const { location, service, start } = wanted[i]!
      const [id, person] = [randomUUID(), randomUUID()]
      const statement = (name: string, text: string, more: unknown[]) => ({
        name,
        text,
        values: [organisation, id, ...more],
      })
      const now = '2027-08-02T05:00:00Z'
      await bareTransaction(house.pool, organisation, (client) =>
        client.query(
          statement(
            'hold',
            `select id from hold_slot($1, $2, $3, $4, $5::timestamptz, $5::timestamptz at time zone 'Europe/Berlin', $6, $6::timestamptz + interval '5 minutes', 'de')`,
            [location, service, start, now],
          ),
        ),
      )
      await bareTransaction(house.pool, organisation, async (client) => {
        await client.query(
          statement('lock', 'select state from bookings where organisation_id = $1 and id = $2 for update', []),
        )
        await Promise.all(
          [
            statement('key', `insert into person_keys values ($1, $2, 'general', $3)`, [bytes(80)]),
            statement(
              'person',
              `insert into people (organisation_id, id, name, name_words, mail, mail_exact, phone, phone_exact, language, created_at)
               values ($1, $2, $3, $4, $3, $5, $3, $5, 'de', $6)`,
              [bytes(80), words, bytes(16), now],
            ),
            statement(
              'confirm',
              `update bookings set state = 'booked', expires_at = null, booked_at = $3 where organisation_id = $1 and id = $2`,
              [now],
            ),
            statement(
              'consent',
              `insert into consents (organisation_id, id, person_id, activity, basis, notice_version, wording_hash, language, special, given_at)
               values ($1, $2, $3, 'bare', 'art6.e', 'bare', $4, 'de', false, $5)`,
              [person, bytes(32), now],
            ),
            statement('leaf', `insert into ledger_leaves values ($1, $2, 'bare', $3, '{"bare": true}', $4)`, [
              now,
              bytes(32),
            ]),
            statement(
              'mail',
              `insert into messages (organisation_id, id, person_id, cause, kind, version, lane, state, recipient, content, due_at, created_at)
               values ($1, $2, $3, $2, 'bare', 0, 'transactional', 'dropped', $4, $5, $6, $6)`,
              [person, bytes(80), bytes(8_000), now],
            ),
          ].map((one) => client.query(one)),
        )
      })
    }
  }
  const took = await timed(() => Promise.all(Array.from({ length: 20 }, run)))
  return wanted.length / (took / 1000)
}
