// The ground a bench stands on: the real server, durable as in operation, on an empty folder; and its figures.
import { randomUUID } from 'node:crypto'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { openHouse, type OpenHouse } from '../../src/app/house.ts'
import { movableClock, type MovableClock } from '../../src/platform/clock/clock.ts'
import type { Organisation } from '../../src/platform/data/organisations.ts'
import { startServer, type DatabaseServer } from '../../src/platform/data/server.ts'
import { mintOrganisationKey } from '../../src/platform/keys/ring.ts'
import { logFolder, openLog, type Log } from '../../src/platform/log/log.ts'

export type Ground = AsyncDisposable & {
  readonly folder: string
  readonly server: DatabaseServer
  readonly house: OpenHouse
  readonly clock: MovableClock
  readonly log: Log
  /** A connection that no policy binds: for loading rows, for looking, and for the bare baselines. */
  readonly root: pg.Client
}

/** What a bench found: figures for its last line, and whether they reach the bar. */
export type Found = { readonly facts: Readonly<Record<string, string | number>>; readonly met: boolean }
export type Bench = (ground: Ground) => Promise<Found>

/** Monday morning before twelve weeks without a holiday in North Rhine-Westphalia. */
export const NOW = '2027-08-02T05:00:00Z'

export const say = (line: string) => void process.stdout.write(`${line}\n`)

/** Beside the built program lie the migrations it was built with. */
export const migrations = join(import.meta.dirname, 'migrations')

/** Starts the embedded server with its durable settings on an empty folder, migrates, opens the house. */
export async function openGround(): Promise<Ground> {
  const folder = mkdtempSync(join(tmpdir(), 'belegt-bench-'))
  mkdirSync(join(folder, 'keys'), { mode: 0o700 })
  const server = await startServer({ folder })
  const log = openLog({ folder: logFolder(folder) })
  const clock = movableClock(NOW)
  const login = { app: server.login('app'), owner: server.login('owner') }
  const house = await openHouse({
    dataFolder: folder,
    login,
    migrations,
    modules: [],
    publicUrl: 'http://127.0.0.1',
    clock,
    log,
  })
  const root = new pg.Client(server.login('root', 'belegt'))
  await root.connect()
  return {
    folder,
    server,
    house,
    clock,
    log,
    root,
    async [Symbol.asyncDispose]() {
      await root.end()
      await house.close()
      await log.close()
      await server.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** An organisation with its key. */
export async function newOrganisation({ root, house }: Ground, slug: string): Promise<Organisation> {
  const id = randomUUID()
  await root.query(
    `insert into organisations (id, slug, name, short_name, kind, zone, holiday_region, created_at)
     values ($1, $2, 'Stadt Musterhausen', 'Musterhausen', 'public', 'Europe/Berlin', 'DE-NW', $3)`,
    [id, slug, NOW],
  )
  await root.query('insert into organisation_keys (organisation_id, wrapped) values ($1, $2)', [
    id,
    await mintOrganisationKey(house.instanceKey, id),
  ])
  house.directory.refresh()
  return (await house.directory.byId(id)) as Organisation
}

/** A transaction bound to the organisation with nothing of the application around it: the baseline of what writes. */
export async function bareTransaction(
  pool: pg.Pool,
  organisation: string,
  work: (client: pg.PoolClient) => Promise<unknown>,
): Promise<void> {
  const client = await pool.connect()
  try {
    const opened = client.query(
      `begin; set local role belegt_tenant; select set_config('app.organisation', '${organisation}', true)`,
    )
    const worked = work(client)
    await Promise.all([opened, worked, worked.then(() => client.query('commit'))])
  } finally {
    client.release()
  }
}

export const median = (values: readonly number[]): number => percentile(values, 50)

/** The value below which `share` percent of the others lie. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor((sorted.length * share) / 100))] ?? Number.NaN
}

/** Milliseconds that a piece of work took. */
export async function timed(work: () => Promise<unknown>): Promise<number> {
  const from = performance.now()
  await work()
  return performance.now() - from
}

const TICK_MS = 10

/** Milliseconds of processor time that a process and its children have used: what is left of a figure on a busy machine. */
export function processorMs(pid: number): number {
  let ticks = 0
  for (const name of readdirSync('/proc').filter((one) => /^\d+$/.test(one))) {
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'latin1')
      // after the command in brackets: state, parent, ..., user and system time as the 12th and 13th
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
      if (Number(name) === pid || Number(fields[1]) === pid) ticks += Number(fields[11]) + Number(fields[12])
    } catch {
      // ended while being looked at
    }
  }
  return ticks * TICK_MS
}

export const round = (value: number, digits = 2): number => Number(value.toFixed(digits))
