import fc from 'fast-check'
import { mkdtempSync, rmSync } from 'node:fs'
import { appendFile, mkdir, readdir, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Organisation } from '#platform/data/organisations.ts'
import type { Scope } from '#platform/data/scope.ts'
import { openAll } from '#platform/keys/sealed.ts'
import { testDatabase, type TestDatabase } from '#testing/database.ts'
import { testHouse, type TestHouse } from '#testing/house.ts'
import { pdf } from '#testing/mail-in.ts'
import { db as documentsDb, filing } from '../data.ts'
import { createArchive } from '../storing/archives.ts'
import { lease } from '../storing/lease.ts'
import { db } from './data.ts'
import { freeName, isUnfinished, isWhole, type Look, REST_MS } from './local-rules.ts'
import { addLocalFolder } from './local-set-up.ts'
import { lookOnce } from './local-watch.ts'

let database: TestDatabase
let house: TestHouse
let town: Organisation
let root: string
let path: string
let archive: string
let seen: Map<string, Map<string, Look>>
let ticks = 0
const failures: unknown[] = []

beforeAll(async () => {
  database = await testDatabase({ incomplete: true })
  house = testHouse(database)
  root = mkdtempSync(join(tmpdir(), 'belegt-ablage-'))
})
afterAll(async () => {
  await house.close()
  await database.drop()
  rmSync(root, { recursive: true, force: true })
})
beforeEach(async () => {
  town = await house.organisation()
  archive = await within((at) => createArchive(at, 'Scans'))
  await within((at) => addLocalFolder(at, { name: 'scanner', archive_id: archive }))
  path = join(root, town.slug, 'scanner')
  seen = new Map()
  await look()
})

type Opens = (typeof filing)['opens'][number]
const within = <T>(work: (at: Scope<Opens>) => Promise<T>): Promise<T> => house.within(town, filing, work)
/** Looks in after so many milliseconds. */
const look = async (after = REST_MS, days = 7) => {
  ticks += after
  await lookOnce({ house, root, days, failed: (error) => void failures.push(error) }, seen, ticks)
}
const filed = () =>
  within(async (at) => {
    const rows = await documentsDb(at)
      .selectFrom('document_versions as v')
      .innerJoin('documents as d', 'd.id', 'v.document_id')
      .select(['v.id', 'v.file_name', 'v.media_type', 'd.way'])
      .execute()
    const names = await openAll(
      at,
      rows.map((row) => row.file_name),
    )
    return rows.map(({ id, media_type: type, way }, place) => ({ id, type, way, name: names[place] }))
  })
const folder = () => within((at) => db(at).selectFrom('document_folders').selectAll().executeTakeFirstOrThrow())

test('a file that came to rest is filed byte for byte, and then lies in erledigt', async () => {
  const scan = pdf()
  await writeFile(join(path, 'Scan 1.pdf'), scan)
  await look()
  expect(await filed()).toEqual([]) // seen once: it may still grow
  await look()
  const [one] = await filed()
  expect(one).toMatchObject({ name: 'Scan 1.pdf', type: 'application/pdf', way: 'folder' })
  const bytes = await within((at) =>
    lease(at, { versionId: one?.id ?? '', purpose: 'download' }, async ({ content }) =>
      Buffer.concat(await Array.fromAsync(content)),
    ),
  )
  expect(bytes.equals(scan)).toBe(true)
  expect((await readdir(path)).toSorted()).toEqual(['erledigt', 'fehler'])
  expect(await readdir(join(path, 'erledigt'))).toEqual(['Scan 1.pdf'])
  expect(await folder()).toMatchObject({ problem: '', failed: 0 })
})

test('a file that is still being written is waited for; what programs leave unfinished is left alone', async () => {
  const file = join(path, 'langsam.pdf')
  await writeFile(file, pdf())
  for (let page = 0; page < 4; page++) {
    await look()
    await appendFile(file, `% Seite ${page}\n`)
  }
  for (const name of ['.versteckt.pdf', 'x.pdf.part', 'y.tmp', '~$brief.docx']) await writeFile(join(path, name), 'x')
  await mkdir(join(path, 'Unterordner'))
  await symlink('/etc/passwd', join(path, 'verweis.txt'))
  await look()
  expect(await filed()).toEqual([])
  await look()
  await look()
  expect((await filed()).map(({ name }) => name)).toEqual(['langsam.pdf'])
  expect((await readdir(path)).length).toBe(2 + 4 + 2)
})

test('who died after filing and before putting it away files it once; the same file put there anew is filed anew', async () => {
  await writeFile(join(path, 'brief.txt'), 'Guten Tag')
  await look()
  // another process with nothing in its memory, at the same file
  const other = new Map(seen)
  const before = structuredClone([...other.values()][0] ?? new Map<string, Look>())
  await Promise.all([
    lookOnce({ house, root, days: 7, failed: () => undefined }, seen, (ticks += REST_MS)),
    lookOnce({ house, root, days: 7, failed: () => undefined }, new Map([[[...other.keys()][0] ?? '', before]]), ticks),
  ])
  expect((await filed()).length).toBe(1)
  await writeFile(join(path, 'brief.txt'), 'Guten Tag')
  await look()
  await look()
  expect((await filed()).length).toBe(2)
  expect((await readdir(join(path, 'erledigt'))).toSorted()).toEqual(['brief (2).txt', 'brief.txt'])
})

test('what lay in erledigt long enough is deleted; with no days nothing unsealed stays', async () => {
  await writeFile(join(path, 'alt.txt'), 'alt')
  await look()
  await look()
  house.clock.advance({ hours: 6 * 24 })
  await look()
  expect(await readdir(join(path, 'erledigt'))).toEqual(['alt.txt'])
  house.clock.advance({ hours: 25 })
  await look()
  expect(await readdir(join(path, 'erledigt'))).toEqual([])
  await writeFile(join(path, 'gleich.txt'), 'gleich')
  await look(REST_MS, 0)
  await look(REST_MS, 0)
  expect(await readdir(join(path, 'erledigt'))).toEqual([])
  expect((await filed()).map(({ name }) => name ?? '').toSorted()).toEqual(['alt.txt', 'gleich.txt'])
})

test('a folder that cannot be read is told on the screen', async () => {
  rmSync(path, { recursive: true })
  await writeFile(path, 'kein Ordner')
  await look()
  expect(await folder()).toMatchObject({ problem: 'folder' })
  rmSync(path)
  await look()
  expect(await folder()).toMatchObject({ problem: '' })
  expect(failures).toEqual([])
})

test('what is deleted while it is looked at harms nothing', async () => {
  await writeFile(join(path, 'weg.txt'), 'weg')
  await look()
  rmSync(join(path, 'weg.txt'))
  await look()
  expect(await filed()).toEqual([])
  expect(failures).toEqual([])
})

test('a file is whole only when nothing of it changed for a while', () => {
  const look = fc.record({
    size: fc.nat(),
    changed: fc.bigInt({ min: 0n, max: 10n }),
    inode: fc.bigInt({ min: 0n, max: 3n }),
    at: fc.nat(20_000),
  })
  fc.assert(
    fc.property(look, look, (before, now) => {
      const same = before.size === now.size && before.changed === now.changed && before.inode === now.inode
      expect(isWhole(before, now)).toBe(same && now.at - before.at >= REST_MS)
      expect(isWhole(undefined, now)).toBe(false)
      expect(isWhole(before, { ...before, at: before.at + REST_MS })).toBe(true)
    }),
  )
})

test('a free name is free, and names of unfinished files are known', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom('a.pdf', 'a (2).pdf', 'b', 'b (2)', '.x')), (names) => {
      const taken = new Set<string>(names)
      for (const name of ['a.pdf', 'b', '.x']) expect(taken.has(freeName(name, taken))).toBe(false)
    }),
  )
  expect(['a.pdf', 'brief.docx', 'scan.tiff'].some(isUnfinished)).toBe(false)
  expect(['.a.pdf', '~$a.docx', 'a.pdf.crdownload', 'a.filepart', 'a.PART'].every(isUnfinished)).toBe(true)
})
