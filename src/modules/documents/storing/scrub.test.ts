import { randomBytes } from 'node:crypto'
import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { deletionRun, restrict } from '#privacy'
import { contact, personFor } from '#people'
import type { Organisation } from '#platform/data/organisations.ts'
import { isRefusal } from '#platform/errors/errors.ts'
import { testDatabase, type TestDatabase } from '#testing/database.ts'
import { testHouse, type TestHouse } from '#testing/house.ts'
import { filing, storing } from '../data.ts'
import { createArchive, listArchives } from './archives.ts'
import { moveDocument, restoreDocument, trashDocument } from './bin.ts'
import { db } from './data.ts'
import { lease } from './lease.ts'
import { PASS_DAYS, scrub, scrubJob, shareOf } from './scrub.ts'
import { storeSealed } from './store.ts'

let database: TestDatabase
let house: TestHouse
let town: Organisation
let archive: string
beforeAll(async () => {
  database = await testDatabase({ incomplete: true })
  house = testHouse(database)
})
beforeEach(async () => {
  town = await house.organisation()
  archive = await house.within(town, filing, (at) => createArchive(at, 'Bauamt'))
})
afterAll(async () => {
  await house.close()
  await database.drop()
})

const file = (holder?: string) =>
  house.within(town, filing, (at) =>
    storeSealed(at, {
      archiveId: archive,
      way: 'import',
      name: 'Plan.png',
      mediaType: 'image/png',
      ...(holder ? { holder } : {}),
      content: (async function* () {
        yield randomBytes(40_000)
      })(),
    }),
  )
const rowOf = (id: string) =>
  house.within(town, storing, (at) =>
    db(at).selectFrom('document_versions').selectAll().where('id', '=', id).executeTakeFirstOrThrow(),
  )
const pathOf = async (id: string) => {
  const { id: blob } = (await rowOf(id)).file
  return join(house.dataFolder, 'blobs', town.id, blob.slice(0, 2), blob)
}
const change = async (path: string, place: number) => {
  const bytes = await readFile(path)
  bytes[place] = (bytes[place] ?? 0) ^ 1
  await writeFile(path, bytes)
}

describe('amagno/verify-after-store scrub', () => {
  test('amagno/verify-after-store with a share a day every file is read again within 28 days, however many there are', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5_000 }), (files) => {
        let [left, days] = [files, 0]
        for (; left > 0; days++) left -= shareOf(files, 0)
        expect(days).toBeLessThanOrEqual(PASS_DAYS)
      }),
    )
  })

  test('amagno/verify-after-store a changed, a shortened and a missing file are found, named, and mended when they are back', async () => {
    const filed = [await file(), await file(), await file(), await file()]
    house.clock.advance({ hours: 24 })
    expect(await scrub(house, town, 10)).toMatchObject({ files: 4, damaged: 0, mended: 0 })
    const [one, two, three, four] = filed.map(({ versionId }) => versionId) as [string, string, string, string]
    const kept = await Promise.all([one, two, three].map(async (id) => readFile(await pathOf(id))))
    await change(await pathOf(one), 20_000)
    await writeFile(await pathOf(two), (await readFile(await pathOf(two))).subarray(0, -1))
    await rm(await pathOf(three))
    house.clock.advance({ hours: 24 })
    expect(await scrub(house, town, 10)).toMatchObject({ files: 4, damaged: 3 })
    expect((await rowOf(one)).damaged_at).not.toBeNull()
    expect((await rowOf(four)).damaged_at).toBeNull()
    const [line] = await house.within(town, filing, listArchives)
    expect(line).toMatchObject({ files: 4, damaged: 3 })
    const entries = await house.within(town, storing, (at) =>
      (
        db(at) as never as {
          selectFrom(t: string): { select(c: string[]): { execute(): Promise<{ kind: string }[]> } }
        }
      )
        .selectFrom('ledger_leaves')
        .select(['kind'])
        .execute(),
    )
    expect(entries.filter(({ kind }) => kind === 'documents.damage-found')).toHaveLength(1)
    house.clock.advance({ hours: 24 })
    expect(await scrub(house, town, 10)).toMatchObject({ damaged: 0, mended: 0 }) // known by now
    for (const [place, id] of [one, two, three].entries()) await writeFile(await pathOf(id), kept[place] as Buffer)
    house.clock.advance({ hours: 24 })
    expect(await scrub(house, town, 10)).toMatchObject({ damaged: 0, mended: 3 })
  })

  test('amagno/verify-after-store a manifest that was exchanged together with its file lacks the seal', async () => {
    const [mine, other] = [await file(), await file()]
    const { manifest, file: theirs } = await rowOf(other.versionId)
    await house.within(town, storing, (at) =>
      db(at)
        .updateTable('document_versions')
        .set({ manifest, file: JSON.stringify(theirs) as never })
        .where('id', '=', mine.versionId)
        .execute(),
    )
    house.clock.advance({ hours: 24 })
    expect(await scrub(house, town, 10)).toMatchObject({ files: 2, damaged: 1 })
    expect((await rowOf(mine.versionId)).damaged_at).not.toBeNull()
  })

  test('what is new damage ends the job with an alarm that says what to do', async () => {
    const { versionId } = await file()
    await change(await pathOf(versionId), 100)
    house.clock.advance({ hours: 24 })
    const { run } = scrubJob
    if (run.per !== 'house') throw new Error('runs per house')
    await expect(run.work(house)).rejects.toThrow(/1 stored documents are damaged.*backup/s)
    house.clock.advance({ hours: 24 })
    await run.work(house)
  })

  test('files of restricted people are kept safe as well', async () => {
    const person = await house.within(town, contact, (at) => personFor(at, { name: 'Rita', mail: 'rita@example.org' }))
    const { versionId } = await file(person)
    await house.within(town, storing, (at) => restrict(at, { person, ground: 'a' }))
    await change(await pathOf(versionId), 100)
    house.clock.advance({ hours: 24 })
    expect(await scrub(house, town, 10)).toMatchObject({ files: 1, damaged: 1 })
  })
})

describe('the bin', () => {
  const stateOf = (id: string) =>
    house.within(town, filing, (at) =>
      db(at)
        .selectFrom('documents')
        .select(['state', 'keep_from', 'keep_days'])
        .where('id', '=', id)
        .executeTakeFirst(),
    )

  test('what lies there for thirty days is erased with its file; what is taken out before is as it was', async () => {
    const [gone, back] = [await file(), await file()]
    const before = await stateOf(back.documentId)
    const path = await pathOf(gone.versionId)
    await house.within(town, filing, async (at) => {
      await trashDocument(at, gone.documentId)
      await trashDocument(at, back.documentId)
    })
    expect((await stateOf(back.documentId))?.state).toBe('trash')
    house.clock.advance({ hours: 24 * 29 })
    await deletionRun(house, town, house.clock.now())
    await house.within(town, filing, (at) => restoreDocument(at, back.documentId))
    expect(await stateOf(back.documentId)).toEqual(before)
    expect((await readFile(path)).length).toBeGreaterThan(0)
    house.clock.advance({ hours: 25 })
    await deletionRun(house, town, house.clock.now())
    expect([await stateOf(gone.documentId), (await stateOf(back.documentId))?.state]).toEqual([undefined, 'new'])
    await expect(readFile(path)).rejects.toThrow('ENOENT')
  })

  test('a document moves to another archive and still opens', async () => {
    const other = await house.within(town, filing, (at) => createArchive(at, 'Kasse'))
    const { documentId, versionId } = await file()
    await house.within(town, filing, (at) => moveDocument(at, documentId, other))
    const length = await house.within(town, filing, (at) =>
      lease(at, { versionId, purpose: 'download' }, async ({ content }) =>
        (await Array.fromAsync(content)).reduce((sum, piece) => sum + piece.length, 0),
      ),
    )
    expect(length).toBe(40_000)
    const nowhere = house.within(town, filing, (at) => moveDocument(at, documentId, documentId))
    const error = await nowhere.catch((thrown: unknown) => thrown)
    expect(isRefusal(error, 'documents.no-archive')).toBe(true)
  })
})
