import { Uint8ArrayReader, Uint8ArrayWriter, ZipWriter, type ZipWriterAddDataOptions } from '@zip.js/zip.js'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Organisation } from '#platform/data/organisations.ts'
import { testDatabase, type TestDatabase } from '#testing/database.ts'
import { testHouse, type TestHouse } from '#testing/house.ts'
import { digitalPdf } from '#testing/pages.ts'
import { docx, packed, paragraph, result } from '#testing/reading.ts'
import { filing } from '../data.ts'
import { search } from '../search/index.ts'
import { createArchive } from '../storing/archives.ts'
import { storeSealed } from '../storing/store.ts'
import type { Way } from '../types.ts'
import { attachedTo } from './attached.ts'
import { db } from './data.ts'
import { filingOnly } from './pages.ts'
import { readWaiting } from './pipeline.ts'
import { endReaders } from './readers.ts'
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

const mail = (text: string, enclosed: Uint8Array) =>
  Buffer.from(
    `From: a@example.org\r\nSubject: Plan\r\nDate: Sun, 22 Nov 2026 10:00:00 +0000\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n\r\n${text}\r\n--x\r\nContent-Type: application/octet-stream\r\nContent-Disposition: attachment; filename="Plan"\r\nContent-Transfer-Encoding: base64\r\n\r\n${Buffer.from(enclosed).toString('base64')}\r\n--x--\r\n`,
  )

async function locked(name: string, content: Uint8Array, options: ZipWriterAddDataOptions): Promise<Buffer> {
  const writer = new ZipWriter(new Uint8ArrayWriter())
  await writer.add(name, new Uint8ArrayReader(content), { useWebWorkers: false, ...options })
  return Buffer.from(await writer.close())
}

describe('what is taken out of an archive', () => {
  test('its files by what their bytes are, without what systems leave there; the list tells their folders', async () => {
    const zip = await packed({
      'Bauakte/2026/Plan.dat': await digitalPdf(['Plan']),
      '__MACOSX/Bauakte/._Plan.dat': 'x',
      'Bauakte/.DS_Store': 'x',
      'Bauakte/leer.txt': '',
      'Bauakte/Brief.docx': await docx(paragraph('Guten Tag')),
    })
    const read = await result(zip, { fileName: 'Bauakte.zip' })
    expect([read.kind, read.mediaType]).toEqual(['archive', 'application/zip'])
    expect(read.texts[0]).toBe('Inhalt (2):\nBauakte/2026/Plan.dat\nBauakte/Brief.docx')
    expect(read.attachments.map(({ name, mediaType }) => [name, mediaType])).toEqual([
      ['Plan.dat.pdf', 'application/pdf'],
      ['Brief.docx', 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'],
    ])
  })

  test('names that lead elsewhere or turn their direction of writing around', async () => {
    const zip = await packed({ AAAAAAAAAAAAAAAA: 'eins', 'Rechnung\u202Efdp.txt': 'zwei' })
    for (let at = zip.indexOf('AAAAAAAAAAAAAAAA'); at >= 0; at = zip.indexOf('AAAAAAAAAAAAAAAA')) {
      zip.write('../../../etc/pwd', at)
    }
    const read = await result(zip, { fileName: 'a.zip' })
    expect(read.attachments.map(({ name }) => name)).toEqual(['pwd', 'Rechnung\u202Efdp.txt'])
    expect(read.texts[0]).not.toContain('\u202E')
  })

  test('office files, also one that lies in an archive unpacked, and containers of other programs stay whole', async () => {
    const letter = await docx(paragraph('Guten Tag'))
    expect((await result(letter, { fileName: 'a.zip' })).kind).toBe('office')
    for (const container of [
      { mimetype: 'application/vnd.etsi.asic-e+zip', 'rechnung.xml': '<a/>' },
      { 'META-INF/manifest.xml': '<a/>', 'rechnung.xml': '<a/>' },
      { '[Content_Types].xml': '<Types/>', 'FixedDocSeq.fdseq': '<a/>' },
    ]) {
      const read = await result(await packed(container), { fileName: 'a.zip' })
      expect([read.problem, read.attachments]).toEqual(['unknown-type', []])
    }
    const stored = await locked('Brief.docx', letter, { level: 0 })
    expect(stored.includes('word/document.xml')).toBe(true)
    const read = await result(stored, { fileName: 'a.zip' })
    expect([read.kind, read.attachments.map(({ name }) => name)]).toEqual(['archive', ['Brief.docx']])
  })

  test.each([
    ['AES', { encryptionStrength: 3 }],
    ['ZipCrypto', { zipCrypto: true }],
  ] as const)('one that is locked by a password (%s) asks for it', async (_, options) => {
    const zip = await locked('Gehälter.txt', Buffer.from('Zahlen'), { password: 'rüben', ...options })
    expect(await result(zip)).toMatchObject({ problem: 'needs-password', attachments: [], texts: [] })
    expect(await result(zip, { password: 'falsch' })).toMatchObject({ problem: 'wrong-password', attachments: [] })
    const [file] = (await result(zip, { password: 'rüben' })).attachments
    expect([file?.name, Buffer.from(file?.content ?? []).toString()]).toEqual(['Gehälter.txt', 'Zahlen'])
  })
})

describe('what is wrong with an archive is said, and nothing of it fills the house', () => {
  test('zeros, files that share bytes, too many files, sizes beyond the bound', async () => {
    const zeros = await packed({ 'a.txt': Buffer.alloc(40_000_000) })
    expect(zeros.length).toBeLessThan(100_000)
    expect(await result(zeros)).toMatchObject({ problem: 'packed-too-much', attachments: [] })

    const twice = await packed({ 'a.txt': 'eins', 'b.txt': 'zwei' })
    const second = twice.indexOf('PK\u0001\u0002', twice.indexOf('PK\u0001\u0002') + 4)
    const first = twice.readUInt32LE(twice.indexOf('PK\u0001\u0002') + 42)
    twice.writeUInt32LE(first, second + 42)
    expect(await result(twice)).toMatchObject({ problem: 'packed-too-much', attachments: [] })

    const many = Object.fromEntries(Array.from({ length: 1_001 }, (_, at) => [`${at}.txt`, `${at}`]))
    expect(await result(await packed(many))).toMatchObject({ problem: 'packed-too-much', attachments: [] })

    const huge = await packed({ 'a.txt': 'eins' })
    huge.writeUInt32LE(0xf0000000, huge.indexOf('PK\u0001\u0002') + 24)
    expect(await result(huge)).toMatchObject({ problem: 'packed-too-much', attachments: [] })
    for (const language of ['de', 'en'] as const) expect(words(language).problems['packed-too-much']).toContain('1')
  }, 30_000)

  test('a file that is damaged, or holds more than is said of it, stays; the others are taken out', async () => {
    const zip = await packed({ 'a.txt': 'eins', 'b.txt': 'zwei', 'c.txt': 'drei' })
    zip[zip.indexOf('PK\u0003\u0004') + 32 + 'a.txt'.length] = 0x7f
    const second = zip.indexOf('PK\u0001\u0002', zip.indexOf('PK\u0001\u0002') + 4)
    zip.writeUInt32LE(2, second + 24)
    const read = await result(zip)
    expect(read.problem).toBeUndefined()
    expect([read.attachments.map(({ name }) => name), read.left]).toEqual([['c.txt'], 2])
    expect((await result((await packed({ 'a.txt': 'eins' })).subarray(0, 60))).problem).toBe('damaged')
  })
})

describe('an archive in the house', () => {
  const store = (content: Uint8Array, name: string, way: Way = 'browser') =>
    house.within(town, filing, (at) =>
      storeSealed(at, {
        archiveId: archive,
        way,
        name,
        content: (async function* () {
          yield content
        })(),
        mediaType: 'application/octet-stream',
      }),
    )
  const partsOf = (id: string) => house.within(town, filing, async (at) => (await attachedTo(filingOnly(at), id)).parts)
  const versionOf = (id: string) =>
    house.within(town, filing, (at) =>
      db(filingOnly(at))
        .selectFrom('document_versions')
        .select(['stage', 'problem'])
        .where('document_id', '=', id)
        .executeTakeFirstOrThrow(),
    )
  const found = async (query: string): Promise<string[]> => {
    const { hits } = await house.within(town, filing, (at) => search(at, { query, archives: new Set([archive]) }))
    return hits.map(({ documentId }) => documentId)
  }
  const readAll = async () => {
    while ((await readWaiting(house, town)) > 0);
  }

  test('is kept, and its files, archives in it and mails in those become documents that belong together', async () => {
    const plan = await digitalPdf(['Zwergflusspferd'])
    const inner = await packed({ 'Post/Anfrage.eml': mail('Wombatfrage', plan) })
    const { documentId } = await store(await packed({ 'a/innen.zip': inner, 'b/Plan.pdf': plan }), 'Akte.zip', 'mail')
    await readAll()
    const [within, direct] = await partsOf(documentId)
    expect(await partsOf(documentId)).toHaveLength(2)
    const [letter] = await partsOf(within ?? '')
    const [enclosed] = await partsOf(letter ?? '')
    expect(await found('wombatfrage')).toEqual([letter])
    expect((await found('zwergflusspferd')).toSorted()).toEqual([direct, enclosed].map(String).toSorted())
    expect(await found('innen.zip')).toContain(documentId)
    expect(await versionOf(documentId)).toEqual({ stage: 'ready', problem: null })
  })

  test('that holds archives without end is taken apart as deep as is allowed, and says so', async () => {
    let nested = await packed({ 'kern.txt': 'Nacktmull' })
    for (let depth = 0; depth < 14; depth++) nested = await packed({ 'weiter.zip': nested })
    const { documentId } = await store(nested, 'tief.zip')
    await readAll()
    let [id, depth]: [string | undefined, number] = [documentId, 0]
    let last = documentId
    while ((id = (await partsOf(last))[0])) [last, depth] = [id, depth + 1]
    expect(depth).toBe(10)
    expect(await versionOf(last)).toEqual({ stage: 'ready', problem: 'not-unpacked' })
    expect(await versionOf(documentId)).toEqual({ stage: 'ready', problem: null })
  }, 30_000)

  test('whose family has a thousand documents gets no more, however they lie in each other', async () => {
    const inner = await packed({ 'a.txt': 'Streifenhyäne', 'b.txt': 'Tüpfelhyäne' })
    const { documentId } = await store(await packed({ 'innen.zip': inner }), 'breit.zip')
    const { documentId: other } = await store(Buffer.from('eins'), 'eins.txt')
    const before = Array.from({ length: 998 }, (_, at) => ({
      organisation_id: town.id,
      parent_id: documentId,
      position: 2 + at,
      document_id: other,
    }))
    await house.within(town, filing, (at) => db(filingOnly(at)).insertInto('document_parts').values(before).execute())
    await readAll()
    const [within] = await partsOf(documentId)
    expect(await partsOf(within ?? '')).toHaveLength(1)
    expect(await versionOf(within ?? '')).toEqual({ stage: 'ready', problem: 'not-unpacked' })
    expect(await versionOf(documentId)).toEqual({ stage: 'ready', problem: null })
  })

  test('that is a bomb stays as it came, unopened, and says so', async () => {
    const { documentId } = await store(await packed({ 'a.txt': Buffer.alloc(40_000_000) }), 'Bombe.zip')
    await readAll()
    expect(await partsOf(documentId)).toEqual([])
    expect(await versionOf(documentId)).toEqual({ stage: 'unreadable', problem: 'packed-too-much' })
    expect(await found('bombe')).toEqual([documentId])
  })
})
