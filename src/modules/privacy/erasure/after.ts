import { setTimeout as wait } from 'node:timers/promises'
import pg from 'pg'
import { allTables } from '#platform/data/table.ts'

export type Cleaned = {
  readonly vacuumed: readonly string[]
  /** Tables whose files were written anew: nothing of an erased row is left in them. */
  readonly rewritten: readonly string[]
  /** Tables with keys or search tokens that are too large to be closed now: their night comes. */
  readonly later: readonly string[]
  /** Whether the write-ahead log from before is gone; on a server of others their operator decides that. */
  readonly logEnded: boolean
}

export type CleanUp = {
  readonly now: Temporal.Instant
  /** For how long a table may be closed, in seconds; left out, what the hour allows. Infinity where nobody is served. */
  readonly seconds?: number
  readonly lockTimeoutMs?: number
  readonly smallBytes?: number
}

/** Writing this much anew takes some tenths of a second, in which nobody can use the table. */
const SMALL_BYTES = 64 * 1024 * 1024
/** What a server is sure to write anew in a second, indexes included; a table that would take too long is not begun. */
const BYTES_A_SECOND = 20 * 1024 * 1024
/** No table stays closed for longer than this by day, in a quiet hour, and in that of a Sunday. */
const CLOSED_SECONDS = { day: 10, night: 20, sunday: 600 } as const
const QUIET = { from: 1, to: 4 } as const
const SUNDAY = 7

/** For how many seconds a table may be closed at this moment (quiet hours: 1 to 4 o'clock, UTC). */
export function closedSeconds(now: Temporal.Instant): number {
  const { hour, dayOfWeek } = now.toZonedDateTimeISO('UTC')
  if (hour < QUIET.from || hour >= QUIET.to) return CLOSED_SECONDS.day
  return dayOfWeek === SUNDAY ? CLOSED_SECONDS.sunday : CLOSED_SECONDS.night
}

/** Tables in which a whole row, not only its ciphertext, could still say something: keys and search tokens. */
const telling = (): Set<string> =>
  new Set(
    allTables()
      .filter(({ columns }) => Object.values(columns).some(({ treatment }) => treatment.is === 'tokens'))
      .map(({ name }) => name)
      .concat('person_keys'),
  )

/**
 * Sees to it that what was erased does not linger: files of tables with keys or search tokens, and of small ones, are
 * written anew; of other large ones the dead rows' space is taken back. What ANALYZE had copied goes too, and so does
 * the write-ahead log, which still holds the destroyed keys. Whoever needs a table meanwhile waits at most
 * `lockTimeoutMs` before it begins and `seconds` while it goes on; a table that would take longer is left for a night
 * that allows more, and one that was busy for the next time. What is owed stands at the table itself (`lingering`), so
 * that neither a kill nor a change of the rule forgets it, and is taken up by whoever comes next.
 * @param owner login of the tables' owner
 * @param tables from which rows were erased; those with keys or tokens are cleared as well when rows of theirs went
 *   another way meanwhile
 */
export async function afterErasure(owner: pg.ClientConfig, tables: Iterable<string>, wish: CleanUp): Promise<Cleaned> {
  const { now, seconds = closedSeconds(now), lockTimeoutMs = 2_000, smallBytes = SMALL_BYTES } = wish
  const erased = new Set(tables)
  const client = new pg.Client({ ...owner, application_name: 'belegt clean-up' })
  await client.connect()
  try {
    const owed = new Set((await lingering(client)).map(({ table }) => table))
    if (erased.size === 0 && owed.size === 0) return { vacuumed: [], rewritten: [], later: [], logEnded: false }
    await client.query(`set lock_timeout = ${Math.trunc(lockTimeoutMs)}`)
    await olderEnded(client)
    const dead = erased.size === 0 ? [] : await withDeadRows(client, telling())
    const touched = [...erased.union(owed).union(new Set(dead))].toSorted()
    const plans = await plansFor(client, touched, { seconds, smallBytes, must: telling().union(owed) })
    for (const { table, plan } of plans) if (plan !== 'reuse' && !owed.has(table)) await owe(client, table, now)
    await forgetStatistics(client, touched)
    const anew: string[] = []
    for (const { table, plan } of plans) {
      const name = pg.escapeIdentifier(table)
      if (plan === 'rewrite' && (await rewritten(client, table, seconds))) {
        await client.query(`comment on table ${name} is null`)
        anew.push(table)
      } else await unlessBusy(client, `vacuum (analyze, index_cleanup on) ${name}`)
    }
    await within(client, seconds, 'vacuum (full) pg_catalog.pg_statistic')
    const later = plans.filter(({ plan }) => plan === 'later').map(({ table }) => table)
    return { vacuumed: touched, rewritten: anew, later, logEnded: await endLog(client) }
  } finally {
    await client.end()
  }
}

const PATIENCE_MS = 10_000

/**
 * Waits until whatever was being written when it is called has been committed or taken back, in all databases of the
 * server: until then PostgreSQL keeps what was erased meanwhile. After ten seconds it goes on as it is.
 */
async function olderEnded(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ next: string }>('select pg_snapshot_xmax(pg_current_snapshot()) as next')
  const ended = `select pg_snapshot_xmin(pg_current_snapshot()) >= $1::xid8 as ended`
  for (let waited = 0; waited < PATIENCE_MS; waited += 50) {
    if ((await client.query<{ ended: boolean }>(ended, [rows[0]?.next])).rows[0]?.ended) return
    await wait(50)
  }
}

/**
 * Writes a table's file anew. Who reads as things were before the erasure, like a dump, could still see what was erased, and
 * PostgreSQL keeps it for them. Then it stays owed.
 * @returns whether nothing of an erased row is left
 */
async function rewritten(client: pg.Client, table: string, seconds: number): Promise<boolean> {
  const told: string[] = []
  const hear = ({ detail }: { readonly detail?: string | undefined }) => void (detail && told.push(detail))
  client.on('notice', hear)
  try {
    const statement = `vacuum (full, analyze, verbose) ${pg.escapeIdentifier(table)}`
    if (!(await within(client, seconds, statement))) return false
    // in whatever language: how many dead rows could not be removed yet stands first
    return /\d+/.exec(told[0] ?? '')?.[0] === '0'
  } finally {
    client.off('notice', hear)
  }
}

type Plan = { readonly table: string; readonly plan: 'rewrite' | 'later' | 'reuse' }

/**
 * A large table without keys and tokens holds ciphertext under keys that are destroyed: its space is used again, unless it
 * was owed to be written anew when it was smaller.
 * @param must whose files have to be written anew, whatever their size
 */
async function plansFor(
  client: pg.Client,
  tables: readonly string[],
  { seconds, smallBytes, must }: { readonly seconds: number; readonly smallBytes: number; readonly must: Set<string> },
): Promise<Plan[]> {
  const { rows } = await client.query<{ table: string; bytes: number }>(
    'select t as table, pg_total_relation_size(quote_ident(t)::regclass)::float8 as bytes from unnest($1::text[]) t',
    [tables],
  )
  // by day only small ones: what takes longer has its hour
  const most = seconds > CLOSED_SECONDS.day ? Math.max(smallBytes, seconds * BYTES_A_SECOND) : smallBytes
  return rows.map(({ table, bytes }) => {
    if (bytes <= smallBytes) return { table, plan: 'rewrite' }
    if (!must.has(table)) return { table, plan: 'reuse' }
    return { table, plan: bytes <= most ? 'rewrite' : 'later' }
  })
}

const OWED = 'erased rows linger in the file since '

/** Writes down at the table, before anything is begun, that its file is to be written anew. */
const owe = (client: pg.Client, table: string, now: Temporal.Instant): Promise<boolean> =>
  unlessBusy(client, `comment on table ${pg.escapeIdentifier(table)} is ${pg.escapeLiteral(`${OWED}${now}`)}`)

export type Lingering = { readonly table: string; readonly since: Temporal.Instant }

/** Tables in whose files something of erased rows may still lie, and since when. Any login of the system may ask. */
export async function lingering(client: Pick<pg.ClientBase, 'query'>): Promise<Lingering[]> {
  const { rows } = await client.query<{ table: string; said: string }>(
    `select relname as table, obj_description(oid, 'pg_class') as said from pg_class
     where relnamespace = 'public'::regnamespace and relkind = 'r'
       and starts_with(coalesce(obj_description(oid, 'pg_class'), ''), $1)
     order by relname`,
    [OWED],
  )
  return rows.map(({ table, said }) => ({ table, since: Temporal.Instant.from(said.slice(OWED.length)) }))
}

/** A week has one quiet Sunday; a day more for one that the program slept through. */
const AT_MOST_DAYS = 8

/** Tables that should have been written anew by now. */
export async function lingeringTooLong(
  client: Pick<pg.ClientBase, 'query'>,
  now: Temporal.Instant,
): Promise<readonly string[]> {
  const oldest = now.subtract({ hours: AT_MOST_DAYS * 24 })
  return (await lingering(client))
    .filter(({ since }) => Temporal.Instant.compare(since, oldest) < 0)
    .map(({ table }) => table)
}

/** Rows also go by other hands than the eraser's: an entry that was confirmed, a value that was put right. */
async function withDeadRows(client: pg.Client, tables: Iterable<string>): Promise<Set<string>> {
  const { rows } = await client.query<{ table: string }>(
    `select relname as table from pg_stat_user_tables
     where schemaname = 'public' and relname = any($1) and n_dead_tup > 0`,
    [[...tables]],
  )
  return new Set(rows.map(({ table }) => table))
}

/** ANALYZE leaves a table's statistics as they were when the table is empty. Servers before 18 have no way to say so. */
async function forgetStatistics(client: pg.Client, tables: readonly string[]): Promise<void> {
  const { rows } = await client.query<{ can: boolean }>(
    `select to_regproc('pg_clear_attribute_stats') is not null as can`,
  )
  if (!rows[0]?.can) return
  // not asked of pg_stats: it shows an owner nothing of tables whose row-level security is forced on the owner
  await client.query(
    `select pg_clear_attribute_stats('public', c.relname, a.attname, false)
     from pg_class c join pg_attribute a on a.attrelid = c.oid
     where c.relnamespace = 'public'::regnamespace and c.relname = any($1) and a.attnum > 0 and not a.attisdropped`,
    [tables],
  )
}

const LOCK_NOT_AVAILABLE = '55P03'
const OUT_OF_TIME = '57014'
const NOT_PERMITTED = '42501'

/** True when it was done, false when the database answered with one of these codes; anything else is thrown. */
async function unless(codes: readonly string[], work: () => Promise<unknown>): Promise<boolean> {
  try {
    await work()
    return true
  } catch (error) {
    if (codes.includes((error as { code?: string }).code ?? '')) return false
    throw error
  }
}

const unlessBusy = (client: pg.Client, statement: string): Promise<boolean> =>
  unless([LOCK_NOT_AVAILABLE], () => client.query(statement))

/** What closes a table: ended by the database itself when its time is over, and nothing is changed then. */
async function within(client: pg.Client, seconds: number, statement: string): Promise<boolean> {
  const limit = Number.isFinite(seconds) ? Math.max(1, Math.trunc(seconds * 1000)) : 0
  await client.query(`set statement_timeout = ${limit}`)
  try {
    return await unless([LOCK_NOT_AVAILABLE, OUT_OF_TIME], () => client.query(statement))
  } finally {
    await client.query('set statement_timeout = 0')
  }
}

/** A checkpoint in a new segment: the ones before are not needed any more, and deleted (`wal_recycle` is off). */
const endLog = (client: pg.Client): Promise<boolean> =>
  unless([NOT_PERMITTED], async () => {
    await client.query('select pg_switch_wal()')
    await client.query('checkpoint')
  })
