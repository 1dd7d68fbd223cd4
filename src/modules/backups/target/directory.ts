import { mkdir, open, readdir, rename, rm, rmdir, stat } from 'node:fs/promises'
import { dirname, join, relative, sep } from 'node:path'
import type { Target } from './target.ts'

const aside = '.part'
const PIECE = 1024 * 1024

/** A folder, best on a disk of another machine. Files are written aside, made durable and renamed. */
export function directoryTarget(folder: string): Target {
  const place = (name: string): string => {
    if (name.split('/').some((part) => part === '' || part === '.' || part === '..')) throw new RangeError(name)
    return join(folder, ...name.split('/'))
  }
  return {
    where: folder,
    company: false,

    async put(name, content) {
      const path = place(name)
      await makeFolder(dirname(path))
      try {
        const size = await write(`${path}${aside}`, content)
        await rename(`${path}${aside}`, path)
        await settle(dirname(path))
        return size
      } catch (error) {
        await rm(`${path}${aside}`, { force: true })
        throw error
      }
    },

    async get(name) {
      const file = await open(place(name)).catch(ifMissing(undefined))
      if (!file) return undefined
      return file.createReadStream({ highWaterMark: PIECE })
    },

    async list(prefix) {
      const above = prefix.includes('/') ? join(folder, dirname(`${prefix}x`)) : folder
      const found: { name: string; size: number }[] = []
      const entries = await readdir(above, { recursive: true, withFileTypes: true }).catch(ifMissing([]))
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
      await rm(path, { force: true })
      await settle(dirname(path)).catch(ifMissing(undefined))
      // the folder goes with its last file
      if (dirname(path) !== folder) await rmdir(dirname(path)).catch(() => undefined)
    },
  }
}

async function write(path: string, content: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<number> {
  await rm(path, { force: true })
  await using file = await open(path, 'wx', 0o600)
  let size = 0
  for await (const piece of content) {
    await file.appendFile(piece)
    size += piece.length
  }
  await file.sync()
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
