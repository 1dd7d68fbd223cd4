import { sql, type Kysely } from 'kysely'
import { stopwatch } from '../clock/clock.ts'
import type { Tx } from '../data/query-builder.ts'
import type { KeyKind, Keyring } from '../data/scope.ts'
import type { InstanceKeys } from './instance-key.ts'
import { type Key, derive, newKey, unwrapKey, wrapKey } from './keyring.ts'

type Rows = {
  organisation_keys: { organisation_id: string; wrapped: Buffer; previous: Buffer | null; root: Buffer | null }
  person_keys: { organisation_id: string; person_id: string; kind: KeyKind; wrapped: Buffer }
}

/** An organisation's keys: `current` wraps; `previous` still opens during a rotation; from `root` others derive. */
export type OrganisationKeys = { readonly current: Key; readonly previous?: Key | undefined; readonly root: Key }

/** Keys derived from an organisation's root, kept as long as the root itself. */
const derived = new WeakMap<OrganisationKeys, Map<string, Key>>()

/**
 * How long a process uses an organisation's key without looking again. A rotation waits this long (and for the
 * transactions that were open then) before it counts on the new key being in use everywhere.
 */
export const REMEMBERED_MS = 20_000

const MOST_OPENED = 10_000
const OPENED_MS = 60_000

type Opened = { readonly organisation: string; readonly wrapped: Buffer; readonly key: Key }

/**
 * Person keys that were opened in the last minute or two, with whose they are and their wrapped form. Who asks for one shows
 * the row it stands in, and that row is what erasure deletes: nobody is reached through this who is not in the database.
 */
const opened = { general: twoGenerations(), retained: twoGenerations() }

function twoGenerations() {
  return { young: new Map<string, Opened>(), old: new Map<string, Opened>(), since: 0 }
}

type KeyRow = { readonly wrapped: Buffer; readonly previous: Buffer | null; readonly root: Buffer | null }
type Remembered = { readonly keys: OrganisationKeys; readonly row: KeyRow; readonly at: number }
const remembered = new WeakMap<InstanceKeys, Map<string, Remembered>>()
const running = stopwatch()

function rememberedFor(instance: InstanceKeys): Map<string, Remembered> {
  const known = remembered.get(instance) ?? new Map<string, Remembered>()
  remembered.set(instance, known)
  return known
}

/** Forgets what this process remembers, after a rotation or an organisation's end. */
export function forgetOrganisationKeys(instance: InstanceKeys): void {
  rememberedFor(instance).clear()
  for (const { young, old } of Object.values(opened)) {
    young.clear()
    old.clear()
  }
}

const ownerOf = (organisation: string): string => `organisation ${organisation}`
const rootOf = (organisation: string): string => `root of organisation ${organisation}`

export const mintOrganisationKey = (instance: InstanceKeys, organisation: string): Promise<Buffer> =>
  instance.wrap(newKey(), ownerOf(organisation))

export const personKeyOwner = (organisation: string, person: string, kind: KeyKind): string =>
  `${kind} ${person} of ${organisation}`

export const wrapOrganisationKey = (instance: InstanceKeys, organisation: string, key: Key): Promise<Buffer> =>
  instance.wrap(key, ownerOf(organisation))
export const wrapRootKey = (instance: InstanceKeys, organisation: string, key: Key): Promise<Buffer> =>
  instance.wrap(key, rootOf(organisation))

/** Opens the row of an organisation's keys. @throws KeyProblem */
export async function unwrapOrganisationKeys(
  instance: InstanceKeys,
  organisation: string,
  row: KeyRow,
): Promise<OrganisationKeys> {
  const current = await instance.unwrap(row.wrapped, ownerOf(organisation))
  return {
    current,
    previous: row.previous ? await instance.unwrap(row.previous, ownerOf(organisation)) : undefined,
    // before the first rotation the key itself is the root
    root: row.root ? await instance.unwrap(row.root, rootOf(organisation)) : current,
  }
}

const same = (one: KeyRow, other: KeyRow): boolean =>
  (['wrapped', 'previous', 'root'] as const).every((part) => {
    const [a, b] = [one[part], other[part]]
    return a === null || b === null ? a === b : a.equals(b)
  })

/** A key for one use, derived from the root, which rotations leave as it is. */
export function organisationKeyFor(keys: OrganisationKeys, use: string): Key {
  const known = derived.get(keys) ?? new Map<string, Key>()
  derived.set(keys, known)
  const key = known.get(use) ?? derive(keys.root, use)
  known.set(use, key)
  return key
}

/** Lets go of what was opened longer ago, and gives the others; asked once for all keys of a statement. */
function openedOf(kind: KeyKind) {
  const of = opened[kind]
  const now = running()
  if (of.young.size >= MOST_OPENED || now - of.since > OPENED_MS) {
    of.old = now - of.since > 2 * OPENED_MS ? new Map<string, Opened>() : of.young
    of.young = new Map<string, Opened>()
    of.since = now
  }
  return of
}

/** Opens a person's key under either of the organisation's keys. @throws when it belongs to neither */
export function unwrapPersonKey(keys: OrganisationKeys, wrapped: Uint8Array, owner: string): Key {
  if (!keys.previous) return unwrapKey(keys.current, wrapped, owner)
  try {
    return unwrapKey(keys.current, wrapped, owner)
  } catch {
    return unwrapKey(keys.previous, wrapped, owner)
  }
}

export function keyring(tx: Tx, organisation: string, instance: InstanceKeys): Keyring {
  const db = tx as unknown as Kysely<Rows>
  const held = { general: new Map<string, Key>(), retained: new Map<string, Key>() }

  async function own(anew = false): Promise<OrganisationKeys> {
    const shared = rememberedFor(instance)
    const known = shared.get(organisation)
    if (!anew && known && running() - known.at < REMEMBERED_MS) return known.keys
    shared.delete(organisation)
    const asked = running()
    const row = await db.selectFrom('organisation_keys').select(['wrapped', 'previous', 'root']).executeTakeFirst()
    if (!row)
      throw new Error(`organisation ${organisation} has no key: it was destroyed, or the restore is not complete`)
    // unchanged: nothing to ask of a key service again
    const keys = known && same(known.row, row) ? known.keys : await unwrapOrganisationKeys(instance, organisation, row)
    shared.set(organisation, { keys, row, at: asked })
    return keys
  }

  const take: Keyring['take'] = async (rows, kind = 'general') => {
    if (rows.length === 0) return
    let wrapping = await own()
    const { young, old } = openedOf(kind)
    for (const { person, key: wrapped } of rows) {
      if (!wrapped || held[kind].has(person)) continue
      let known = young.get(person) ?? old.get(person)
      if (known?.organisation !== organisation || !known.wrapped.equals(wrapped)) {
        const owner = personKeyOwner(organisation, person, kind)
        let key
        try {
          key = unwrapPersonKey(wrapping, wrapped, owner)
        } catch {
          // another process rotates the organisation's key just now
          wrapping = await own(true)
          key = unwrapPersonKey(wrapping, wrapped, owner)
        }
        known = { organisation, wrapped, key }
      }
      young.set(person, known)
      held[kind].set(person, known.key)
    }
  }

  return {
    organisation: async () => (await own()).current,
    organisationFor: async (use) => organisationKeyFor(await own(), use),
    take,
    async persons(ids, kind) {
      const missing = [...new Set(ids)].filter((id) => !held[kind].has(id))
      if (missing.length > 0) {
        const rows = await db
          .selectFrom('person_keys')
          .select(['person_id', 'wrapped'])
          .where('kind', '=', kind)
          .where(sql<boolean>`person_id = any(${missing}::uuid[])`)
          .execute()
        await take(
          rows.map(({ person_id, wrapped }) => ({ person: person_id, key: wrapped })),
          kind,
        )
      }
      const found = new Map<string, Key>()
      for (const id of ids) {
        const key = held[kind].get(id)
        if (key) found.set(id, key)
      }
      return found
    },
    async mint(person, kind) {
      const key = newKey()
      held[kind].set(person, key)
      return { key, wrapped: wrapKey((await own()).current, key, personKeyOwner(organisation, person, kind)) }
    },
  }
}
