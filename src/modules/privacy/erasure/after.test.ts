import { randomBytes, randomUUID } from 'node:crypto'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { testDatabase, type TestDatabase } from '#testing/database.ts'
import { schema } from '#testing/erasure-tables.ts'
import { testHouse, type TestHouse } from '#testing/house.ts'
import { afterErasure, closedSeconds, lingering, lingeringTooLong } from './after.ts'

let database: TestDatabase
let house: TestHouse
let root: pg.Client
beforeAll(async () => {
  database = await testDatabase({ incomplete: true })
  const owner = new pg.Client(database.owner)
  await owner.connect()
  try {
    await owner.query(schema)
  } finally {
    await owner.end()
  }
  root = new pg.Client(database.root)
  await root.connect()
  house = testHouse(database)
})
afterAll(async () => {
  await root.end()
  await house.close()
  await database.drop()
})

const day = Temporal.Instant.from('2026-11-24T11:00:00Z')
const night = Temporal.Instant.from('2026-11-25T02:17:00Z')
const sunday = Temporal.Instant.from('2026-11-29T02:17:00Z')
const clean = (tables: readonly string[], now: Temporal.Instant, more: object = {}) =>
  afterErasure(database.owner, tables, { now, lockTimeoutMs: 200, ...more })
const owed = async () => (await lingering(house.pool)).map(({ table }) => table)

/** Makes a key, forgets it, and says how often its bytes are still in the table's file. */
async function forgottenKey(): Promise<() => Promise<boolean>> {
  const organisation = await house.organisation()
  const wrapped = randomBytes(48)
  // another's key stands before it in the page, which so is not given back to the disk
  for (const key of [randomBytes(48), wrapped]) {
    const values = [organisation.id, randomUUID(), key]
    await root.query(
      `insert into person_keys (organisation_id, person_id, kind, wrapped) values ($1, $2, 'general', $3)`,
      values,
    )
  }
  await root.query('delete from person_keys where wrapped = $1', [wrapped])
  return async () => {
    await root.query('checkpoint')
    const { rows } = await root.query<{ file: Buffer }>(
      `select pg_read_binary_file(pg_relation_filepath('person_keys')) as file`,
    )
    return rows[0]?.file.includes(wrapped) ?? false
  }
}

afterEach(() => clean([], sunday))

test('what was erased is cleared out of the files, and a busy table of keys only waits for the next time', async () => {
  const there = await forgottenKey()
  expect(await there()).toBe(true)
  expect(await clean(['person_keys', 'ex_visits', 'ex_visits'], day)).toEqual({
    vacuumed: ['ex_visits', 'person_keys'],
    rewritten: ['ex_visits', 'person_keys'],
    later: [],
    logEnded: true,
  })
  expect(await there()).toBe(false)
  const large = { smallBytes: 0, seconds: 600 }
  expect((await clean(['person_keys', 'ex_visits'], night, large)).rewritten).toEqual(['person_keys'])

  const client = await house.pool.connect()
  await client.query('begin; set local role belegt_tenant; select 1 from person_keys')
  expect(await clean(['person_keys'], day)).toMatchObject({ rewritten: [], later: [] })
  expect(await owed()).toEqual(['person_keys'])
  await client.query('rollback')
  client.release()
  expect(await clean([], day)).toMatchObject({ rewritten: ['person_keys'] })
  expect(await owed()).toEqual([])
  expect(await clean([], day)).toMatchObject({ vacuumed: [], rewritten: [] })
})

test('what somebody who began before the erasure could still see stays owed until they have ended', async () => {
  const reader = await house.pool.connect()
  await reader.query('begin isolation level repeatable read; select 1')
  const there = await forgottenKey()
  expect(await clean(['person_keys'], day)).toMatchObject({ vacuumed: ['person_keys'], rewritten: [] })
  expect([await there(), await owed()]).toEqual([true, ['person_keys']])
  await reader.query('rollback')
  reader.release()
  expect(await clean([], day)).toMatchObject({ rewritten: ['person_keys'] })
  expect([await there(), await owed()]).toEqual([false, []])
})

test('what was owed as a small table is still written anew when it has grown, and not owed for ever', async () => {
  const client = await house.pool.connect()
  await client.query('begin; set local role belegt_tenant; select 1 from ex_visits')
  expect((await clean(['ex_visits'], day)).rewritten).not.toContain('ex_visits')
  await client.query('rollback')
  client.release()
  expect(await owed()).toEqual(['ex_visits'])
  expect((await clean([], day, { smallBytes: 0 })).later).toContain('ex_visits')
  expect((await clean([], night, { smallBytes: 0 })).rewritten).toContain('ex_visits')
  expect(await owed()).toEqual([])
})

describe('a large table', () => {
  test('is not closed by day, for seconds at night, for minutes on a Sunday night', () => {
    expect([day, night, sunday].map(closedSeconds)).toEqual([10, 20, 600])
    for (let hour = 0; hour < 24 * 7; hour++) {
      const now = sunday.add({ hours: hour })
      const { hour: at, dayOfWeek } = now.toZonedDateTimeISO('UTC')
      const quiet = at >= 1 && at <= 3
      expect(closedSeconds(now)).toBe(quiet ? (dayOfWeek === 7 ? 600 : 20) : 10)
    }
  })

  test('waits for its night, which is written down at the table, and is rewritten then without being asked', async () => {
    const there = await forgottenKey()
    const large = { smallBytes: 0 }
    expect(await clean(['person_keys'], day, large)).toMatchObject({ rewritten: [], later: ['person_keys'] })
    expect(await there()).toBe(true)
    // the next hour finds nothing new erased, and no night either: the first time counts
    expect(await clean([], day.add({ hours: 1 }), large)).toMatchObject({ later: ['person_keys'] })
    expect(await lingering(house.pool)).toEqual([{ table: 'person_keys', since: day }])
    expect(await lingeringTooLong(house.pool, day.add({ hours: 24 * 8 }))).toEqual([])
    expect(await lingeringTooLong(house.pool, day.add({ hours: 24 * 8 + 1 }))).toEqual(['person_keys'])
    expect(await clean([], night, large)).toMatchObject({ rewritten: ['person_keys'], later: [] })
    expect([await there(), await owed()]).toEqual([false, []])
  })

  test('is open again when its time is over, as it was, and still owed', async () => {
    const organisation = await house.organisation()
    await root.query(
      `insert into person_keys (organisation_id, person_id, kind, wrapped)
       select $1, gen_random_uuid(), 'general', repeat('x', 200)::bytea from generate_series(1, 40000)`,
      [organisation.id],
    )
    const count = async () => (await root.query('select count(*)::int as all from person_keys')).rows[0]
    const before = await count()
    expect(await clean(['person_keys'], day, { seconds: 0.002 })).toMatchObject({ rewritten: [], later: [] })
    expect(await owed()).toEqual(['person_keys'])
    expect(await count()).toEqual(before)
    expect(await clean([], day)).toMatchObject({ rewritten: ['person_keys'] })
    expect(await count()).toEqual(before)
    await root.query('delete from person_keys where organisation_id = $1', [organisation.id])
  })

  test('is rewritten whatever its size where nobody is served', async () => {
    const wish = { smallBytes: 0, seconds: Infinity }
    expect(await clean(['person_keys'], day, wish)).toMatchObject({ rewritten: ['person_keys'], later: [] })
  })
})
