// Reads what waits in a process of its own, until it is killed: `node child.mjs '{"app":…}'`.
import process from 'node:process'
import { openHouse } from '../../src/app/house.ts'
import { readWaiting } from '../../src/modules/documents/reading/pipeline.ts'
import { movableClock } from '../../src/platform/clock/clock.ts'
import { openLog } from '../../src/platform/log/log.ts'

const given = JSON.parse(process.argv[2] ?? '{}')
const log = openLog({ folder: given.logs })
const house = await openHouse({
  dataFolder: given.dataFolder,
  login: { app: given.app, owner: given.owner },
  migrations: given.migrations,
  modules: [],
  publicUrl: 'http://belegt.test',
  clock: movableClock(given.now),
  log,
  connections: 4,
})
const organisation = await house.directory.byId(given.organisation)
if (!organisation) throw new Error('no such organisation')
process.stdout.write('begun\n')
const failed = (error: unknown) => process.stderr.write(`${String(error)}\n`)
await Promise.all([readWaiting(house, organisation).catch(failed), readWaiting(house, organisation).catch(failed)])
process.stdout.write('done\n')
process.exit(0)
