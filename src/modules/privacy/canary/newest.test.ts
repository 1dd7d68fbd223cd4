import { afterAll, beforeAll, expect, test } from 'vitest'
import { testDatabase, type TestDatabase } from '#testing/database.ts'
import { testHouse, type TestHouse } from '#testing/house.ts'
import { proving } from '../data.ts'
import { record } from '../ledger/record.ts'
import { newestCanary } from './canary.ts'

let database: TestDatabase
let house: TestHouse
beforeAll(async () => {
  database = await testDatabase({ incomplete: true })
  house = testHouse(database)
})
afterAll(async () => {
  await house.close()
  await database.drop()
})

test('smartcx/purpose-bound-storage: a run made while the clock was ahead does not hide what is found after it was set back', async () => {
  const organisation = await house.organisation()
  const found = (hits: number) =>
    house.within(organisation, proving, (at) => record(at, 'canary.done', { done: true, hits }))
  const right = house.clock.now()
  house.clock.advance({ hours: 24 * 300 })
  await found(0)
  house.clock.moveTo(right)
  expect(await house.within(organisation, proving, newestCanary)).toBeUndefined()
  await found(3)
  expect((await house.within(organisation, proving, newestCanary))?.body).toMatchObject({ hits: 3 })
})
