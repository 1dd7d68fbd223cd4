// The whole program on a data folder of its own: in this process with a clock that can be moved, or as a child.
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type pg from 'pg'
import { settings } from '../../src/app/modules.ts'
import { start, type Running } from '../../src/app/start.ts'
import { foundOrganisation } from '../../src/modules/accounts/index.ts'
import { readConfig } from '../../src/platform/config/config.ts'
import { passwords, prepareFolder, lastSocketFolder } from '../../src/platform/data/server-folder.ts'
import { clusterProcesses } from '../../src/platform/data/server-processes.ts'
import type { Activity } from '../../src/platform/data/activity.ts'
import type { Organisation } from '../../src/platform/data/organisations.ts'
import { inScope, type House, type Scope } from '../../src/platform/data/scope.ts'
import { movableClock, type MovableClock } from '../../src/platform/clock/clock.ts'
import { build } from '../../tools/build.ts'

export const dist = join(import.meta.dirname, '../../dist')

export const newFolder = (): string => mkdtempSync(join(tmpdir(), 'belegt-slow-'))

/** Builds what is started; does nothing where `npm test` has done it already. */
export const built = (): Promise<boolean> => build()

export type InProcess = Running & {
  readonly folder: string
  readonly clock: MovableClock
  organisation(wanted?: { slug?: string; name?: string }): Promise<Organisation>
  scope<P extends string, T>(
    wish: { organisation: Organisation; purpose: Activity<string, P> },
    work: (at: Scope<P>) => Promise<T>,
  ): Promise<T>
  root(database?: string): pg.ClientConfig
  end(): Promise<void>
}

/** Starts the program as `main` does, without its own schedule: jobs are run by the test, when the clock says so. */
export async function startHere(given: {
  folder?: string
  from: string
  environment?: Readonly<Record<string, string>>
}): Promise<InProcess> {
  const folder = given.folder ?? newFolder()
  const clock = movableClock(given.from)
  const environment = { BELEGT_DATA: folder, BELEGT_PORT: '0', BELEGT_HEALTH_PORT: '0', ...given.environment }
  const running = await start(readConfig(settings, environment), dist, { clock, jobs: false })
  return {
    ...running,
    ...around(running.house),
    folder,
    clock,
    root: (database = 'belegt') => rootLogin(folder, database),
    async end() {
      await running.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

let counter = 0

function around(house: House): Pick<InProcess, 'organisation' | 'scope'> {
  return {
    organisation: ({ slug = `stadt-${++counter}`, name = 'Stadt Musterlingen' } = {}) =>
      foundOrganisation(house, { slug, name, kind: 'public' }),
    scope: (wish, work) => inScope(house, { ...wish, actor: { kind: 'anyone' } }, work),
  }
}

/** How a superuser gets into the server of a data folder; what the program itself never does after the start. */
export function rootLogin(folder: string, database = 'belegt'): pg.ClientConfig {
  const { root } = passwords(prepareFolder(folder))
  return { host: lastSocketFolder(folder), port: 5432, user: 'root', password: root, database }
}

export type Child = {
  readonly url: string
  readonly pid: number
  /** Resolves with the exit code, or the signal that ended it. */
  readonly ended: Promise<number | NodeJS.Signals>
  kill(signal: NodeJS.Signals): void
}

/** Starts the built program as its own process and waits until it says where it is to be reached. */
export async function startChild(environment: Readonly<Record<string, string>>): Promise<Child> {
  const node = join(import.meta.dirname, '../../node_modules/.bin/node')
  const child = spawn(node, [join(dist, 'belegt.js'), 'start'], {
    env: { PATH: process.env['PATH'], TZ: 'Pacific/Auckland', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const ended = new Promise<number | NodeJS.Signals>((done) =>
    child.once('exit', (code, signal) => done(signal ?? code ?? -1)),
  )
  let said = ''
  const ready = new Promise<string>((done, fail) => {
    child.stdout.on('data', (chunk: Buffer) => {
      said += chunk.toString()
      const url = /^Belegt: (\S+)$/m.exec(said)?.[1]
      if (url) done(url)
    })
    child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()))
    void ended.then((how) => fail(new Error(`The program ended (${how}) before it was ready: ${said}`)))
  })
  ready.catch(() => undefined)
  const url = await ready
  return { url, pid: child.pid ?? -1, ended, kill: (signal) => void child.kill(signal) }
}

/** The database server's process, and those it has forked, of this data folder; none while it is about to start again. */
export function databaseProcesses(folder: string): { postmasters: number[]; backends: number[] } {
  const all = clusterProcesses(prepareFolder(folder).cluster)
  const of = (wanted: (typeof all)[number]['role']) => all.filter(({ role }) => role === wanted).map(({ pid }) => pid)
  return { postmasters: of('postmaster'), backends: of('backend') }
}

/** Ends a process at once; one that has just ended by itself is none the less dead. */
export function killNow(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

/** The database server with all its processes, as a power failure ends them. */
export function killDatabase(folder: string): void {
  const { postmasters, backends } = databaseProcesses(folder)
  for (const pid of [...postmasters, ...backends]) killNow(pid)
}
