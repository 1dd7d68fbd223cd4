import { sql, type RawBuilder } from 'kysely'
import type { Scope } from '#platform/data/scope.ts'
import { record } from '../ledger/record.ts'
import { raw } from '../ledger/rows.ts'
import { isFixed, latestDue, latestDueDay, ruleOn } from '../retention/rules.ts'
import { isRetainedIn } from './blocked.ts'
import { erasePeople, eraseRows, type ErasureOptions } from './erase.ts'
import { type Due, type ErasurePlan, PERSON_KEYS, type TableErasure } from './plan.ts'
import { column, heldTables, name, today, uuids } from './statements.ts'
import { lockHolds } from './locks.ts'
import { personsOfRestrictedRows } from './restricted-rows.ts'
import type { Erased } from './types.ts'

/** What one transaction of a run did, and where the next goes on. */
export type Step<Place> = { readonly next: Place | undefined; readonly done: Erased }
type Place = { readonly from: string; readonly key: string }
type WithPlan = ErasureOptions & { readonly plan: ErasurePlan }

const nothing: Erased = { deleted: {}, people: 0, held: 0, blocked: {} }

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

/** Where anything is due at all, asked at once: most nights most tables have nothing. */
export async function tablesWithDue(at: Scope<string>, plan: ErasurePlan): Promise<TableErasure[]> {
  const timed = plan.tables.filter(({ due }) => due)
  const found = await whereAny(
    at,
    timed.map(({ table, due }) => sql`select from ${name(table)} where ${isDue(at, due as Due)}`),
  )
  return timed.filter((_, n) => found.has(n))
}

/** Columns in which an erased person is named, statutory tables apart. */
export async function columnsWithRisen(
  at: Scope<string>,
  plan: ErasurePlan,
): Promise<{ table: string; column: string }[]> {
  const named = plan.tables
    .filter(({ retained }) => !retained)
    .flatMap(({ table, owners, accessors }) =>
      [...owners, ...accessors].map(({ column: of }) => ({ table, column: of })),
    )
  const found = await whereAny(
    at,
    named.map(
      ({ table, column: of }) =>
        sql`select from ${name(table)} as t where ${column(`t.${of}`)} in (select person_id from tombstones) ${generalOnly(table)}`,
    ),
  )
  return named.filter((_, n) => found.has(n))
}

const generalOnly = (table: string) => (table === PERSON_KEYS ? sql`and t.kind = 'general'` : sql``)

async function whereAny(at: Scope<string>, queries: readonly RawBuilder<unknown>[]): Promise<Set<number>> {
  if (queries.length === 0) return new Set()
  const each = queries.map((query, n) => sql`select ${n}::int as n where exists (${query})`)
  const { rows } = await sql<{ n: number }>`${sql.join(each, sql` union all `)}`.execute(raw(at))
  return new Set(rows.map(({ n }) => n))
}

/** Deletes a batch of the rows of one table whose period has ended, in the order of their start events. */
export async function eraseDue(
  at: Scope<string>,
  table: TableErasure,
  after: Place | undefined,
  batch: number,
  options: WithPlan,
): Promise<Step<Place>> {
  const due = table.due as Due
  const key = table.hasId ? sql`id` : sql`ctid`
  const type = sql.raw(table.hasId ? 'uuid' : 'tid')
  const from = column(due.from)
  const fromType = sql.raw(due.type === 'date' ? 'date' : 'timestamptz')
  const beyond = after ? sql`and (${from}, ${key}) > (${after.from}::${fromType}, ${after.key}::${type})` : sql``
  const found = sql`
    select ${from} as start, ${key} as key, ctid as place from ${name(table.table)}
    where ${isDue(at, due)} ${beyond}
    order by ${from}, ${key} limit ${batch} for update skip locked`
  if (await isPlain(at, table)) return eraseInPlace(at, table, found, batch, options)
  // one row with a list instead of a row for each: a run over a hundred thousand stays small in memory
  const { rows } = await sql<{ keys: string[] | null; last: string; last_key: string }>`
    select array_agg(due.key::text) as keys, ${LAST} from (${found}) as due`.execute(raw(at))
  const [one] = rows
  const keys = one?.keys ?? []
  const done = await eraseRows(at, table.table, keys, 'retention', options)
  return { next: one && keys.length === batch ? { from: one.last, key: one.last_key } : undefined, done }
}

const LAST = sql`(array_agg(due.start::text order by due.start desc, due.key desc))[1] as last,
  (array_agg(due.key::text order by due.start desc, due.key desc))[1] as last_key`

/** Whether rows of a table have nothing that goes with them and nothing that keeps them, so that they need no looking at. */
async function isPlain(at: Scope<string>, table: TableErasure): Promise<boolean> {
  if (!table.hasId) return true // nothing can be held, nothing refers to it
  if (table.companions.length > 0 || table.blobs.length > 0) return false
  await lockHolds(at, 'shared')
  return !(await heldTables(at, true)).has(table.table)
}

/** One statement for a batch: what is found is deleted where it lies, and no id travels. */
async function eraseInPlace(
  at: Scope<string>,
  table: TableErasure,
  found: RawBuilder<unknown>,
  batch: number,
  { plan }: WithPlan,
): Promise<Step<Place>> {
  const { rows } = await sql<{ count: number; last: string; last_key: string }>`
    with due as materialized (${found}),
      gone as (delete from ${name(table.table)} using due where ${column(`${table.table}.ctid`)} = due.place)
    select count(*)::int as count, ${LAST} from due`.execute(raw(at))
  const one = rows[0]
  if (!one || one.count === 0) return { next: undefined, done: nothing }
  const deleted = { [table.table]: one.count }
  await record(at, 'erasure.done', {
    why: 'retention',
    people: 0,
    held: 0,
    rule: plan.rule,
    [`rows.${table.table}`]: one.count,
  })
  return {
    next: one.count === batch ? { from: one.last, key: one.last_key } : undefined,
    done: { ...nothing, deleted },
  }
}

/** Erases the people of whom no row that needs them speaks any more. */
export async function eraseUnreferenced(
  at: Scope<string>,
  table: TableErasure,
  after: string | undefined,
  batch: number,
  options: WithPlan,
): Promise<Step<string>> {
  const { plan } = options
  const owner = column(table.owners[0]?.column ?? 'id')
  const anchors = plan.tables
    .filter(({ anchor }) => anchor)
    .flatMap((one) =>
      one.owners.map(
        (of) => sql`not exists (select from ${name(one.table)} as a where ${sql.ref(`a.${of.column}`)} = one.person)`,
      ),
    )
  // of whom a single row is restricted, that row is still needed, though this run does not see it
  const unrestricted = sql`not exists (select from restricted as r where r.person_id = one.person and r.only_for is null)`
  const beside = sql`not one.person = any(${uuids(await personsOfRestrictedRows(at, plan))})`
  const free = sql.join([...anchors, unrestricted, beside], sql` and `)
  const distinct = sql.raw(table.owners[0]?.column === 'id' ? '' : 'distinct')
  // who has only a retained key has been erased already
  const living = table.table === PERSON_KEYS ? sql`where kind = 'general'` : sql``
  const beyond = after ? sql`and person > ${after}::uuid` : sql``
  const { rows } = await sql<{ seen: string[] | null }>`
    select array_agg(person) as seen from (
      select person from (select ${distinct} ${owner} as person from ${name(table.table)} ${living}) as one
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
  return { next: last, done: await erasePeople(at, nobody, 'unreferenced', options) }
}

/** Destroys the retained keys of erased people whose last statutory row is gone. */
export async function eraseRetainedKeys(
  at: Scope<string>,
  plan: ErasurePlan,
  after: string | undefined,
  batch: number,
): Promise<Step<string>> {
  const beyond = after ? sql`and k.person_id > ${after}::uuid` : sql``
  const { rows } = await sql<{ gone: string[] | null }>`
    with gone as materialized (
      select k.person_id from person_keys as k
      where k.kind = 'retained' and not ${isRetainedIn(plan, sql`k.person_id`)} ${beyond}
        and not exists (select from person_keys as g where g.person_id = k.person_id and g.kind = 'general')
      order by k.person_id limit ${batch} for update skip locked),
    deleted as (delete from person_keys as k using gone where k.person_id = gone.person_id and k.kind = 'retained')
    select array_agg(person_id order by person_id) as gone from gone`.execute(raw(at))
  const gone = rows[0]?.gone ?? []
  if (gone.length === 0) return { next: undefined, done: nothing }
  const deleted = { [PERSON_KEYS]: gone.length }
  await record(at, 'erasure.done', {
    why: 'retention',
    people: 0,
    held: 0,
    rule: plan.rule,
    [`rows.${PERSON_KEYS}`]: gone.length,
  })
  return { next: gone.length === batch ? gone.at(-1) : undefined, done: { ...nothing, deleted } }
}

/**
 * Rows that name erased people: stored by somebody who knew the person in the moment of the erasure, or brought back by
 * hand. Their persons are erased once more.
 */
export async function findRisen(
  at: Scope<string>,
  table: string,
  person: string,
  after: string | undefined,
  batch: number,
): Promise<{ next: string | undefined; persons: string[] }> {
  const of = column(`t.${person}`)
  const beyond = after ? sql`and ${of} > ${after}::uuid` : sql``
  const { rows } = await sql<{ persons: string[] | null }>`
    select array_agg(person) as persons from (
      select distinct ${of} as person from ${name(table)} as t
      where ${of} in (select person_id from tombstones) ${generalOnly(table)} ${beyond} order by 1 limit ${batch}) as found`.execute(
    raw(at),
  )
  const persons = rows[0]?.persons ?? []
  return { next: persons.length === batch ? persons.at(-1) : undefined, persons }
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
