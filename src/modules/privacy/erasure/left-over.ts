import { sql, type RawBuilder } from 'kysely'
import type { Scope } from '#platform/data/scope.ts'
import { allTables, ownerColumns, type Table } from '#platform/data/table.ts'
import { raw } from '../ledger/rows.ts'
import { seeing } from './locks.ts'

/** What should not be there any more. Counts only. */
export type LeftOver = {
  /** Rows whose period has ended, by table; held rows are not counted. */
  readonly rows: Readonly<Record<string, number>>
  /** Rows without the start event their period runs from, where none may be missing. */
  readonly unstarted: number
  /** The same by table. */
  readonly unstartedBy: Readonly<Record<string, number>>
  /** Keys and records of persons of whom nothing else speaks. */
  readonly people: number
  /** Rows that name an erased person, statutory ones apart. */
  readonly risen: number
  /** Files that should have left the store a day ago. */
  readonly files: number
  /** Erasures that still wait although no hold is in force. */
  readonly waiting: number
  readonly total: number
}

const sum = (counts: Readonly<Record<string, number>>): number =>
  Object.values(counts).reduce((total, count) => total + count, 0)

// Written apart from the eraser on purpose: this looks at what is left, not at what a job did or meant to do. It shares
// neither its plan nor its statements, counts in seconds of age where the job compares dates, and goes by the keys
// where the job goes by the records.

/**
 * Counts what is still there although it should be gone, `grace` included when asked for. What is restricted is not counted:
 * it stays until that is lifted.
 * @param tables the declared tables
 */
export async function leftOver(
  at: Scope<string>,
  { tables = allTables(), withGrace = false }: { tables?: readonly Table[]; withGrace?: boolean } = {},
): Promise<LeftOver> {
  const above = await seeing(at, 'everybody', () => aboveRestricted(at, tables))
  return seeing(at, 'unrestricted', async () => {
    const rows: Record<string, number> = {}
    const unstarted: Record<string, number> = {}
    for (const table of tables) {
      if (!('from' in table.keep)) continue
      const { old, missing } = await overAge(at, table, tables, above.rows, withGrace)
      if (old > 0) rows[table.name] = old
      if (missing > 0) unstarted[table.name] = missing
    }
    const people = await keysOfNobody(at, tables, above.persons)
    const risen = await rowsOfErased(at, tables)
    const { files, waiting } = await unfinished(at)
    const total = sum(rows) + sum(unstarted) + people + risen + files + waiting
    return { rows, unstartedBy: unstarted, unstarted: sum(unstarted), people, risen, files, waiting, total }
  })
}

type Above = { readonly rows: readonly string[]; readonly persons: readonly string[] }

/** Rows that stay because one that goes with them is restricted, and everybody such rows belong to; nearly always none. */
async function aboveRestricted(at: Scope<string>, tables: readonly Table[]): Promise<Above> {
  const { rows: below } = await sql<{ object_table: string; refs: string[] }>`
    select object_table, array_agg(ref) as refs from restricted
    where object_table is not null and only_for is null group by object_table`.execute(raw(at))
  const found: string[] = []
  const persons: string[] = []
  for (const { object_table, refs } of below) {
    let table = tables.find(({ name }) => name === object_table)
    for (let ids = refs; table && ids.length > 0;) {
      if (!('goesWith' in table.subject)) {
        persons.push(...(await ownersIn(at, table, ids)))
        break
      }
      const { by, goesWith } = table.subject
      const { rows } = await sql<{ id: string }>`
        select distinct ${sql.ref(by)} as id from ${sql.table(table.name)} where id = any(${ids}::uuid[])`.execute(
        raw(at),
      )
      found.push(...(ids = rows.map(({ id }) => id)))
      table = tables.find(({ name }) => name === goesWith)
    }
  }
  return { rows: found, persons: [...persons, ...(await sharedWithRestricted(at, tables))] }
}

/** What a restricted person shares with others needs these others too. */
async function sharedWithRestricted(at: Scope<string>, tables: readonly Table[]): Promise<string[]> {
  const found: string[] = []
  const restricted = sql`select ref from restricted where object_table is null and only_for is null`
  for (const { name, subject } of tables) {
    const owners = ownerColumns({ subject })
    if (owners.length < 2) continue
    const each = owners.map(
      (owner) => sql`select ${sql.ref(owner)} as person from ${sql.table(name)}
      where ${sql.join(
        owners.map((one) => sql`${sql.ref(one)} in (${restricted})`),
        sql` or `,
      )}`,
    )
    const { rows } = await sql<{ person: string | null }>`${sql.join(each, sql` union `)}`.execute(raw(at))
    found.push(...rows.flatMap(({ person }) => person ?? []))
  }
  return found
}

async function ownersIn(at: Scope<string>, { name, subject }: Table, ids: readonly string[]): Promise<string[]> {
  const owners = ownerColumns({ subject })
  const found: string[] = []
  for (const owner of owners) {
    const { rows } = await sql<{ person: string }>`
      select ${sql.ref(owner)} as person from ${sql.table(name)}
      where id = any(${ids}::uuid[]) and ${sql.ref(owner)} is not null`.execute(raw(at))
    found.push(...rows.map(({ person }) => person))
  }
  return found
}

/** What other transactions than the eraser's had to finish. */
async function unfinished(at: Scope<string>): Promise<{ files: number; waiting: number }> {
  const { rows } = await sql<{ files: number; waiting: number }>`
    select (select count(*) from blob_removals where due_at < ${at.now}::timestamptz - interval '24 hours') as files,
      (select count(*) from erasures_waiting where asked_at < ${at.now}::timestamptz - interval '26 hours'
        and not exists (select from holds where ${inForce(at)})) as waiting`.execute(raw(at))
  return rows[0] ?? { files: 0, waiting: 0 }
}

const inForce = (at: Scope<string>) =>
  sql`(until >= (${at.now}::timestamptz at time zone ${at.organisation.zone})::date and released_at is null)`

/** True of a row that is held itself or has a held row below it. */
function isHeld(at: Scope<string>, table: Table, tables: readonly Table[], row: string): RawBuilder<boolean> {
  if (!('id' in table.columns)) return sql`false`
  const own = sql`${sql.ref(`${row}.id`)} in (select object_id from holds where object_table = ${table.name} and ${inForce(at)})`
  const below = tables.flatMap((one) => {
    if (!('goesWith' in one.subject) || one.subject.goesWith !== table.name || !('id' in one.columns)) return []
    const child = `${row}_${one.name}`
    return [
      sql`exists (select from ${sql.table(one.name)} as ${sql.ref(child)}
        where ${sql.ref(`${child}.${one.subject.by}`)} = ${sql.ref(`${row}.id`)} and ${isHeld(at, one, tables, child)})`,
    ]
  })
  return sql`(${sql.join([own, ...below], sql` or `)})`
}

const seconds = (period: string): number => Number(period.slice(1, -1)) * 86_400

/** What PostgreSQL must find true of a row that is over age; it counts the calendar itself. */
function isOver(at: Scope<string>, table: Table, started: RawBuilder<unknown>, extra: number): RawBuilder<boolean> {
  if (!('from' in table.keep)) return sql`false`
  const zone = at.organisation.zone
  const now = sql`(${at.now}::timestamptz - make_interval(secs => ${extra}))`
  const today = sql`(${now} at time zone ${zone})::date`
  if (typeof table.keep.period !== 'string') {
    const allowed = sql`${sql.ref(`t.${table.keep.period.days}`)}::numeric * 86400`
    return sql`extract(epoch from ${now} - ${started}) >= ${allowed}`
  }
  const day = at.now.toZonedDateTimeISO(zone).toPlainDate().toString()
  const versions = [table.keep, ...(table.keep.formerly ?? [])]
  const { period, to } = versions.find((one) => (one.validFrom ?? '') <= day) ?? versions.at(-1) ?? table.keep
  if (typeof period !== 'string') return sql`false`
  const interval = sql`${period}::interval`
  const local = sql`(${started} at time zone ${zone})`
  if (to) return sql`(date_trunc('year', ${local}) + interval '1 year' + ${interval})::date <= ${today}`
  if (period.endsWith('D')) return sql`extract(epoch from ${now} - ${started}) >= ${seconds(period)}::numeric`
  return sql`(${local}::date + ${interval})::date < ${today}`
}

async function overAge(
  at: Scope<string>,
  table: Table,
  tables: readonly Table[],
  above: readonly string[],
  withGrace: boolean,
): Promise<{ old: number; missing: number }> {
  if (!('from' in table.keep)) return { old: 0, missing: 0 }
  const { from, grace, openWhile, startDue } = table.keep
  const started: RawBuilder<unknown> =
    table.columns[from]?.sqlType === 'date'
      ? sql`(${sql.ref(`t.${from}`)}::timestamp at time zone ${at.organisation.zone})`
      : sql`${sql.ref(`t.${from}`)}`
  const extra = withGrace && grace ? seconds(grace) : 0
  const missing = startDue
    ? sql`${started} is null and extract(epoch from ${at.now}::timestamptz - ${sql.ref(`t.${startDue.by}`)}) >= ${seconds(startDue.within)}::numeric`
    : openWhile
      ? sql`false`
      : sql`${started} is null`
  const waits = above.length > 0 && 'id' in table.columns ? sql`and not t.id = any(${above}::uuid[])` : sql``
  const { rows } = await sql<{ old: number; missing: number }>`
    select count(*) filter (where ${isOver(at, table, started, extra)} and not ${isHeld(at, table, tables, 't')} ${waits}) as old,
      count(*) filter (where ${missing}) as missing
    from ${sql.table(table.name)} as t`.execute(raw(at))
  return rows[0] ?? { old: 0, missing: 0 }
}

/** Tables whose rows give a reason to know their persons. */
const reasons = (tables: readonly Table[]): { table: string; column: string }[] =>
  tables
    .filter(
      ({ subject, keep, anchor }) =>
        'ownedBy' in subject &&
        subject.ownedBy !== undefined &&
        (anchor || ('while' in keep && keep.while === 'organisation')),
    )
    .flatMap(({ name, subject }) =>
      [('ownedBy' in subject ? subject.ownedBy : undefined) ?? []]
        .flat()
        .map((column) => ({ table: name, column: column as string })),
    )

async function keysOfNobody(
  at: Scope<string>,
  tables: readonly Table[],
  inRestricted: readonly string[],
): Promise<number> {
  const known = reasons(tables).map(({ table, column }) => sql`select ${sql.ref(column)} from ${sql.table(table)}`)
  const held = tables.flatMap(({ name, subject, columns }) => {
    const owners = 'id' in columns ? ownerColumns({ subject }) : []
    return owners.map(
      (column) => sql`select ${sql.ref(column)} from ${sql.table(name)}
        where id in (select object_id from holds where object_table = ${name} and ${inForce(at)})`,
    )
  })
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from (
      select person_id from person_keys where kind = 'general'
      except (${sql.join([...known, ...held, sql`select person_id from restricted`, sql`select unnest(${inRestricted}::uuid[])`], sql` union all `)})
    ) as nobody`.execute(raw(at))
  return (rows[0]?.count ?? 0) + (await retainedOfNobody(at, tables))
}

const byLaw = (table: Table): boolean => 'from' in table.keep && table.keep.onErase === 'block'

/** Retained keys of erased people of whom no statutory row is left. */
async function retainedOfNobody(at: Scope<string>, tables: readonly Table[]): Promise<number> {
  const needed = tables
    .filter(byLaw)
    .flatMap(({ name, subject }) =>
      [('ownedBy' in subject ? subject.ownedBy : undefined) ?? []]
        .flat()
        .map((column) => sql`select ${sql.ref(column)} from ${sql.table(name)}`),
    )
  const living = sql`select person_id from person_keys where kind = 'general'`
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from (
      select person_id from person_keys where kind = 'retained'
      except (${sql.join([...needed, living], sql` union all `)})
    ) as nobody`.execute(raw(at))
  return rows[0]?.count ?? 0
}

async function rowsOfErased(at: Scope<string>, tables: readonly Table[]): Promise<number> {
  return sum(await rowsNaming(at, tables, sql`select person_id from tombstones`))
}

/**
 * Rows that name these persons, statutory ones apart, by `table.column`; of an erased person there are none.
 * @param persons a statement that selects their ids
 */
export async function rowsNaming(
  at: Scope<string>,
  tables: readonly Table[],
  persons: RawBuilder<unknown>,
): Promise<Readonly<Record<string, number>>> {
  const named = tables.flatMap((table) => {
    const { name, subject } = table
    if (byLaw(table)) return []
    const owners = ownerColumns(table)
    const seen = 'accessedBy' in subject ? [subject.accessedBy ?? []].flat() : []
    return [...owners, ...seen].map(
      (column) =>
        sql`select ${`${name}.${column}`}::text as named, count(*) as count from ${sql.table(name)}
          where ${sql.ref(column)} in (${persons}) ${name === 'person_keys' ? sql`and kind = 'general'` : sql``}`,
    )
  })
  if (named.length === 0) return {}
  const { rows } = await sql<{ named: string; count: number }>`
    select named, count from (${sql.join(named, sql` union all `)}) as found where count > 0`.execute(raw(at))
  return Object.fromEntries(rows.map(({ named: place, count }) => [place, count]))
}
