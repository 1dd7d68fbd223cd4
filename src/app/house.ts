import { join } from 'node:path'
import type pg from 'pg'
import { systemClock, stopwatch, type Clock } from '#platform/clock/clock.ts'
import { openChanges } from '#platform/data/changes.ts'
import { wire } from '#platform/data/events.ts'
import { migrate } from '#platform/data/migrate.ts'
import { directory } from '#platform/data/organisations.ts'
import { openPool } from '#platform/data/pool.ts'
import { refuseUnsafeRole } from '#platform/data/roles.ts'
import type { House } from '#platform/data/scope.ts'
import { diskBlobs } from '#platform/files/disk.ts'
import { instanceKey } from '#platform/keys/instance-key.ts'
import { keyring } from '#platform/keys/ring.ts'
import type { Module } from '#platform/module.ts'
import type { Log } from '#platform/log/log.ts'

export type Foundation = {
  readonly dataFolder: string
  readonly login: { readonly app: pg.ClientConfig; readonly owner: pg.ClientConfig }
  readonly migrations: string
  readonly modules: readonly Module[]
  readonly instanceKey?: string | undefined
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
  const pool = openPool(on.login.app, on.connections ?? 20)
  const client = await pool.connect()
  try {
    await refuseUnsafeRole(client)
  } catch (error) {
    client.release()
    await pool.end()
    throw error
  }
  client.release()
  const changes = await openChanges(on.login.app, (error) =>
    on.log.event({ time: clock.now(), level: 'warning', code: 'platform.changes-lost', error }),
  )
  const key = await instanceKey(on.dataFolder, on.instanceKey)
  return {
    pool,
    directory: directory(pool, stopwatch()),
    instanceKey: key,
    keyring: (tx, organisation) => keyring(tx, organisation, key),
    clock,
    handlers: wire(on.modules.flatMap(({ listeners }) => listeners)),
    changes,
    blobs: diskBlobs(join(on.dataFolder, 'blobs')),
    dataFolder: on.dataFolder,
    maintenance: on.login.owner,
    async close() {
      await changes.stop()
      await pool.end()
    },
  }
}
