import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { testDatabase, type TestDatabase } from '#testing/database.ts'
import { archiveRow, documentRow } from '#testing/document-rows.ts'
import { testHouse, type TestHouse } from '#testing/house.ts'
import { type Actor, inScope, type Scope } from '#platform/data/scope.ts'
import { erasePeople } from '#privacy'
import { filing, storing } from '../data.ts'
import '../facts/kinds.ts'
import '../kinds.ts'
import { lockDocument, watchLocks } from './actions/locks.ts'
import { db } from './data.ts'
import './kinds.ts'

const MANY = 520
const keeper: Actor = { kind: 'system', job: 'documents.locks' }

let database: TestDatabase
let house: TestHouse
beforeAll(async () => {
  database = await testDatabase()
  house = testHouse(database)
})
afterAll(async () => {
  await house.close()
  await database.drop()
})

test('B4 however many documents wait for a decision, each is asked about, and what was to be erased goes', async () => {
  const town = await house.organisation()
  const within = <T>(work: (at: Scope<(typeof filing)['opens'][number]>) => Promise<T>) =>
    inScope(house, { organisation: town, actor: keeper, purpose: filing }, work)
  const night = <T>(day: string, work: (at: Scope<string>) => Promise<T>) =>
    inScope(
      house,
      { organisation: town, actor: keeper, purpose: storing, now: Temporal.Instant.from(`${day}T01:20:00Z`) },
      work,
    )
  const documents = await within(async (at) => {
    const archive = await archiveRow(at)
    for (let made = 0; made < MANY; made++)
      await documentRow(at, { archive, dated_on: '2020-03-05', state: 'archived' })
    return db(at).selectFrom('documents').selectAll().orderBy('id').execute()
  })
  // the one that everybody else stands before
  const last = documents.at(-1)
  if (!last) throw new Error('there are documents')
  await within(async (at) => {
    await lockDocument(at, last, { unit: 'years', length: 6, yearEnd: true, law: '§ 147 AO' })
    const waits = { locked_at: at.now, law: '§ 147 AO', days: 1, until: '2026-01-01', held_until: '2035-01-01' }
    for (const { id: document_id } of documents.slice(0, -1))
      await db(at)
        .insertInto('document_locks')
        .values({ ...waits, organisation_id: town.id, id: randomUUID(), document_id, hold_id: randomUUID() })
        .execute()
    await erasePeople(at, [last.holder_id], 'request')
  })
  const asked = (at: Scope<string>) =>
    db(at).selectFrom('document_tasks').select('id').where('kind', '=', 'release').execute()
  await night('2027-01-02', watchLocks)
  expect(await night('2027-01-02', asked)).toHaveLength(MANY)
  await night('2027-01-03', watchLocks)
  expect(await night('2027-01-03', asked)).toHaveLength(MANY)
  await night('2027-02-03', watchLocks)
  const left = await night('2027-02-03', (at) => db(at).selectFrom('documents').select('id').execute())
  expect(left).toHaveLength(MANY - 1)
  expect(left.map(({ id }) => id)).not.toContain(last.id)
})
