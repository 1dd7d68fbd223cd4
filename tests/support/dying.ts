// For a process of its own that kills itself before its nth step: `node child.js '{"app":…,"die":7}'`. A step is everything
// that leaves the process: a statement to the database, a mail, a request, something done to a file, and what comes after it.
import process from 'node:process'
import type pg from 'pg'
import { openHouse, type OpenHouse } from '../../src/app/house.ts'
import { movableClock } from '../../src/platform/clock/clock.ts'
import { openLog } from '../../src/platform/log/log.ts'

/** What the test says to its child, as it was written: `app`, `owner`, `dataFolder`, `logs`, `migrations`, `now`, and its own. */
export const given = JSON.parse(process.argv[2] ?? '{}')

export type Dying = {
  readonly house: OpenHouse
  /** The same work with a step before and one after it. */
  stepping<This, Args extends unknown[], Given>(
    work: (this: This, ...args: Args) => Promise<Given>,
  ): (this: This, ...args: Args) => Promise<Given>
  /** Does the work whose steps count. */
  counted<T>(work: () => Promise<T>): Promise<{ readonly done: T; readonly steps: number }>
  close(): Promise<void>
}

export async function openDying(): Promise<Dying> {
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
  watchStatements(house.pool, step)
  return {
    house,
    stepping: (work) =>
      async function (...args) {
        step()
        const done = await work.apply(this, args)
        step()
        return done
      },
    async counted(work) {
      counting = true
      const done = await work()
      counting = false
      return { done, steps }
    },
    async close() {
      await house.close()
      await log.close()
    },
  }
}

function watchStatements(pool: pg.Pool, step: () => void): void {
  const watched = new WeakSet<pg.PoolClient>()
  pool.on('acquire', (client) => {
    if (watched.has(client)) return
    watched.add(client)
    const query = client.query.bind(client) as (...args: unknown[]) => unknown
    client.query = ((...args: unknown[]) => {
      step()
      return query(...args)
    }) as typeof client.query
  })
}
