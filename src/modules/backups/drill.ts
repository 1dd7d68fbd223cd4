import { createHash } from 'node:crypto'
import { mkdir, rm } from 'node:fs/promises'
import { existsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import type { Clock } from '#platform/clock/clock.ts'
import type { House } from '#platform/data/scope.ts'
import { startServer, unreachable } from '#platform/data/server.ts'
import { prepareFolder } from '#platform/data/server-folder.ts'
import { endCluster } from '#platform/data/server-processes.ts'
import type { InstanceKeys } from '#platform/keys/instance-key.ts'
import { restore, type Restored, type RestoreWish } from './restore/restore.ts'
import type { Target } from './target/target.ts'

export type Scratch = {
  readonly dataFolder: string
  readonly login: { readonly app: pg.ClientConfig; readonly owner: pg.ClientConfig; readonly root: pg.ClientConfig }
}
export type DrillPorts = {
  readonly migrations: string
  /** Opens a house on a scratch system, closed or not. */
  readonly openScratch: (
    on: Pick<Scratch, 'dataFolder'> & {
      readonly login: Pick<Scratch['login'], 'app' | 'owner'>
      readonly instanceKey: InstanceKeys
      readonly clock: Clock
    },
  ) => Promise<House & { close(): Promise<void> }>
}
type Origin = Pick<House, 'dataFolder' | 'instanceKey' | 'clock' | 'maintenance'>

/** Beside the data, since it holds the same; elsewhere where the database's user may not go. */
function scratchFolder({ dataFolder }: Pick<House, 'dataFolder'>): string {
  const beside = join(dataFolder, 'drill')
  if (unreachable(beside) === undefined) return beside
  return join(tmpdir(), `belegt-drill-${createHash('sha256').update(dataFolder).digest('hex').slice(0, 12)}`)
}

/** Any constant does; 'drill' in ASCII. One at a time: all use the same folder. */
const LOCK = 0x6472696c6c

/** @param wait for another that goes on, by the schedule, by hand or of the checks; else nothing is done */
async function alone<T>(
  { maintenance }: Pick<House, 'maintenance'>,
  wait: boolean,
  work: () => Promise<T>,
): Promise<T | undefined> {
  const client = new pg.Client({ ...maintenance, application_name: 'belegt drill' })
  client.on('error', () => undefined) // the lock goes with its connection
  await client.connect()
  try {
    const lock = wait ? 'select true as free from pg_advisory_lock($1)' : 'select pg_try_advisory_lock($1) as free'
    const { rows } = await client.query<{ free: boolean }>(lock, [LOCK])
    return rows[0]?.free ? await work() : undefined
  } finally {
    await client.end()
  }
}

async function sweep(folder: string): Promise<void> {
  if (!existsSync(folder)) return
  await endCluster(prepareFolder(folder).cluster)
  await rm(folder, { recursive: true, force: true })
}

/** Takes away what a killed drill left: a server and a copy of everything. One that goes on is left alone. */
export async function sweepDrill(of: Pick<House, 'dataFolder' | 'maintenance'>): Promise<void> {
  const folder = scratchFolder(of)
  if (existsSync(folder)) await alone(of, false, () => sweep(folder))
}

/**
 * Restores a backup into a database server and a folder made for it, as after a loss: looked at, loaded, compared, erasures
 * repeated, opened. `look` sees the restored system before all of it is removed again. Waits for another that goes on.
 * @throws BackupProblem as `restore` does
 */
export async function inRestored<T>(
  origin: Origin,
  target: Target,
  ports: DrillPorts,
  look: (scratch: Scratch, restored: Restored) => Promise<T>,
  wish: RestoreWish = {},
): Promise<T> {
  return (await alone(origin, true, () => inScratch(origin, target, ports, look, wish))) as T
}

async function inScratch<T>(
  origin: Origin,
  target: Target,
  ports: DrillPorts,
  look: (scratch: Scratch, restored: Restored) => Promise<T>,
  wish: RestoreWish,
): Promise<T> {
  const folder = scratchFolder(origin)
  await sweep(folder)
  await mkdir(folder, { mode: 0o700 })
  try {
    // nothing here outlives the drill, so nothing waits for the disk
    const server = await startServer({ folder, tuning: 'test' })
    try {
      const login = { app: server.login('app'), owner: server.login('owner'), root: server.login('root', 'belegt') }
      const scratch: Scratch = { dataFolder: folder, login }
      const { instanceKey, clock } = origin
      const openHouse = () => ports.openScratch({ ...scratch, instanceKey, clock })
      const place = { dataFolder: folder, login, migrations: ports.migrations, instanceKey, clock, openHouse }
      return await look(scratch, await restore(target, place, wish))
    } finally {
      await server.stop()
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** `restore --drill`: whether the backups can be restored, tried out. */
export const drill = (origin: Origin, target: Target, ports: DrillPorts, wish: RestoreWish = {}): Promise<Restored> =>
  inRestored(origin, target, ports, async (_scratch, restored) => restored, wish)
