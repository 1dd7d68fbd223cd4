import { constants } from 'node:fs'
import { createHash } from 'node:crypto'
import { type FileHandle, lstat, mkdir, open, readdir, rename, rm, utimes } from 'node:fs/promises'
import { join } from 'node:path'
import type { Organisation } from '#platform/data/organisations.ts'
import { type House, inScope } from '#platform/data/scope.ts'
import { isRefusal } from '#platform/errors/errors.ts'
import { filing } from '../data.ts'
import { arrive, digestOf } from './arrive.ts'
import type { LocalFolderRow } from './data.ts'
import { freeName, isUnfinished, isWhole, type Look } from './local-rules.ts'
import { byEnding } from '../sealing/media-types.ts'

export const DONE = 'erledigt'
export const FAILED = 'fehler'

export type LocalReading = {
  readonly house: House
  readonly organisation: Organisation
  readonly failed: (error: unknown) => void
  /** How the files looked the last time, by path; one map for one folder's life. */
  readonly seen: Map<string, Look>
  /** Milliseconds of a clock that only goes forward. */
  readonly ticks: number
  /** Days for which what was filed lies in `erledigt`; 0: it is deleted at once. */
  readonly days: number
}
export type LocalSitting = { taken: number; known: number; refused: number; failed: number }

/**
 * Files what lies in a watched folder and has come to rest, each file in a transaction of its own, and only then puts it
 * into `erledigt`; what can never be filed goes into `fehler`. Links are not followed, subfolders not looked into.
 * @throws the file system's error where the folder cannot be read or written
 */
export async function readLocalFolder(
  reading: LocalReading,
  path: string,
  folder: Pick<LocalFolderRow, 'id' | 'archive_id'>,
): Promise<LocalSitting> {
  const { house, seen, ticks, days } = reading
  for (const one of [path, join(path, DONE), join(path, FAILED)]) await mkdir(one, { recursive: true, mode: 0o770 })
  const sitting: LocalSitting = { taken: 0, known: 0, refused: 0, failed: 0 }
  const present = new Set<string>()
  for (const entry of await readdir(path, { withFileTypes: true })) {
    if (!entry.isFile() || isUnfinished(entry.name)) continue
    const file = join(path, entry.name)
    const look = await lookAt(file, ticks)
    if (!look) continue // taken away meanwhile
    present.add(file)
    const before = seen.get(file)
    const same = before && before.inode === look.inode && before.size === look.size && before.changed === look.changed
    if (!same) seen.set(file, look)
    if (isWhole(before, look)) sitting[await takeFile(reading, path, entry.name, look, folder)]++
  }
  for (const file of seen.keys()) if (!present.has(file)) seen.delete(file)
  await clear(join(path, DONE), house.clock.now().subtract({ hours: 24 * days }))
  return sitting
}

async function lookAt(file: string, at: number): Promise<Look | undefined> {
  const found = await lstat(file, { bigint: true }).catch(() => undefined)
  if (!found?.isFile()) return undefined
  return { size: Number(found.size), changed: found.mtimeNs, inode: found.ino, at }
}

async function takeFile(
  reading: LocalReading,
  path: string,
  name: string,
  look: Look,
  { id, archive_id: archiveId }: Pick<LocalFolderRow, 'id' | 'archive_id'>,
): Promise<keyof LocalSitting> {
  const file = join(path, name)
  try {
    const filed = await within(file, look, async (handle) => {
      const digest = await digestFile(handle)
      const same = digestOf('folder', id, name, `${look.inode} ${look.size} ${look.changed}`, digest)
      return inScope(
        reading.house,
        {
          organisation: reading.organisation,
          actor: { kind: 'system', job: 'documents.folders' },
          purpose: filing,
        },
        (at) =>
          arrive(at, { archiveId, way: 'folder', same }, async function* () {
            const content = unchanged(handle, digest)
            yield { name, mediaType: await mediaTypeOf(handle, name), size: look.size, content }
          }),
      )
    })
    if (filed === 'changed') return 'failed'
    await putAway(reading, path, DONE, name)
    reading.seen.delete(file)
    return filed ? 'taken' : 'known'
  } catch (error) {
    if (isRefusal(error) && error.kind === 'invalid') {
      await putAway(reading, path, FAILED, name)
      return 'refused'
    }
    reading.failed(error)
    return 'failed'
  }
}

/** Opens the very file that was looked at; not one that took its name since, and no link. */
async function within<T>(file: string, look: Look, work: (handle: FileHandle) => Promise<T>): Promise<T | 'changed'> {
  await using handle = await open(file, constants.O_RDONLY | constants.O_NOFOLLOW)
  const now = await handle.stat({ bigint: true })
  if (now.ino !== look.inode || Number(now.size) !== look.size || now.mtimeNs !== look.changed) return 'changed'
  return await work(handle)
}

const pieces = (handle: FileHandle): AsyncIterable<Buffer> =>
  handle.createReadStream({ start: 0, autoClose: false, highWaterMark: 256 * 1024 })

async function digestFile(handle: FileHandle): Promise<Buffer> {
  const hash = createHash('sha256')
  for await (const piece of pieces(handle)) hash.update(piece)
  return hash.digest()
}

/** The file's bytes. @throws where somebody wrote into it since it was looked at: then nothing of it is filed */
async function* unchanged(handle: FileHandle, digest: Buffer): AsyncGenerator<Uint8Array> {
  const hash = createHash('sha256')
  for await (const piece of pieces(handle)) {
    hash.update(piece)
    yield piece
  }
  if (!hash.digest().equals(digest)) throw new Error('a file in a watched folder was changed while it was read')
}

async function mediaTypeOf(handle: FileHandle, name: string): Promise<string> {
  const beginning = Buffer.alloc(4_100)
  const { bytesRead } = await handle.read(beginning, 0, beginning.length, 0)
  const { fileTypeFromBuffer } = await import('file-type')
  const found = await fileTypeFromBuffer(beginning.subarray(0, bytesRead)).catch(() => undefined)
  const vague = !found || ['application/zip', 'application/x-cfb'].includes(found.mime)
  return (vague ? byEnding(name) : undefined) ?? found?.mime ?? 'application/octet-stream'
}

async function putAway({ house, days }: LocalReading, path: string, where: string, name: string): Promise<void> {
  if (where === DONE && days === 0) return rm(join(path, name), { force: true })
  const taken = new Set(await readdir(join(path, where)))
  const target = join(path, where, freeName(name, taken))
  await rename(join(path, name), target)
  const now = new Date(house.clock.now().epochMilliseconds)
  await utimes(target, now, now) // counted from now on, whenever it was written
}

/** Deletes what was filed and has lain long enough: outside of the archive nothing is sealed. */
async function clear(path: string, before: Temporal.Instant): Promise<void> {
  for (const entry of await readdir(path, { withFileTypes: true })) {
    const file = join(path, entry.name)
    const found = entry.isFile() ? await lstat(file).catch(() => undefined) : undefined
    if (found && found.mtimeMs <= before.epochMilliseconds) await rm(file, { force: true })
  }
}
