import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { testDatabase, type TestDatabase } from '#testing/database.ts'
import { testHouse, type TestHouse } from '#testing/house.ts'
import type { Organisation } from '#platform/data/organisations.ts'
import type { Scope } from '#platform/data/scope.ts'
import { proving } from '../data.ts'
import { raw } from '../ledger/rows.ts'
import { seeing } from './locks.ts'

let database: TestDatabase
let house: TestHouse
let town: Organisation

beforeAll(async () => {
  database = await testDatabase()
  house = testHouse(database)
  town = await house.organisation()
})
afterAll(async () => {
  await house.close()
  await database.drop()
})

const shown = async (at: Scope<string>) =>
  (await sql<{ now: string }>`select current_setting('app.restricted', true) as now`.execute(raw(at))).rows[0]?.now

test('what is shown of restricted people lasts as long as the work, also within another, and is as before afterwards', async () => {
  await house.within(town, proving, async (at) => {
    const before = await shown(at)
    const seen: unknown[] = []
    await seeing(at, 'everybody', async () => {
      seen.push(await shown(at))
      await seeing(at, 'unrestricted', async () => void seen.push(await shown(at)))
      seen.push(await shown(at))
      await seeing(at, 'everybody', async () => void seen.push(await shown(at)))
    })
    await seeing(at, 'unrestricted', async () => void seen.push(await shown(at)))
    expect(seen.map(Boolean)).toEqual([true, false, true, true, false])
    expect(await shown(at)).toBe(before)
  })
})

test('work that was thrown and taken back, or only caught, leaves nobody shown or hidden by mistake', async () => {
  const boom = async () => Promise.reject(new Error('boom'))
  for (const takenBack of [true, false]) {
    await house.within(town, proving, async (at) => {
      await sql`savepoint one`.execute(raw(at))
      await expect(seeing(at, 'unrestricted', async () => (await shown(at), boom()))).rejects.toThrow('boom')
      if (takenBack) await sql`rollback to savepoint one`.execute(raw(at))
      for (const whom of ['everybody', 'unrestricted', 'everybody'] as const)
        expect(await seeing(at, whom, () => shown(at))).toBe(whom === 'everybody' ? 'storage' : '')
    })
  }
})
