import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import type { Scope } from '#platform/data/scope.ts'
import { allTables, type Table } from '#platform/data/table.ts'
import { refuse } from '#platform/errors/errors.ts'
import { db } from '../data.ts'
import { lockHolds, seeing } from '../erasure/locks.ts'
import { erasurePlan, type ErasurePlan, type TableErasure } from '../erasure/plan.ts'
import { eraseWaiting } from '../erasure/again.ts'
import { today } from '../erasure/statements.ts'
import { PERSON, type Waiting } from '../erasure/waiting.ts'
import { record } from '../ledger/record.ts'
import { raw } from '../ledger/rows.ts'
import { emptyWithdrawn } from '../restriction/emptied.ts'

export type HoldWish = {
  /** The held row: its table and random id. */
  readonly table: string
  readonly id: string
  /** Why it must not be deleted; without the name of anybody. */
  readonly reason: string
  /** The last day of the hold, `2026-12-31`, in the organisation's zone. */
  readonly until: string
  /** What ends it, told by `holdKeeper`; without it somebody does so by hand. */
  readonly keptBy?: string
}

export const LONGEST_HOLD_YEARS = 30
const NOBODY = '00000000-0000-0000-0000-000000000000'

/** Tables whose rows can be held: those with an id of their own that speak of people. */
export const holdable = (tables: readonly Table[] = allTables()): readonly Table[] =>
  tables.filter(({ columns, subject }) => 'id' in columns && !('none' in subject))

/**
 * Keeps a row, with what it goes with and the people it speaks of, from being deleted until a day (Art. 17(3), 18(1)(c)
 * GDPR). Every erasure from this commit on meets it; one that is under way is waited for, and if it took the row the hold
 * comes too late and is refused.
 * @returns the hold's id
 * @throws Refusal privacy.hold-reason, privacy.hold-until, privacy.hold-kind, privacy.hold-nothing
 */
export async function setHold(
  at: Scope<string>,
  { table, id, reason, until, keptBy }: HoldWish,
  tables: readonly Table[] = allTables(),
): Promise<string> {
  const said = reason.trim()
  if (said.length < 3 || said.length > 500) throw refuse('privacy.hold-reason', 'invalid')
  if (!holdable(tables).some(({ name }) => name === table)) throw refuse('privacy.hold-kind', 'invalid')
  if (!isDay(until) || until < today(at) || until > lastDay(at)) throw refuse('privacy.hold-until', 'invalid')
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id)) throw refuse('privacy.hold-nothing', 'not-found')
  return seeing(at, 'everybody', async () => {
    await lockHolds(at, 'alone')
    const { rows } = await sql`select from ${sql.table(table)} where id = ${id}::uuid`.execute(raw(at))
    if (rows.length === 0) throw refuse('privacy.hold-nothing', 'not-found')
    const hold = randomUUID()
    await placeHold(at, { table, id, reason: said, until, ...(keptBy ? { keptBy } : {}) }, hold)
    return hold
  })
}

/** Holds a row that is there, behind `lockHolds`. @returns whether there was no such hold */
export async function placeHold(at: Scope<string>, wish: HoldWish, hold: string): Promise<boolean> {
  const { table, id, reason, until, keptBy } = wish
  const placed = await db(at)
    .insertInto('holds')
    .values({
      organisation_id: at.organisation.id,
      id: hold,
      object_table: table,
      object_id: id,
      reason,
      until,
      set_by: 'account' in at.actor ? at.actor.account : NOBODY,
      set_at: at.now,
      kept_by: keptBy ?? null,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst()
  if (placed) await record(at, 'hold.set', { hold, table, until })
  return placed !== undefined
}

const isDay = (text: string): boolean => {
  try {
    return Temporal.PlainDate.from(text).toString() === text
  } catch {
    return false
  }
}
const lastDay = (at: Scope<string>): string =>
  Temporal.PlainDate.from(today(at)).add({ years: LONGEST_HOLD_YEARS }).toString()

/**
 * Ends a hold today. What had been asked to be erased and met it is erased in this transaction, and what rested on a consent
 * that was withdrawn meanwhile; what has become due goes with the next deletion run. Other holds on the same row stay in force.
 * @throws Refusal privacy.no-such-hold, privacy.hold-ended
 */
export async function releaseHold(
  at: Scope<string>,
  id: string,
  tables: readonly Table[] = allTables(),
): Promise<{ readonly erased: number }> {
  return seeing(at, 'everybody', async () => {
    await lockHolds(at, 'alone')
    const found = await db(at).selectFrom('holds').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()
    if (!found) throw refuse('privacy.no-such-hold', 'not-found')
    if (found.released_at || found.until < today(at)) throw refuse('privacy.hold-ended', 'conflict')
    await endHold(at, id)
    await emptyWithdrawn(at, undefined, tables)
    const plan = erasurePlan(tables)
    const waiting = await waitingOn(at, plan, found.object_table, found.object_id)
    const done = await eraseWaiting(at, waiting, { plan })
    return { erased: done.people + Object.values(done.deleted).reduce((sum, count) => sum + count, 0) }
  })
}

/** Ends a hold in force, behind `lockHolds`. @returns whether there was one */
export async function endHold(at: Scope<string>, id: string): Promise<boolean> {
  // `until` for the thirty days it is still shown; `released_at` so that it stays ended when the clock is set back
  const until = Temporal.PlainDate.from(today(at)).subtract({ days: 1 }).toString()
  const ended = await db(at)
    .updateTable('holds')
    .set({ until, released_at: at.now })
    .where('id', '=', id)
    .where('released_at', 'is', null)
    .where('until', '>=', today(at))
    .returning('object_table')
    .executeTakeFirst()
  if (ended) await record(at, 'hold.released', { hold: id, table: ended.object_table })
  return ended !== undefined
}

/** What waited for this row: the row itself, what it goes with, and the people these belong to. */
async function waitingOn(at: Scope<string>, plan: ErasurePlan, table: string, id: string): Promise<readonly Waiting[]> {
  const wanted: (readonly [string, string])[] = []
  let place: { of: TableErasure; id: string } | undefined = { of: plan.of(table), id }
  while (place) {
    const { of, id: row }: { of: TableErasure; id: string } = place
    wanted.push([of.table, row])
    for (const person of await personsIn(at, of, row)) wanted.push([PERSON, person])
    place = await above(at, plan, of, row)
  }
  const { rows } = await sql<Waiting>`
    select w.object_table, w.object_id, w.why from erasures_waiting w
    join unnest(${wanted.map(([of]) => of)}::text[], ${wanted.map(([, row]) => row)}::uuid[]) as wanted (of, row)
      on w.object_table = wanted.of and w.object_id = wanted.row`.execute(raw(at))
  return rows
}

async function personsIn(at: Scope<string>, of: TableErasure, row: string): Promise<string[]> {
  const columns = [...of.owners, ...of.accessors].map(({ column }) => sql.ref(column))
  if (columns.length === 0) return []
  const { rows } = await sql<{ persons: string[] }>`
    select array_remove(array[${sql.join(columns)}], null) as persons from ${sql.table(of.table)}
    where id = ${row}::uuid`.execute(raw(at))
  return rows[0]?.persons ?? []
}

/** The row that a row goes with. */
async function above(
  at: Scope<string>,
  plan: ErasurePlan,
  of: TableErasure,
  row: string,
): Promise<{ of: TableErasure; id: string } | undefined> {
  const parent = plan.tables.find(({ companions }) => companions.some(({ table }) => table === of.table))
  const by = parent?.companions.find(({ table }) => table === of.table)?.by
  if (!parent || !by) return undefined
  const { rows } = await sql<{ id: string }>`
    select ${sql.ref(by)} as id from ${sql.table(of.table)} where id = ${row}::uuid`.execute(raw(at))
  return rows[0] ? { of: parent, id: rows[0].id } : undefined
}
