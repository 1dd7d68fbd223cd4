import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { movableClock } from '#platform/clock/clock.ts'
import { runJob } from '#platform/jobs/jobs.ts'
import { testDatabase, type TestDatabase } from '#testing/database.ts'
import { testHouse, type TestHouse } from '#testing/house.ts'
import { proving } from '../data.ts'
import { raw } from '../ledger/rows.ts'
import { goesOnAt, isHeldBack } from './held-back.ts'
import { erasureJobs } from './jobs.ts'

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

const at = (text: string) => Temporal.Instant.from(text)
const now = at('2026-11-20T02:17:00Z')

test('after nights without a run it waits for a day: a clock that jumped ahead deletes nothing before somebody could look', () => {
  const last = at('2026-11-20T02:17:00Z')
  expect(isHeldBack(null, null, at('2026-11-20T02:17:00Z'))).toBe(false)
  expect(isHeldBack(last, null, at('2026-11-23T02:17:00Z'))).toBe(false)
  const jumped = at('2027-11-23T02:18:00Z')
  expect(isHeldBack(last, null, jumped)).toBe(true)
  expect(isHeldBack(last, jumped, jumped.add({ hours: 23, minutes: 59 }))).toBe(true)
  expect(isHeldBack(last, jumped, jumped.add({ hours: 24 }))).toBe(false)
  // put right within the day, the nights are as ever
  expect(isHeldBack(last, jumped, at('2026-11-21T02:17:00Z'))).toBe(false)
})

test('a clock that jumps ahead deletes nothing within a day, and nothing at all when it is put right', async () => {
  const here = await house.organisation()
  const [job] = erasureJobs
  const clock = movableClock(now)
  const night = () =>
    runJob({ ...house, clock, directory: { ...house.directory, all: async () => [here] } }, job!, (error) => {
      throw error
    })
  const runs = () =>
    house.within(
      here,
      proving,
      async (at) =>
        (
          await sql<{ finished_at: Temporal.Instant | null; held_back_at: Temporal.Instant | null }>`
            select finished_at, held_back_at from deletion_runs order by started_at`.execute(raw(at))
        ).rows,
    )
  await night()
  expect(await runs()).toEqual([{ finished_at: now, held_back_at: null }])

  const jumped = now.add({ hours: 24 * 400 })
  clock.moveTo(jumped)
  await night()
  clock.advance({ hours: 23 })
  await night()
  expect(await runs()).toEqual([
    { finished_at: now, held_back_at: null },
    { finished_at: null, held_back_at: jumped },
  ])
  const waiting = await house.within(here, proving, goesOnAt, { now: clock.now() })
  expect(waiting).toEqual(jumped.add({ hours: 24 }))

  // put right: the night is made as ever, and the same report ends
  clock.moveTo(now.add({ hours: 24 }))
  await night()
  expect((await runs()).map(({ finished_at }) => finished_at)).toEqual([now, now.add({ hours: 24 })])

  // or it was the truth: after a day it goes on
  clock.moveTo(jumped)
  await night()
  clock.advance({ hours: 24 })
  await night()
  expect((await runs()).map(({ finished_at }) => finished_at)).toContainEqual(jumped.add({ hours: 24 }))
})
