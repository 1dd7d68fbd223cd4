import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { checkCatalog } from '#platform/data/catalog.ts'
import { allTables } from '#platform/data/table.ts'
import { testDatabase, type TestDatabase } from '#testing/database.ts'
import './index.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await testDatabase()
})
afterAll(() => database.drop())

test('the tables of documents are as declared, guarded and restricted', async () => {
  const client = new pg.Client(database.owner)
  await client.connect()
  try {
    const found = await checkCatalog(client, allTables())
    expect(found.filter((sentence) => /\bdocument/.test(sentence))).toEqual([])
  } finally {
    await client.end()
  }
})
