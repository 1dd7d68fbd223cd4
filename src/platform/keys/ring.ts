import { sql, type Kysely } from 'kysely'
import type { Tx } from '../data/query-builder.ts'
import type { KeyKind, Keyring } from '../data/scope.ts'
import { type Key, derive, newKey, unwrapKey, wrapKey } from './keyring.ts'

type Rows = {
  organisation_keys: { organisation_id: string; wrapped: Buffer }
  person_keys: { organisation_id: string; person_id: string; kind: KeyKind; wrapped: Buffer }
}

const wrappedOrganisationKeys = new WeakMap<Key, Map<string, Key>>()

/** An organisation's own key, unwrapped once per process: it changes only by rotation, which restarts the processes. */
function rememberedFor(instance: Key): Map<string, Key> {
  const known = wrappedOrganisationKeys.get(instance) ?? new Map<string, Key>()
  wrappedOrganisationKeys.set(instance, known)
  return known
}

export const mintOrganisationKey = (instance: Key, organisation: string): Buffer =>
  wrapKey(instance, newKey(), `organisation ${organisation}`)

const owner = (organisation: string, person: string, kind: KeyKind) => `${kind} ${person} of ${organisation}`

export function keyring(tx: Tx, organisation: string, instance: Key): Keyring {
  const db = tx as unknown as Kysely<Rows>
  const remembered = rememberedFor(instance)
  const held = new Map<string, Key>()

  async function own(): Promise<Key> {
    const known = remembered.get(organisation)
    if (known) return known
    const row = await db.selectFrom('organisation_keys').select('wrapped').executeTakeFirst()
    if (!row)
      throw new Error(`organisation ${organisation} has no key: it was destroyed, or the restore is not complete`)
    const key = unwrapKey(instance, row.wrapped, `organisation ${organisation}`)
    remembered.set(organisation, key)
    return key
  }

  return {
    organisation: own,
    organisationFor: async (use) => derive(await own(), use),
    async persons(ids, kind) {
      const missing = [...new Set(ids)].filter((id) => !held.has(`${kind} ${id}`))
      if (missing.length > 0) {
        const wrapping = await own()
        const rows = await db
          .selectFrom('person_keys')
          .select(['person_id', 'wrapped'])
          .where('kind', '=', kind)
          .where(sql<boolean>`person_id = any(${missing}::uuid[])`)
          .execute()
        for (const row of rows) {
          held.set(
            `${kind} ${row.person_id}`,
            unwrapKey(wrapping, row.wrapped, owner(organisation, row.person_id, kind)),
          )
        }
      }
      const found = new Map<string, Key>()
      for (const id of ids) {
        const key = held.get(`${kind} ${id}`)
        if (key) found.set(id, key)
      }
      return found
    },
    async mint(person, kind) {
      const key = newKey()
      held.set(`${kind} ${person}`, key)
      return { key, wrapped: wrapKey(await own(), key, owner(organisation, person, kind)) }
    },
  }
}
