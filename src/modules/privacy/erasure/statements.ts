import { sql, type RawBuilder } from 'kysely'
import type { Scope } from '#platform/data/scope.ts'
import { raw } from '../ledger/rows.ts'
import type { Cleared, ErasurePlan, TableErasure } from './plan.ts'

/** One erasure at work: the same for a rights request, the deletion run, and the end of an account. */
export type Erasing = {
  readonly at: Scope<string>
  readonly plan: ErasurePlan
  /** Tables with rows that must stay for now. */
  readonly heldTables: ReadonlySet<string>
  /** Whether single rows that are restricted stay as well: the deletion run leaves them until that is lifted. */
  readonly leavesRestricted: boolean
  /** Rows deleted, by table. */
  readonly deleted: Record<string, number>
  /** Rows that stay because of a hold. */
  readonly held: Set<string>
  /** Persons of whom a held row speaks: their keys and records stay with it. */
  readonly stay: Set<string>
  /** Rows that stay blocked, by table. */
  readonly blocked: Record<string, number>
}

export const name = (table: string): RawBuilder<unknown> => sql.table(table)
export const column = (of: string): RawBuilder<unknown> => sql.ref(of)

const literals = new WeakMap<readonly string[], string>()

/**
 * Ids as one array parameter. Written once per list: the driver would build it anew, id by id, for each of the
 * statements that get the same few thousand ids.
 */
export function uuids(ids: readonly string[]): RawBuilder<unknown> {
  // a subquery, so that it is read once per statement and not once per row
  if (handedOver.has(ids)) return sql`(select current_setting('belegt.ids')::uuid[])::uuid[]`
  const literal = literals.get(ids) ?? `{${ids.join(',')}}`
  literals.set(ids, literal)
  return sql`${literal}::uuid[]`
}

const handedOver = new WeakSet<readonly string[]>()

/**
 * Leaves a list of ids with the transaction, for the many statements that need it: it travels once. Only the list that was
 * handed over last may be used from then on.
 */
export async function handOver(at: Scope<string>, ids: readonly string[]): Promise<void> {
  await sql`select set_config('belegt.ids', ${`{${ids.join(',')}}`}, true) is null`.execute(raw(at))
  handedOver.add(ids)
}

export const today = (at: Scope<string>): string =>
  at.now.toZonedDateTimeISO(at.organisation.zone).toPlainDate().toString()

/** True of a hold that is in force today. */
export const holdInForce = (at: Scope<string>): RawBuilder<boolean> =>
  sql`(until >= ${today(at)}::date and released_at is null)`

/** The tables in which something is held today, or a single row restricted; both are few, so this is one small query. */
export async function heldTables(at: Scope<string>, leavesRestricted: boolean): Promise<ReadonlySet<string>> {
  const restricted = leavesRestricted
    ? sql`union select object_table from restricted where object_table is not null and only_for is null`
    : sql``
  const { rows } = await sql<{ object_table: string }>`
    select object_table from holds where ${holdInForce(at)} ${restricted}`.execute(raw(at))
  return new Set(rows.map(({ object_table }) => object_table))
}

const anyHeld = ({ plan, heldTables: held }: Erasing, { table, companions }: TableErasure): boolean =>
  held.has(table) || companions.some((one) => plan.of(one.table).companions.length > 0 || held.has(one.table))

/** Of these rows, those that are held themselves, or have a held row that goes with them. */
export async function heldAmong(erasing: Erasing, table: TableErasure, ids: readonly string[]): Promise<Set<string>> {
  const found = new Set<string>()
  if (ids.length === 0 || !table.hasId || erasing.heldTables.size === 0 || !anyHeld(erasing, table)) return found
  const restricted = erasing.leavesRestricted
    ? sql`union select ref from restricted where object_table = ${table.table} and ref = any(${uuids(ids)}) and only_for is null`
    : sql``
  const { rows } = await sql<{ object_id: string }>`
    select object_id from holds
    where object_table = ${table.table} and object_id = any(${uuids(ids)}) and ${holdInForce(erasing.at)}
      ${restricted}`.execute(raw(erasing.at))
  for (const { object_id } of rows) found.add(object_id)
  for (const { table: companion, by } of table.companions) {
    const below = erasing.plan.of(companion)
    if (!below.hasId) continue
    const children = await sql<{ id: string; parent: string }>`
      select id, ${column(by)} as parent from ${name(companion)} where ${column(by)} = any(${uuids(ids)})`.execute(
      raw(erasing.at),
    )
    const held = await heldAmong(
      erasing,
      below,
      children.rows.map(({ id }) => id),
    )
    for (const { id, parent } of children.rows) if (held.has(id)) found.add(parent)
  }
  return found
}

/** Deletes rows with all that goes with them, except what is held. One statement per table, whatever their number. */
export async function removeRows(erasing: Erasing, table: TableErasure, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return
  const held = await heldAmong(erasing, table, ids)
  for (const id of held) erasing.held.add(id)
  await removeFree(erasing, table, held.size === 0 ? ids : ids.filter((id) => !held.has(id)))
}

async function removeFree(erasing: Erasing, table: TableErasure, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return
  const { at, plan } = erasing
  for (const { table: companion, by } of table.companions) {
    const below = plan.of(companion)
    if (below.hasId && below.companions.length > 0) {
      const { rows } = await sql<{ id: string }>`
        select id from ${name(companion)} where ${column(by)} = any(${uuids(ids)})`.execute(raw(at))
      await removeFree(
        erasing,
        below,
        rows.map(({ id }) => id),
      )
    } else {
      await removeWhere(erasing, below, sql`${column(by)} = any(${uuids(ids)})`)
    }
  }
  await removeWhere(erasing, table, sql`id = any(${uuids(ids)})`)
}

export async function removeWhere(erasing: Erasing, table: TableErasure, where: RawBuilder<unknown>): Promise<void> {
  await giveUpFiles(erasing.at, table, table.blobs, where)
  const { numAffectedRows } = await sql`delete from ${name(table.table)} where ${where}`.execute(raw(erasing.at))
  countDeleted(erasing, table.table, Number(numAffectedRows ?? 0))
}

export function countDeleted({ deleted }: Pick<Erasing, 'deleted'>, table: string, count: number): void {
  if (count > 0) deleted[table] = (deleted[table] ?? 0) + count
}

/** Writes down, in this transaction, that the files of these rows are to be removed from the store once it is durable. */
async function giveUpFiles(
  at: Scope<string>,
  table: TableErasure,
  blobs: TableErasure['blobs'],
  where: RawBuilder<unknown>,
): Promise<void> {
  for (const { column: of, id } of blobs) {
    const { numAffectedRows } = await sql`
      insert into blob_removals (organisation_id, blob, due_at)
      select ${at.organisation.id}, ${sql.raw(id)}, ${at.now} from ${name(table.table)}
      where ${column(of)} is not null and ${sql.raw(id)} is not null and (${where})
      on conflict (organisation_id, blob) do update set due_at = excluded.due_at, orphan = false`.execute(raw(at))
    if (Number(numAffectedRows ?? 0) > 0) at.tell(FILES_TO_REMOVE)
  }
}

/** The topic under which the sweeper hears that files wait. */
export const FILES_TO_REMOVE = 'privacy.files'

// A sealed value names its person: version (1), tag of the column (4), person (16 bytes), see platform/keys/sealed.ts.
const personIn = (sealed: string) => sql`substring(${column(sealed)} from 6 for 16)`

/** Empties what these persons left in rows that stay, and in the rows that go with them; held rows stay as they are. */
export async function clearIn(
  erasing: Erasing,
  table: TableErasure,
  persons: readonly string[],
  columns: readonly Cleared[],
  named: 'taken-out' | 'stay' = 'taken-out',
): Promise<void> {
  const bytes = persons.map((id) => Buffer.from(id.replaceAll('-', ''), 'hex'))
  const touched = sql.join(
    columns.map((one) => sql`${column(one.column)} = any(${uuids(persons)})`),
    sql` or `,
  )
  const held = await heldTouched(erasing, table, touched, persons, columns)
  const where = held.length > 0 ? sql`(${touched}) and not id = any(${uuids(held)})` : touched
  const people = (named === 'stay' ? [] : columns).map(
    (one) => sql`${column(one.column)} = case when ${column(one.column)} = any(${uuids(persons)})
      then ${sql.raw(one.empty)} else ${column(one.column)} end`,
  )
  await giveUpFiles(erasing.at, table, clearedFiles(table), where)
  const assigned = [...people, ...clearing(table, bytes)]
  // a row that stays as it is still may have something below it that is emptied
  const changes = sql.join(assigned.length > 0 ? assigned : [sql`organisation_id = organisation_id`])
  const returning = table.hasId && table.companions.length > 0 ? sql` returning id` : sql``
  const { rows } = await sql<{ id: string }>`
    update ${name(table.table)} set ${changes} where ${where}${returning}`.execute(raw(erasing.at))
  await clearCompanions(
    erasing,
    table,
    rows.map(({ id }) => id),
    bytes,
  )
}

async function heldTouched(
  erasing: Erasing,
  table: TableErasure,
  touched: RawBuilder<unknown>,
  persons: readonly string[],
  columns: readonly Cleared[],
): Promise<string[]> {
  if (!table.hasId || erasing.heldTables.size === 0 || !anyHeld(erasing, table)) return []
  const named = sql.join(columns.map((one) => column(one.column)))
  const { rows } = await sql<{ id: string; persons: string[] }>`
    select id, array_remove(array[${named}], null) as persons from ${name(table.table)} where ${touched}`.execute(
    raw(erasing.at),
  )
  const held = await heldAmong(
    erasing,
    table,
    rows.map(({ id }) => id),
  )
  const erased = new Set(persons)
  for (const row of rows.filter(({ id }) => held.has(id))) {
    erasing.held.add(row.id)
    for (const person of row.persons) if (erased.has(person)) erasing.stay.add(person)
  }
  return [...held]
}

const clearing = (table: TableErasure, persons: readonly Buffer[]): RawBuilder<unknown>[] =>
  table.cleared.map(({ column: of, empty, sealedIn }) =>
    sealedIn === undefined
      ? sql`${column(of)} = ${sql.raw(empty)}`
      : sql`${column(of)} = case when ${personIn(sealedIn)} = any(${persons}::bytea[])
          then ${sql.raw(empty)} else ${column(of)} end`,
  )

const clearedFiles = (table: TableErasure): TableErasure['blobs'] =>
  table.blobs.filter((blob) => table.cleared.some((one) => one.column === blob.column))

async function clearCompanions(
  erasing: Erasing,
  table: TableErasure,
  ids: readonly string[],
  persons: readonly Buffer[],
): Promise<void> {
  if (ids.length === 0) return
  for (const { table: companion, by } of table.companions) {
    const below = erasing.plan.of(companion)
    const changes = clearing(below, persons)
    const where = sql`${column(by)} = any(${uuids(ids)})`
    if (changes.length > 0) {
      await giveUpFiles(erasing.at, below, clearedFiles(below), where)
      await sql`update ${name(companion)} set ${sql.join(changes)} where ${where}`.execute(raw(erasing.at))
    }
    if (below.companions.length === 0 || !below.hasId) continue
    const { rows } = await sql<{ id: string }>`select id from ${name(companion)} where ${where}`.execute(
      raw(erasing.at),
    )
    await clearCompanions(
      erasing,
      below,
      rows.map(({ id }) => id),
      persons,
    )
  }
}
