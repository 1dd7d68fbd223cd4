import { mkdir, open, readdir, rename, rm, rmdir, stat } from 'node:fs/promises'
import { dirname, join, relative, sep } from 'node:path'
import { BackupProblem } from '../problem.ts'
import type { Target } from './target.ts'

const aside = '.part'
const PIECE = 1024 * 1024

/** What an operator can do about an error of the disk. */
const told: Readonly<Record<string, string>> = {
  ENOSPC:
    'has no space left. What was begun was taken away again, nothing else was changed. Make room, or keep backups for fewer days (BELEGT_BACKUP_KEEP_DAYS).',
  EDQUOT: 'has no space left for this user (quota). What was begun was taken away again, nothing else was changed.',
  EACCES: 'must be readable and writable for the user this program runs as. Look at its owner and mode.',
  EPERM: 'must be readable and writable for the user this program runs as. Look at its owner and mode.',
  EROFS: 'is mounted read-only.',
  ENOTDIR: 'is no folder, or a part of its path is none.',
}

/** A folder, best on a disk of another machine, which must be there. Files are written aside, made durable and renamed. */
export function directoryTarget(folder: string): Target {
  const place = (name: string): string => {
    if (name.split('/').some((part) => part === '' || part === '.' || part === '..')) throw new RangeError(name)
    return join(folder, ...name.split('/'))
  }
  const inWords = <T>(work: Promise<T>): Promise<T> =>
    work.catch((error: NodeJS.ErrnoException) => {
      if (error.code === undefined) throw error
      throw new BackupProblem(`${folder} ${told[error.code] ?? `cannot be used: ${error.code}.`}`, { cause: error })
    })
  /** A disk that is not mounted must not become a folder of this machine. */
  const isThere = async (): Promise<void> => {
    if (await inWords(stat(folder).catch(ifMissing(undefined)))) return
    throw new BackupProblem(
      `The folder ${folder} is not there. Nothing was read or written. Is its disk mounted? If it is new, make it first: ` +
        `mkdir -p ${folder}`,
    )
  }
  return {
    where: folder,
    company: false,

    async put(name, content) {
      const path = place(name)
      await isThere()
      await inWords(makeFolder(dirname(path)))
      try {
        const size = await write(`${path}${aside}`, content, inWords)
        await inWords(rename(`${path}${aside}`, path))
        await inWords(settle(dirname(path)))
        return size
      } catch (error) {
        await rm(`${path}${aside}`, { force: true }).catch(() => undefined)
        throw error
      }
    },

    async get(name) {
      const file = await inWords(open(place(name)).catch(ifMissing(undefined)))
      if (!file) return undefined
      return file.createReadStream({ highWaterMark: PIECE })
    },

    async list(prefix) {
      await isThere()
      const above = prefix.includes('/') ? join(folder, dirname(`${prefix}x`)) : folder
      const found: { name: string; size: number }[] = []
      const entries = await inWords(readdir(above, { recursive: true, withFileTypes: true }).catch(ifMissing([])))
      for (const entry of entries) {
        const path = join(entry.parentPath, entry.name)
        const name = relative(folder, path).split(sep).join('/')
        if (!entry.isFile() || !name.startsWith(prefix)) continue
        const size = await stat(path).then((is) => is.size, ifMissing(undefined))
        if (size !== undefined) found.push({ name, size })
      }
      return found.toSorted((one, other) => (one.name < other.name ? -1 : 1))
    },

    async remove(name) {
      const path = place(name)
      await inWords(rm(path, { force: true }))
      await settle(dirname(path)).catch(ifMissing(undefined))
      // the folder goes with its last file
      if (dirname(path) !== folder) await rmdir(dirname(path)).catch(() => undefined)
    },
  }
}

/** @param inWords for errors of the disk; those of the content stay as they are */
async function write(
  path: string,
  content: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  inWords: <T>(work: Promise<T>) => Promise<T>,
): Promise<number> {
  await inWords(rm(path, { force: true }))
  await using file = await inWords(open(path, 'wx', 0o600))
  let size = 0
  for await (const piece of content) {
    await inWords(file.appendFile(piece))
    size += piece.length
  }
  await inWords(file.sync())
  return size
}

/** Makes a folder that is still there after a power cut. */
async function makeFolder(path: string): Promise<void> {
  const first = await mkdir(path, { recursive: true, mode: 0o700 })
  if (first === undefined) return
  for (let made = path; made.length >= first.length; made = dirname(made)) await settle(dirname(made))
}

async function settle(folder: string): Promise<void> {
  await using handle = await open(folder)
  await handle.sync()
}

const ifMissing =
  <Value>(value: Value) =>
  (error: unknown): Value => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return value
    throw error
  }
