import { type ChildProcess, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtemp, readdir, rm, statfs } from 'node:fs/promises'
import { join } from 'node:path'

/** A folder that only this process may enter, for programs that read nothing but files. */
export type PrivateFolder = {
  readonly path: string
  /** A process group that ends when this process does; the one named last. */
  guards(group: number): void
  /** Empties and removes it. */
  remove(): Promise<void>
}

const MEMORY = '/dev/shm'
const ROOM = 64 * 1024 * 1024

/** In memory where the machine has such a place and it is large enough, else beside the program's data. */
async function homeFor(dataFolder: string, bytes: number): Promise<string> {
  const free = await statfs(MEMORY).then(
    ({ bavail, bsize }) => bavail * bsize,
    () => 0,
  )
  return free > bytes * 4 + ROOM ? MEMORY : dataFolder
}

/** How private folders of an installation are called. */
export const prefixOf = (dataFolder: string): string =>
  `belegt-read-${createHash('sha256').update(dataFolder).digest('hex').slice(0, 12)}-`

// Hears which process group to watch, the last one counts, and that all is done. When the pipe closes before, as a kill -9
// does, it ends the group. In any case it empties the folder; once more where a program was at work until that moment.
const GUARD =
  'while read -r word; do test "$word" = fine && break; group=$word; done; ' +
  'test "$word" = fine || test -z "$group" || kill -s KILL -- "-$group"; rm -rf -- "$0"; ' +
  'test "$word" = fine || { sleep 1; rm -rf -- "$0"; }'

/** Ends a program with all it has started; one that has ended in this moment is fine, too. */
export function endGroup(group: number): void {
  try {
    process.kill(-group, 'SIGKILL')
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error
  }
}

/**
 * Makes a private folder for plaintext of about so many bytes. A guard of its own empties it, also when this process is
 * killed; should the guard be killed as well, `sweepFolders` does at the next start.
 */
export async function privateFolder(dataFolder: string, bytes: number): Promise<PrivateFolder> {
  const path = await mkdtemp(join(await homeFor(dataFolder, bytes), `${prefixOf(dataFolder)}${process.pid}-`))
  const guard: ChildProcess = spawn('sh', ['-c', GUARD, path], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
    cwd: '/',
  })
  guard.unref()
  const gone = new Promise<void>((done) => void guard.once('close', () => done()).once('error', () => done()))
  guard.stdin?.on('error', () => undefined) // the guard is gone; the folder is removed below all the same
  return {
    path,
    guards(group) {
      guard.stdin?.write(`${group}\n`)
    },
    async remove() {
      guard.ref()
      guard.stdin?.end('fine\n')
      await gone
      await rm(path, { recursive: true, force: true })
    },
  }
}

/** Removes what processes that are gone left behind; how many folders that were. */
export async function sweepFolders(dataFolder: string): Promise<number> {
  const prefix = prefixOf(dataFolder)
  let swept = 0
  for (const home of [MEMORY, dataFolder]) {
    for (const name of await readdir(home).catch(() => [] as string[])) {
      if (!name.startsWith(prefix)) continue
      const owner = Number(name.slice(prefix.length).split('-')[0])
      if (owner !== process.pid && isRunning(owner)) continue
      if (owner === process.pid) continue // in use, by this very process
      await rm(join(home, name), { recursive: true, force: true })
      swept++
    }
  }
  return swept
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
