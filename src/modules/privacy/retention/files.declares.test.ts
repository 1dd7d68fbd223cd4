import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Organisation } from '#platform/data/organisations.ts'
import { type House, inScope, type RefusedPurpose } from '#platform/data/scope.ts'
import { openBlob, storeBlob } from '#platform/keys/sealed-blob.ts'
import * as tables from '#testing/retained-tables.ts'
import { FILE_TEXT, oneFile, openShop, type Shop } from '#testing/shop.ts'
import { erasePeople } from '../erasure/erase.ts'
import { leftOver } from '../erasure/left-over.ts'
import { erasurePlan } from '../erasure/plan.ts'
import { giveUpFile, reconcileFiles, removeFiles } from './files.ts'

let shop: Shop
beforeAll(async () => (shop = await openShop()))
afterAll(() => shop.close())

const plan = erasurePlan(tables.shopTables)
const NOW = Temporal.Instant.from('2026-11-24T11:00:00Z')
const later = (hours: number) => NOW.add({ hours })
const withDocument = async () => {
  const here = await shop.house.organisation()
  const person = await shop.within(here, async (at) => {
    const made = await shop.person(at)
    await shop.document(at, made, null)
    return made
  })
  return { here, person }
}

test('what is stored is sealed', async () => {
  const { here } = await withDocument()
  for await (const id of shop.house.blobs.list(here.id)) {
    const [row] = await shop.rows(here, 'select file from shop_documents')
    const stored = row?.['file'] as { id: string; size: number; sha256: string }
    expect(stored.id).toBe(id)
    const bytes = Buffer.concat(await Array.fromAsync(await shop.house.blobs.get(here.id, stored)))
    expect(bytes.includes(FILE_TEXT)).toBe(false)
  }
})

test('a file opens for a purpose that its column declares, and for no other', async () => {
  const { here, person } = await withDocument()
  const [row] = await shop.rows(here, 'select file from shop_documents')
  const read = (as: typeof tables.selling | typeof tables.bookkeeping) =>
    shop.within(
      here,
      (at) => openBlob(at, shop.house.blobs, tables.documents, 'file', [person], row?.['file'] as never),
      undefined,
      as,
    )
  expect(await read(tables.selling)).toBeDefined()
  await expect(read(tables.bookkeeping)).rejects.toThrow(
    'shop_documents.file is not kept for the purpose shop-test.bookkeeping',
  )
})

describe('purpose limitation at the seal, for files', () => {
  const opening = async (here: Organisation, as: typeof tables.selling | typeof tables.bookkeeping) => {
    const refused: RefusedPurpose[] = []
    const house: House = { ...shop.house, purposeRefused: (one) => void refused.push(one) }
    const [row] = await shop.rows(here, 'select author, file from shop_documents')
    const wish = { organisation: here, actor: { kind: 'system', job: 'test' }, purpose: as } as const
    const opened = await inScope<string, unknown>(house, wish, (at) =>
      openBlob(at, house.blobs, tables.documents, 'file', [String(row?.['author'])], row?.['file'] as never),
    ).catch((error: unknown) => error)
    return { opened, refused }
  }

  test('an attempt for another purpose is told, so that it stays on record', async () => {
    const { here } = await withDocument()
    const { opened, refused } = await opening(here, tables.bookkeeping)
    expect(opened).toMatchObject({ message: expect.stringContaining('is not kept for the purpose') as string })
    expect(refused).toMatchObject([{ column: 'shop_documents.file', purpose: tables.bookkeeping.name }])
    expect((await opening(here, tables.selling)).refused).toEqual([])
  })

  test('A5 a purpose of which people were not told yet opens no file that was there before', async () => {
    const { here } = await withDocument()
    const waiting = { ...here, waiting_uses: [`${tables.selling.name} shop_documents`] }
    expect((await opening(waiting, tables.selling)).opened).toMatchObject({ code: 'platform.use-waits' })
  })
})

describe('B7 files go with their rows', () => {
  test('after the commit, and not when it was undone', async () => {
    const { here, person } = await withDocument()
    const undone = shop.within(here, async (at) => {
      await erasePeople(at, [person], 'request', { plan })
      throw new Error('undone')
    })
    await expect(undone).rejects.toThrow('undone')
    expect(await removeFiles(shop.house, here, NOW, tables.shopTables)).toBe(0)
    expect(await shop.files(here)).toHaveLength(1)
    await shop.within(here, (at) => erasePeople(at, [person], 'request', { plan }))
    expect(await shop.files(here)).toHaveLength(1)
    expect(await removeFiles(shop.house, here, NOW, tables.shopTables)).toBe(1)
    expect(await shop.files(here)).toEqual([])
    expect(await shop.count(here, 'blob_removals')).toBe(0)
  })

  test('a store that refuses is asked again, the others go, and a day later it is told', async () => {
    const here = await shop.house.organisation()
    await shop.within(here, async (at) => {
      const person = await shop.person(at)
      for (let n = 0; n < 5; n++) await shop.document(at, person, null)
      await erasePeople(at, [person], 'request', { plan })
    })
    const [stubborn] = await shop.files(here)
    const house: House = {
      ...shop.house,
      blobs: {
        ...shop.house.blobs,
        remove: async (organisation, id) => {
          if (id === stubborn) throw new Error('no')
          return shop.house.blobs.remove(organisation, id)
        },
      },
    }
    await expect(removeFiles(house, here, NOW, tables.shopTables)).rejects.toThrow('1 files could not be removed')
    expect(await shop.files(here)).toEqual([stubborn])
    const left = (now: Temporal.Instant) =>
      shop.within(here, (at) => leftOver(at, { tables: tables.shopTables }), now.toString())
    expect((await left(later(24))).files).toBe(0)
    expect((await left(later(25))).files).toBe(1)
    expect(await removeFiles(shop.house, here, later(26), tables.shopTables)).toBe(1)
    expect((await left(later(26))).total).toBe(0)
  })

  test('killed between store and list: removed twice is no harm', async () => {
    const { here, person } = await withDocument()
    await shop.within(here, (at) => erasePeople(at, [person], 'request', { plan }))
    const [id = ''] = await shop.files(here)
    await shop.house.blobs.remove(here.id, id)
    await removeFiles(shop.house, here, NOW, tables.shopTables)
    expect(await shop.count(here, 'blob_removals')).toBe(0)
  })

  test('a file that a row gave up goes, the new one stays', async () => {
    const { here, person } = await withDocument()
    const [old] = await shop.files(here)
    await shop.within(here, async (at) => {
      const file = await storeBlob(at, shop.house.blobs, tables.documents, 'file', [person], oneFile('new'))
      await giveUpFile(at, String(old))
      await shop.rows(here, `update shop_documents set file = '${JSON.stringify(file)}' returning 1`)
    })
    await removeFiles(shop.house, here, NOW, tables.shopTables)
    const left = await shop.files(here)
    expect(left).toHaveLength(1)
    expect(left).not.toContain(old)
  })
})

describe('B7 store and rows are compared, both ways', () => {
  test('an upload whose row never came is gone within a day, one whose row came late stays', async () => {
    const { here, person } = await withDocument()
    const [orphan, late] = await shop.within(here, async (at) => [
      await shop.house.blobs.put(here.id, Buffer.from('orphan')),
      await storeBlob(at, shop.house.blobs, tables.documents, 'file', [person], oneFile('late')),
    ])
    expect(await reconcileFiles(shop.house, here, NOW, tables.shopTables)).toEqual({ orphans: 2, missing: 0 })
    await shop.within(here, (at) =>
      shop.insert(at, 'shop_documents', { author: person, partner: null, reader: null, made_at: at.now, file: late }),
    )
    // found again six hours on, it is the same finding
    expect(await reconcileFiles(shop.house, here, later(6), tables.shopTables)).toEqual({ orphans: 0, missing: 0 })
    expect(await removeFiles(shop.house, here, later(11), tables.shopTables)).toBe(0)
    expect(await removeFiles(shop.house, here, later(18), tables.shopTables)).toBe(1)
    const left = await shop.files(here)
    expect(left).not.toContain(orphan.id)
    expect(left).toContain(late.id)
    expect(await shop.count(here, 'blob_removals')).toBe(0)
  })

  test('a row whose file is gone is told', async () => {
    const { here } = await withDocument()
    const [id = ''] = await shop.files(here)
    await shop.house.blobs.remove(here.id, id)
    expect(await reconcileFiles(shop.house, here, NOW, tables.shopTables)).toEqual({ orphans: 0, missing: 1 })
  })
})
