import type { Kysely } from 'kysely'
import type { Scope } from '../data/scope.ts'
import { isRetained, tableNamed, type Table } from '../data/table.ts'
import type { Key } from './keyring.ts'

type Rows = { person_keys: { organisation_id: string; person_id: string; kind: string; wrapped: Buffer } }

const purposes = new WeakMap<Table, readonly string[]>()

/**
 * The activities that may open a table's rows once their person is erased; undefined for a table whose rows go with the
 * person. Asked only after all modules are loaded, since a table may go with one that is declared later.
 */
export function whileBlocked(table: Table): readonly string[] | undefined {
  const known = purposes.get(table)
  if (known) return known
  if (!isRetained(table, tableNamed)) return undefined
  let root: Table | undefined = table
  while (root && 'goesWith' in root.subject) root = tableNamed(root.subject.goesWith)
  const keep = root?.keep
  const named =
    keep && 'from' in keep && keep.onErase === 'block' ? [keep.whileBlocked].flat().map(({ name }) => name) : []
  purposes.set(table, named)
  return named
}

/**
 * The key under which a person's statutory data are sealed, made when there is none. The person's keys are locked until the
 * commit, so that an erasure waits and no row is sealed for somebody who is gone. Undefined for an unknown or erased person.
 */
export async function retainedKeyFor(at: Scope<string>, person: string): Promise<Key | undefined> {
  const db = at.tx as unknown as Kysely<Rows>
  const of = db.selectFrom('person_keys').select('kind').where('person_id', '=', person)
  let kinds = (await of.forKeyShare().execute()).map(({ kind }) => kind)
  if (!kinds.includes('general')) return undefined
  if (!kinds.includes('retained')) {
    // one at a time makes it: the lock is looked behind, since another may have been faster
    await of.where('kind', '=', 'general').forNoKeyUpdate().execute()
    kinds = (await of.execute()).map(({ kind }) => kind)
  }
  if (kinds.includes('retained')) return (await at.keys.persons([person], 'retained')).get(person)
  const { key, wrapped } = await at.keys.mint(person, 'retained')
  await db
    .insertInto('person_keys')
    .values({ organisation_id: at.organisation.id, person_id: person, kind: 'retained', wrapped })
    .execute()
  return key
}
