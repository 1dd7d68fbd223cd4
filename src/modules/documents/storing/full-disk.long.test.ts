import { execFileSync, spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Organisation } from '#platform/data/organisations.ts'
import { archiveIn } from '#testing/filed.ts'
import { uploading } from '#testing/uploads.ts'
import { testWeb, type TestWeb } from '#testing/web.ts'
import { filing } from '../data.ts'
import { db } from './data.ts'
import { lease } from './lease.ts'
import { storeSealed } from './store.ts'
import { finishUpload } from './uploads.ts'

const SPACE = 6 * 1024 ** 2
const INODES = 400
const actor = { kind: 'system', job: 'test' } as const

let web: TestWeb
let town: Organisation
let archive: string
let disk: Disk
beforeAll(async () => {
  web = await testWeb({ modules: [] })
  disk = smallDisk(join(web.dataFolder, 'blobs'))
  town = await web.organisation()
  archive = await archiveIn(web, town)
})
afterAll(async () => {
  disk?.close()
  await web?.close()
})

type Disk = {
  readonly how: 'mounted' | 'limited'
  /** Less than 4 MiB fit from now on. */
  fill(): void
  free(): void
  close(): void
}

/** A file system of its own where this user may mount; elsewhere this process may make no larger file. */
function smallDisk(folder: string): Disk {
  mkdirSync(folder, { recursive: true })
  const how = ['-t', 'tmpfs', '-o', `size=${SPACE},nr_inodes=${INODES},mode=0700`, 'tmpfs', folder]
  if (!process.env['BELEGT_NO_MOUNT'] && spawnSync('mount', how).status === 0)
    return {
      how: 'mounted',
      fill: () => writeFileSync(join(folder, 'ballast'), Buffer.alloc(3 * 1024 ** 2)),
      free: () => rmSync(join(folder, 'ballast')),
      close: () => execFileSync('umount', ['-l', folder]),
    }
  return {
    how: 'limited',
    fill: () => fileSizes(`${3 * 1024 ** 2}:unlimited`),
    free: () => fileSizes('unlimited:unlimited'),
    close: () => fileSizes('unlimited:unlimited'),
  }
}

/** How large a file this process may make. */
function fileSizes(bounds: string): void {
  execFileSync('prlimit', [`--pid=${process.pid}`, `--fsize=${bounds}`])
}

/** A new folder on another disk than this one's. */
function onAnotherDisk(folder: string): string {
  for (const place of ['/dev/shm', '/tmp', '/var/tmp', '/run', process.cwd()])
    try {
      if (statSync(place).dev !== statSync(folder).dev) return mkdtempSync(join(place, 'belegt-disk-'))
    } catch (error) {
      if (!['ENOENT', 'EACCES', 'EROFS'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error
    }
  throw new Error('this machine has one disk only, not even one in memory')
}
const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'taken',
    (error: { code?: string }) => error.code ?? String(error),
  )
const blobsOf = (organisation: Organisation) => Array.fromAsync(web.house.blobs.list(organisation.id))
const filedHere = (organisation = town) =>
  web.scope({ organisation, purpose: filing, actor }, (at) => db(at).selectFrom('documents').select('id').execute())
const contentOf = (versionId: string, organisation = town): Promise<Buffer> =>
  web.scope({ organisation, purpose: filing, actor }, (at) =>
    lease(at, { versionId, purpose: 'download' }, async ({ content }) => Buffer.concat(await Array.fromAsync(content))),
  )

test('amagno/verify-after-store the disk fills while a file comes: what came stays, and it goes on when there is space', async () => {
  const content = randomBytes(5 * 1024 ** 2)
  const one = await uploading(web, town, archive, content)
  disk.fill()
  expect(await codeOf(one.bring())).toBe('files.no-space')
  const there = await web.house.blobs.parts.length(one.upload)
  expect(there).toBeGreaterThan(1024 ** 2)
  expect(there).toBeLessThan(one.bytes.length)
  expect(await codeOf(one.finish())).toBe('files.gap')
  // what this process seals itself is not half there either
  const whole = storing(randomBytes(4 * 1024 ** 2))
  expect(await codeOf(whole)).toBe('files.no-space')
  expect(await filedHere()).toEqual([])
  expect(await blobsOf(town)).toEqual([])
  disk.free()
  expect(await one.bring(there)).toBe(one.bytes.length)
  const { versionId } = await one.finish()
  expect((await contentOf(versionId)).equals(content)).toBe(true)
  expect(await filedHere()).toHaveLength(1)
  empty()
})

/** Lets nothing more be taken over into the store; what ends that. */
type Full = (blobs: string) => () => void

/** No name more fits onto the disk. */
const withoutNames: Full = (blobs) => {
  const names = join(blobs, 'names')
  mkdirSync(names)
  let made = 0
  try {
    for (; made < INODES; made++) writeFileSync(join(names, String(made)), '')
  } catch (error) {
    expect((error as NodeJS.ErrnoException).code).toBe('ENOSPC')
  }
  expect(made).toBeLessThan(INODES)
  return () => rmSync(names, { recursive: true })
}
/** Where the store lies on another disk than what comes in, taking over is copying: it ends in the middle of the file. */
const withoutBytes: Full = () => {
  fileSizes('100000:unlimited')
  return () => fileSizes('unlimited:unlimited')
}

test('amagno/verify-after-store the disk is full when a file is finished: nothing is filed, nothing is lost', async () => {
  const blobs = join(web.dataFolder, 'blobs')
  const apart = await web.organisation()
  const elsewhere = onAnotherDisk(join(blobs, '.incoming'))
  symlinkSync(elsewhere, join(blobs, apart.id))
  // this user may not mount everywhere; two disks there are on every machine
  const ways: readonly (readonly [Organisation, string, Full])[] = [
    ...(disk.how === 'mounted' ? [[town, archive, withoutNames] as const] : []),
    [apart, await archiveIn(web, apart), withoutBytes],
  ]
  for (const [organisation, into, full] of ways) {
    const [before, lying] = [await filedHere(organisation), await blobsOf(organisation)]
    const content = randomBytes(300_000)
    const one = await uploading(web, organisation, into, content)
    await one.bring()
    const end = full(blobs)
    try {
      expect(await codeOf(one.finish())).toBe('files.no-space')
      expect(await filedHere(organisation)).toEqual(before)
      expect(await blobsOf(organisation)).toEqual(lying)
      expect(await web.house.blobs.parts.length(one.upload)).toBe(one.bytes.length)
    } finally {
      end()
    }
    const filed = await one.finish()
    expect((await contentOf(filed.versionId, organisation)).equals(content)).toBe(true)
    empty()
  }
  rmSync(elsewhere, { recursive: true })
})

test('the database fails while a file is filed: it is asked again, without being sent again', async () => {
  const content = randomBytes(100_000)
  const one = await uploading(web, town, archive, content)
  await one.bring()
  const before = (await Array.fromAsync(web.house.blobs.list(town.id))).length
  const failing = finishUpload(
    {
      house: web.house,
      organisation: town,
      actor,
      also: async () => Promise.reject(new Error('could not extend file: No space left on device')),
    },
    { uploadId: one.upload, archiveId: archive },
    one.sent,
  )
  await expect(failing).rejects.toThrow('No space left')
  expect(await Array.fromAsync(web.house.blobs.list(town.id))).toHaveLength(before)
  const filed = await one.finish()
  expect((await contentOf(filed.versionId)).equals(content)).toBe(true)
})

const storing = (content: Uint8Array) =>
  web.scope({ organisation: town, purpose: filing, actor }, (at) =>
    storeSealed(at, {
      archiveId: archive,
      way: 'import',
      name: 'groß.pdf',
      mediaType: 'application/pdf',
      size: content.byteLength,
      content: (async function* () {
        yield content
      })(),
    }),
  )

/** Nothing lies aside that nobody goes on with. */
function empty(): void {
  expect(readdirSync(join(web.dataFolder, 'blobs', '.incoming'))).toEqual([])
}
