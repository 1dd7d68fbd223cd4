import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { movableClock, stopwatch, type MovableClock } from '../../src/platform/clock/clock.ts'
import type { Activity } from '../../src/platform/data/activity.ts'
import { directory, type Organisation } from '../../src/platform/data/organisations.ts'
import { openPool } from '../../src/platform/data/pool.ts'
import { inScope, type House, type Scope } from '../../src/platform/data/scope.ts'
import { diskBlobs } from '../../src/platform/files/disk.ts'
import { instanceKeysOf } from '../../src/platform/keys/instance-key.ts'
import { newKey } from '../../src/platform/keys/keyring.ts'
import { keyring, mintOrganisationKey } from '../../src/platform/keys/ring.ts'
import type { TestDatabase } from './database.ts'

export type TestHouse = House & {
  readonly clock: MovableClock
  /** A new organisation with its key. */
  organisation(slug?: string): Promise<Organisation>
  /** One transaction in it, as the system. */
  within<P extends string, T>(
    organisation: Organisation,
    purpose: Activity<string, P>,
    work: (at: Scope<P>) => Promise<T>,
    wish?: { now?: Temporal.Instant; readOnly?: boolean },
  ): Promise<T>
  close(): Promise<void>
}

/** The house on a test database, with a data folder of its own and a clock that stands at noon on 24 November 2026. */
export function testHouse(database: TestDatabase, connections = 10): TestHouse {
  const pool = openPool(database.app, connections)
  const dataFolder = mkdtempSync(join(tmpdir(), 'belegt-house-'))
  const instanceKey = instanceKeysOf(newKey())
  const house: House & { clock: MovableClock } = {
    pool,
    directory: directory(pool, stopwatch(), 0),
    instanceKey,
    keyring: (tx, organisation) => keyring(tx, organisation, instanceKey),
    clock: movableClock('2026-11-24T11:00:00Z'),
    handlers: new Map(),
    changes: {
      tell: () => undefined,
      listen: () => () => undefined,
      listenAll: () => () => undefined,
      stop: async () => undefined,
    },
    blobs: diskBlobs(join(dataFolder, 'blobs')),
    publicUrl: 'http://belegt.test',
    dataFolder,
    maintenance: database.owner,
  }
  const within: TestHouse['within'] = (organisation, purpose, work, wish = {}) =>
    inScope(house, { organisation, actor: { kind: 'system', job: 'test' }, purpose, ...wish }, work)
  return {
    ...house,
    within,
    async organisation(slug = `t-${randomUUID().slice(0, 8)}`) {
      const id = randomUUID()
      await pool.query(
        `insert into organisations (id, slug, name, short_name, kind, created_at) values ($1, $2, 'Test', 'T', 'public', '2026-01-01Z')`,
        [id, slug],
      )
      const client = await pool.connect()
      try {
        await client.query(`begin; set local role belegt_tenant; select set_config('app.organisation', '${id}', true)`)
        const wrapped = await mintOrganisationKey(house.instanceKey, id)
        await client.query('insert into organisation_keys (organisation_id, wrapped) values ($1, $2)', [id, wrapped])
        await client.query('commit')
      } finally {
        client.release()
      }
      return (await house.directory.byId(id)) as Organisation
    },
    async close() {
      await pool.end()
      rmSync(dataFolder, { recursive: true, force: true })
    },
  }
}
