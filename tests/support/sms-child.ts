// One sender of SMS in a process of its own that kills itself before its nth step: `node sms-child.mjs '{"app":…,"die":7}'`.
// A step is everything that leaves the process: a statement to the database, a request to the provider, and what comes after it.
import process from 'node:process'
import type pg from 'pg'
import { openHouse } from '../../src/app/house.ts'
import { dispatchSms } from '../../src/modules/messages/sms/dispatch.ts'
import { movableClock } from '../../src/platform/clock/clock.ts'
import { openLog } from '../../src/platform/log/log.ts'
import { registerOfThisTest, switchOnHere } from './texting.ts'

const given = JSON.parse(process.argv[2] ?? '{}')
let steps = 0
let counting = false
/** Dies at once, without a word: nothing is flushed, closed or rolled back. */
const step = () => {
  if (counting && ++steps === given.die) process.kill(process.pid, 'SIGKILL')
}

registerOfThisTest()
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
const watched = new WeakSet<pg.PoolClient>()
house.pool.on('acquire', (client) => {
  if (watched.has(client)) return
  watched.add(client)
  const query = client.query.bind(client) as (...args: unknown[]) => unknown
  client.query = ((...args: unknown[]) => {
    step()
    return query(...args)
  }) as typeof client.query
})
const ask = globalThis.fetch
globalThis.fetch = async (...request) => {
  step()
  const answer = await ask(...request)
  step()
  return answer
}
const organisation = await house.directory.byId(given.organisation)
if (!organisation) throw new Error('no such organisation')
switchOnHere(organisation, given.provider)
const base = new URL(given.base)
counting = true
const sent = await dispatchSms(house, organisation, { twilio: base, seven: base })
counting = false
await house.close()
await log.close()
process.stdout.write(JSON.stringify({ sent, steps }))
