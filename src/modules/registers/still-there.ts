import { sql } from 'kysely'
import { personKeys } from '#platform/data/organisations.ts'
import { tables } from '#platform/data/query-builder.ts'
import type { Scope } from '#platform/data/scope.ts'
import { presentPeople } from '#people'

const keys = tables({ person_keys: personKeys })

/**
 * Who of these persons is still there. Whoever is being erased in this moment is waited for; whoever is found stays until the
 * transaction ends, and what it writes about them is erased too.
 */
export async function stillThere(at: Scope<string>, persons: readonly string[]): Promise<ReadonlySet<string>> {
  if (persons.length === 0) return new Set()
  const people = new Set(await presentPeople(at, persons))
  const others = persons.filter((id) => !people.has(id))
  if (others.length === 0) return people
  // people with a key and no record of contact: those who asked for their rights
  const found = await keys(at)
    .selectFrom('person_keys')
    .select('person_id')
    .where(sql<boolean>`person_id = any(${others}::uuid[])`)
    .orderBy('person_id')
    .forKeyShare()
    .execute()
  return new Set([...people, ...found.map(({ person_id }) => person_id)])
}

/** Who of these persons was erased: of them nothing may be written down, also where the law keeps some of their data. */
export async function erasedOf(at: Scope<string>, persons: readonly string[]): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ person: string }>`
    select person_id as person from tombstones where person_id = any(${[...persons]}::uuid[])`.execute(keys(at))
  return new Set(rows.map(({ person }) => person))
}
