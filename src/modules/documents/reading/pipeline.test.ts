import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { erasePeople } from '#privacy'
import type { Organisation } from '#platform/data/organisations.ts'
import type { Scope } from '#platform/data/scope.ts'
import { testDatabase, type TestDatabase } from '#testing/database.ts'
import { testHouse, type TestHouse } from '#testing/house.ts'
import { digitalPdf, scannedPdf } from '#testing/pages.ts'
import { filing } from '../data.ts'
import { createArchive } from '../storing/archives.ts'
import { understand } from '../facts/understand.ts'
import { indexPages, search } from '../search/index.ts'
import { db as storedDb } from '../storing/data.ts'
import { storeSealed } from '../storing/store.ts'
import { readAgain } from './again.ts'
import { attachedTo } from './attached.ts'
import { claimNext, releaseAll } from './claim.ts'
import { db } from './data.ts'
import { type Filing, filingOnly, pagesOf, previewOf } from './pages.ts'
import { readClaimed, readWaiting, type Steps } from './pipeline.ts'
import { limits } from './limits.ts'
import { endReaders } from './readers.ts'
import { SandboxEnded } from './sandbox/process.ts'
import { words } from './texts.ts'

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

async function* stream(content: Uint8Array): AsyncGenerator<Uint8Array> {
  yield content
}
const store = (content: Uint8Array, name: string, mediaType = 'application/octet-stream') =>
  house.within(town, filing, (at) =>
    storeSealed(at, { archiveId: archive, way: 'browser', name, content: stream(content), mediaType }),
  )

test('amagno/previews a stored PDF is read to its end: text, words with places, pictures, sealed', async () => {
  const { versionId, documentId } = await store(await digitalPdf(['Rechnung für Frau Müller', 'Zweite Seite']), 'a.pdf')
  expect(await readWaiting(house, town)).toBe(1)
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

const inTown = <T>(work: (at: Scope<Filing>) => Promise<T>): Promise<T> =>
  house.within(town, filing, (at) => work(filingOnly(at)))
const versionOf = (id: string) =>
  inTown((at) => db(at).selectFrom('document_versions').selectAll().where('id', '=', id).executeTakeFirstOrThrow())
const found = async (query: string): Promise<string[]> => {
  const { hits } = await house.within(town, filing, (at) => search(at, { query, archives: new Set([archive]) }))
  return hits.map(({ documentId }) => documentId)
}

test('amagno/previews what was read is found by its words; previews and texts lie sealed', async () => {
  const { versionId, documentId } = await store(await digitalPdf(['Baugenehmigung für Zwergpinguine']), 'b.pdf')
  await readWaiting(house, town)
  expect(await found('zwergpinguin')).toEqual([documentId])
  const rows = await inTown((at) =>
    db(at).selectFrom('document_previews').selectAll().where('version_id', '=', versionId).execute(),
  )
  expect(rows.map(({ kind }) => kind).toSorted()).toEqual(['page', 'thumb'])
  for (const { file } of rows) {
    const bytes = readFileSync(join(house.dataFolder, 'blobs', town.id, file.id.slice(0, 2), file.id))
    expect(bytes.includes('PNG')).toBe(false)
    expect(bytes.includes('IHDR')).toBe(false)
  }
  const page = await inTown((at) =>
    db(at).selectFrom('document_pages').selectAll().where('version_id', '=', versionId).executeTakeFirstOrThrow(),
  )
  expect(page.text.includes('Zwergpinguine')).toBe(false)
})

test('amagno/previews a mail, a picture and a text become PDFs; an attachment is filed once, however often it is read', async () => {
  const eml = `From: a@example.org\r\nSubject: Plan\r\nDate: Sun, 22 Nov 2026 10:00:00 +0000\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n\r\nanbei\r\n--x\r\nContent-Type: text/plain; name="anhang.txt"\r\nContent-Disposition: attachment; filename="anhang.txt"\r\n\r\nDer Nashornvogel\r\n--x--\r\n`
  const { documentId, versionId } = await store(Buffer.from(eml), 'plan.eml', 'message/rfc822')
  expect(await readWaiting(house, town)).toBe(2)
  await inTown((at) =>
    db(at).updateTable('document_versions').set({ stage: 'stored' }).where('id', '=', versionId).execute(),
  )
  expect(await readWaiting(house, town)).toBe(1)
  const { parts } = await inTown((at) => attachedTo(at, documentId))
  expect(parts).toHaveLength(1)
  expect(await found('nashornvogel')).toEqual(parts)
  expect(await inTown((at) => attachedTo(at, parts[0] as string))).toEqual({ parent: documentId, parts: [] })
  const pdf = await inTown(async (at) => {
    const preview = await previewOf(at, house.blobs, versionId, 0, 'pdf')
    return Buffer.concat(await Array.fromAsync(preview?.content ?? []))
  })
  expect(pdf.subarray(0, 5).toString()).toBe('%PDF-')
})

test('an encrypted file waits for its password, which is not kept', async () => {
  const { PDFDocument } = await import('@cantoo/pdf-lib')
  const secret = await PDFDocument.load(await digitalPdf(['Verschlossener Ameisenbär']))
  secret.encrypt({ userPassword: 'rüben', ownerPassword: 'other' })
  const { documentId, versionId } = await store(Buffer.from(await secret.save()), 'geheim.pdf')
  await readWaiting(house, town)
  expect(await versionOf(versionId)).toMatchObject({ stage: 'unreadable', problem: 'needs-password' })
  expect(await found('geheim')).toEqual([documentId]) // by its name
  const again = async (password: string) => {
    const { holder_id: holder } = await inTown((at) =>
      db(at).selectFrom('documents').select('holder_id').where('id', '=', documentId).executeTakeFirstOrThrow(),
    )
    const version = { id: versionId, document_id: documentId }
    expect(await inTown((at) => readAgain(at, version, holder, password))).toBe(true)
    await readWaiting(house, town)
  }
  await again('falsch')
  expect(await versionOf(versionId)).toMatchObject({ stage: 'unreadable', problem: 'wrong-password' })
  await again('rüben')
  expect(await versionOf(versionId)).toMatchObject({ stage: 'ready', problem: null })
  expect(await found('ameisenbär')).toEqual([documentId])
  const kept = await inTown((at) =>
    db(at).selectFrom('document_readings').select('password').where('version_id', '=', versionId).execute(),
  )
  expect(kept).toEqual([{ password: null }])
})

test('nobody reads what somebody reads already, until that one is silent for five minutes or the program starts anew', async () => {
  const { versionId } = await store(await digitalPdf(['eins']), 'c.pdf')
  const first = await inTown(claimNext)
  expect(first).toMatchObject({ versionId, attempts: 1, done: 0 })
  expect(await inTown(claimNext)).toBeUndefined()
  house.clock.advance({ minutes: 6 })
  expect(await inTown(claimNext)).toMatchObject({ versionId, attempts: 2 })
  await inTown(releaseAll)
  expect(await readWaiting(house, town)).toBe(1)
  expect(await versionOf(versionId)).toMatchObject({ stage: 'ready', attempts: 3 })
})

test('a page whose recognition hangs is tried three times; then the others are read, and the document says so', async () => {
  const scan = await scannedPdf(await digitalPdf(['Erster', 'Zweiter', 'Dritter']), { dpi: 100 })
  const { versionId, documentId } = await store(scan, 'Dämme.pdf')
  const tried: number[] = []
  const recognise: Steps['recognise'] = async ({ page }) => {
    if (page.number === 2) {
      tried.push(page.number)
      throw new SandboxEnded('took-too-long')
    }
    return { text: `Biberdamm Nummer ${page.number}`, words: [], confidence: 1 }
  }
  for (let attempt = 1; attempt <= 3; attempt++) {
    expect(await readWaiting(house, town, () => true, { understand, indexPages, recognise })).toBe(1)
    const last = attempt === 3
    expect(await versionOf(versionId)).toMatchObject(
      last ? { stage: 'ready', problem: 'not-recognised' } : { stage: 'stored', problem: 'took-too-long' },
    )
    house.clock.advance({ minutes: 5 })
  }
  expect(tried).toEqual([2, 2, 2])
  const pages = await inTown((at) => pagesOf(at, versionId))
  expect(pages.map(({ text, from }) => [text, from])).toEqual([
    ['Biberdamm Nummer 1', 'ocr'],
    ['', 'none'],
    ['Biberdamm Nummer 3', 'ocr'],
  ])
  expect(await found('biberdamm')).toEqual([documentId])
  expect(words('de').problems['not-recognised']).toContain('Alle anderen Seiten')
})

test('who is erased while a document is read leaves nothing', async () => {
  const { documentId, versionId } = await store(
    await digitalPdf(Array.from({ length: 120 }, () => 'Nasenbär')),
    'd.pdf',
  )
  const claimed = await inTown(claimNext)
  const { holder_id: holder } = await inTown((at) =>
    db(at).selectFrom('documents').select('holder_id').where('id', '=', documentId).executeTakeFirstOrThrow(),
  )
  const reading = readClaimed(house, town, claimed as NonNullable<typeof claimed>)
  const kept = () =>
    inTown((at) => db(at).selectFrom('document_pages').select('number').where('version_id', '=', versionId).execute())
  await expect.poll(kept, { timeout: 15_000, interval: 5 }).not.toEqual([])
  await house.within(town, filing, (at) => erasePeople(at, [holder], 'check'))
  await reading
  for (const table of ['document_pages', 'document_previews', 'document_readings'] as const)
    expect(
      await inTown((at) => db(at).selectFrom(table).select('version_id').where('version_id', '=', versionId).execute()),
    ).toEqual([])
  expect(await found('nasenbär')).toEqual([])
})

test('archives of members only are left alone, and so is what lies in the bin', async () => {
  const { documentId, versionId } = await store(await digitalPdf(['zwei']), 'e.pdf')
  await inTown((at) => db(at).updateTable('documents').set({ state: 'trash' }).where('id', '=', documentId).execute())
  expect(await readWaiting(house, town)).toBe(0)
  await inTown((at) => db(at).updateTable('documents').set({ state: 'new' }).where('id', '=', documentId).execute())
  await inTown((at) => db(at).updateTable('document_archives').set({ mode: 'client-only' }).execute())
  expect(await readWaiting(house, town)).toBe(0)
  await inTown((at) => db(at).updateTable('document_archives').set({ mode: 'readable' }).execute())
  expect(await readWaiting(house, town)).toBe(1)
  expect((await versionOf(versionId)).stage).toBe('ready')
})

test('a file beyond the bound is kept and found, is not opened to be read, and says so', async () => {
  const piece = new Uint8Array(1024 * 1024).fill(0x20)
  const size = limits.bytes + piece.length
  const zeros = async function* () {
    for (let made = 0; made < size; made += piece.length) yield piece
  }
  const { versionId, documentId } = await house.within(town, filing, (at) =>
    storeSealed(at, {
      archiveId: archive,
      way: 'browser',
      name: 'Luftbilder Gesamtkarte.txt',
      content: zeros(),
      size,
      mediaType: 'text/plain',
    }),
  )
  expect(await readWaiting(house, town)).toBe(1)
  await house.within(town, filing, async (at) => {
    const version = await db(at)
      .selectFrom('document_versions')
      .select(['stage', 'problem', 'size'])
      .where('id', '=', versionId)
      .executeTakeFirstOrThrow()
    expect(version).toEqual({ stage: 'unreadable', problem: 'beyond-bound', size })
    const leases = await storedDb(at)
      .selectFrom('document_leases')
      .select('id')
      .where('version_id', '=', versionId)
      .execute()
    expect(leases).toEqual([])
    expect(words('de').problems['beyond-bound']).toContain('256 MB')
  })
  expect(await found('gesamtkarte')).toEqual([documentId])
})
