import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import type pg from 'pg'
import { db as appointments, offering } from '../../src/modules/appointments/data.ts'
import { deletionRun, proving } from '../../src/modules/privacy/index.ts'
import { exactTokenOf, instant, integer, localDate, text, uuid } from '../../src/platform/data/columns.ts'
import { inScope } from '../../src/platform/data/scope.ts'
import { allTables, type Table } from '../../src/platform/data/table.ts'
import { median, NOW, percentile, round, say, timed, type Found, type Ground } from './support.ts'
import { fillTown, newTown, type Town } from './town.ts'

const ROWS = 1_000_000
/** Enough for the engine's young generation to have its size; what grows after that grows with the rows. */
const WARM = 100_000
const LEAST_PER_SECOND = 10_000
const MOST_MB = 50
const MOST_SLOWER = 1.3
const READ_EVERY_MS = 10
const MB = 1024 * 1024

type Kind = { readonly table: Table; readonly make: string; readonly values: string }

const id = uuid().notPersonal('random id')
const person = uuid().personal(proving, 'identifier')
const start = instant().notPersonal('start of the period')

/** A kind of data of its own, as `table()` makes them: the program must not take it for one of its own. */
function kind(
  name: string,
  keep: Table['keep'],
  more: Table['columns'],
  made: string,
  values: string,
  subject = {},
): Kind {
  const columns = { organisation_id: uuid().notPersonal('key'), id, ...more }
  const table = {
    name,
    columns,
    subject: { ownedBy: 'person_id', ...subject } as Table['subject'],
    keep,
    anchor: false,
  }
  return {
    table,
    make: `create table ${name} (organisation_id uuid not null references organisations (id), id uuid not null, ${made}, primary key (organisation_id, id));`,
    values,
  }
}

const old = `$2::timestamptz - interval '1000 days' - n * interval '1 second'`
const sealed = `decode(repeat(md5(n::text), 8), 'hex')`
const own = { person_id: person, at: start }
const ownMade = 'person_id uuid not null, at timestamptz not null'
const ownValues = `gen_random_uuid(), ${old}`

/** Ten kinds: days, months, years, to the year's end, a day as start, days by row, sealed, found by token, of two people, not personal. */
const kinds: readonly Kind[] = [
  kind('sweep_days', { from: 'at', period: 'P30D' }, own, ownMade, ownValues),
  kind('sweep_graced', { from: 'at', period: 'P90D', grace: 'P1D' }, own, ownMade, ownValues),
  kind('sweep_months', { from: 'at', period: 'P6M' }, own, ownMade, ownValues),
  kind('sweep_years', { from: 'at', period: 'P2Y', law: '§ 195 BGB' }, own, ownMade, ownValues),
  kind('sweep_year_end', { from: 'at', period: 'P1Y', to: 'year-end', law: '§ 199 BGB' }, own, ownMade, ownValues),
  kind(
    'sweep_dates',
    { from: 'at', period: 'P30D' },
    { person_id: person, at: localDate().notPersonal('start of the period') },
    'person_id uuid not null, at date not null',
    `gen_random_uuid(), (${old})::date`,
  ),
  kind(
    'sweep_by_row',
    { from: 'at', period: { days: 'days', most: 'P90D' } },
    { ...own, days: integer().notPersonal('setting') },
    `${ownMade}, days integer not null`,
    `${ownValues}, 30 + n % 60`,
  ),
  kind(
    'sweep_sealed',
    { from: 'at', period: 'P30D' },
    { ...own, note: text().sealed(proving, 'free-text') },
    `${ownMade}, note bytea not null`,
    `${ownValues}, ${sealed}`,
  ),
  kind(
    'sweep_found',
    { from: 'at', period: 'P30D' },
    { ...own, mail: text().sealed(proving, 'mail'), mail_exact: exactTokenOf('mail') },
    `${ownMade}, mail bytea not null, mail_exact bytea`,
    `${ownValues}, ${sealed}, decode(md5(n::text), 'hex')`,
  ),
  kind(
    'sweep_shared',
    { from: 'at', period: 'P30D' },
    { ...own, other_id: uuid().optional().personal(proving, 'identifier') },
    `${ownMade}, other_id uuid`,
    `${ownValues}, gen_random_uuid()`,
    { ownedBy: ['person_id', 'other_id'] },
  ),
]

async function make(root: pg.Client): Promise<void> {
  for (const { table, make: statement } of kinds) {
    await root.query(
      `${statement} create index on ${table.name} (organisation_id, at); select protect('${table.name}')`,
    )
  }
}

async function fill(root: pg.Client, organisation: string, count: number): Promise<void> {
  for (const { table, values } of kinds) {
    await root.query(
      `insert into ${table.name} select $1, gen_random_uuid(), ${values} from generate_series(1, $3::int) n`,
      [organisation, NOW, count / kinds.length],
    )
  }
  await root.query(`vacuum analyze ${kinds.map(({ table }) => table.name).join(', ')}`)
}

/** Plain SQL: one delete for each kind, all rows at once. */
async function plainly(root: pg.Client, organisation: string): Promise<void> {
  for (const { table } of kinds) {
    await root.query(`delete from ${table.name} where organisation_id = $1 and at < $2`, [organisation, NOW])
  }
}

/** Somebody reads a day's list again and again in the program's own way; milliseconds for each, until stopped. */
async function reading({ house }: Ground, town: Town, until: () => boolean): Promise<number[]> {
  const wish = {
    organisation: town.organisation,
    actor: { kind: 'anyone' },
    purpose: offering,
    readOnly: true,
  } as const
  const from = Temporal.Instant.from(NOW)
  const took: number[] = []
  while (!until()) {
    took.push(
      await timed(() =>
        inScope(house, wish, (at) =>
          appointments(at)
            .selectFrom('bookings')
            .select(['id', 'starts_at', 'state', 'service_name'])
            .where('location_id', '=', town.locations[took.length % town.locations.length]!)
            .where('starts_at', '>=', from)
            .where('starts_at', '<', from.add({ hours: 24 }))
            .orderBy('starts_at')
            .execute(),
        ),
      ),
    )
    await new Promise((resume) => setTimeout(resume, READ_EVERY_MS))
  }
  return took
}

/** A deletion run over a million due rows of ten kinds while somebody reads, against the same deletes as plain SQL. */
export async function sweep(ground: Ground): Promise<Found> {
  const { house, root } = ground
  const town = await newTown(ground, { locations: 10, desks: 8 })
  await fillTown(ground, town, 20_000)
  await make(root)
  const tables = [...allTables(), ...kinds.map(({ table }) => table)]
  const { organisation } = town
  const now = Temporal.Instant.from(NOW)

  await fill(root, organisation.id, ROWS)
  const plain = await timed(() => plainly(root, organisation.id))
  say(`plain SQL: ${round(plain / 1000)} s`)
  await root.query('vacuum')
  await fill(root, organisation.id, WARM)
  await deletionRun(house, organisation, now, { tables })
  await fill(root, organisation.id, ROWS)

  const quietUntil = performance.now() + 5_000
  const quiet = await reading(ground, town, () => performance.now() > quietUntil)
  setFlagsFromString('--expose-gc')
  ;(runInNewContext('gc') as () => void)()
  const before = process.memoryUsage()
  let most = 0
  const look = () => {
    const { rss, heapUsed } = process.memoryUsage()
    most = Math.max(most, rss - before.rss, heapUsed - before.heapUsed)
  }
  let done = false
  const reads = reading(ground, town, () => done)
  let report: Awaited<ReturnType<typeof deletionRun>> | undefined
  const took = await timed(async () => {
    report = await deletionRun(house, organisation, now, { tables, progress: look })
  })
  done = true
  const busy = await reads
  const deleted = kinds.reduce((sum, { table }) => sum + (report?.deleted[table.name] ?? 0), 0)
  if (deleted !== ROWS || report?.left.total !== 0) throw new Error(`not done: ${JSON.stringify(report)}`)
  say(`deletion run: ${round(took / 1000)} s; ${busy.length} reads meanwhile`)
  const perSecond = Math.floor(ROWS / (took / 1000))
  const [memory, slower] = [round(most / MB, 1), median(busy) / median(quiet)]
  const facts = {
    rows_per_s: perSecond,
    memory_mb: memory,
    read_ms: round(median(quiet)),
    read_meanwhile_ms: round(median(busy)),
    read_p95_ms: round(percentile(quiet, 95)),
    read_meanwhile_p95_ms: round(percentile(busy, 95)),
    slower: round(slower),
    ratio: round(took / plain),
  }
  return { facts, met: perSecond >= LEAST_PER_SECOND && memory <= MOST_MB && slower <= MOST_SLOWER }
}
