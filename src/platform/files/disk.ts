import { createHash, randomBytes } from 'node:crypto'
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { isRefusal, refuse } from '#platform/errors/errors.ts'
import type { BlobContent, BlobRef, BlobStore } from '#platform/files/blobs.ts'
import { diskParts, keepPart } from '#platform/files/parts.ts'

const idForm = /^[0-9a-f]{32}$/
const incoming = '.incoming'
const AT_ONCE = 64

/** Blobs as files `<folder>/<organisation>/<first two of id>/<id>`, written aside and renamed when durable. */
export const diskBlobs = (folder: string): BlobStore => {
  const home = (organisation: string) => {
    if (!/^[a-z0-9][a-z0-9-]{0,63}$/.test(organisation)) throw new RangeError('not the key of an organisation')
    return join(folder, organisation)
  }
  const place = (organisation: string, id: string) => {
    if (!idForm.test(id)) throw refuse('files.not-found', 'not-found')
    return join(home(organisation), id.slice(0, 2), id)
  }

  const store = async (
    organisation: string,
    id: string,
    content: BlobContent,
    { max, durable }: { max: number; durable: boolean },
  ): Promise<BlobRef> => {
    const target = place(organisation, id)
    const aside = join(folder, incoming, randomBytes(16).toString('hex'))
    try {
      for (const path of [dirname(aside), dirname(target)])
        await (durable ? makeFolder(path) : mkdir(path, { recursive: true, mode: 0o700 }))
      const written = await write(aside, content, max, durable)
      await rename(aside, target)
      if (durable) await settle(dirname(target))
      return { id, ...written }
    } catch (error) {
      await rm(aside, { force: true })
      throw spaceRefusal(error)
    }
  }

  return {
    put: async (organisation, content, limits) => {
      const id = randomBytes(16).toString('hex')
      try {
        return await store(organisation, id, content, { max: limits?.max ?? Infinity, durable: true })
      } catch (error) {
        await rm(place(organisation, id), { force: true })
        throw error
      }
    },

    putBack: (organisation, id, content) => store(organisation, id, content, { max: Infinity, durable: false }),

    settle: async (organisation) => {
      const ids = await Array.fromAsync(idsIn(home(organisation)))
      const files = ids.map((id) => place(organisation, id))
      // files before the folders that name them; many at once, so that the disk writes them in one go
      const paths = [...files, ...new Set(files.map((path) => dirname(path)))]
      for (let from = 0; from < paths.length; from += AT_ONCE)
        await Promise.all(paths.slice(from, from + AT_ONCE).map(settle))
      for (const above of [home(organisation), folder, dirname(folder)]) await settle(above).catch(ifMissing(undefined))
    },

    parts: diskParts(join(folder, incoming), spaceRefusal),

    keep: async (organisation, part) => {
      const id = randomBytes(16).toString('hex')
      const target = place(organisation, id)
      try {
        await makeFolder(dirname(target))
        await keepPart(join(folder, incoming), part, target)
        await settle(dirname(target))
        return id
      } catch (error) {
        await rm(target, { force: true })
        throw spaceRefusal(error)
      }
    },

    raw: async (organisation, id) => {
      const file = await open(place(organisation, id)).catch(ifMissing(undefined))
      return file?.createReadStream({ highWaterMark: 1024 * 1024 })
    },

    get: async (organisation, ref) => {
      const path = place(organisation, ref.id)
      const size = await stat(path).then((found) => found.size, ifMissing(undefined))
      if (size === undefined) throw refuse('files.not-found', 'not-found')
      if (size !== ref.size) throw refuse('files.damaged', 'unavailable', { id: ref.id })
      return checked(path, ref)
    },

    piece: async (organisation, ref, from, to) => {
      await using file = await open(place(organisation, ref.id)).catch(ifMissing(undefined))
      if (!file) throw refuse('files.not-found', 'not-found')
      const bytes = new Uint8Array(Math.max(0, to - from))
      const { size } = await file.stat()
      for (let read = 0; read < bytes.length;) {
        const { bytesRead } = await file.read(bytes, read, bytes.length - read, from + read)
        if (bytesRead === 0 || size !== ref.size) throw refuse('files.damaged', 'unavailable', { id: ref.id })
        read += bytesRead
      }
      return bytes
    },

    remove: async (organisation, id) => {
      const path = place(organisation, id)
      const there = await rm(path).then(() => true, ifMissing(false))
      if (there) await settle(dirname(path))
      return there
    },

    list: async function* (organisation) {
      yield* idsIn(home(organisation))
    },

    removeAll: async (organisation) => {
      const path = home(organisation)
      const count = (await Array.fromAsync(idsIn(path))).length
      await rm(path, { recursive: true, force: true })
      await settle(folder).catch(ifMissing(undefined))
      return count
    },
  }
}

/** Removes what interrupted writes left aside, untouched for a day at `now`; how many files that were. */
export const sweepBlobs = async (folder: string, now: Temporal.Instant): Promise<number> => {
  const limit = now.subtract({ hours: 24 }).epochMilliseconds
  const aside = join(folder, incoming)
  let swept = 0
  for (const name of await readdir(aside).catch(ifMissing<string[]>([]))) {
    const path = join(aside, name)
    if ((await stat(path)).mtimeMs >= limit) continue
    await rm(path, { force: true })
    swept++
  }
  return swept
}

const write = async (
  path: string,
  content: BlobContent,
  max: number,
  durable: boolean,
): Promise<Omit<BlobRef, 'id'>> => {
  const hash = createHash('sha256')
  let size = 0
  await using file = await open(path, 'wx', 0o600)
  for await (const piece of content instanceof Uint8Array ? [content] : content) {
    size += piece.byteLength
    if (size > max) throw refuse('files.too-large', 'invalid', { max })
    hash.update(piece)
    await file.appendFile(piece)
  }
  if (durable) await file.sync()
  return { size, sha256: hash.digest('hex') }
}

async function* checked(path: string, ref: BlobRef): AsyncGenerator<Uint8Array> {
  const hash = createHash('sha256')
  let size = 0
  let held: Uint8Array | undefined
  await using file = await open(path).catch(ifMissing(undefined))
  if (!file) throw refuse('files.not-found', 'not-found')
  for await (const piece of file.createReadStream({ autoClose: false })) {
    if (held) yield held
    held = piece as Buffer
    size += held.byteLength
    hash.update(held)
  }
  if (size !== ref.size || hash.digest('hex') !== ref.sha256)
    throw refuse('files.damaged', 'unavailable', { id: ref.id })
  if (held) yield held
}

async function* idsIn(path: string): AsyncGenerator<string> {
  for (const shard of await readdir(path).catch(ifMissing<string[]>([])))
    for (const id of await readdir(join(path, shard)).catch(ifMissing<string[]>([]))) if (idForm.test(id)) yield id
}

/** Makes a folder that is still there after a power cut: each new level is written down in its parent. */
const makeFolder = async (path: string): Promise<void> => {
  const first = await mkdir(path, { recursive: true, mode: 0o700 })
  if (first === undefined) return
  for (let made = path; made.length >= first.length; made = dirname(made)) await settle(dirname(made))
}

const settle = async (folder: string): Promise<void> => {
  await using handle = await open(folder)
  await handle.sync()
}

const codeOf = (error: unknown): unknown => (error instanceof Error && 'code' in error ? error.code : undefined)

const ifMissing =
  <Value>(value: Value) =>
  (error: unknown): Value => {
    if (codeOf(error) === 'ENOENT') return value
    throw error
  }

const spaceRefusal = (error: unknown): unknown =>
  !isRefusal(error) && ['ENOSPC', 'EDQUOT', 'EFBIG'].includes(String(codeOf(error)))
    ? refuse('files.no-space', 'unavailable')
    : error
