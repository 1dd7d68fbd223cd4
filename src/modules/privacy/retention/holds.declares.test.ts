import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Organisation } from '#platform/data/organisations.ts'
import type { Scope } from '#platform/data/scope.ts'
import { shopTables } from '#testing/retained-tables.ts'
import { openShop, type Shop } from '#testing/shop.ts'
import { erasePeople, eraseRows } from '../erasure/erase.ts'
import { leftOver } from '../erasure/left-over.ts'
import { erasurePlan } from '../erasure/plan.ts'
import { erasureAsked } from '../erasure/waiting.ts'
import { restrict } from '../restriction/restrict.ts'
import { releaseHold, setHold } from './holds.ts'

let shop: Shop
beforeAll(async () => (shop = await openShop()))
afterAll(() => shop.close())

const plan = erasurePlan(shopTables)
const erase = (at: Scope<string>, person: string) => erasePeople(at, [person], 'request', { plan })
const hold = (at: Scope<string>, table: string, id: string, until = '2027-06-30') =>
  setHold(at, { table, id, reason: 'Rechtsstreit', until }, shopTables)
const made = (here: Organisation) =>
  shop.within(here, async (at) => {
    const person = await shop.person(at)
    return { person, letter: await shop.letter(at, person, person), other: await shop.letter(at, person, person) }
  })
const left = (here: Organisation, now: string) => shop.within(here, (at) => leftOver(at, { tables: shopTables }), now)

describe('a request that met a hold', () => {
  test('is finished in the moment the hold is released', async () => {
    const here = await shop.house.organisation()
    const { person, letter } = await made(here)
    const id = await shop.within(here, (at) => hold(at, 'shop_letters', letter))
    expect(await shop.within(here, (at) => erase(at, person))).toMatchObject({ people: 0, held: 1 })
    expect(await shop.rows(here, 'select id from shop_letters')).toEqual([{ id: letter }])
    expect(await shop.rows(here, 'select object_id from erasures_waiting')).toEqual([{ object_id: person }])
    // instead of being erased they are restricted (section 35(3) BDSG), once
    const restricted = () => shop.rows(here, 'select ground from restrictions where lifted_at is null')
    expect(await restricted()).toEqual([{ ground: 'bdsg35' }])
    expect(await shop.within(here, (at) => erase(at, person))).toMatchObject({ people: 0, held: 1 })
    expect(await restricted()).toHaveLength(1)
    // nights pass, and it goes on waiting without new evidence
    await shop.run(here, '2026-11-25T02:00:00Z')
    await shop.run(here, '2026-11-26T02:00:00Z')
    const evidence = await shop.rows(here, `select 1 from ledger_leaves where kind = 'erasure.done'`)
    expect(evidence).toHaveLength(2) // one for each time it was asked for
    await shop.within(here, (at) => releaseHold(at, id, shopTables))
    for (const table of ['shop_letters', 'shop_customers', 'person_keys', 'erasures_waiting'])
      expect(await shop.count(here, table)).toBe(0)
    expect(await shop.rows(here, 'select person_id from tombstones')).toEqual([{ person_id: person }])
  })

  test('is finished by the night’s run when the hold ends by its day', async () => {
    const here = await shop.house.organisation()
    const { person, letter } = await made(here)
    await shop.within(here, (at) => hold(at, 'shop_letters', letter, '2026-12-01'))
    await shop.within(here, (at) => erase(at, person))
    await shop.run(here, '2026-12-01T22:59:59Z')
    expect(await shop.count(here, 'shop_customers')).toBe(1)
    expect(await left(here, '2026-12-01T22:59:59Z')).toMatchObject({ total: 0 })
    // in Berlin it is the second of December
    expect(await left(here, '2026-12-01T23:00:00Z')).toMatchObject({ waiting: 1 })
    expect(await shop.run(here, '2026-12-01T23:00:00Z')).toMatchObject({ people: 1, left: { total: 0 } })
    expect(await shop.count(here, 'shop_customers')).toBe(0)
  })

  test('for a single row is remembered for that row', async () => {
    const here = await shop.house.organisation()
    const { letter } = await made(here)
    const id = await shop.within(here, (at) => hold(at, 'shop_letters', letter))
    const done = await shop.within(here, (at) => eraseRows(at, 'shop_letters', [letter], 'request', { plan }))
    expect(done).toMatchObject({ held: 1, deleted: {} })
    await shop.within(here, (at) => releaseHold(at, id, shopTables))
    expect(await shop.count(here, 'shop_letters')).toBe(1)
    expect(await shop.count(here, 'shop_customers')).toBe(1)
  })

  test('with two holds waits for the last', async () => {
    const here = await shop.house.organisation()
    const { person, letter, other } = await made(here)
    const [first, second] = [
      await shop.within(here, (at) => hold(at, 'shop_letters', letter)),
      await shop.within(here, (at) => hold(at, 'shop_letters', other)),
    ]
    await shop.within(here, (at) => erase(at, person))
    await shop.within(here, (at) => releaseHold(at, first, shopTables))
    expect(await shop.rows(here, 'select id from shop_letters')).toEqual([{ id: other }])
    expect(await shop.count(here, 'erasures_waiting')).toBe(1)
    await shop.within(here, (at) => releaseHold(at, second, shopTables))
    expect(await shop.count(here, 'person_keys')).toBe(0)
  })
})

test('B4 a hold prolongs the period of a voucher, and its end lets it go', async () => {
  const here = await shop.house.organisation()
  const id = await shop.within(here, async (at) => shop.invoice(at, await shop.person(at), '2024-03-05'))
  const held = await shop.within(here, (at) => hold(at, 'shop_invoices', id, '2035-12-31'), '2032-06-01T10:00:00Z')
  await shop.run(here, '2033-01-01T02:00:00Z')
  expect(await shop.count(here, 'shop_invoices')).toBe(1)
  expect(await left(here, '2033-01-02T02:00:00Z')).toMatchObject({ rows: {} })
  await shop.within(here, (at) => releaseHold(at, held, shopTables), '2034-05-05T10:00:00Z')
  expect((await left(here, '2034-05-05T10:00:00Z')).rows).toEqual({ shop_invoices: 1 })
  await shop.run(here, '2034-05-06T02:00:00Z')
  expect(await shop.count(here, 'shop_invoices')).toBe(0)
})

describe('a hold set while an erasure is under way', () => {
  test('waits for it and finds its row gone', async () => {
    const here = await shop.house.organisation()
    const { person, letter } = await made(here)
    let erased = () => {}
    const isErased = new Promise<void>((resolve) => (erased = resolve))
    let mayCommit = () => {}
    const released = new Promise<void>((resolve) => (mayCommit = resolve))
    const erasure = shop.within(here, async (at) => {
      await erase(at, person)
      erased()
      await released
    })
    await isErased
    const late = shop.within(here, (at) => hold(at, 'shop_letters', letter))
    const refused = expect(late).rejects.toThrow('privacy.hold-nothing')
    await new Promise((resolve) => setTimeout(resolve, 50))
    mayCommit()
    await erasure
    await refused
    expect(await shop.count(here, 'holds')).toBe(0)
  })

  test('set first, it is met by an erasure that began before it was committed', async () => {
    const here = await shop.house.organisation()
    const { person, letter } = await made(here)
    let set = () => {}
    const isSet = new Promise<void>((resolve) => (set = resolve))
    let mayCommit = () => {}
    const released = new Promise<void>((resolve) => (mayCommit = resolve))
    const holding = shop.within(here, async (at) => {
      await hold(at, 'shop_letters', letter)
      set()
      await released
    })
    await isSet
    const erasure = shop.within(here, (at) => erase(at, person))
    await new Promise((resolve) => setTimeout(resolve, 50))
    mayCommit()
    await holding
    expect(await erasure).toMatchObject({ people: 0, held: 1 })
    expect(await shop.rows(here, 'select id from shop_letters')).toEqual([{ id: letter }])
  })

  test('set in the midst of a deletion run, whole batches later nothing held is gone', async () => {
    const here = await shop.house.organisation()
    const letters = await shop.within(here, async (at) => {
      const person = await shop.person(at)
      return Promise.all(Array.from({ length: 12 }, () => shop.letter(at, person, person)))
    })
    const running = shop.run(here, '2027-06-01T02:00:00Z')
    const kept: string[] = []
    for (const letter of letters.toReversed()) {
      const done = shop.within(here, (at) => hold(at, 'shop_letters', letter, '2027-12-31'))
      await done.then(
        () => kept.push(letter),
        () => undefined,
      )
    }
    await running
    await shop.run(here, '2027-06-02T02:00:00Z')
    const there = (await shop.rows(here, 'select id from shop_letters')).map(({ id }) => id)
    expect(new Set(there)).toEqual(new Set(kept))
  })
})

test('B7 who had been erased and came back behind a hold is blocked until it ends, and counts as having asked', async () => {
  const here = await shop.house.organisation()
  const { person, letter } = await made(here)
  const id = await shop.within(here, (at) => hold(at, 'shop_letters', letter))
  await shop.within(here, (at) => erasePeople(at, [person], 'restore', { plan }))
  expect(await shop.rows(here, 'select ground from restrictions where lifted_at is null')).toEqual([
    { ground: 'bdsg35' },
  ])
  expect(await shop.within(here, (at) => erasureAsked(at, [person]))).toEqual(new Set([person]))
  await shop.within(here, (at) => releaseHold(at, id, shopTables))
  expect(await shop.count(here, 'shop_customers')).toBe(0)
})

test('a hold on a row of a restricted person is set and met', async () => {
  const here = await shop.house.organisation()
  const { person, letter } = await made(here)
  await shop.within(here, (at) =>
    restrict(at, { person, ground: 'c', objects: [{ table: 'shop_letters', id: letter }] }),
  )
  await shop.within(here, (at) => hold(at, 'shop_letters', letter))
  expect(await shop.within(here, (at) => erase(at, person))).toMatchObject({ held: 1 })
})

test('a released hold stays ended, also when the clock is set back', async () => {
  const here = await shop.house.organisation()
  const { letter } = await made(here)
  const id = await shop.within(here, (at) => hold(at, 'shop_letters', letter))
  await shop.within(here, (at) => releaseHold(at, id, shopTables))
  const done = await shop.within(
    here,
    (at) => eraseRows(at, 'shop_letters', [letter], 'request', { plan }),
    '2026-11-20T09:00:00Z',
  )
  expect(done).toMatchObject({ held: 0, deleted: { shop_letters: 1 } })
})

test('what cannot be held is refused in words', async () => {
  const here = await shop.house.organisation()
  const { letter } = await made(here)
  const tried = (wish: Partial<Parameters<typeof setHold>[1]>) =>
    shop.within(here, (at) =>
      setHold(at, { table: 'shop_letters', id: letter, reason: 'Klage', until: '2027-01-01', ...wish }, shopTables),
    )
  await expect(tried({ reason: ' ' })).rejects.toThrow('privacy.hold-reason')
  await expect(tried({ until: '2026-11-23' })).rejects.toThrow('privacy.hold-until')
  await expect(tried({ until: '2026-13-01' })).rejects.toThrow('privacy.hold-until')
  await expect(tried({ until: '2100-01-01' })).rejects.toThrow('privacy.hold-until')
  await expect(tried({ table: 'person_keys' })).rejects.toThrow('privacy.hold-kind')
  await expect(tried({ table: 'nothing' })).rejects.toThrow('privacy.hold-kind')
  await expect(tried({ id: 'x' })).rejects.toThrow('privacy.hold-nothing')
  await expect(shop.within(here, (at) => releaseHold(at, letter, shopTables))).rejects.toThrow('privacy.no-such-hold')
  const id = await tried({})
  await shop.within(here, (at) => releaseHold(at, id, shopTables))
  await expect(shop.within(here, (at) => releaseHold(at, id, shopTables))).rejects.toThrow('privacy.hold-ended')
})
