import { setTimeout as sleep } from 'node:timers/promises'
import type pg from 'pg'
import type { InstanceKeys, KeyKind } from '../data/scope.ts'
import { instanceKeyPath, readKeyFile, wrappedBy, writeKeyFile } from './instance-key.ts'
import { type Key, newKey, unwrapKey, wrapKey } from './keyring.ts'
import {
  forgetOrganisationKeys,
  personKeyOwner,
  REMEMBERED_MS,
  unwrapOrganisationKeys,
  wrapOrganisationKey,
  wrapRootKey,
} from './ring.ts'

// Rotation never stops the program: both keys open while it goes on, and every step can be repeated. What must not be
// lost is a key that another process wraps with the old one at the same moment; so each rotation waits until nobody can
// do so any more, and looks again before it lets the old key go.

export type RotationPlace = {
  readonly pool: pg.Pool
  readonly instanceKey: InstanceKeys
  readonly organisations: () => Promise<readonly { readonly id: string }[]>
  readonly now: Temporal.Instant
  /** Called before each step; for progress, and for tests that end the program there. */
  readonly step?: (name: string) => void
  /** How long other processes may use an organisation's key without looking again; shorter only in tests. */
  readonly rememberedMs?: number
}

async function asTenant<T>(
  pool: pg.Pool,
  organisation: string,
  work: (client: pg.PoolClient) => Promise<T>,
): Promise<T> {
  const client = await pool.connect()
  let broken: Error | undefined
  try {
    await client.query('begin')
    await client.query('set local role belegt_tenant')
    // restricted people have keys as well
    await client.query(
      `select set_config('app.organisation', $1, true), set_config('app.restricted', 'storage', true)`,
      [organisation],
    )
    const result = await work(client)
    await client.query('commit')
    return result
  } catch (error) {
    await client.query('rollback').catch((failed: Error) => (broken = failed))
    throw error
  } finally {
    client.release(broken)
  }
}

/** Resolves when every transaction has ended that was open when it was called. By the database's clock, which dates them. */
async function settled(pool: pg.Pool): Promise<void> {
  const { rows } = await pool.query<{ now: string }>('select clock_timestamp()::text as now')
  for (;;) {
    const { rows: open } = await pool.query<{ count: number }>(
      `select count(*)::int as count from pg_stat_activity
       where datname = current_database() and usename = session_user and xact_start < $1 and pid <> pg_backend_pid()`,
      [rows[0]?.now],
    )
    if ((open[0]?.count ?? 0) === 0) return
    await sleep(50)
  }
}

type Row = { readonly wrapped: Buffer; readonly previous: Buffer | null; readonly root: Buffer | null }

/** Wraps an organisation's keys anew under the current instance key; false when they are already. */
async function rewrap({ pool, instanceKey }: RotationPlace, organisation: string, current: string): Promise<boolean> {
  return asTenant(pool, organisation, async (client) => {
    const { rows } = await client.query<Row>('select wrapped, previous, root from organisation_keys for update')
    const row = rows[0]
    if (!row || [row.wrapped, row.previous, row.root].every((box) => !box || wrappedBy(box) === current)) return false
    const keys = await unwrapOrganisationKeys(instanceKey, organisation, row)
    await client.query('update organisation_keys set wrapped = $1, previous = $2, root = $3', [
      await wrapOrganisationKey(instanceKey, organisation, keys.current),
      keys.previous ? await wrapOrganisationKey(instanceKey, organisation, keys.previous) : null,
      row.root ? await wrapRootKey(instanceKey, organisation, keys.root) : null,
    ])
    return true
  })
}

export type InstanceRotated = {
  /** The id of the key that wraps from now on. */
  readonly key: string
  readonly organisations: number
}

/**
 * Replaces the instance key. In a file: makes a new one, wraps all organisations' keys with it, and takes the old one out.
 * From the environment or a service: wraps everything with the current one; the operator takes the old one out. Killed at
 * any step, the next call goes on.
 * @param file data folder whose keys/instance.key is rotated; left out where the key is not in a file
 * @param before what else is wrapped under the instance key (backups) is wrapped anew here, before the old one goes
 * @throws KeyProblem when a key does not open; the old key stays then
 */
export async function rotateInstanceKey(
  place: RotationPlace,
  { file, before = async () => undefined }: { file?: string | undefined; before?: () => Promise<void> } = {},
): Promise<InstanceRotated> {
  const { step = () => undefined } = place
  const path = file === undefined ? undefined : instanceKeyPath(file)
  const keys = path === undefined ? undefined : await readKeyFile(path)
  if (path && keys?.length === 1) {
    step('new key')
    await writeKeyFile(path, [newKey(), ...keys])
  }
  const current = await place.instanceKey.current()
  let organisations = 0
  for (let changed = true; changed;) {
    // an organisation that is being founded with the old key is there after this
    await settled(place.pool)
    changed = false
    for (const { id } of await place.organisations()) {
      step(`organisation ${id}`)
      if (!(await rewrap(place, id, current))) continue
      changed = true
      organisations++
    }
  }
  step('others')
  await before()
  step('old key')
  const now = path === undefined ? undefined : await readKeyFile(path)
  if (path && now && now.length > 1) await writeKeyFile(path, now.slice(0, 1))
  step('done')
  return { key: current, organisations }
}

export type OrganisationRotated = {
  /** Keys of people that were wrapped anew. */
  readonly people: number
  /** Keys that neither of the two opens: nothing could be read with them before either. */
  readonly unreadable: number
}

const BATCH = 1_000

/**
 * Replaces organisations' keys: keys of people are wrapped anew in batches. What was derived from the first key (search
 * tokens, links in mails, backups) stays as it is: the first key lives on as the root. Killed at any step, the next call
 * goes on.
 * @param ids of the organisations; one wait serves all
 */
export async function rotateOrganisationKeys(
  place: RotationPlace,
  ids: readonly string[],
): Promise<ReadonlyMap<string, OrganisationRotated>> {
  const { pool, instanceKey, step = () => undefined, rememberedMs = REMEMBERED_MS } = place
  const done = new Map<string, OrganisationRotated>()
  for (const id of ids) {
    if (!(await begin(place, id))) continue
    step(`begun ${id}`)
    forgetOrganisationKeys(instanceKey)
    done.set(id, await rewrapPeople(place, id, step))
  }
  step('wait')
  // who remembers the old key forgets it; who used it until then has ended
  await sleep(rememberedMs)
  await settled(pool)
  for (const [id, first] of done) {
    const last = await rewrapPeople(place, id, step)
    step(`end ${id}`)
    await asTenant(pool, id, (client) => client.query('update organisation_keys set previous = null'))
    done.set(id, { people: first.people + last.people, unreadable: last.unreadable })
  }
  forgetOrganisationKeys(instanceKey)
  step('done')
  return done
}

/** Writes the new key beside the old one; a rotation that was interrupted goes on with the two that are there. */
async function begin({ pool, instanceKey, now }: RotationPlace, organisation: string): Promise<boolean> {
  return asTenant(pool, organisation, async (client) => {
    const { rows } = await client.query<Row>('select wrapped, previous, root from organisation_keys for update')
    const row = rows[0]
    if (!row || row.previous) return row !== undefined
    const keys = await unwrapOrganisationKeys(instanceKey, organisation, row)
    await client.query('update organisation_keys set wrapped = $1, previous = $2, root = $3, rotated_at = $4', [
      await wrapOrganisationKey(instanceKey, organisation, newKey()),
      row.wrapped,
      row.root ?? (await wrapRootKey(instanceKey, organisation, keys.root)),
      String(now),
    ])
    return true
  })
}

type PersonKey = { readonly person_id: string; readonly kind: KeyKind; readonly wrapped: Buffer }

async function rewrapPeople(
  place: RotationPlace,
  organisation: string,
  step: (name: string) => void,
): Promise<OrganisationRotated> {
  let after: { person: string; kind: string } | undefined = { person: '00000000-0000-0000-0000-000000000000', kind: '' }
  let [people, unreadable] = [0, 0]
  while (after) {
    const from: { person: string; kind: string } = after
    after = await asTenant(place.pool, organisation, async (client) => {
      const { rows: own } = await client.query<Row>('select wrapped, previous, root from organisation_keys')
      if (!own[0]) return undefined
      const { current, previous } = await unwrapOrganisationKeys(place.instanceKey, organisation, own[0])
      const { rows } = await client.query<PersonKey>(
        `select person_id, kind, wrapped from person_keys where (person_id, kind) > ($1::uuid, $2)
         order by person_id, kind limit $3 for update`,
        [from.person, from.kind, BATCH],
      )
      const changed: PersonKey[] = []
      for (const row of rows) {
        const state = rewrapped(row, personKeyOwner(organisation, row.person_id, row.kind), current, previous)
        if (state === 'unreadable') unreadable++
        else if (state) changed.push({ ...row, wrapped: state })
      }
      if (changed.length > 0) {
        await client.query(
          `update person_keys k set wrapped = given.wrapped
           from unnest($1::uuid[], $2::text[], $3::bytea[]) as given (person_id, kind, wrapped)
           where k.person_id = given.person_id and k.kind = given.kind`,
          [changed.map((one) => one.person_id), changed.map((one) => one.kind), changed.map((one) => one.wrapped)],
        )
        people += changed.length
      }
      const end = rows.at(-1)
      return rows.length === BATCH && end ? { person: end.person_id, kind: end.kind } : undefined
    })
    step('people')
  }
  return { people, unreadable }
}

/** The key wrapped anew; undefined when it is already. */
function rewrapped(
  row: PersonKey,
  owner: string,
  current: Key,
  previous: Key | undefined,
): Buffer | 'unreadable' | undefined {
  try {
    unwrapKey(current, row.wrapped, owner)
    return undefined
  } catch {
    // under the old one, or under none
  }
  if (!previous) return 'unreadable'
  try {
    return wrapKey(current, unwrapKey(previous, row.wrapped, owner), owner)
  } catch {
    return 'unreadable'
  }
}
