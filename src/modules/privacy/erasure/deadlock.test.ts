import { sql } from 'kysely'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { testDatabase, type TestDatabase } from '#testing/database.ts'
import { examples, schema } from '#testing/erasure-tables.ts'
import { testHouse, type TestHouse } from '#testing/house.ts'
import { proving } from '../data.ts'
import { raw } from '../ledger/rows.ts'
import { eraseRows } from './erase.ts'
import { erasurePlan } from './plan.ts'

const VISITS = 20_000
const GROUPS = 100

let database: TestDatabase
let house: TestHouse
let root: pg.Client
beforeAll(async () => {
  database = await testDatabase({ incomplete: true })
  const owner = new pg.Client(database.owner)
  await owner.connect()
  await owner.query(schema)
  await owner.end()
  root = new pg.Client(database.root)
  await root.connect()
  house = testHouse(database)
})
afterAll(async () => {
  await root.end()
  await house.close()
  await database.drop()
})

test('erasers and others who change many rows at once wait for each other, and never both', { retry: 0 }, async () => {
  const town = await house.organisation()
  // room on each page for what is changed: a row that moves to another page changes the order
  await root.query('alter table ex_visits set (fillfactor = 30)')
  await root.query(
    `insert into ex_visits select $1, gen_random_uuid(), null, now(), n % ${GROUPS} from generate_series(1, ${VISITS}) n`,
    [town.id],
  )
  await root.query('create index on ex_visits (organisation_id, days); analyze ex_visits')
  const plan = erasurePlan(examples)
  const change = (group: number) =>
    house.within(town, proving, (at) =>
      sql`update ex_visits set ended_at = ended_at where days = ${group}`.execute(raw(at)),
    )
  const erase = (group: number) =>
    house.within(town, proving, async (at) => {
      const { rows } = await sql<{ id: string }>`
        select id from ex_visits where days between ${group} and ${group + 3} order by id limit 60`.execute(raw(at))
      const { deleted } = await eraseRows(
        at,
        'ex_visits',
        rows.map(({ id }) => id),
        'request',
        { plan },
      )
      return deleted['ex_visits'] ?? 0
    })
  let erased = 0
  for (let round = 0; round < 20; round++) {
    const group = (round * 7) % (GROUPS - 4)
    // some of the rows that are changed are erased just now
    const [counts] = await Promise.all([
      Promise.all([erase(group), erase(group + 1)]),
      Promise.all([change(group), change(group + 1), change(group + 2)]),
    ])
    erased += counts.reduce((sum, count) => sum + count, 0)
  }
  const { rows } = await root.query<{ n: string }>('select count(*) as n from ex_visits where organisation_id = $1', [
    town.id,
  ])
  expect(Number(rows[0]?.n)).toBe(VISITS - erased)
  expect(erased).toBeGreaterThan(20 * 60)
})
