import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { forbiddenAfterRun, forbiddenNow, newWorld, steps, type Step } from '#testing/law.ts'
import { openShop, type Shop } from '#testing/shop.ts'
import { leftOver } from '../erasure/left-over.ts'

let shop: Shop
beforeAll(async () => (shop = await openShop()))
afterAll(() => shop.close())

const often: readonly Step[] = ['come', 'bill', 'write', 'share', 'wait', 'wait', 'waitYears', 'run', 'hold', 'backUp']
const names = [...(Object.keys(steps) as Step[]), ...often]
const step = fc.tuple(fc.constantFrom(...names), fc.nat(1_000))

type Way = readonly (readonly [Step, number])[]
// 38 holds the letter of place 19 for 760 days, 10 waits for 101 days: longer than a letter is kept
const ways: Readonly<Record<string, Way>> = {
  'A9 whose processing is restricted keeps what has become due': [
    ['restrict', 0],
    ['wait', 10],
    ['run', 1],
  ],
  'A9 one row that is restricted stays, and so does its person': [
    ['restrictOneRow', 0],
    ['endContract', 0],
    ['wait', 10],
    ['run', 1],
  ],
  // the other one of two: nothing else speaks of them, and a run has nothing to complain about
  'A9 one row that is restricted stays whole, with everybody in it': [
    ['restrictOneRow', 0],
    ['endContract', 0],
    ['endContract', 1],
    ['waitYears', 1],
    ['run', 1],
  ],
  'A9 what a restricted person shares with another stays whole': [
    ['restrict', 0],
    ['endContract', 1],
    ['waitYears', 1],
    ['run', 1],
  ],
  // 1 holds the invoice of place 0 for twenty days
  'A12 an objection stands while its person stays for a hold alone': [
    ['bill', 0],
    ['object', 0],
    ['endContract', 0],
    ['waitYears', 1],
    ['hold', 1],
    ['run', 1],
  ],
  'B7 who was restricted after the backup is not seen after its restore, and one row neither': [
    ['backUp', 0],
    ['restrict', 0],
    ['restrictOneRow', 1],
    ['wait', 10],
    ['restore', 0],
  ],
  'B7 an objection that was upheld after the backup stands': [
    ['object', 0],
    ['backUp', 0],
    ['weigh', 1],
    ['wait', 10],
    ['restore', 0],
  ],
  'B7 a consent that was withdrawn after the backup is not in force after its restore': [
    ['consent', 0],
    ['backUp', 0],
    ['withdraw', 0],
    ['restore', 0],
  ],
  // 8 waits for 8 years and 8 days: the year in which the last of them ends is not over
  'B4 a voucher is there to the end of its last year, and not after it': [
    ['bill', 0],
    ['waitYears', 8],
    ['run', 1],
    ['waitYears', 1],
    ['run', 1],
  ],
  'B4 what a law kept of who was erased goes at its end, with its file and the last key': [
    ['bill', 0],
    ['askToBeForgotten', 0],
    ['waitYears', 8],
    ['run', 1],
    ['waitYears', 1],
    ['run', 1],
  ],
  'B4 it goes at its end also while another row of who asked is held': [
    ['bill', 0],
    ['waitYears', 8],
    ['write', 0],
    ['hold', 38],
    ['askToBeForgotten', 0],
    ['waitYears', 1],
    ['run', 1],
  ],
  'B7 a hold that was set after the backup keeps its row': [
    ['backUp', 0],
    ['hold', 38],
    ['wait', 10],
    ['restore', 0],
  ],
  'B7 who asked after the backup, and is held, is forgotten when the hold ends': [
    ['hold', 38],
    ['backUp', 0],
    ['askToBeForgotten', 0],
    ['restore', 0],
    ['release', 0],
    ['run', 1],
  ],
  'B7 who was erased after a hold had been released does not come back with the hold': [
    ['hold', 38],
    ['backUp', 0],
    ['release', 0],
    ['askToBeForgotten', 0],
    ['restore', 0],
  ],
  'B7 what was objected to after the backup still stands': [
    ['backUp', 0],
    ['object', 0],
    ['wait', 10],
    ['restore', 0],
  ],
  'A8 what two people share stays for the other': [
    ['write', 0],
    ['askToBeForgotten', 0],
    ['run', 1],
  ],
  'A8 who was restricted and is erased leaves nothing but what a law keeps': [
    ['bill', 0],
    ['restrict', 0],
    ['askToBeForgotten', 0],
    ['run', 1],
  ],
  'B7 a hold set and ended after the backup holds nothing': [
    ['backUp', 0],
    ['hold', 38],
    ['release', 0],
    ['wait', 10],
    ['restore', 0],
  ],
}

const RUNS = Number(process.env['LAW_RUNS'] ?? 8)

/** Two people come, then these things happen; after each the law is looked at. */
async function live(happened: Way): Promise<void> {
  const world = await newWorld(shop)
  await steps.come(world)
  await steps.come(world)
  for (const [name, n] of happened) {
    const done: unknown = await steps[name](world, n)
    expect(await forbiddenNow(world), name).toEqual([])
    if (name !== 'run' && !(name === 'restore' && done === true)) continue
    expect(await forbiddenAfterRun(world), name).toEqual([])
    const left = await shop.within(world.here, (at) => leftOver(at), world.now.toString())
    expect(left).toMatchObject({ total: 0 })
  }
}

test.each(Object.entries(ways))('%s', async (_what, way) => live([['write', 0], ...way]))

test(
  'whatever people ask, staff decide, clocks say, nights interrupt and backups bring back: no state that the law forbids',
  async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 12, maxLength: 30 }), async (happened) => {
        await live([...happened, ['run', 1]])
      }),
      { numRuns: RUNS, endOnFailure: true },
    )
  },
  Math.max(120_000, RUNS * 6_000),
)
