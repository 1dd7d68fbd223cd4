import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { shopTables } from '#testing/retained-tables.ts'
import { openShop, type Shop } from '#testing/shop.ts'
import { countHolds, HOLDS_ON_PAGE, holdKeeper, holdOf, keeperName, listHolds } from './held.ts'
import { releaseHold, setHold } from './holds.ts'

let shop: Shop
beforeAll(async () => (shop = await openShop()))
afterAll(() => shop.close())

const MANY = 2 * HOLDS_ON_PAGE + 7

describe('a list of many holds', () => {
  test('comes in pages that hold each one once, is counted, and narrows down by what, whence and why', async () => {
    const here = await shop.house.organisation()
    const ids = await shop.within(here, async (at) => {
      const person = await shop.person(at)
      const letter = await shop.letter(at, person, person)
      const set = (until: string, further: { reason: string; keptBy?: string }) =>
        setHold(at, { table: 'shop_letters', id: letter, until, ...further }, shopTables)
      const made: string[] = []
      for (let number = 0; number < MANY; number++) {
        const until = Temporal.PlainDate.from('2027-01-01').add({ days: number % 40 })
        made.push(await set(until.toString(), { reason: 'Archivsperre: § 147 AO', keptBy: 'shop.lock' }))
      }
      made.push(await set('2027-06-30', { reason: 'Rechtsstreit' }))
      const ended = await set('2028-06-30', { reason: 'Prüfung' })
      await releaseHold(at, ended, shopTables)
      return [...made, ended]
    })
    const read = <T>(work: Parameters<typeof shop.within<T>>[1]) => shop.within(here, work)
    const pages = [1, 2, 3].map((page) => read((at) => listHolds(at, {}, page)))
    const shown = (await Promise.all(pages)).flatMap(({ holds }) => holds)
    expect(await read((at) => listHolds(at))).toMatchObject({ total: MANY + 1, pages: 3, page: 1 })
    expect(new Set(shown.map(({ id }) => id))).toEqual(new Set(ids.slice(0, -1)))
    expect(shown).toHaveLength(MANY + 1)
    expect(shown[0]).toMatchObject({ reason: 'Rechtsstreit', keptBy: null, until: '2027-06-30' })
    expect(await read((at) => listHolds(at, {}, 99))).toMatchObject({ page: 3 })

    const counts = await read(countHolds)
    expect(counts).toMatchObject({ inForce: MANY + 1, ended: 1, tables: [{ value: 'shop_letters', count: MANY + 1 }] })
    expect(counts.keepers).toEqual([
      { value: 'shop.lock', count: MANY },
      { value: 'hand', count: 1 },
    ])
    const lawsuit = counts.reasons.find(({ reason }) => reason === 'Rechtsstreit')
    expect(lawsuit?.count).toBe(1)
    for (const [filter, total] of [
      [{ keptBy: 'hand' }, 1],
      [{ keptBy: 'shop.lock' }, MANY],
      [{ reason: lawsuit?.value }, 1],
      [{ table: 'shop_letters' }, MANY + 1],
      [{ table: 'consents' }, 0],
      [{ shown: 'ended' }, 1],
      [{ shown: 'all' }, MANY + 2],
    ] as const)
      expect(await read((at) => listHolds(at, filter))).toMatchObject({ total })
    expect(await read((at) => holdOf(at, ids.at(-1) ?? ''))).toMatchObject({ inForce: false })
  })

  test('names what keeps them, once', () => {
    holdKeeper('shop.lock', { de: 'Ladensperre', en: 'Shop lock' })
    expect(keeperName('shop.lock', 'de')).toBe('Ladensperre')
    expect(keeperName('shop.other', 'de')).toBe('shop.other')
    expect(() => holdKeeper('shop.lock', { de: 'x', en: 'x' })).toThrow('twice')
  })
})
