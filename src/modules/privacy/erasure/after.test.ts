import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { testDatabase, type TestDatabase } from '#testing/database.ts'
import { schema } from '#testing/erasure-tables.ts'
import { testHouse, type TestHouse } from '#testing/house.ts'
import { afterErasure } from './after.ts'

let database: TestDatabase
let house: TestHouse
beforeAll(async () => {
  database = await testDatabase({ incomplete: true })
  const owner = new pg.Client(database.owner)
  await owner.connect()
  try {
    await owner.query(schema)
  } finally {
    await owner.end()
  }
  house = testHouse(database)
})
afterAll(async () => {
  await house.close()
  await database.drop()
})

test('what was erased is cleared out of the files, and a busy table of keys only waits for the next night', async () => {
  expect(await afterErasure(database.owner, ['person_keys', 'ex_visits', 'ex_visits'])).toEqual({
    vacuumed: ['ex_visits', 'person_keys'],
    rewritten: ['ex_visits', 'person_keys'],
    logEnded: true,
  })
  const large = { smallBytes: 0 }
  expect((await afterErasure(database.owner, ['person_keys', 'ex_visits'], large)).rewritten).toEqual(['person_keys'])
  const client = await house.pool.connect()
  await client.query('begin; set local role belegt_tenant; select 1 from person_keys')
  expect(await afterErasure(database.owner, ['person_keys'], { lockTimeoutMs: 200 })).toMatchObject({
    rewritten: [],
  })
  await client.query('rollback')
  client.release()
})
