import { sql } from 'kysely'
import type { Scope } from '#platform/data/scope.ts'
import { allTables } from '#platform/data/table.ts'
import { record } from '../ledger/record.ts'
import { raw } from '../ledger/rows.ts'
import { restrictInstead } from '../restriction/restrict.ts'
import { block, removeKeys } from './blocked.ts'
import { erasurePlan, type ErasurePlan, PERSON_KEYS, type TableErasure } from './plan.ts'
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
  type Erasing,
} from './statements.ts'
import type { Erased, Why } from './types.ts'
import { noLongerWaiting, PERSON, waitForHolds } from './waiting.ts'
import { asTheyLie, lockHolds, lockPersons, seeing } from './locks.ts'

export type { Erased, Why }

export type ErasureOptions = {
  readonly plan?: ErasurePlan
  /** An erasure that was asked for before and met a hold: it leaves evidence when it gets further, not each time it is tried. */
  readonly again?: boolean
}

/** The deletion run finds by itself what has become due; only what somebody asked for must be remembered. */
const mayBeAskedFor = (why: Why): boolean => why === 'request' || why === 'account-ended' || why === 'restore'

/** Of whoever stays, for a hold or for now, what they may not be used for stays too (Art. 18 and 21 GDPR). */
const RESTRICTIONS = 'restrictions'

let derived: { tables: number; plan: ErasurePlan } | undefined

/** The plan for everything declared in this program. */
export function wholePlan(): ErasurePlan {
  const tables = allTables()
  if (derived?.tables !== tables.length) derived = { tables: tables.length, plan: erasurePlan(tables) }
  return derived.plan
}

/** A hold that is set in this moment is either seen, or set when this erasure is over and its rows are gone. */
async function erasing(at: Scope<string>, why: Why, { plan = wholePlan() }: ErasureOptions): Promise<Erasing> {
  const leavesRestricted = why === 'retention' || why === 'unreferenced'
  await lockHolds(at, 'shared')
  return {
    at,
    plan,
    heldTables: await heldTables(at, leavesRestricted),
    leavesRestricted,
    deleted: {},
    held: new Set(),
    stay: new Set(),
    blocked: {},
  }
}

/**
 * Erases rows of one table with everything that goes with them: the one way by which rows of persons are deleted.
 * Held rows stay and are counted; so do statutory ones, unless it is their period that has ended. Writes evidence in this
 * transaction. What was asked for and met a hold is finished by itself when the hold ends.
 */
export async function eraseRows(
  at: Scope<string>,
  table: string,
  ids: readonly string[],
  why: Why,
  options: ErasureOptions = {},
): Promise<Erased> {
  return seeing(at, 'everybody', async () => {
    const work = await erasing(at, why, options)
    const of = work.plan.of(table)
    if (of.retained && why !== 'retention') {
      if (ids.length > 0) work.blocked[table] = ids.length
      return told(work, 0, why, options)
    }
    await asTheyLie(at, () => removeRows(work, of, ids))
    if (mayBeAskedFor(why)) {
      await waitForHolds(
        work,
        table,
        ids.filter((id) => work.held.has(id)),
        why,
      )
      noLongerWaiting(
        at,
        table,
        ids.filter((id) => !work.held.has(id)),
      )
    }
    return told(work, 0, why, options)
  })
}

/**
 * Erases persons: the rows that are theirs and what goes with those, their traces in rows of others, their keys; leaves
 * a tombstone per person. Rows that a law demands stay blocked under the person's retained key, and nothing else of the
 * person. Of a person with a held row only that row, the key, the own record and what restricts them stay; the rest is
 * finished by itself when the hold ends, and until then the person is restricted who asked, or who had been erased before a
 * backup came back.
 * @param ids of persons; a few thousand at once
 */
export async function erasePeople(
  at: Scope<string>,
  ids: readonly string[],
  why: Why,
  options: ErasureOptions = {},
): Promise<Erased> {
  return seeing(at, 'everybody', async () => {
    const work = await erasing(at, why, options)
    const all = [...new Set(ids)]
    const people = await asTheyLie(at, () => forget(work, all))
    if (mayBeAskedFor(why)) await waitForHolds(work, PERSON, [...work.stay], why)
    if (why === 'request' || why === 'restore') await restrictInstead(at, [...work.stay])
    noLongerWaiting(
      at,
      PERSON,
      all.filter((id) => !work.stay.has(id)),
    )
    return told(work, people, why, options)
  })
}

async function forget(work: Erasing, ids: readonly string[]): Promise<number> {
  if (ids.length === 0) return 0
  await handOver(work.at, ids)
  await lockPersons(work, ids)
  const { stay } = work
  for (const table of work.plan.tables.filter((one) => one.table !== RESTRICTIONS)) {
    const [owner] = table.owners
    if (table.retained) {
      if (owner) await block(work, table, ids)
      continue
    }
    if (!table.record && owner) {
      if (table.owners.length > 1) await removeShared(work, table, ids)
      else await removeOwned(work, table, owner.column, ids)
    }
    if (table.accessors.length > 0) await clearIn(work, table, ids, table.accessors)
  }
  const records = work.plan.tables.filter(({ record: own }) => own)
  const restrictions = work.plan.tables.filter(({ table }) => table === RESTRICTIONS)
  for (const table of [...records.filter(({ hasId }) => hasId), ...restrictions]) {
    await keepHeldRecords(work, table, ids)
  }
  const gone = stay.size === 0 ? ids : ids.filter((id) => !stay.has(id))
  if (gone.length === 0) return 0
  for (const table of restrictions) await removeOwned(work, table, 'person_id', gone)
  for (const table of records) {
    const [owner] = table.owners
    if (!owner) continue
    if (table.table === PERSON_KEYS) await removeKeys(work, table, gone)
    else if (owner.column === 'id') await removeRows(work, table, gone)
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
  table.hasId && (table.companions.length > 0 || work.heldTables.has(table.table))

async function removeOwned(work: Erasing, table: TableErasure, owner: string, ids: readonly string[]): Promise<void> {
  const theirs = sql`${column(owner)} = any(${uuids(ids)})`
  if (!needsIds(work, table)) return removeWhere(work, table, theirs)
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
  } else await removeWhere(work, table, last)
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

async function told(work: Erasing, people: number, why: Why, { again = false }: ErasureOptions): Promise<Erased> {
  const { deleted, held, blocked } = work
  const rows = Object.values(deleted).reduce((sum, count) => sum + count, 0)
  const stayed = Object.values(blocked).reduce((sum, count) => sum + count, 0)
  if (rows + people > 0 || (held.size + stayed > 0 && !again)) {
    const byTable = Object.fromEntries(Object.entries(deleted).map(([table, count]) => [`rows.${table}`, count]))
    const law = stayed > 0 ? { blocked: stayed } : {}
    await record(work.at, 'erasure.done', { why, people, held: held.size, ...law, rule: work.plan.rule, ...byTable })
  }
  return { deleted, people, held: held.size, blocked }
}
