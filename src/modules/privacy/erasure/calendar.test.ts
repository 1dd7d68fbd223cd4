import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { sql } from 'kysely'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Period, Table } from '#platform/data/table.ts'
import { testDatabase, type TestDatabase } from '#testing/database.ts'
import { protocol, schema } from '#testing/erasure-tables.ts'
import { testHouse, type TestHouse } from '#testing/house.ts'
import { proving } from '../data.ts'
import { raw } from '../ledger/rows.ts'
import { dueFrom } from '../retention/rules.ts'
import { leftOver } from './left-over.ts'
import { deletionRun } from './run.ts'

let database: TestDatabase
let house: TestHouse
beforeAll(async () => {
  database = await testDatabase({ incomplete: true })
  const owner = new pg.Client(database.owner)
  await owner.connect()
  await owner.query(schema)
  await owner.end()
  house = testHouse(database)
})
afterAll(async () => {
  await house.close()
  await database.drop()
})

const moment = fc
  .integer({ min: Date.UTC(2000, 0, 1), max: Date.UTC(2060, 11, 31) })
  .map((at) => Temporal.Instant.fromEpochMilliseconds(at))
const rule = fc.record({
  period: fc
    .tuple(fc.integer({ min: 0, max: 30 }), fc.constantFrom('D', 'M', 'Y'))
    .map(([n, unit]) => `P${n}${unit}` as Period),
  to: fc.constantFrom('year-end' as const, undefined),
})

test('B6 run, independent count and calendar agree on the day, whatever the rule', async () => {
  await fc.assert(
    fc.asyncProperty(rule, moment, async ({ period, to }, start) => {
      const here = await house.organisation()
      const keep = { from: 'at', period, ...(to ? { to } : {}) } as Table['keep']
      const tables: Table[] = [{ ...protocol, keep }]
      const insert = (at: Temporal.Instant) =>
        house.within(here, proving, (scope) =>
          sql`insert into ex_protocol values (${here.id}, ${randomUUID()}, ${randomUUID()}, ${at})`.execute(raw(scope)),
        )
      await insert(start)
      const due = dueFrom({ period, to }, start, here.zone)
      const before = due.subtract({ microseconds: 1 })
      const over = (now: Temporal.Instant) => house.within(here, proving, (at) => leftOver(at, { tables }), { now })
      expect((await over(before)).rows, `before ${due}`).toEqual({})
      expect((await deletionRun(house, here, before, { tables })).deleted).toEqual({})
      expect((await over(due)).rows, `from ${due}`).toEqual({ ex_protocol: 1 })
      expect((await deletionRun(house, here, due, { tables })).deleted).toEqual({ ex_protocol: 1 })
    }),
    { numRuns: 25 },
  )
}, 60_000)
