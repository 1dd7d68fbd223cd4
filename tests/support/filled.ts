// What the database's catalog says of tables that a test fills.
import { sql, type Kysely } from 'kysely'
import type { Scope } from '../../src/platform/data/scope.ts'
import { allTables } from '../../src/platform/data/table.ts'

const raw = (at: Scope<string>) => at.tx as unknown as Kysely<never>

export async function generatedColumns(at: Scope<string>): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ name: string }>`
    select attrelid::regclass || '.' || attname as name from pg_attribute where attgenerated <> ''`.execute(raw(at))
  return new Set(rows.map(({ name }) => name))
}

/** Tables whose rows are named by the row they go with alone: at most one for each. */
export async function onePerParent(at: Scope<string>): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ name: string; columns: string[] }>`
    select c.conrelid::regclass::text as name, array_agg(a.attname::text) as columns
    from pg_constraint c join pg_attribute a on a.attrelid = c.conrelid and a.attnum = any (c.conkey)
    where c.contype = 'p' and c.connamespace = 'public'::regnamespace group by 1`.execute(raw(at))
  const alone = rows.filter(({ name, columns }) => {
    const subject = allTables().find((table) => table.name === name)?.subject
    return subject && 'goesWith' in subject && columns.every((one) => one === 'organisation_id' || one === subject.by)
  })
  return new Set(alone.map(({ name }) => name))
}
