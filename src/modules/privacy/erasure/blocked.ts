import { sql, type RawBuilder } from 'kysely'
import { raw } from '../ledger/rows.ts'
import type { ErasurePlan, TableErasure } from './plan.ts'
import { clearIn, column, name, removeWhere, uuids, type Erasing } from './statements.ts'

/**
 * Statutory rows stay when their persons go: what the law does not need is emptied, and with the general key gone the rest
 * opens for the law's own activities only. What goes with such a row stays with it.
 */
export async function block(work: Erasing, table: TableErasure, persons: readonly string[]): Promise<void> {
  const theirs = sql.join(
    table.owners.map((owner) => sql`${column(owner.column)} = any(${uuids(persons)})`),
    sql` or `,
  )
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from ${name(table.table)} where ${theirs}`.execute(raw(work.at))
  const count = rows[0]?.count ?? 0
  if (count === 0) return
  work.blocked[table.table] = count
  await clearIn(work, table, persons, table.owners, 'stay')
}

/** Whether a statutory row still speaks of a person, in SQL. */
export function isRetainedIn(plan: ErasurePlan, person: RawBuilder<unknown>): RawBuilder<boolean> {
  const found = plan.tables
    .filter(({ retained, owners }) => retained && owners.length > 0)
    .flatMap(({ table, owners }) =>
      owners.map(
        (owner) => sql`exists (select from ${name(table)} as r where ${sql.ref(`r.${owner.column}`)} = ${person})`,
      ),
    )
  return found.length === 0 ? sql`false` : sql`(${sql.join(found, sql` or `)})`
}

/** The general key of each of them, and the retained one where no statutory row is left. */
export async function removeKeys(work: Erasing, table: TableErasure, persons: readonly string[]): Promise<void> {
  const theirs = sql`person_id = any(${uuids(persons)})`
  if (!work.plan.tables.some(({ retained }) => retained)) return removeWhere(work, table, theirs)
  const needed = isRetainedIn(work.plan, sql`person_keys.person_id`)
  await removeWhere(work, table, sql`${theirs} and (kind = 'general' or not ${needed})`)
}
