import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { checkCatalog } from '#platform/data/catalog.ts'
import { organisationKeys, organisations, personKeys } from '#platform/data/organisations.ts'
import type { Table } from '#platform/data/table.ts'
import { testDatabase, type TestDatabase } from '#testing/database.ts'
import * as data from './data.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await testDatabase({ incomplete: true })
})
afterAll(() => database.drop())

const isTable = (value: unknown): value is Table => typeof value === 'object' && value !== null && 'columns' in value

test('the tables of the platform and of privacy are as declared', async () => {
  const own = (Object.values(data) as unknown[]).filter(isTable)
  expect(own.length).toBeGreaterThanOrEqual(12)
  const client = new pg.Client(database.owner)
  await client.connect()
  try {
    const found = await checkCatalog(client, [organisations, organisationKeys, personKeys, ...own])
    // other modules declare the other tables; the whole is checked where all modules are known
    const names = new RegExp(
      `\\b(organisations|organisation_keys|person_keys|${own.map(({ name }) => name).join('|')})\\b`,
    )
    // a module above may guard rows of ours against its own rules: documents, the holds of what is archived
    const theirs = /^trigger holds_of_locks on table holds is not declared$/
    expect(found.filter((sentence) => names.test(sentence) && !theirs.test(sentence))).toEqual([])
  } finally {
    await client.end()
  }
})
