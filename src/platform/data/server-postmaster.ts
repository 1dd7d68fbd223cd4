import { spawn, type ChildProcess } from 'node:child_process'
import {
  chownSync,
  closeSync,
  existsSync,
  fsyncSync,
  mkdtempSync,
  openSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { ownFolder, socketPath, type Layout } from './server-folder.ts'
import { DatabaseProblem } from './server-problem.ts'
import { endCluster, send, within } from './server-processes.ts'
import { initdbArguments, serverArguments, type Tuning } from './server-settings.ts'

// The server is given nothing of this process's environment: it may hold the instance key.
const environment = { PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' }

/** Major version of the files in the database folder that this program's server can read. */
const major = '18'

/** Makes the database files when there are none: whole, or not at all (built aside, then renamed). */
export async function createCluster(layout: Layout, bin: string, password: string, tuning: Tuning): Promise<void> {
  const { database, user, folder } = layout
  if (existsSync(database)) {
    const version = readFileSync(join(database, 'PG_VERSION'), 'utf8').trim()
    if (version !== major)
      throw new DatabaseProblem(
        `The database in ${database} was written by PostgreSQL ${version}; this program brings PostgreSQL ${major}. ` +
          `Nothing was changed. Start the Belegt version you used before, or restore a backup with this one.`,
      )
    return
  }
  // A name of its own each time: what a killed first start left running must not write into this one.
  for (const name of readdirSync(folder).filter((one) => one.startsWith('database.new-')))
    rmSync(join(folder, name), { recursive: true, force: true })
  const build = mkdtempSync(`${database}.new-`)
  const secret = join(folder, 'run', 'password')
  ownFolder(build, user)
  ownFolder(join(folder, 'run'), user)
  try {
    writeFileSync(secret, password, { mode: 0o600 })
    if (user.switched) chownSync(secret, user.uid, user.gid)
    const child = spawn(join(bin, 'initdb'), initdbArguments(build, secret, tuning), {
      ...(user.switched ? { uid: user.uid, gid: user.gid } : {}),
      cwd: '/',
      env: environment,
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    let said = ''
    child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()))
    const code = await new Promise<number | null>((done, fail) => child.once('error', fail).once('close', done))
    if (code !== 0)
      throw new DatabaseProblem(
        `The database files could not be made in ${database}. Nothing was kept. The tool said: ${said.trim()}`,
      )
  } finally {
    rmSync(secret, { force: true })
  }
  renameSync(build, database)
  const parent = openSync(folder, 'r')
  fsyncSync(parent)
  closeSync(parent)
}

/**
 * Starts the server on clean ground and waits until it takes connections; crash recovery may take a while first.
 * What an earlier run left alive is ended before. Throws DatabaseProblem with the server's own words when it fails.
 */
export async function startPostmaster(
  layout: Layout,
  bin: string,
  socket: string,
  tuning: Tuning,
  signal: AbortSignal,
): Promise<ChildProcess> {
  const { database, user, cluster, logs } = layout
  await clearGround(layout, socket)
  const said = join(logs, 'start.log')
  const out = openSync(said, 'w', 0o600)
  const child = spawn(join(bin, 'postgres'), serverArguments({ cluster, data: database, socket, logs }, tuning), {
    ...(user.switched ? { uid: user.uid, gid: user.gid } : {}),
    cwd: '/',
    env: environment,
    stdio: ['ignore', out, out],
    // An own session: Ctrl+C in a terminal must reach the program, which then stops the server when it is done.
    detached: true,
  })
  closeSync(out)
  let failure: string | undefined
  child.once('error', (error) => (failure = error.message))
  child.once('exit', (code, by) => (failure ??= by ? `ended by ${by}` : `ended with code ${code}`))
  const patience = 30 * 60_000
  const ready = await within(patience, () => failure !== undefined || signal.aborted || isReady(database, child.pid))
  if (failure === undefined && ready && !signal.aborted) return child
  if (child.pid !== undefined && failure === undefined) {
    send(child.pid, 'SIGINT')
    await within(10_000, () => failure !== undefined)
    await endCluster(cluster)
  }
  throw new DatabaseProblem(
    `The database server did not start (${failure ?? 'stopped while it was starting'}). The data in ${database} were ` +
      `kept as they are. The server said: ${lastWords(logs)}`,
  )
}

async function clearGround({ cluster, database }: Layout, socket: string): Promise<void> {
  await endCluster(cluster)
  const path = socketPath(socket)
  rmSync(path, { force: true })
  rmSync(`${path}.lock`, { force: true })
  // PostgreSQL itself asks only whether *some* process has the number in this file. Numbers are reused, in containers
  // at once, and a killed server may linger as a zombie. Here it is known that no process of this cluster lives.
  const lock = join(database, 'postmaster.pid')
  if (!existsSync(lock)) return
  const holder = Number(readFileSync(lock, 'utf8').split('\n')[0])
  if (existsSync(`/proc/${holder}`)) rmSync(lock)
}

/** PostgreSQL writes its state into the eighth line of postmaster.pid (src/include/utils/pidfile.h). */
function isReady(database: string, pid: number | undefined): boolean {
  try {
    const lines = readFileSync(join(database, 'postmaster.pid'), 'utf8').split('\n')
    return Number(lines[0]) === pid && lines[7]?.trim() === 'ready'
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false
    throw error
  }
}

/** What the server said before it had opened its log, or else the end of its log. */
function lastWords(logs: string): string {
  const newest = readdirSync(logs)
    .filter((name) => name.startsWith('database-'))
    .toSorted()
    .at(-1)
  const lines = (name: string): string[] =>
    readFileSync(join(logs, name), 'utf8')
      .split('\n')
      .filter((line) => line !== '' && !/redirecting log output|HINT: {2}Future log output/.test(line))
  const first = lines('start.log')
  const said = first.length > 0 || newest === undefined ? first : lines(newest)
  return said.slice(-4).join(' | ') || 'nothing'
}
