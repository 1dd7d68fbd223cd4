// One deletion run in a process of its own, so that a test can kill it: `{"app":…,"owner":…}`.
import { deletionRun } from '../../src/modules/privacy/erasure/run.ts'
import { movableClock, stopwatch } from '../../src/platform/clock/clock.ts'
import { directory } from '../../src/platform/data/organisations.ts'
import { openPool } from '../../src/platform/data/pool.ts'
import type { House } from '../../src/platform/data/scope.ts'
import { diskBlobs } from '../../src/platform/files/disk.ts'
import { instanceKeysOf } from '../../src/platform/keys/instance-key.ts'
import { newKey } from '../../src/platform/keys/keyring.ts'
import { keyring } from '../../src/platform/keys/ring.ts'
import { shopTables } from './retained-tables.ts'

const given = JSON.parse(process.argv[2] ?? '{}')
const pool = openPool(given.app, 2)
const keys = instanceKeysOf(newKey()) // an eraser opens nothing
const quiet = () => undefined
const house: House = {
  pool,
  directory: directory(pool, stopwatch(), 0),
  instanceKey: keys,
  keyring: (tx, organisation) => keyring(tx, organisation, keys),
  clock: movableClock(given.now),
  handlers: new Map(),
  changes: { tell: quiet, listen: () => quiet, listenAll: () => quiet, stop: async () => undefined },
  blobs: diskBlobs(given.blobs),
  dataFolder: given.blobs,
  publicUrl: 'http://belegt.test',
  maintenance: given.owner,
}
const organisation = await house.directory.byId(given.organisation)
if (!organisation) throw new Error('no such organisation')
process.stdout.write('begun\n')
await deletionRun(house, organisation, house.clock.now(), { tables: shopTables, batch: 4 })
await pool.end()
process.stdout.write('done\n')
