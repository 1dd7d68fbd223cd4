import { join } from 'node:path'
import type pg from 'pg'
import { systemClock, stopwatch, type Clock } from '#platform/clock/clock.ts'
import { refuseClosed } from '#backups'
import { openChanges } from '#platform/data/changes.ts'
import { wire } from '#platform/data/events.ts'
import { migrate } from '#platform/data/migrate.ts'
import { directory } from '#platform/data/organisations.ts'
import { openPool } from '#platform/data/pool.ts'
import { refuseUnsafeRole } from '#platform/data/roles.ts'
import { purposeRefusals } from '#privacy'
import type { House } from '#platform/data/scope.ts'
import { diskBlobs } from '#platform/files/disk.ts'
import { openInstanceKeys, type InstanceKeys, type Wrapper } from '#platform/keys/instance-key.ts'
import { keyring, unwrapOrganisationKeys } from '#platform/keys/ring.ts'
import type { Module } from '#platform/module.ts'
import type { Log } from '#platform/log/log.ts'

export type Foundation = {
  readonly dataFolder: string
  readonly login: { readonly app: pg.ClientConfig; readonly owner: pg.ClientConfig }
  readonly migrations: string
  readonly modules: readonly Module[]
  /** Where people reach the program: scheme, host and port. */
  readonly publicUrl: string
  /** From the environment; else the file in the data folder. */
  readonly instanceKey?: string | undefined
  /** Accepted besides, while one instance key replaces another. */
  readonly instanceKeyAlso?: string | undefined
  /** An external service that wraps the organisations' keys. */
  readonly keyService?: Wrapper | undefined
  /** Keys that are open already, instead of the three before. */
  readonly instance?: InstanceKeys | undefined
  /** Opens also what a restore has left closed; for the restore itself. */
  readonly restoring?: boolean
  readonly clock?: Clock
  readonly log: Log
  readonly connections?: number
}

export type OpenHouse = House & { close(): Promise<void> }

/**
 * Opens the house on a database: migrates, refuses a role that could see other organisations' rows,
 * and joins the modules' listeners.
 */
export async function openHouse(on: Foundation): Promise<OpenHouse> {
  const clock = on.clock ?? systemClock
  await migrate({ login: on.login.owner, folder: on.migrations, now: clock.now() })
  if (!on.restoring) await refuseClosed(on.login.owner)
  const pool = openPool(on.login.app, on.connections ?? 20)
  const client = await pool.connect()
  let key: InstanceKeys
  try {
    await refuseUnsafeRole(client)
    key = await fittingKeys(on, client)
  } catch (error) {
    client.release()
    await pool.end()
    throw error
  }
  client.release()
  const changes = await openChanges(on.login.app, (error) =>
    on.log.event({ time: clock.now(), level: 'warning', code: 'platform.changes-lost', error }),
  )
  const refusals = purposeRefusals((error) =>
    on.log.event({ time: clock.now(), level: 'error', code: 'privacy.refusal-unrecorded', error }),
  )
  const house: House = {
    pool,
    directory: directory(pool, stopwatch()),
    instanceKey: key,
    keyring: (tx, organisation) => keyring(tx, organisation, key),
    clock,
    handlers: wire(on.modules.flatMap(({ listeners }) => listeners)),
    changes,
    blobs: diskBlobs(join(on.dataFolder, 'blobs')),
    publicUrl: on.publicUrl,
    dataFolder: on.dataFolder,
    maintenance: on.login.owner,
    purposeRefused: (refused) => refusals.tell(house, refused),
  }
  return {
    ...house,
    async close() {
      await refusals.written()
      await changes.stop()
      await pool.end()
    },
  }
}

/**
 * The instance keys, tried on an organisation's key before anything is served: with a lost or foreign key the program
 * would run and fail at every name.
 * @throws KeyProblem
 */
async function fittingKeys(on: Foundation, client: pg.PoolClient): Promise<InstanceKeys> {
  const { rows: some } = await client.query<{ id: string }>('select id from organisations order by created_at limit 20')
  const instance =
    on.instance ??
    (await openInstanceKeys({
      dataFolder: on.dataFolder,
      fromEnvironment: on.instanceKey,
      also: on.instanceKeyAlso,
      service: on.keyService,
      mayMake: some.length === 0,
    }))
  for (const { id } of some) {
    await client.query(`begin read only; set local role belegt_tenant`)
    try {
      await client.query(`select set_config('app.organisation', $1, true)`, [id])
      const { rows } = await client.query<{ wrapped: Buffer; previous: Buffer | null; root: Buffer | null }>(
        'select wrapped, previous, root from organisation_keys',
      )
      if (!rows[0]) continue
      await unwrapOrganisationKeys(instance, id, rows[0])
      break
    } finally {
      await client.query('rollback')
    }
  }
  return instance
}
