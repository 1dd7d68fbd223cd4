import { randomUUID } from 'node:crypto'
import { sql, type RawBuilder } from 'kysely'
import { type House, inScope, type Scope } from '#platform/data/scope.ts'
import type { Organisation } from '#platform/data/organisations.ts'
import { allTables, type Table } from '#platform/data/table.ts'
import { proving } from '../data.ts'
import { record } from '../ledger/record.ts'
import { raw } from '../ledger/rows.ts'
import { erasePeople, eraseRows, type Erased, type ErasureOptions } from './erase.ts'
import { leftOver, type LeftOver } from './left-over.ts'
import { erasurePlan, type Due, type ErasurePlan, type TableErasure } from './plan.ts'
import { isFixed, latestDue, latestDueDay, ruleOn } from '../retention/rules.ts'
import { column, name, today, uuids } from './statements.ts'

export type DeletionReport = {
  readonly id: string
  readonly deleted: Readonly<Record<string, number>>
  readonly people: number
  readonly held: number
  readonly left: LeftOver
}

export type RunOptions = {
  readonly tables?: readonly Table[]
  readonly blobsOf?: ErasureOptions['blobsOf']
  /** Rows per transaction. */
  readonly batch?: number
  /** Called after each committed batch; for progress, and for tests that stop there. */
  readonly progress?: (deleted: number) => void
}

type Batch = { next: Place | undefined; done: Erased }
type Place = { readonly from: string; readonly key: string }

/**
 * Deletes what is due in an organisation: rows whose period has ended, then the people of whom nothing speaks any more.
 * Works in transactions of some thousand rows. Killed at any moment it loses nothing: the next call goes on and adds to
 * the same report. At the end it counts independently what is left.
 */
export async function deletionRun(
  house: House,
  organisation: Organisation,
  now: Temporal.Instant,
  { tables = allTables(), blobsOf, batch = 2_000, progress = () => undefined }: RunOptions = {},
): Promise<DeletionReport> {
  const plan = erasurePlan(tables)
  const options = { plan, ...(blobsOf ? { blobsOf } : {}) }
  const within = <T>(work: (at: Scope<string>) => Promise<T>): Promise<T> =>
    inScope(
      house,
      { organisation, actor: { kind: 'system', job: 'privacy.deletion-run' }, purpose: proving, now },
      work,
    )
  const id = await within(begin)
  for (const table of plan.tables.filter(({ due }) => due)) {
    let place: Place | undefined
    do {
      const { next, done } = await within(async (at) => {
        const step = await eraseDue(at, table, table.due as Due, place, batch, options)
        await add(at, id, step.done)
        return step
      })
      progress(sum(done))
      place = next
    } while (place)
  }
  for (const table of plan.tables.filter(({ record: own }) => own)) {
    let after: string | undefined
    do {
      const step = await within((at) =>
        eraseUnreferenced(at, table, plan, after, batch, options, (done) => add(at, id, done)),
      )
      progress(sum(step.done))
      after = step.next
    } while (after !== undefined)
  }
  return within((at) => finish(at, id, tables, plan))
}

const sum = ({ deleted }: Erased): number => Object.values(deleted).reduce((total, count) => total + count, 0)

/** A run that did not come to its end is taken up again. */
async function begin(at: Scope<string>): Promise<string> {
  const { rows } = await sql<{ id: string }>`
    select id from deletion_runs where finished_at is null order by started_at desc limit 1`.execute(raw(at))
  const id = rows[0]?.id ?? randomUUID()
  if (!rows[0]) {
    await sql`
      insert into deletion_runs (organisation_id, id, started_at) values (${at.organisation.id}, ${id}, ${at.now})`.execute(
      raw(at),
    )
  }
  return id
}

/** In the transaction of the batch, so that the figures are what was committed. */
async function add(at: Scope<string>, id: string, { deleted, people, held }: Erased): Promise<void> {
  await sql`
    update deletion_runs set people = people + ${people}, held = held + ${held},
      deleted = coalesce((select jsonb_object_agg(table_name, count) from (
        select table_name, sum(count) as count from (
          select key as table_name, value::bigint as count from jsonb_each_text(deleted)
          union all select key, value::bigint from jsonb_each_text(${JSON.stringify(deleted)}::jsonb)
        ) as both_ group by table_name) as summed), '{}')
    where id = ${id}`.execute(raw(at))
}

/** Which rows are due: by one instant or day for the whole table, or by each row's own days. */
function isDue(at: Scope<string>, { from, type, keep }: Due): RawBuilder<unknown> {
  const zone = at.organisation.zone
  if (isFixed(keep)) {
    const rule = ruleOn(keep, today(at))
    return type === 'date'
      ? sql`${column(from)} <= ${latestDueDay(rule, at.now, zone).toString()}::date`
      : sql`${column(from)} <= ${latestDue(rule, at.now, zone)}::timestamptz`
  }
  const start = type === 'date' ? sql`(${column(from)}::timestamp at time zone ${zone})` : column(from)
  const days = column((keep.period as { days: string }).days)
  // hours, since a day of an interval may have 23 of them in the session's zone
  return sql`${column(from)} <= ${at.now}::timestamptz and ${start} + make_interval(hours => ${days} * 24) <= ${at.now}::timestamptz`
}

async function eraseDue(
  at: Scope<string>,
  table: TableErasure,
  due: Due,
  after: Place | undefined,
  batch: number,
  options: ErasureOptions,
): Promise<Batch> {
  const key = table.hasId ? sql`id` : sql`ctid`
  const type = sql.raw(table.hasId ? 'uuid' : 'tid')
  const from = column(due.from)
  const fromType = sql.raw(due.type === 'date' ? 'date' : 'timestamptz')
  const beyond = after ? sql`and (${from}, ${key}) > (${after.from}::${fromType}, ${after.key}::${type})` : sql``
  // one row with a list instead of a row for each: a run over a hundred thousand stays small in memory
  const { rows } = await sql<{ keys: string[] | null; last: string; last_key: string }>`
    select array_agg(due.key::text) as keys, (array_agg(due.start::text order by due.start desc, due.key desc))[1] as last,
      (array_agg(due.key::text order by due.start desc, due.key desc))[1] as last_key
    from (
      select ${from} as start, ${key} as key from ${name(table.table)}
      where ${isDue(at, due)} ${beyond}
      order by ${from}, ${key} limit ${batch} for update skip locked
    ) as due`.execute(raw(at))
  const found = rows[0]
  const keys = found?.keys ?? []
  const done = table.hasId
    ? await eraseRows(at, table.table, keys, 'retention', options)
    : await eraseKeyless(at, table, keys)
  return { next: found && keys.length === batch ? { from: found.last, key: found.last_key } : undefined, done }
}

/** Tables without an id hold no person's rows (their key is the person, or they are bookkeeping): by place in the file. */
async function eraseKeyless(at: Scope<string>, table: TableErasure, places: readonly string[]): Promise<Erased> {
  if (places.length === 0) return { deleted: {}, people: 0, held: 0 }
  const { numAffectedRows } = await sql`
    delete from ${name(table.table)} where ctid = any(${places}::tid[])`.execute(raw(at))
  const count = Number(numAffectedRows ?? 0)
  await record(at, 'erasure.done', { why: 'retention', people: 0, held: 0, [`rows.${table.table}`]: count })
  return { deleted: { [table.table]: count }, people: 0, held: 0 }
}

async function eraseUnreferenced(
  at: Scope<string>,
  table: TableErasure,
  plan: ErasurePlan,
  after: string | undefined,
  batch: number,
  options: ErasureOptions,
  add_: (done: Erased) => Promise<void>,
): Promise<{ next: string | undefined; done: Erased }> {
  const owner = column(table.owners[0]?.column ?? 'id')
  const anchors = plan.tables
    .filter(({ anchor }) => anchor)
    .flatMap((one) =>
      one.owners.map(
        (of) => sql`not exists (select from ${name(one.table)} as a where ${sql.ref(`a.${of.column}`)} = one.person)`,
      ),
    )
  const free = anchors.length > 0 ? sql.join(anchors, sql` and `) : sql`true`
  const distinct = sql.raw(table.owners[0]?.column === 'id' ? '' : 'distinct')
  const beyond = after ? sql`and person > ${after}::uuid` : sql``
  const { rows } = await sql<{ seen: string[] | null }>`
    select array_agg(person) as seen from (
      select person from (select ${distinct} ${owner} as person from ${name(table.table)}) as one
      where ${free} ${beyond} order by person limit ${batch}
    ) as found`.execute(raw(at))
  const seen = rows[0]?.seen ?? []
  const last = seen.length === batch ? seen.at(-1) : undefined
  // Locked first and looked at afterwards: whoever refers to a person meanwhile holds a lock on the record, or waits.
  const locked = without(seen, await lockRecords(at, plan, seen))
  const { rows: wanted } = await sql<{ person: string }>`
    select person from unnest(${uuids(locked)}) as one (person) where not (${free})`.execute(raw(at))
  const nobody = without(
    locked,
    wanted.map(({ person }) => person),
  )
  const done = await erasePeople(at, nobody, 'unreferenced', options)
  if (nobody.length > 0) await add_(done)
  return { next: last, done }
}

const without = (all: readonly string[], some: readonly string[]): readonly string[] => {
  if (some.length === 0) return all
  const out = new Set(some)
  return all.filter((one) => !out.has(one))
}

/** Locks the records of these persons. Returns those whose record somebody else is using just now. */
async function lockRecords(at: Scope<string>, plan: ErasurePlan, persons: readonly string[]): Promise<string[]> {
  const inUse: string[] = []
  const records = plan.tables.filter(({ record: own, owners }) => own && owners[0]?.column === 'id')
  for (const { table } of records) {
    const { rows } = await sql<{ id: string }>`
      with locked as materialized (
        select id from ${name(table)} where id = any(${uuids(persons)}) for update skip locked
      )
      select id from ${name(table)} where id = any(${uuids(persons)}) and id not in (select id from locked)`.execute(
      raw(at),
    )
    inUse.push(...rows.map(({ id }) => id))
  }
  return inUse
}

async function finish(
  at: Scope<string>,
  id: string,
  tables: readonly Table[],
  plan: ErasurePlan,
): Promise<DeletionReport> {
  const left = await leftOver(at, { tables })
  const { rows } = await sql<{ deleted: Record<string, number>; people: number; held: number }>`
    update deletion_runs set finished_at = ${at.now}, overdue_after = ${left.total} where id = ${id}
    returning deleted, people, held`.execute(raw(at))
  const { deleted, people, held } = rows[0] as { deleted: Record<string, number>; people: number; held: number }
  const counts = Object.fromEntries(Object.entries(deleted).map(([table, count]) => [`rows.${table}`, count]))
  await record(at, 'deletion-run.done', { run: id, people, held, overdue: left.total, rule: plan.rule, ...counts })
  return { id, deleted, people, held, left }
}
