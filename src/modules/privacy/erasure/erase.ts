import { sql } from 'kysely'
import type { Scope } from '#platform/data/scope.ts'
import { allTables } from '#platform/data/table.ts'
import { record } from '../ledger/record.ts'
import { raw } from '../ledger/rows.ts'
import { erasurePlan, type ErasurePlan, type TableErasure } from './plan.ts'
import {
  clearIn,
  handOver,
  column,
  heldAmong,
  heldTables,
  name,
  removeRows,
  removeWhere,
  uuids,
  type BlobsOf,
  type Erasing,
} from './statements.ts'

/** Why something is erased; part of the evidence. */
export type Why = 'retention' | 'unreferenced' | 'request' | 'account-ended' | 'restore' | 'check'

/** What an erasure did: rows deleted by table, persons forgotten, rows that stay because of a hold. */
export type Erased = {
  readonly deleted: Readonly<Record<string, number>>
  readonly people: number
  readonly held: number
}

export type ErasureOptions = { readonly plan?: ErasurePlan; readonly blobsOf?: BlobsOf }

let derived: { tables: number; plan: ErasurePlan } | undefined

/** The plan for everything declared in this program. */
export function wholePlan(): ErasurePlan {
  const tables = allTables()
  if (derived?.tables !== tables.length) derived = { tables: tables.length, plan: erasurePlan(tables) }
  return derived.plan
}

async function erasing(
  at: Scope<string>,
  { plan = wholePlan(), blobsOf = () => undefined }: ErasureOptions,
): Promise<Erasing> {
  return { at, plan, blobsOf, heldTables: await heldTables(at), deleted: {}, held: new Set(), stay: new Set() }
}

/**
 * Erases rows of one table with everything that goes with them: the one way by which rows of persons are deleted.
 * Held rows stay and are counted. Writes evidence in this transaction.
 */
export async function eraseRows(
  at: Scope<string>,
  table: string,
  ids: readonly string[],
  why: Why,
  options: ErasureOptions = {},
): Promise<Erased> {
  const work = await erasing(at, options)
  await removeRows(work, work.plan.of(table), ids)
  return told(work, 0, why)
}

/**
 * Erases persons: the rows that are theirs and what goes with those, their traces in rows of others, their keys; leaves
 * a tombstone per person. Of a person with a held row only that row, the key and the own record stay.
 * @param ids of persons; a few thousand at once
 */
export async function erasePeople(
  at: Scope<string>,
  ids: readonly string[],
  why: Why,
  options: ErasureOptions = {},
): Promise<Erased> {
  const work = await erasing(at, options)
  const people = await forget(work, [...new Set(ids)])
  return told(work, people, why)
}

async function forget(work: Erasing, ids: readonly string[]): Promise<number> {
  if (ids.length === 0) return 0
  await handOver(work.at, ids)
  const { stay } = work
  for (const table of work.plan.tables) {
    const [owner] = table.owners
    if (!table.record && owner) {
      if (table.owners.length > 1) await removeShared(work, table, ids)
      else await removeOwned(work, table, owner.column, ids)
    }
    if (table.accessors.length > 0) await clearIn(work, table, ids, table.accessors)
  }
  const records = work.plan.tables.filter(({ record: own }) => own)
  for (const table of records.filter(({ hasId }) => hasId)) {
    await keepHeldRecords(work, table, ids)
  }
  const gone = stay.size === 0 ? ids : ids.filter((id) => !stay.has(id))
  if (gone.length === 0) return 0
  for (const table of records) {
    const [owner] = table.owners
    if (!owner) continue
    if (owner.column === 'id') await removeRows(work, table, gone)
    else await removeOwned(work, table, owner.column, gone)
  }
  const { numAffectedRows } = await sql`
    insert into tombstones (organisation_id, person_id, erased_at)
    select ${work.at.organisation.id}, person, ${work.at.now} from unnest(${uuids(gone)}) as given (person)
    on conflict do nothing`.execute(raw(work.at))
  // another run may have forgotten some of them a moment ago
  return Number(numAffectedRows ?? 0)
}

/** Whether rows must be looked at one by one: because some are held, or because something goes with them. */
const needsIds = (work: Erasing, table: TableErasure): boolean =>
  table.hasId &&
  (table.companions.length > 0 || work.blobsOf(table.table) !== undefined || work.heldTables.has(table.table))

async function removeOwned(work: Erasing, table: TableErasure, owner: string, ids: readonly string[]): Promise<void> {
  const theirs = sql`${column(owner)} = any(${uuids(ids)})`
  if (!needsIds(work, table)) return removeWhere(work, table.table, theirs)
  const { rows } = await sql<{ id: string; person: string }>`
    select id, ${column(owner)} as person from ${name(table.table)} where ${theirs}`.execute(raw(work.at))
  await removeKeeping(
    work,
    table,
    rows.map(({ id, person }) => ({ id, persons: [person] })),
  )
}

/** Rows of several persons: gone with the last of them, until then without those who left. */
async function removeShared(work: Erasing, table: TableErasure, ids: readonly string[]): Promise<void> {
  const one = (of: string) => sql`${column(of)} = any(${uuids(ids)})`
  const nobody = (of: string, empty: string) =>
    empty === 'null' ? sql`${column(of)} is null` : sql`${column(of)} = ${sql.raw(empty)}`
  const touched = sql.join(
    table.owners.map((owner) => one(owner.column)),
    sql` or `,
  )
  const alone = sql.join(
    table.owners.map((owner) => sql`(${nobody(owner.column, owner.empty)} or ${one(owner.column)})`),
    sql` and `,
  )
  const last = sql`(${touched}) and ${alone}`
  if (needsIds(work, table)) {
    const persons = sql.join(table.owners.map((owner) => sql`${column(owner.column)}`))
    const { rows } = await sql<{ id: string; persons: string[] }>`
      select id, array_remove(array[${persons}], null) as persons from ${name(table.table)} where ${last}`.execute(
      raw(work.at),
    )
    await removeKeeping(work, table, rows)
  } else await removeWhere(work, table.table, last)
  await clearIn(work, table, ids, table.owners)
}

async function removeKeeping(
  work: Erasing,
  table: TableErasure,
  rows: readonly { id: string; persons: readonly string[] }[],
): Promise<void> {
  const held = await heldAmong(
    work,
    table,
    rows.map(({ id }) => id),
  )
  for (const { id, persons } of rows) if (held.has(id)) for (const person of persons) work.stay.add(person)
  for (const id of held) work.held.add(id)
  await removeRows(
    work,
    table,
    rows.filter(({ id }) => !held.has(id)).map(({ id }) => id),
  )
}

async function keepHeldRecords(work: Erasing, table: TableErasure, ids: readonly string[]): Promise<void> {
  const [owner] = table.owners
  if (!owner || work.heldTables.size === 0) return
  if (owner.column === 'id') {
    const held = await heldAmong(work, table, ids)
    for (const id of held) markHeld(work, id, id)
    return
  }
  const { rows } = await sql<{ id: string; person: string }>`
    select id, ${column(owner.column)} as person from ${name(table.table)}
    where ${column(owner.column)} = any(${uuids(ids)})`.execute(raw(work.at))
  const held = await heldAmong(
    work,
    table,
    rows.map(({ id }) => id),
  )
  for (const { id, person } of rows) if (held.has(id)) markHeld(work, id, person)
}

function markHeld(work: Erasing, row: string, person: string): void {
  work.held.add(row)
  work.stay.add(person)
}

async function told(work: Erasing, people: number, why: Why): Promise<Erased> {
  const rows = Object.values(work.deleted).reduce((sum, count) => sum + count, 0)
  if (rows + people + work.held.size > 0) {
    const byTable = Object.fromEntries(Object.entries(work.deleted).map(([table, count]) => [`rows.${table}`, count]))
    await record(work.at, 'erasure.done', { why, people, held: work.held.size, rule: work.plan.rule, ...byTable })
  }
  return { deleted: work.deleted, people, held: work.held.size }
}
