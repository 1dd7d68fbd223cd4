// One reader of a mailbox in a process of its own that kills itself before its nth step: `node child.mjs '{"app":…,"die":7}'`.
// A step is everything that leaves the process: a statement to the database, a command to the mail server, a stored file.
import process from 'node:process'
import type pg from 'pg'
import { ImapFlow } from 'imapflow'
import { openHouse } from '../../src/app/house.ts'
import { openWatch } from '../../src/modules/documents/mailboxes/watch.ts'
import { readRecipientsBy } from '../../src/modules/privacy/index.ts'
import { movableClock } from '../../src/platform/clock/clock.ts'
import { openLog } from '../../src/platform/log/log.ts'

const given = JSON.parse(process.argv[2] ?? '{}')
let steps = 0
let counting = false
/** Dies at once, without a word: nothing is flushed, closed or rolled back. */
const step = () => {
  if (counting && ++steps === given.die) process.kill(process.pid, 'SIGKILL')
}

readRecipientsBy(async () => [
  { id: 'document-mail', name: 'Postfach', place: 'Kiel', role: 'processor', task: { de: '', en: '' }, contract: '' },
])
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
const { put } = house.blobs
house.blobs.put = async (...args) => {
  step()
  const stored = await put(...args)
  step()
  return stored
}
const { run } = ImapFlow.prototype as unknown as { run: (...args: unknown[]) => Promise<unknown> }
Object.assign(ImapFlow.prototype, {
  async run(this: unknown, ...args: unknown[]) {
    step()
    const answer = await run.apply(this, args)
    step()
    return answer
  },
})
counting = true
const watch = openWatch({ house, inside: true, failed: (error) => process.stderr.write(`${String(error)}\n`) })
await watch.sync()
const taken = steps
counting = false
await watch.stop()
await house.close()
await log.close()
process.stdout.write(JSON.stringify({ steps: taken }))
