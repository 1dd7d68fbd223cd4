import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Organisation } from '#platform/data/organisations.ts'
import { testDatabase, type TestDatabase } from '#testing/database.ts'
import { testHouse, type TestHouse } from '#testing/house.ts'
import { digitalPdf } from '#testing/pages.ts'
import { filing } from '../data.ts'
import { createArchive } from '../storing/archives.ts'
import { storeSealed } from '../storing/store.ts'
import { db } from './data.ts'
import { filingOnly, pagesOf, previewOf } from './pages.ts'
import { readWaiting, type Steps } from './pipeline.ts'
import { endReaders } from './readers.ts'

let database: TestDatabase
let house: TestHouse
let town: Organisation
let archive: string
beforeAll(async () => {
  database = await testDatabase({ incomplete: true })
  house = testHouse(database)
  town = await house.organisation()
  archive = await house.within(town, filing, (at) => createArchive(at, 'Bauamt'))
})
afterAll(async () => {
  endReaders()
  await house.close()
  await database.drop()
})

const steps: Steps = { understand: async () => undefined, indexPages: async () => undefined }

async function* stream(content: Uint8Array): AsyncGenerator<Uint8Array> {
  yield content
}
const store = (content: Uint8Array, name: string, mediaType = 'application/octet-stream') =>
  house.within(town, filing, (at) =>
    storeSealed(at, { archiveId: archive, way: 'browser', name, content: stream(content), mediaType }),
  )

test('amagno/previews a stored PDF is read to its end: text, words with places, pictures, sealed', async () => {
  const { versionId, documentId } = await store(await digitalPdf(['Rechnung für Frau Müller', 'Zweite Seite']), 'a.pdf')
  expect(await readWaiting(house, town, undefined, steps)).toBe(1)
  await house.within(town, filing, async (whole) => {
    const at = filingOnly(whole)
    const pages = await pagesOf(at, versionId)
    expect(pages.map(({ text, from }) => [text, from])).toEqual([
      ['Rechnung für Frau Müller', 'layer'],
      ['Zweite Seite', 'layer'],
    ])
    expect(pages[0]?.words.map(({ text }) => text)).toEqual(['Rechnung', 'für', 'Frau', 'Müller'])
    for (const [page, kind] of [
      [1, 'page'],
      [2, 'page'],
      [1, 'thumb'],
    ] as const) {
      const preview = await previewOf(at, house.blobs, versionId, page, kind)
      const bytes = Buffer.concat(await Array.fromAsync(preview?.content ?? []))
      expect(bytes.subarray(1, 4).toString()).toBe('PNG')
    }
    const version = await db(at)
      .selectFrom('document_versions as v')
      .innerJoin('documents as d', 'd.id', 'v.document_id')
      .select(['v.stage', 'd.pages'])
      .where('d.id', '=', documentId)
      .executeTakeFirstOrThrow()
    expect(version).toEqual({ stage: 'ready', pages: 2 })
  })
})
