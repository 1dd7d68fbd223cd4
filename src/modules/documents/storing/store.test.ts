import { randomBytes, randomUUID } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { signingKey } from '#privacy'
import { rotateOrganisationKeys } from '#platform/keys/rotation.ts'
import { open } from '#platform/keys/sealed.ts'
import { CHUNK, HEADER, TAG } from '#platform/sealing/layout.ts'
import { testDatabase, type TestDatabase } from '#testing/database.ts'
import { codeOf, stream, testFiling, type TestFiling, together } from '#testing/filing.ts'
import { filing, storing } from '../data.ts'
import { db } from './data.ts'
import { lease, openVersion } from './lease.ts'
import { openPart } from './ranges.ts'
import { isReceiptGenuine } from './receipt.ts'
import type { Filed, ToStore } from './types.ts'

let database: TestDatabase
let given: TestFiling
let house: TestFiling['house']
let town: TestFiling['town']
let file: TestFiling['file']
let plainOf: TestFiling['plainOf']
let versionRow: TestFiling['versionRow']
let pathOf: TestFiling['pathOf']
beforeAll(async () => {
  database = await testDatabase({ incomplete: true })
  given = await testFiling(database)
  ;({ house, town, file, plainOf, versionRow, pathOf } = given)
})
afterAll(async () => {
  await house.close()
  await database.drop()
})

describe('amagno/stored-sealed', () => {
  test('amagno/stored-sealed what is filed lies packed and sealed, and opens again through a lease', async () => {
    const words = 'Der Bauantrag von Rüdiger Ährenfeld. '.repeat(5_000)
    const { versionId, documentId, number } = await file({ content: stream(words), title: 'Antrag Ährenfeld' })
    const row = await versionRow(versionId)
    const bytes = await readFile(pathOf(row.file.id))
    for (const needle of ['Bauantrag', 'Rüdiger', 'hrenfeld']) expect(bytes.includes(needle)).toBe(false)
    expect(bytes.length).toBeLessThan(words.length / 10)
    expect(JSON.stringify(row)).not.toContain('hrenfeld')
    expect(await plainOf(versionId)).toBe(words)
    expect([row.document_id, number, row.stage]).toEqual([documentId, 1, 'stored'])
    const names = await house.within(town, filing, async (at) => {
      const document = await db(at).selectFrom('documents').selectAll().where('id', '=', documentId).executeTakeFirst()
      return [await open(at, document?.title ?? null), await open(at, row.file_name)]
    })
    expect(names).toEqual(['Antrag Ährenfeld', 'Bauantrag Rüdiger Ährenfeld.txt'])
  })

  test('the receipt is signed, the same each time, and not good with a bit changed', async () => {
    const { receipt } = await file()
    const { publicKey } = await signingKey(house.dataFolder)
    expect(isReceiptGenuine(receipt, publicKey)).toBe(true)
    expect(isReceiptGenuine({ ...receipt, size: receipt.size + 1 }, publicKey)).toBe(false)
    expect(isReceiptGenuine({ ...receipt, document: randomUUID() }, publicKey)).toBe(false)
  })

  test('equal files have equal keyed hashes within an organisation, and others elsewhere', async () => {
    const macOf = async (filed: Filed) => (await versionRow(filed.versionId)).plain_mac?.toString('hex')
    const [one, same, other] = [await file(), await file(), await file({ content: stream('etwas anderes') })]
    expect(await macOf(one)).toBe(await macOf(same))
    expect(await macOf(one)).not.toBe(await macOf(other))
    expect(await macOf(one)).toMatch(/^[0-9a-f]{64}$/)
  })

  test('a version goes on from the one before; two at once are not both the next', async () => {
    const { documentId, versionId } = await file()
    const second = await file({ documentId, content: stream('zweite Fassung') })
    expect([second.documentId, second.number]).toEqual([documentId, 2])
    expect(await plainOf(versionId)).toBe('Der Bauantrag von Rüdiger Ährenfeld')
    expect(await plainOf(second.versionId)).toBe('zweite Fassung')
    const third = together(2, 'dritte') // each has its number before it is read
    const both = await Promise.allSettled([1, 2].map(() => file({ documentId, content: third(), size: 6 })))
    expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
  })

  test('names with paths, marks that turn the direction, and no name at all', async () => {
    const nameOf = async (name: string) => {
      const { versionId } = await file({ name })
      const row = await versionRow(versionId)
      return house.within(town, filing, (at) => open(at, row.file_name))
    }
    expect(await nameOf('../../etc/passwd')).toBe('passwd')
    expect(await nameOf('C:\\Users\\a\\Rechnung.pdf')).toBe('Rechnung.pdf')
    expect(await nameOf('Rechnung\u202efdp.exe')).toBe('Rechnungfdp.exe')
    expect(await nameOf('\0')).toBe('Unterlage')
    expect(await nameOf(`${'ä'.repeat(500)}.pdf`)).toMatch(/^ä{196}\.pdf$/)
  })

  test('nothing, a megabyte of noise, and a length that is not the said one', async () => {
    expect(await plainOf((await file({ content: stream(), size: 0 })).versionId)).toBe('')
    const noise = randomBytes(1_000_001)
    const { versionId } = await file({ content: stream(noise), size: noise.length, mediaType: 'application/pdf' })
    const back = await house.within(town, filing, (at) =>
      lease(at, { versionId, purpose: 'ocr' }, async ({ content, size }) => ({
        size,
        bytes: Buffer.concat(await Array.fromAsync(content)),
      })),
    )
    expect(back.size).toBe(noise.length)
    expect(back.bytes.equals(noise)).toBe(true)
    const blobs = await Array.fromAsync(house.blobs.list(town.id))
    expect(await codeOf(file({ content: stream('kürzer'), size: 100 }))).toBe('documents.other-length')
    expect(await codeOf(file({ content: stream('länger als gesagt'), size: 3 }))).toBe('documents.other-length')
    expect(await codeOf(file({ archiveId: randomUUID() }))).toBe('documents.no-archive')
    expect(await Array.fromAsync(house.blobs.list(town.id))).toHaveLength(blobs.length)
  })
})

describe('leases', () => {
  const leasesOf = (documentId: string) =>
    house.within(town, storing, (at) =>
      db(at)
        .selectFrom('document_leases')
        .selectAll()
        .where('document_id', '=', documentId)
        .orderBy('purpose')
        .execute(),
    )

  test('each opening is recorded with its end, also when its work fails or its scope is rolled back', async () => {
    const { documentId, versionId } = await file()
    await plainOf(versionId)
    const failing = house.within(town, filing, (at) =>
      lease(at, { versionId, purpose: 'index' }, async () => {
        throw new Error('the reader broke')
      }),
    )
    await expect(failing).rejects.toThrow('the reader broke')
    const rows = await leasesOf(documentId)
    expect(rows.map(({ purpose, actor, ended_at }) => [purpose, actor, ended_at !== null])).toEqual([
      ['download', 'system', true],
      ['index', 'system', true],
    ])
    expect(rows.every((row) => row.began_at.until(row.expires_at).total('seconds') <= 120)).toBe(true)
  })

  test('a stream outlives its transaction, ends its lease when it ends, and stops when its time is over', async () => {
    const content = randomBytes(3_000_000)
    const { documentId, versionId } = await file({
      content: stream(content),
      size: content.length,
      mediaType: 'image/png',
    })
    const take = () =>
      house.within(town, filing, (at) => openVersion(at, { versionId, purpose: 'download' }), { readOnly: true })
    const opened = await take()
    expect(Buffer.concat(await Array.fromAsync(opened.content)).equals(content)).toBe(true)
    expect((await leasesOf(documentId)).at(-1)?.ended_at).not.toBeNull()
    const slow = await take()
    const pieces = slow.content[Symbol.asyncIterator]()
    expect((await pieces.next()).done).toBe(false)
    house.clock.advance({ seconds: 121 })
    expect(await codeOf(pieces.next())).toBe('documents.lease-ended')
  })

  test('a stream that is being read goes on while the organisation’s key is replaced, and so does the next', async () => {
    const content = randomBytes(3_000_000)
    const { versionId } = await file({ content: stream(content), size: content.length, mediaType: 'image/png' })
    const { content: bytes } = await house.within(
      town,
      filing,
      (at) => openVersion(at, { versionId, purpose: 'download' }),
      { readOnly: true },
    )
    const pieces = bytes[Symbol.asyncIterator]()
    const read = [(await pieces.next()).value as Uint8Array]
    const { pool, instanceKey, clock } = house
    const organisations = async () => [town]
    const place = { pool, instanceKey, organisations, now: clock.now(), rememberedMs: 50 }
    const rotated = await rotateOrganisationKeys(place, [town.id])
    expect(rotated.get(town.id)?.unreadable).toBe(0)
    for (let next = await pieces.next(); !next.done; next = await pieces.next()) read.push(next.value)
    expect(Buffer.concat(read).equals(content)).toBe(true)
    expect((await plainOf(versionId)).length).toBeGreaterThan(0)
  })

  test('many at once share the one connection for their records', async () => {
    const { documentId, versionId } = await file()
    const all = await Promise.all(Array.from({ length: 60 }, () => plainOf(versionId)))
    expect(new Set(all)).toEqual(new Set(['Der Bauantrag von Rüdiger Ährenfeld']))
    expect((await leasesOf(documentId)).filter(({ ended_at }) => ended_at !== null)).toHaveLength(60)
  })
})

describe('amagno/verify-after-store', () => {
  test('amagno/verify-after-store one flipped bit anywhere in the store is noticed before the end, and never handed out whole', async () => {
    const content = randomBytes(100_000)
    const { versionId } = await file({ content: stream(content), size: content.length, mediaType: 'image/png' })
    const { file: stored } = await versionRow(versionId)
    const bytes = await readFile(pathOf(stored.id))
    for (const place of [0, 24, 56, 56 + 16_384, 56 + 16_400, bytes.length >> 1, bytes.length - 1]) {
      const changed = Buffer.from(bytes)
      changed[place] = (changed[place] ?? 0) ^ 1
      await writeFile(pathOf(stored.id), changed)
      expect(await codeOf(plainOf(versionId))).toBe('files.damaged')
    }
    await writeFile(pathOf(stored.id), bytes)
    expect((await plainOf(versionId)).length).toBeGreaterThan(0)
  })

  test('amagno/verify-after-store a file that is put in another’s place does not open', async () => {
    const [one, other] = [await file(), await file({ content: stream('fremd') })]
    const [mine, theirs] = [await versionRow(one.versionId), await versionRow(other.versionId)]
    await house.within(town, storing, (at) =>
      db(at)
        .updateTable('document_versions')
        .set({ file: JSON.stringify({ ...theirs.file, keys: mine.file.keys }) as never })
        .where('id', '=', one.versionId)
        .execute(),
    )
    expect(await codeOf(plainOf(one.versionId))).toBe('files.damaged')
  })

  test('amagno/verify-after-store rows that point to each other’s files do not open, whole or in part: versions, documents of one person', async () => {
    const pdf = (content: string, more: Partial<ToStore> = {}) =>
      file({ content: stream(content), size: content.length, mediaType: 'application/pdf', ...more })
    const first = await pdf('erste Fassung')
    const second = await pdf('zweite Fassung', { documentId: first.documentId })
    const documentOf = (versionId: string) =>
      house.within(town, storing, (at) =>
        db(at)
          .selectFrom('document_versions as v')
          .innerJoin('documents as d', 'd.id', 'v.document_id')
          .select(['v.id', 'v.number', 'v.file', 'd.id as document', 'd.holder_id'])
          .where('v.id', '=', versionId)
          .executeTakeFirstOrThrow(),
      )
    const { holder_id: holder } = await documentOf(first.versionId)
    const other = await pdf('anderes Schreiben', { holder })
    const partOf = async (filed: Filed) => {
      const { document, ...version } = await documentOf(filed.versionId)
      const of = { document: { id: document, holder_id: version.holder_id }, version, purpose: 'preview' } as const
      return house.within(town, filing, async (at) =>
        Buffer.from(await openPart(at, of, { from: 0, to: 6 })).toString(),
      )
    }
    const put = (filed: Filed, stored: unknown) =>
      house.within(town, storing, (at) =>
        db(at)
          .updateTable('document_versions')
          .set({ file: JSON.stringify(stored) as never })
          .where('id', '=', filed.versionId)
          .execute(),
      )
    expect([await plainOf(first.versionId), await partOf(first)]).toEqual(['erste Fassung', 'erste '])
    const { file: own } = await documentOf(first.versionId)
    for (const instead of [second, other]) {
      await put(first, (await documentOf(instead.versionId)).file)
      expect(await codeOf(plainOf(first.versionId))).toBe('files.damaged')
      expect(await codeOf(partOf(first))).toBe('files.damaged')
    }
    await put(first, own)
    expect(await partOf(first)).toBe('erste ')
  })

  test('amagno/verify-after-store files that were exchanged on the disk, cut, turned round or prolonged at any chunk do not open', async () => {
    const size = 3 * CHUNK + 100
    const [one, other] = [randomBytes(size), randomBytes(size)]
    const png = (content: Buffer, more: Partial<ToStore> = {}) =>
      file({ content: stream(content), size, mediaType: 'image/png', ...more })
    const first = await png(one)
    const beside = [await png(other), await png(other, { documentId: first.documentId })]
    const elsewhere = await testFiling(database)
    const foreign = await elsewhere.file({ content: stream(other), size, mediaType: 'image/png' })
    const blob = (await versionRow(first.versionId)).file.id
    const bytes = await readFile(pathOf(blob))
    const chunk = (place: number) =>
      bytes.subarray(HEADER + place * (CHUNK + TAG), HEADER + (place + 1) * (CHUNK + TAG))
    const [head, last] = [bytes.subarray(0, HEADER), chunk(3)]
    const others = [
      ...(await Promise.all(
        beside.map(async ({ versionId }) => readFile(pathOf((await versionRow(versionId)).file.id))),
      )),
      await readFile(elsewhere.pathOf((await elsewhere.versionRow(foreign.versionId)).file.id)),
    ]
    const changed = [
      ...[0, 1, 2, 3].map((place) => bytes.subarray(0, HEADER + place * (CHUNK + TAG))),
      ...[0, 1, 2].map((place) => Buffer.concat([bytes.subarray(0, HEADER + place * (CHUNK + TAG)), chunk(place).subarray(1), bytes.subarray(HEADER + (place + 1) * (CHUNK + TAG))])), // oxfmt-ignore
      Buffer.concat([head, chunk(1), chunk(0), chunk(2), last]),
      Buffer.concat([head, chunk(0), chunk(2), chunk(1), last]),
      Buffer.concat([head, chunk(0), chunk(1), last]),
      Buffer.concat([bytes, last]),
      Buffer.concat([bytes, Buffer.alloc(1)]),
    ]
    for (const instead of [...others, ...changed]) {
      await writeFile(pathOf(blob), instead)
      expect(await codeOf(plainOf(first.versionId))).toBe('files.damaged')
    }
    await writeFile(pathOf(blob), bytes)
    expect((await plainOf(first.versionId)).length).toBeGreaterThan(0)
    await elsewhere.house.close()
  })
})
