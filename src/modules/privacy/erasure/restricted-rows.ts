import { sql } from 'kysely'
import type { Scope } from '#platform/data/scope.ts'
import { raw } from '../ledger/rows.ts'
import { seeing } from './locks.ts'
import type { ErasurePlan, TableErasure } from './plan.ts'
import { column, name, uuids } from './statements.ts'

/**
 * Everybody whose are the rows that are restricted: beside the person for whom they are, with whom they share them. The
 * deletion run does not see these rows, and they need their persons nevertheless: what is restricted is stored as it is.
 */
export function personsOfRestrictedRows(at: Scope<string>, plan: ErasurePlan): Promise<readonly string[]> {
  return seeing(at, 'everybody', async () => {
    const { rows } = await sql<{ table: string | null; ids: string[] }>`
      select object_table as table, array_agg(ref) as ids from restricted
      where only_for is null group by object_table`.execute(raw(at))
    const persons = new Set<string>()
    for (const { table, ids } of rows) {
      const of = plan.tables.find((one) => one.table === table)
      const found = of ? await ownersOf(at, plan, of, ids) : table === null ? await sharing(at, plan, ids) : []
      for (const person of found) persons.add(person)
    }
    return [...persons]
  })
}

/** Everybody in the rows of several persons, one of whom is restricted. */
async function sharing(at: Scope<string>, plan: ErasurePlan, restricted: readonly string[]): Promise<string[]> {
  const found: string[] = []
  for (const { table, owners } of plan.tables.filter((one) => one.owners.length > 1)) {
    const theirs = owners.map((owner) => sql`${column(owner.column)} = any(${uuids(restricted)})`)
    const { rows } = await sql<{ persons: string[] }>`
      select array_remove(array[${sql.join(owners.map((owner) => column(owner.column)))}], null) as persons
      from ${name(table)} where ${sql.join(theirs, sql` or `)}`.execute(raw(at))
    found.push(...rows.flatMap(({ persons }) => persons))
  }
  return found
}

async function ownersOf(
  at: Scope<string>,
  plan: ErasurePlan,
  of: TableErasure,
  ids: readonly string[],
): Promise<readonly string[]> {
  const parent = plan.tables.find(({ companions }) => companions.some(({ table }) => table === of.table))
  const by = parent?.companions.find(({ table }) => table === of.table)?.by
  if (parent && by) {
    const { rows } = await sql<{ id: string }>`
      select distinct ${column(by)} as id from ${name(of.table)} where id = any(${uuids(ids)})`.execute(raw(at))
    return rows.length === 0
      ? []
      : ownersOf(
          at,
          plan,
          parent,
          rows.map(({ id }) => id),
        )
  }
  if (of.owners.length === 0) return []
  const owners = sql.join(of.owners.map((owner) => column(owner.column)))
  const { rows } = await sql<{ persons: string[] }>`
    select array_remove(array[${owners}], null) as persons from ${name(of.table)} where id = any(${uuids(ids)})`.execute(
    raw(at),
  )
  return rows.flatMap(({ persons }) => persons)
}
