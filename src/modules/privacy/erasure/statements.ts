import { sql, type RawBuilder } from 'kysely'
import type { Scope } from '#platform/data/scope.ts'
import { raw } from '../ledger/rows.ts'
import type { Cleared, ErasurePlan, TableErasure } from './plan.ts'

/** Where the files of a table's rows are kept; given by the modules that keep any. */
export type BlobsOf = (table: string) =>
  | {
      /** The column with the id of a blob. */
      readonly column: string
      /** Must see to it, durably and in this transaction, that the blobs are removed once it is committed. */
      readonly remove: (at: Scope<string>, blobs: readonly string[]) => Promise<void>
    }
  | undefined

/** One erasure at work: the same for a rights request, the deletion run, and the end of an account. */
export type Erasing = {
  readonly at: Scope<string>
  readonly plan: ErasurePlan
  readonly blobsOf: BlobsOf
  /** Tables with rows that must stay for now. */
  readonly heldTables: ReadonlySet<string>
  /** Rows deleted, by table. */
  readonly deleted: Record<string, number>
  /** Rows that stay because of a hold. */
  readonly held: Set<string>
  /** Persons of whom a held row speaks: their keys and records stay with it. */
  readonly stay: Set<string>
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

/** The tables in which something is held today; holds are few, so this is one small query. */
export async function heldTables(at: Scope<string>): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ object_table: string }>`
    select distinct object_table from holds where until >= ${today(at)}::date`.execute(raw(at))
  return new Set(rows.map(({ object_table }) => object_table))
}

const anyHeld = ({ plan, heldTables: held }: Erasing, { table, companions }: TableErasure): boolean =>
  held.has(table) || companions.some((one) => plan.of(one.table).companions.length > 0 || held.has(one.table))

/** Of these rows, those that are held themselves, or have a held row that goes with them. */
export async function heldAmong(erasing: Erasing, table: TableErasure, ids: readonly string[]): Promise<Set<string>> {
  const found = new Set<string>()
  if (ids.length === 0 || !table.hasId || erasing.heldTables.size === 0 || !anyHeld(erasing, table)) return found
  const { rows } = await sql<{ object_id: string }>`
    select object_id from holds
    where object_table = ${table.table} and object_id = any(${uuids(ids)}) and until >= ${today(erasing.at)}::date`.execute(
    raw(erasing.at),
  )
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
    if (below.hasId && (below.companions.length > 0 || erasing.blobsOf(companion))) {
      const { rows } = await sql<{ id: string }>`
        select id from ${name(companion)} where ${column(by)} = any(${uuids(ids)})`.execute(raw(at))
      await removeFree(
        erasing,
        below,
        rows.map(({ id }) => id),
      )
    } else {
      await removeWhere(erasing, companion, sql`${column(by)} = any(${uuids(ids)})`)
    }
  }
  const blobs = erasing.blobsOf(table.table)
  if (blobs) {
    const { rows } = await sql<{ blob: string }>`
      select ${column(blobs.column)} as blob from ${name(table.table)}
      where id = any(${uuids(ids)}) and ${column(blobs.column)} is not null`.execute(raw(at))
    if (rows.length > 0)
      await blobs.remove(
        at,
        rows.map(({ blob }) => blob),
      )
  }
  await removeWhere(erasing, table.table, sql`id = any(${uuids(ids)})`)
}

export async function removeWhere(erasing: Erasing, table: string, where: RawBuilder<unknown>): Promise<void> {
  const { numAffectedRows } = await sql`delete from ${name(table)} where ${where}`.execute(raw(erasing.at))
  const count = Number(numAffectedRows ?? 0)
  if (count > 0) erasing.deleted[table] = (erasing.deleted[table] ?? 0) + count
}

// A sealed value names its person: version (1), tag of the column (4), person (16 bytes), see platform/keys/sealed.ts.
const personIn = (sealed: string) => sql`substring(${column(sealed)} from 6 for 16)`

/** Empties what these persons left in rows that stay, and in the rows that go with them; held rows stay as they are. */
export async function clearIn(
  erasing: Erasing,
  table: TableErasure,
  persons: readonly string[],
  columns: readonly Cleared[],
): Promise<void> {
  const bytes = persons.map((id) => Buffer.from(id.replaceAll('-', ''), 'hex'))
  const touched = sql.join(
    columns.map((one) => sql`${column(one.column)} = any(${uuids(persons)})`),
    sql` or `,
  )
  const held = await heldTouched(erasing, table, touched, persons, columns)
  const where = held.length > 0 ? sql`(${touched}) and not id = any(${uuids(held)})` : touched
  const people = columns.map(
    (one) => sql`${column(one.column)} = case when ${column(one.column)} = any(${uuids(persons)})
      then ${sql.raw(one.empty)} else ${column(one.column)} end`,
  )
  const changes = sql.join([...people, ...clearing(table, bytes)])
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
