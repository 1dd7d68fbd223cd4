import { randomUUID } from 'node:crypto'
import type { Kysely } from 'kysely'
import { personKeys } from '#platform/data/organisations.ts'
import { tables } from '#platform/data/query-builder.ts'
import type { Scope } from '#platform/data/scope.ts'
import type { Schema } from '#platform/data/table.ts'
import { refuse } from '#platform/errors/errors.ts'

const keys = tables({ person_keys: personKeys }) as (
  at: Pick<Scope, 'tx'>,
) => Kysely<Schema<{ person_keys: typeof personKeys }>>

/**
 * Under whose key a document is sealed: the person's, or for one about nobody known a new random id with a key of its own.
 * @throws Refusal documents.unknown-person when nobody known has this id
 */
export async function holderFor(at: Scope<string>, person?: string): Promise<string> {
  if (person) {
    if (!(await at.keys.persons([person], 'general')).has(person)) throw refuse('documents.unknown-person', 'not-found')
    return person
  }
  const id = randomUUID()
  const { wrapped } = await at.keys.mint(id, 'general')
  await keys(at)
    .insertInto('person_keys')
    .values({ organisation_id: at.organisation.id, person_id: id, kind: 'general', wrapped })
    .execute()
  return id
}
