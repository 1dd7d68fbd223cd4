import { sql } from 'kysely'
import type { Scope } from '#platform/data/scope.ts'
import type { Table } from '#platform/data/table.ts'
import { raw } from '../ledger/rows.ts'

/** Column -> the table of the organisation's own things it points to (a place, a service), by the database's foreign keys. */
export type References = ReadonlyMap<string, string>

/** What the personal columns of these tables point to, where that is about nobody and has a name; one query. */
export async function referencesOf(
  at: Scope<string>,
  tables: readonly Table[],
  declared: ReadonlyMap<string, Table>,
): Promise<ReadonlyMap<string, References>> {
  const { rows } = await sql<{ from_table: string; from_column: string; to_table: string }>`
    select c.conrelid::regclass::text as from_table, a.attname as from_column, c.confrelid::regclass::text as to_table
    from pg_constraint c join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[2]
    where c.contype = 'f' and cardinality(c.conkey) = 2`.execute(raw(at))
  const found = new Map<string, Map<string, string>>()
  for (const { name, columns } of tables) {
    const own = new Map<string, string>()
    for (const row of rows) {
      const to = declared.get(row.to_table)
      if (row.from_table !== name || !to || !('none' in to.subject) || !('name' in to.columns)) continue
      const treatment = columns[row.from_column]?.treatment
      if (treatment?.is === 'personal') own.set(row.from_column, row.to_table)
    }
    found.set(name, own)
  }
  return found
}

const names = new WeakMap<Scope<string>, Map<string, Map<string, string>>>()

/** The names of the organisation's own things by id; each is read once per scope. */
export async function namesIn(
  at: Scope<string>,
  table: string,
  ids: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const known = names.get(at) ?? new Map<string, Map<string, string>>()
  names.set(at, known)
  const held = known.get(table) ?? new Map<string, string>()
  known.set(table, held)
  const missing = ids.filter((id) => !held.has(id))
  if (missing.length > 0) {
    const { rows } = await sql<{ id: string; name: string }>`
      select id, name from ${sql.table(table)} where id = any(${`{${missing.join(',')}}`}::uuid[])`.execute(raw(at))
    for (const { id, name } of rows) held.set(id, name)
  }
  return held
}
