import { sql } from 'kysely'
import type { Scope } from '#platform/data/scope.ts'
import { db } from './data.ts'

/** Of these persons, the columns of whose data are contested now: `people.mail`. Lists show a mark beside them. */
export async function contestedAmong(
  at: Scope<string>,
  persons: readonly string[],
): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const found = new Map<string, Set<string>>()
  if (persons.length === 0) return found
  const rows = await db(at)
    .selectFrom('corrections')
    .select(['person_id', 'object_table', 'object_column'])
    .where('state', '=', 'open')
    .where(sql<boolean>`person_id = any(${[...persons]}::uuid[])`)
    .execute()
  for (const { person_id, object_table, object_column } of rows) {
    const of = found.get(person_id) ?? new Set<string>()
    found.set(person_id, of.add(`${object_table}.${object_column}`))
  }
  return found
}

const MOST_LISTED = 200

/** The contests that wait for a decision, the oldest first. */
export const openCorrections = (at: Scope<string>) =>
  db(at)
    .selectFrom('corrections')
    .selectAll()
    .where('state', '=', 'open')
    .orderBy('asked_at')
    .limit(MOST_LISTED)
    .execute()

export const openCorrectionsCount = async (at: Scope<string>): Promise<number> => {
  const { count } = await db(at)
    .selectFrom('corrections')
    .select(({ fn }) => fn.countAll<string>().as('count'))
    .where('state', '=', 'open')
    .executeTakeFirstOrThrow()
  return Number(count)
}
