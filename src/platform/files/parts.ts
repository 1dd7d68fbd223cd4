import { constants } from 'node:fs'
import { copyFile, link, mkdir, open, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { refuse } from '#platform/errors/errors.ts'

/**
 * Bytes that come in part by part, aside from the store until they are whole: an upload goes on where it stopped. They come
 * in sealed. What nobody goes on with is swept after a day (`sweepBlobs`).
 */
export type Parts = {
  /**
   * Writes from an offset on, at most up to `max`. Bytes that are there already may be sent again.
   * @returns how many bytes are there now
   * @throws Refusal files.gap for an offset behind the end, files.too-large, files.no-space; what came before stays.
   * files.not-found when it was taken into the store meanwhile: what lies there is not written to any more
   */
  write(id: string, from: number, content: AsyncIterable<Uint8Array>, limits: { max: number }): Promise<number>
  /** Bytes that are there, 0 when there are none. */
  length(id: string): Promise<number>
  drop(id: string): Promise<void>
}

const idForm = /^[0-9a-f-]{36}$/
export const partName = (id: string): string => {
  if (!idForm.test(id)) throw refuse('files.not-found', 'not-found')
  return `part-${id}`
}

/** @param folder where they lie */
export const diskParts = (folder: string, asRefusal: (error: unknown) => unknown): Parts => {
  const pathOf = (id: string) => join(folder, partName(id))
  const length = (id: string) =>
    stat(pathOf(id)).then(
      ({ size }) => size,
      (error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return 0
        throw error
      },
    )
  return {
    async write(id, from, content, { max }) {
      const path = pathOf(id)
      if (from > (await length(id))) throw refuse('files.gap', 'conflict')
      await mkdir(folder, { recursive: true, mode: 0o700 })
      let at = from
      try {
        // 'a' would not write at a place of choice, 'r+' makes no file
        await (await open(path, 'a', 0o600)).close()
        await using file = await open(path, 'r+')
        for await (const piece of content) {
          if (at + piece.byteLength > max) throw refuse('files.too-large', 'invalid', { max })
          // a line that was given up may still bring bytes when the whole was taken over by another name
          if ((await file.stat()).nlink !== 1) throw refuse('files.not-found', 'not-found')
          for (let done = 0; done < piece.byteLength;) {
            const { bytesWritten } = await file.write(piece, done, piece.byteLength - done, at)
            done += bytesWritten
            at += bytesWritten
          }
        }
      } catch (error) {
        throw asRefusal(error)
      }
      return length(id)
    },
    length,
    drop: (id) => rm(pathOf(id), { force: true }),
  }
}

/** Takes a whole upload into the store, by a second name for the same bytes: durable when it resolves. */
export async function keepPart(folder: string, id: string, target: string): Promise<void> {
  const path = join(folder, partName(id))
  await using file = await open(path, 'r+').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') throw refuse('files.not-found', 'not-found')
    throw error
  })
  await file.sync()
  try {
    await link(path, target)
  } catch (error) {
    if (!NO_LINKS.has(String((error as NodeJS.ErrnoException).code))) throw error
    await copyFile(path, target, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE)
    await using copy = await open(target, 'r+')
    await copy.sync()
  }
}

/** What file systems answer that know one name for a file only. */
const NO_LINKS: ReadonlySet<string> = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EXDEV'])
