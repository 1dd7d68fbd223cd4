import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Activity } from '#platform/data/activity.ts'
import type { Sealed, StoredBlob } from '#platform/data/columns.ts'
import type { Organisation } from '#platform/data/organisations.ts'
import type { Scope } from '#platform/data/scope.ts'
import { openBlob } from '#platform/keys/sealed-blob.ts'
import { open } from '#platform/keys/sealed.ts'
import * as tables from '#testing/retained-tables.ts'
import { FILE_TEXT, openShop, type Shop } from '#testing/shop.ts'
import { erasePeople, eraseRows } from '../erasure/erase.ts'
import { leftOver } from '../erasure/left-over.ts'
import { erasurePlan } from '../erasure/plan.ts'
import { raw } from '../ledger/rows.ts'
import { retainedRows } from './retained.ts'

let shop: Shop
beforeAll(async () => (shop = await openShop()))
afterAll(() => shop.close())

const plan = erasurePlan(tables.shopTables)
const erase = (at: Scope<string>, ...people: string[]) => erasePeople(at, people, 'request', { plan })
const cell = async (here: Organisation, table: string, column: string): Promise<unknown> =>
  (await shop.rows(here, `select ${column} as value from ${table}`))[0]?.['value']
/** What is read in a column by somebody who acts for a purpose. */
const read = async (here: Organisation, table: string, column: string, as: Activity) => {
  const value = (await cell(here, table, column)) as Sealed<string, 'any'> | null
  return shop.within(here, (at) => open(at as Scope<'any'>, value), undefined, as)
}
const readScan = async (here: Organisation, person: string, as: Activity) => {
  const stored = (await cell(here, 'shop_invoices', 'scan')) as StoredBlob
  return shop.within(
    here,
    async (at) => {
      const bytes = await openBlob(at, shop.house.blobs, tables.invoices, 'scan', [person], stored)
      return bytes && Buffer.concat(await Array.fromAsync(bytes)).toString()
    },
    undefined,
    as,
  )
}
const left = (here: Organisation, now: string) =>
  shop.within(here, (at) => leftOver(at, { tables: tables.shopTables }), now)
const keys = (here: Organisation) => shop.rows(here, 'select kind from person_keys order by kind')

describe('osseno/block-while-retained', () => {
  test('B4 blocked when its person is erased, gone by itself when the period ends, to the day', async () => {
    const here = await shop.house.organisation()
    const person = await shop.within(here, async (at) => {
      const made = await shop.person(at)
      await shop.invoice(at, made, '2026-03-05', true)
      return made
    })
    for (const as of [tables.selling, tables.bookkeeping]) {
      expect(await read(here, 'shop_invoices', 'recipient', as)).toBe('Ada Lovelace')
      expect(await readScan(here, person, as)).toBe(FILE_TEXT)
    }
    const done = await shop.within(here, (at) => erase(at, person))
    expect(done).toMatchObject({ people: 1, held: 0, blocked: { shop_invoices: 1 }, deleted: { shop_customers: 1 } })
    // the general key is gone at once, the retained one opens for the law only
    expect(await keys(here)).toEqual([{ kind: 'retained' }])
    expect(await read(here, 'shop_invoices', 'recipient', tables.selling)).toBe(null)
    expect(await read(here, 'shop_invoice_lines', 'item', tables.selling)).toBe(null)
    expect(await readScan(here, person, tables.selling)).toBe(undefined)
    expect(await read(here, 'shop_invoices', 'recipient', tables.bookkeeping)).toBe('Ada Lovelace')
    expect(await read(here, 'shop_invoice_lines', 'item', tables.bookkeeping)).toBe('one engine')
    expect(await readScan(here, person, tables.bookkeeping)).toBe(FILE_TEXT)
    // what the law does not need, and what it could be found by, is gone at once
    expect(await shop.rows(here, 'select remark, recipient_exact from shop_invoices')).toEqual([
      { remark: null, recipient_exact: null },
    ])
    // the year ends in Berlin, an hour before it ends in UTC
    expect(await shop.run(here, '2034-12-31T22:59:59Z')).toMatchObject({ deleted: {}, left: { total: 0 } })
    expect((await left(here, '2034-12-31T23:00:00Z')).rows).toEqual({ shop_invoices: 1 })
    expect(await shop.run(here, '2034-12-31T23:00:00Z')).toMatchObject({
      deleted: { shop_invoices: 1, shop_invoice_lines: 1, person_keys: 1 },
      left: { total: 0 },
    })
    expect(await keys(here)).toEqual([])
    expect(await shop.files(here)).toEqual([])
    expect(await shop.count(here, 'blob_removals')).toBe(0)
  })

  test('erasing once more, as a restore does, neither frees nor loses what is blocked', async () => {
    const here = await shop.house.organisation()
    const person = await shop.within(here, async (at) => {
      const made = await shop.person(at)
      await shop.invoice(at, made, '2026-03-05')
      return made
    })
    for (const why of ['request', 'restore', 'unreferenced'] as const)
      await shop.within(here, (at) => erasePeople(at, [person], why, { plan }))
    expect(await read(here, 'shop_invoices', 'recipient', tables.bookkeeping)).toBe('Ada Lovelace')
    expect(await shop.count(here, 'tombstones')).toBe(1)
    expect(await left(here, '2027-01-01T00:00:00Z')).toMatchObject({ total: 0 })
  })

  test('a request for a single statutory row deletes nothing before its time', async () => {
    const here = await shop.house.organisation()
    const id = await shop.within(here, async (at) => shop.invoice(at, await shop.person(at), '2026-03-05'))
    const done = await shop.within(here, (at) => eraseRows(at, 'shop_invoices', [id], 'request', { plan }))
    expect(done).toMatchObject({ deleted: {}, blocked: { shop_invoices: 1 } })
    expect(await shop.count(here, 'shop_invoices')).toBe(1)
  })

  test('nothing is sealed for somebody who is gone, and what is being stored is waited for', async () => {
    const here = await shop.house.organisation()
    const person = await shop.within(here, (at) => shop.person(at))
    let stored = () => {}
    const isStored = new Promise<void>((resolve) => (stored = resolve))
    let mayCommit = () => {}
    const released = new Promise<void>((resolve) => (mayCommit = resolve))
    const job = shop.within(here, async (at) => {
      await shop.invoice(at, person, '2026-03-05')
      stored()
      await released
    })
    await isStored
    const erasure = shop.within(here, (at) => erase(at, person))
    await new Promise((resolve) => setTimeout(resolve, 50))
    mayCommit()
    await job
    expect(await erasure).toMatchObject({ people: 1, blocked: { shop_invoices: 1 } })
    expect(await read(here, 'shop_invoices', 'recipient', tables.bookkeeping)).toBe('Ada Lovelace')
    await expect(shop.within(here, (at) => shop.invoice(at, person, '2026-03-05'))).rejects.toThrow(/no key to seal/)
  })

  test('two who store a person’s first statutory rows at once share one key', async () => {
    const here = await shop.house.organisation()
    const person = await shop.within(here, (at) => shop.person(at))
    await Promise.all([1, 2, 3, 4].map(() => shop.within(here, (at) => shop.invoice(at, person, '2026-03-05'))))
    expect(await keys(here)).toEqual([{ kind: 'general' }, { kind: 'retained' }])
    const all = await shop.rows(here, 'select recipient from shop_invoices')
    const opened = await shop.within(
      here,
      (at) => Promise.all(all.map(({ recipient }) => open(at as Scope<'any'>, recipient as Sealed<string, 'any'>))),
      undefined,
      tables.selling,
    )
    expect(opened).toEqual(Array.from({ length: 4 }, () => 'Ada Lovelace'))
  })
})

test('B4 a document of 5 March 2024 goes from 1 January 2033; eight years since 2025, also for what was there', async () => {
  const here = await shop.house.organisation()
  await shop.within(here, async (at) => {
    await shop.invoice(at, await shop.person(at), '2024-03-05')
    await shop.invoice(at, await shop.person(at), '2016-12-31')
    await shop.invoice(at, await shop.person(at), '2017-01-01')
  })
  const issued = async () =>
    (await shop.rows(here, 'select issued_on from shop_invoices order by 1')).map((row) => row['issued_on'])
  await shop.run(here, '2024-12-31T22:00:00Z')
  expect(await issued()).toHaveLength(3)
  expect((await left(here, '2024-12-31T23:00:00Z')).rows).toEqual({ shop_invoices: 1 })
  await shop.run(here, '2024-12-31T23:00:00Z')
  expect(await issued()).toEqual(['2017-01-01', '2024-03-05'])
  await shop.run(here, '2032-12-31T22:59:59Z')
  expect(await issued()).toEqual(['2024-03-05'])
  await shop.run(here, '2032-12-31T23:00:00Z')
  expect(await issued()).toEqual([])
})

test('what stays is told with law and day', async () => {
  const here = await shop.house.organisation()
  const told = await shop.within(here, async (at) => {
    const person = await shop.person(at)
    await shop.invoice(at, person, '2024-03-05')
    await shop.invoice(at, person, '2026-03-05')
    const before = await retainedRows(at, [person], tables.shopTables)
    await erase(at, person)
    expect(await retainedRows(at, [person], tables.shopTables)).toEqual(before)
    return before.map((one) => ({ ...one, until: one.until.toString() }))
  })
  expect(told).toEqual([{ table: 'shop_invoices', law: '§ 147 Abs. 3 AO', rows: 2, until: '2035-01-01' }])
})

test('amagno/master-data-year-end', async () => {
  const here = await shop.house.organisation()
  const [plain, billed] = await shop.within(here, async (at) => {
    const made = [await shop.person(at), await shop.person(at)] as const
    for (const customer_id of made)
      await shop.insert(at, 'shop_contracts', { customer_id, runs_until: at.now, ended_on: '2026-03-05' })
    await shop.invoice(at, made[1], '2026-03-05')
    return made
  })
  // to the last second of the year in which the contract ended everything is there
  await shop.run(here, '2026-12-31T22:59:59Z')
  expect(await shop.count(here, 'shop_customers')).toBe(2)
  expect((await left(here, '2026-12-31T23:00:00Z')).total).toBeGreaterThan(0)
  const report = await shop.run(here, '2026-12-31T23:00:00Z')
  expect(report).toMatchObject({ people: 2, deleted: { shop_contracts: 2, shop_customers: 2 }, left: { total: 0 } })
  // of the one nothing is left; of the other what the law demands, blocked, until its day
  expect(await shop.rows(here, `select 1 from person_keys where person_id = '${plain}'`)).toEqual([])
  expect(await shop.rows(here, `select kind from person_keys where person_id = '${billed}'`)).toEqual([
    { kind: 'retained' },
  ])
  expect(await read(here, 'shop_invoices', 'recipient', tables.selling)).toBe(null)
  expect(await read(here, 'shop_invoices', 'recipient', tables.bookkeeping)).toBe('Ada Lovelace')
  await shop.run(here, '2034-12-31T23:00:00Z')
  for (const table of ['shop_invoices', 'shop_invoice_lines', 'person_keys'])
    expect(await shop.count(here, table)).toBe(0)
})

test('B6 a start event that should have come is a violation, not for ever', async () => {
  const here = await shop.house.organisation()
  await shop.within(here, async (at) =>
    shop.insert(at, 'shop_contracts', { customer_id: await shop.person(at), runs_until: '2026-06-30T00:00:00Z' }),
  )
  expect((await left(here, '2026-07-01T23:59:59Z')).unstarted).toBe(0)
  expect(await left(here, '2026-07-02T00:00:00Z')).toMatchObject({
    unstarted: 1,
    unstartedBy: { shop_contracts: 1 },
    total: 1,
  })
})

test('rows that came back are found and erased again', async () => {
  const here = await shop.house.organisation()
  const person = await shop.within(here, async (at) => {
    const made = await shop.person(at)
    await erase(at, made)
    return made
  })
  await shop.within(here, (at) =>
    sql`insert into shop_letters (organisation_id, id, sender, sent_at) values (${here.id}, gen_random_uuid(), ${person}, ${at.now})`.execute(
      raw(at),
    ),
  )
  expect(await left(here, '2026-11-24T12:00:00Z')).toMatchObject({ risen: 1, total: 1 })
  expect(await shop.run(here, '2026-11-24T12:00:00Z')).toMatchObject({
    deleted: { shop_letters: 1 },
    left: { total: 0 },
  })
})
