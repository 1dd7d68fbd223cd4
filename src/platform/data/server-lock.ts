import { connect, createServer, type Server } from 'node:net'
import { readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { lastSocketFolder, socketPath, type Layout } from './server-folder.ts'
import { DatabaseProblem } from './server-problem.ts'
import { clusterProcesses, lives, processMark, within, type ProcessMark } from './server-processes.ts'

const file = 'belegt.lock'

/**
 * Makes this process the only one that works on the data folder. A lock whose holder is dead is taken over.
 * Throws DatabaseProblem naming the holder when it lives.
 */
export async function takeLock(layout: Layout): Promise<{ release(): void }> {
  const { folder } = layout
  const path = join(folder, file)
  const own = processMark(process.pid)
  if (!own) throw new DatabaseProblem('This process cannot read /proc/self/stat. Mount /proc and start again.')
  const guard = await guardTakeover(folder)
  try {
    const holder = lockHolder(folder)
    if (holder && lives(holder))
      throw new DatabaseProblem(
        `The data folder ${folder} is in use by the process ${holder.pid}, which is still running. ` +
          `Nothing was changed. Stop that process first (kill ${holder.pid}), or choose another data folder.`,
      )
    await refuseHidden(layout)
    writeFileSync(`${path}.new`, JSON.stringify(own), { mode: 0o600 })
    renameSync(`${path}.new`, path)
  } finally {
    await new Promise((done) => guard.close(done))
  }
  return {
    release() {
      const holder = lockHolder(folder)
      if (holder?.pid === own.pid && holder.started === own.started) rmSync(path, { force: true })
    },
  }
}

/** A server that answers although none of its processes can be seen runs in another container, with its own lock. */
async function refuseHidden({ folder, cluster }: Layout): Promise<void> {
  const path = socketPath(lastSocketFolder(folder))
  if (clusterProcesses(cluster).length > 0 || !(await answers(path))) return
  throw new DatabaseProblem(
    `A database server answers on ${path}, but its process cannot be seen from here (another container?). ` +
      `Nothing was changed. Stop the other Belegt that uses the data folder ${folder} first.`,
  )
}

function answers(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = connect(path, () => {
      probe.destroy()
      resolve(true)
    })
    probe.once('error', () => resolve(false))
  })
}

/** Who last locked the folder, dead or alive; undefined when nobody did. */
export function lockHolder(folder: string): ProcessMark | undefined {
  try {
    const read = JSON.parse(readFileSync(join(folder, file), 'utf8')) as Partial<ProcessMark>
    const { pid, started, boot } = read
    return typeof pid === 'number' && started && boot ? { pid, started, boot } : undefined
  } catch (error) {
    // A lock file that is no JSON was cut off by a power failure: its writer is dead.
    if (error instanceof SyntaxError || (error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

/**
 * Two starts that both see a stale lock must not both take it over. Node has no flock; an abstract socket is the
 * kernel lock it does have: bound by one process only, freed by the kernel when that process ends in any way.
 */
async function guardTakeover(folder: string): Promise<Server> {
  const { dev, ino } = statSync(folder)
  let guard: Server | undefined
  const got = await within(5_000, async () => (guard = await bind(`\0belegt-start-${dev}-${ino}`)) !== undefined)
  if (!got || !guard)
    throw new DatabaseProblem(`Another start on the data folder ${folder} is under way. Try again in a few seconds.`)
  return guard
}

function bind(name: string): Promise<Server | undefined> {
  return new Promise((resolve, reject) => {
    const server = createServer((connection) => connection.destroy())
    server.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'EADDRINUSE' ? resolve(undefined) : reject(error),
    )
    server.listen(name, () => resolve(server))
  })
}
