import { afterAll, beforeAll, expect, test } from 'vitest'
import { contact, personFor } from '#people'
import { readIban } from '#platform/text/iban.ts'
import { testDatabase, type TestDatabase } from '#testing/database.ts'
import { testHouse, type TestHouse } from '#testing/house.ts'
import { filing } from './data.ts'
import { fillDocuments } from './demo.ts'
import { letters } from './demo-letters.ts'
import { db } from './storing/data.ts'
import { lease } from './storing/lease.ts'

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

test('each invented organisation has letters of its own as real PDF files, those about people under their keys', async () => {
  for (const [story, list] of letters.entries()) {
    const town = await house.organisation()
    const id = await house.within(town, contact, (at) => personFor(at, { name: 'Berta Ähler', mail: 'b@example.org' }))
    await fillDocuments(house, town, {
      story,
      archives: ['Ablage', 'Vorgänge'],
      people: [{ id, name: 'Berta Ähler' }],
    })
    await house.within(town, filing, async (at) => {
      const rows = await db(at)
        .selectFrom('documents as d')
        .innerJoin('document_versions as v', 'v.document_id', 'd.id')
        .select(['v.id', 'd.holder_id', 'v.size'])
        .execute()
      expect(rows).toHaveLength(list.length)
      expect(rows.filter(({ holder_id }) => holder_id === id)).toHaveLength(list.filter(({ about }) => about).length)
      const first = await lease(at, { versionId: rows[0]?.id ?? '', purpose: 'preview' }, ({ content }) =>
        Array.fromAsync(content),
      )
      expect(Buffer.concat(first).subarray(0, 8).toString()).toBe('%PDF-1.7')
    })
  }
})

test('account numbers in the letters are valid, so that they are found as such', () => {
  const ibans = JSON.stringify(letters).match(/DE\d{2}(?: ?\d{4}){4} ?\d{2}/g) ?? []
  expect(ibans.length).toBeGreaterThan(5)
  for (const iban of ibans) expect(readIban(iban)).toHaveProperty('iban')
})
