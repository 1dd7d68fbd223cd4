import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { forbiddenAfterRun, forbiddenNow, newWorld, steps, type Step } from '#testing/law.ts'
import { openShop, type Shop } from '#testing/shop.ts'
import { leftOver } from '../erasure/left-over.ts'

let shop: Shop
beforeAll(async () => (shop = await openShop()))
afterAll(() => shop.close())

const often: readonly Step[] = ['come', 'bill', 'write', 'share', 'wait', 'wait', 'run', 'hold']
const names = [...(Object.keys(steps) as Step[]), ...often]
const step = fc.tuple(fc.constantFrom(...names), fc.nat(1_000))
const RUNS = Number(process.env['LAW_RUNS'] ?? 8)

test(
  'whatever people ask, staff decide, clocks say and nights interrupt: no state that the law forbids',
  async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 12, maxLength: 30 }), async (happened) => {
        const world = await newWorld(shop)
        await steps.come(world)
        await steps.come(world)
        for (const [name, n] of [...happened, ['run', 1] as const]) {
          await steps[name](world, n)
          expect(await forbiddenNow(world), name).toEqual([])
          if (name === 'run') {
            expect(await forbiddenAfterRun(world)).toEqual([])
            const left = await shop.within(world.here, (at) => leftOver(at), world.now.toString())
            expect(left).toMatchObject({ total: 0 })
          }
        }
      }),
      { numRuns: RUNS, endOnFailure: true },
    )
  },
  Math.max(120_000, RUNS * 6_000),
)
