// A disk that can be filled without harm to others.
import { execFileSync, spawnSync } from 'node:child_process'
import { chmodSync, closeSync, existsSync, mkdirSync, openSync, rmSync, statSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { databaseProcesses, newFolder, rootLogin } from './running.ts'

export type SmallDisk = {
  readonly how: 'mounted' | 'limited'
  /** Where the data folder goes. */
  readonly data: string
  /** @param program the process that starts the database again when it dies: it has no more room than that */
  fill(program: number): Promise<void>
  free(program: number): Promise<void>
  close(): void
}

/**
 * Where this user may mount: a file system of `megabytes` in memory. Elsewhere the database's processes are forbidden to
 * make files as large as a part of the write-ahead log, which fails them at the same place as a disk without space.
 */
export function smallDisk(megabytes: number): SmallDisk {
  const folder = newFolder()
  chmodSync(folder, 0o711) // the database's own user has to get through
  const disk = join(folder, 'disk')
  mkdirSync(disk, { mode: 0o711 })
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m,mode=0711`, 'tmpfs', disk])
  const data = join(disk, 'data')
  const close = () => {
    if (mounted.status === 0) execFileSync('umount', ['-l', disk])
    rmSync(folder, { recursive: true, force: true })
  }
  if (mounted.status === 0 && !process.env['BELEGT_NO_MOUNT']) {
    const filler = join(disk, 'filler')
    return {
      how: 'mounted',
      data,
      fill: async () => (fillUp(filler), needMore(data)),
      free: async () => rmSync(filler),
      close,
    }
  }
  return {
    how: 'limited',
    data,
    fill: (program) => limit(data, program, '8388608:unlimited'),
    free: (program) => limit(data, program, 'unlimited'),
    close,
  }
}

function fillUp(path: string): void {
  const file = openSync(path, 'w')
  for (let size = 1 << 20; size >= 1; size >>= 1) {
    try {
      for (;;) writeSync(file, Buffer.alloc(size))
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error
    }
  }
  closeSync(file)
}

async function limit(data: string, program: number, bytes: string): Promise<void> {
  // parents first: what they begin from then on is bound as they are
  limitOne(program, bytes)
  for (const pid of databaseProcesses(data).postmasters) limitOne(pid, bytes)
  for (const pid of databaseProcesses(data).backends) limitOne(pid, bytes)
  if (bytes !== 'unlimited') await needMore(data)
}

/** As the user the process runs as: whom else's processes root may limit differs between containers. */
function limitOne(pid: number, bytes: string): void {
  const found = statSync(`/proc/${pid}`, { throwIfNoEntry: false })
  if (!found) return // it ended meanwhile
  const { uid, gid } = found
  const done = spawnSync(
    'prlimit',
    [`--pid=${pid}`, `--fsize=${bytes}`],
    process.getuid?.() === uid ? {} : { uid, gid },
  )
  if (done.status !== 0 && existsSync(`/proc/${pid}`))
    throw new Error(`process ${pid} cannot be limited: ${String(done.stderr)}`)
}

/** The write-ahead log begins its next part, so that the next change needs space and not only the thousandth. */
async function needMore(data: string): Promise<void> {
  const root = new pg.Client(rootLogin(data))
  root.on('error', () => undefined)
  await root.connect()
  // parts made ahead of time are used up first
  for (let part = 0; part < 8; part++) {
    await root.query(`select pg_logical_emit_message(false, '', ''); select pg_switch_wal()`).catch(() => undefined)
  }
  await root.end().catch(() => undefined)
}
