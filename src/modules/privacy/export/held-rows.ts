import { sql } from 'kysely'
import type { Scope } from '#platform/data/scope.ts'
import { allTables } from '#platform/data/table.ts'
import { seeing } from '../erasure/locks.ts'
import { holdInForce } from '../erasure/statements.ts'
import { raw } from '../ledger/rows.ts'
import { aboutThem } from './selection.ts'

/** Rows of persons that are held: what kind of data, how many, and the last day of the longest hold. */
export type HeldRows = { readonly table: string; readonly rows: number; readonly until: Temporal.PlainDate }

/** What of these persons is held against deletion now (Art. 17(3) GDPR): never why, since that may speak of others. */
export async function heldRows(at: Scope<string>, persons: readonly string[]): Promise<HeldRows[]> {
  return seeing(at, 'everybody', async () => {
    const declared = new Map(allTables().map((table) => [table.name, table]))
    const inForce = holdInForce(at)
    const { rows: held } = await sql<{ table: string }>`
      select distinct object_table as table from holds where ${inForce} order by 1`.execute(raw(at))
    const found: HeldRows[] = []
    for (const { table: name } of held) {
      const table = declared.get(name)
      const theirs = table && aboutThem(table, persons, declared)
      if (!theirs) continue
      const { rows } = await sql<{ count: number; until: string | null }>`
        select count(distinct object_id)::int as count, max(until)::text as until from holds
        where ${inForce} and object_table = ${name}
          and object_id in (select id from ${sql.table(name)} where ${theirs})`.execute(raw(at))
      const [row] = rows
      if (row?.until) found.push({ table: name, rows: row.count, until: Temporal.PlainDate.from(row.until) })
    }
    return found
  })
}
