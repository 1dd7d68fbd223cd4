import { sql } from 'kysely'
import { peopleTable } from '#people'
import type { Scope } from '#platform/data/scope.ts'
import { refuse } from '#platform/errors/errors.ts'
import { correct } from '#privacy'
import { db, type RequestRow } from '../data.ts'
import type { Handling } from './letters.ts'

/** How somebody's contact data are right; what is left out stays. */
export type Corrections = {
  readonly name?: string | undefined
  readonly mail?: string | undefined
  readonly phone?: string | undefined
}

/**
 * Corrects the data of everybody a request is about: what is entered now, and what was decided about these persons since
 * the request came in.
 * @throws Refusal rights.nothing-corrected when nothing was; privacy.wrong-value, nothing is changed then
 */
export async function rectified(
  at: Handling,
  row: RequestRow,
  ids: readonly string[],
  given: Corrections = {},
): Promise<Record<string, number>> {
  let values = 0
  for (const person of await knownByContact(at, ids)) {
    for (const column of ['name', 'mail', 'phone'] as const) {
      const proposed = given[column]?.trim()
      if (!proposed) continue
      const place = { table: peopleTable.name, column, id: person }
      await correct(at, { ...place, person, askedBy: 'person', proposed, request: row.id })
      values++
    }
  }
  const decided = await decidedSince(at, ids, row)
  if (values + decided === 0) throw refuse('rights.nothing-corrected', 'invalid')
  return { values, decided: Math.max(0, decided - values) }
}

async function knownByContact(at: Scope<string>, ids: readonly string[]): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from ${sql.table(peopleTable.name)} where id = any(${`{${ids.join(',')}}`}::uuid[])`.execute(db(at))
  return rows.map(({ id }) => id)
}

async function decidedSince(at: Scope<string>, ids: readonly string[], row: RequestRow): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from corrections
    where person_id = any(${`{${ids.join(',')}}`}::uuid[]) and state = 'done' and decided_at >= ${row.received_at}`.execute(
    db(at),
  )
  return rows[0]?.count ?? 0
}
