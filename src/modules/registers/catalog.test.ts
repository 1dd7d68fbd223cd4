import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { checkCatalog } from '#platform/data/catalog.ts'
import { allTables } from '#platform/data/table.ts'
import { testDatabase, type TestDatabase } from '#testing/database.ts'
import { own } from './data/index.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await testDatabase({ incomplete: true })
})
afterAll(() => database.drop())

test('the tables of the registers are as declared', async () => {
  const names = new RegExp(`\\b(${Object.keys(own).join('|')})\\b`)
  const client = new pg.Client(database.owner)
  await client.connect()
  try {
    const found = await checkCatalog(client, allTables())
    expect(found.filter((sentence) => names.test(sentence))).toEqual([])
  } finally {
    await client.end()
  }
})
