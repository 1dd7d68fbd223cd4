// Finishes one upload in a process of its own that kills itself before its nth step: `node child.mjs '{"app":…,"die":7}'`.
// A step is everything that leaves the process: a statement to the database, something done to a file.
import process from 'node:process'
import type pg from 'pg'
import { openHouse } from '../../src/app/house.ts'
import { finishUpload } from '../../src/modules/documents/storing/uploads.ts'
import { movableClock } from '../../src/platform/clock/clock.ts'
import { openLog } from '../../src/platform/log/log.ts'
import { fromBase64url } from '../../src/platform/sealing/bytes.ts'

const given = JSON.parse(process.argv[2] ?? '{}')
let steps = 0
let counting = false
/** Dies at once, without a word: nothing is flushed, closed or rolled back. */
const step = () => {
  if (counting && ++steps === given.die) process.kill(process.pid, 'SIGKILL')
}

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
const { blobs } = house
/** Before and after each of them. */
const stepping =
  <Args extends unknown[], Given>(work: (...args: Args) => Promise<Given>) =>
  async (...args: Args): Promise<Given> => {
    step()
    const done = await work(...args)
    step()
    return done
  }
blobs.keep = stepping(blobs.keep)
blobs.raw = stepping(blobs.raw)
Object.assign(blobs.parts, { drop: stepping(blobs.parts.drop) })

counting = true
const sent = Object.fromEntries(Object.entries(given.sent).map(([name, text]) => [name, fromBase64url(String(text))]))
const filed = await finishUpload(
  { house, organisation: given.organisation, actor: { kind: 'system', job: 'test' } },
  { uploadId: given.upload, archiveId: given.archive },
  sent as unknown as Parameters<typeof finishUpload>[2],
)
counting = false
process.stdout.write(JSON.stringify({ steps, filed }))
await house.close()
await log.close()
