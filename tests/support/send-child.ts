// One dispatcher in a process of its own that kills itself before its nth step: `node send-child.mjs '{"app":…,"die":7}'`.
// A step is everything that leaves the process: a statement to the database, a mail to the server, and what comes after it.
import process from 'node:process'
import type pg from 'pg'
import { openHouse } from '../../src/app/house.ts'
import { dispatchFor } from '../../src/modules/messages/dispatch.ts'
import { smtpTransport } from '../../src/modules/messages/index.ts'
import { movableClock } from '../../src/platform/clock/clock.ts'
import { openLog } from '../../src/platform/log/log.ts'

const given = JSON.parse(process.argv[2] ?? '{}')
let steps = 0
let counting = false
/** Dies at once, without a word: nothing is flushed, closed or rolled back. */
const step = () => {
  if (counting && ++steps === given.die) process.kill(process.pid, 'SIGKILL')
}

const log = openLog({ folder: given.logs })
const clock = movableClock(given.now)
const house = await openHouse({
  dataFolder: given.dataFolder,
  login: { app: given.app, owner: given.owner },
  migrations: given.migrations,
  modules: [],
  publicUrl: 'http://belegt.test',
  clock,
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
const organisation = await house.directory.byId(given.organisation)
if (!organisation) throw new Error('no such organisation')
const smtp = smtpTransport(new URL(given.smtp), clock)
counting = true
const sent = await dispatchFor(
  house,
  organisation,
  {
    async send(mail) {
      step()
      const answer = await smtp.send(mail)
      step()
      return answer
    },
  },
  'amt@belegt.example',
)
counting = false
smtp.close()
await house.close()
await log.close()
process.stdout.write(JSON.stringify({ sent, steps }))
