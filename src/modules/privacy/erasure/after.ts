import pg from 'pg'
import { allTables } from '#platform/data/table.ts'

export type Cleaned = {
  readonly vacuumed: readonly string[]
  /** Tables whose files were written anew: nothing of an erased row is left in them. */
  readonly rewritten: readonly string[]
  /** Whether the write-ahead log from before is gone; on a server of others their operator decides that. */
  readonly logEnded: boolean
}

/** Writing this much anew takes some tenths of a second, in which nobody can use the table. */
const SMALL_BYTES = 64 * 1024 * 1024

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
 * written anew; of large ones the dead rows' space is taken back. What ANALYZE had copied goes too, and so does the
 * write-ahead log, which still holds the destroyed keys. Whoever needs a table meanwhile waits at most `lockTimeoutMs`
 * before it begins; when a lock is not to be had in that time the next night tries again.
 * Tables with keys or tokens are cleared as well when rows of theirs went another way meanwhile.
 * @param owner login of the tables' owner
 */
export async function afterErasure(
  owner: pg.ClientConfig,
  tables: Iterable<string>,
  { lockTimeoutMs = 2_000, smallBytes = SMALL_BYTES } = {},
): Promise<Cleaned> {
  const erased = new Set(tables)
  if (erased.size === 0) return { vacuumed: [], rewritten: [], logEnded: false }
  const client = new pg.Client({ ...owner, application_name: 'belegt clean-up' })
  await client.connect()
  try {
    await client.query(`set lock_timeout = ${Math.trunc(lockTimeoutMs)}`)
    const touched = [...erased.union(await withDeadRows(client, telling()))].toSorted()
    const { rows: sizes } = await client.query<{ table: string }>(
      'select t as table from unnest($1::text[]) t where pg_total_relation_size(quote_ident(t)::regclass) <= $2',
      [touched, smallBytes],
    )
    const wanted = new Set([...sizes.map(({ table }) => table), ...telling()])
    await forgetStatistics(client, touched)
    const rewritten: string[] = []
    for (const table of touched) {
      const name = pg.escapeIdentifier(table)
      if (wanted.has(table) && (await unlessBusy(client, `vacuum (full, analyze) ${name}`))) rewritten.push(table)
      else await unlessBusy(client, `vacuum (analyze, index_cleanup on) ${name}`)
    }
    await unlessBusy(client, 'vacuum (full) pg_catalog.pg_statistic')
    return { vacuumed: touched, rewritten, logEnded: await endLog(client) }
  } finally {
    await client.end()
  }
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
const NOT_PERMITTED = '42501'

/** True when it was done, false when the database answered with this code; anything else is thrown. */
async function unless(code: string, work: () => Promise<unknown>): Promise<boolean> {
  try {
    await work()
    return true
  } catch (error) {
    if ((error as { code?: string }).code === code) return false
    throw error
  }
}

const unlessBusy = (client: pg.Client, statement: string): Promise<boolean> =>
  unless(LOCK_NOT_AVAILABLE, () => client.query(statement))

/** A checkpoint in a new segment: the ones before are not needed any more, and deleted (`wal_recycle` is off). */
const endLog = (client: pg.Client): Promise<boolean> =>
  unless(NOT_PERMITTED, async () => {
    await client.query('select pg_switch_wal()')
    await client.query('checkpoint')
  })
