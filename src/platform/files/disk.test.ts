import { execFile } from 'node:child_process'
import { mkdtemp, readFile, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readBlob, type BlobStore } from '#platform/files/blobs.ts'
import { blobStoreContract } from '#platform/files/blobs.contract.ts'
import { diskBlobs, sweepBlobs } from '#platform/files/disk.ts'

let folder: string
let store: BlobStore
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'belegt-blobs-'))
  store = diskBlobs(folder)
})
afterAll(async () => {
  await rm(folder, { recursive: true })
})

const fileOf = (organisation: string, id: string) => join(folder, organisation, id.slice(0, 2), id)

blobStoreContract('on disk', () => ({
  store,
  damage: async (organisation, id, change) => {
    const path = fileOf(organisation, id)
    await writeFile(path, change(await readFile(path)))
  },
}))

test('blobs are readable by the owner only, and survive a new start', async () => {
  const ref = await store.put('town', Buffer.from('x'))
  expect((await stat(fileOf('town', ref.id))).mode & 0o777).toBe(0o600)
  expect((await stat(join(folder, 'town'))).mode & 0o777).toBe(0o700)
  expect((await readBlob(diskBlobs(folder), 'town', ref)).toString()).toBe('x')
})

test('what an interrupted write left aside goes after a day, not before', async () => {
  const aside = join(folder, '.incoming')
  await writeFile(join(aside, 'half'), 'x')
  const written = Temporal.Instant.from('2026-03-04T08:00:00Z')
  await utimes(join(aside, 'half'), written.epochMilliseconds / 1000, written.epochMilliseconds / 1000)
  expect(await sweepBlobs(folder, written.add({ hours: 23 }))).toBe(0)
  expect(await sweepBlobs(folder, written.add({ hours: 25 }))).toBe(1)
  expect(await readdir(aside)).toEqual([])
  expect(await sweepBlobs(join(folder, 'nowhere'), written)).toBe(0)
})

test('when the system takes no more bytes, the writer is told and nothing half is left', async () => {
  // A limit on file size is the one full disk that needs no rights: the kernel cuts the write off in its middle.
  const program = `
    import { diskBlobs } from '#platform/files/disk.ts'
    const store = diskBlobs(process.argv[1])
    const small = await store.put('full', Buffer.alloc(1000))
    const refused = await store.put('full', Buffer.alloc(1_000_000)).catch(error => error.code)
    console.log(JSON.stringify([small.size, refused, await Array.fromAsync(store.list('full')).then(ids => ids.length)]))`
  const { stdout } = await promisify(execFile)('sh', [
    '-c',
    'ulimit -f 100; exec "$0" --input-type=module -e "$1" "$2"',
    process.execPath,
    program,
    folder,
  ])
  expect(JSON.parse(stdout)).toEqual([1000, 'files.no-space', 1])
  expect(await readdir(join(folder, '.incoming'))).toEqual([])
})

test('many at once neither mix nor lose bytes', async () => {
  const refs = await Promise.all(Array.from({ length: 100 }, (_, n) => store.put('many', Buffer.from(`blob ${n}`))))
  const texts = await Promise.all(refs.map(async (ref) => (await readBlob(store, 'many', ref)).toString()))
  expect(texts).toEqual(refs.map((_, n) => `blob ${n}`))
})
