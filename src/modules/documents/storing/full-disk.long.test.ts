import { execFileSync, spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
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
  const limit = (bytes: string) => execFileSync('prlimit', [`--pid=${process.pid}`, `--fsize=${bytes}`])
  return {
    how: 'limited',
    fill: () => limit(`${3 * 1024 ** 2}:unlimited`),
    free: () => limit('unlimited:unlimited'),
    close: () => limit('unlimited:unlimited'),
  }
}
const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'taken',
    (error: { code?: string }) => error.code ?? String(error),
  )
const filedHere = () =>
  web.scope({ organisation: town, purpose: filing, actor }, (at) =>
    db(at).selectFrom('documents').select('id').execute(),
  )
const contentOf = (versionId: string): Promise<Buffer> =>
  web.scope({ organisation: town, purpose: filing, actor }, (at) =>
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
  expect(await Array.fromAsync(web.house.blobs.list(town.id))).toEqual([])
  disk.free()
  expect(await one.bring(there)).toBe(one.bytes.length)
  const { versionId } = await one.finish()
  expect((await contentOf(versionId)).equals(content)).toBe(true)
  expect(await filedHere()).toHaveLength(1)
  empty()
})

test('amagno/verify-after-store the disk is full when a file is finished: nothing is filed, nothing is lost', async ({
  skip,
}) => {
  skip(disk.how === 'limited', 'this user may not mount, and a bound on sizes of files does not fail taking one over')
  const content = randomBytes(100_000)
  const one = await uploading(web, town, archive, content)
  await one.bring()
  // no name more fits onto the disk
  let made = 0
  const names = join(web.dataFolder, 'blobs', 'names')
  mkdirSync(names)
  try {
    for (; made < INODES; made++) writeFileSync(join(names, String(made)), '')
  } catch (error) {
    expect((error as NodeJS.ErrnoException).code).toBe('ENOSPC')
  }
  expect(made).toBeLessThan(INODES)
  expect(await codeOf(one.finish())).toBe('files.no-space')
  expect(await filedHere()).toHaveLength(1)
  expect(await web.house.blobs.parts.length(one.upload)).toBe(one.bytes.length)
  rmSync(names, { recursive: true })
  const filed = await one.finish()
  expect((await contentOf(filed.versionId)).equals(content)).toBe(true)
  empty()
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
