import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { testDatabase, type TestDatabase } from '#testing/database.ts'
import { documentRow } from '#testing/document-rows.ts'
import { testHouse, type TestHouse } from '#testing/house.ts'
import type { Organisation } from '#platform/data/organisations.ts'
import { filing } from '../data.ts'
import { holderFor } from '../storing/holder.ts'
import { actsOf, noteAct } from './audit.ts'
import { db } from './data.ts'
import './kinds.ts'
import { assignHolder } from '../storing/assign.ts'

let database: TestDatabase
let house: TestHouse
let town: Organisation
let root: pg.Client
beforeAll(async () => {
  database = await testDatabase()
  house = testHouse(database)
  town = await house.organisation()
  root = new pg.Client(database.root)
  await root.connect()
})
afterAll(async () => {
  await root.end()
  await house.close()
  await database.drop()
})

const made = () => house.within(town, filing, (at) => documentRow(at))
const seen = (id: string) => house.within(town, filing, (at) => actsOf(at, id), { readOnly: true })

test('entries stand in order with who, what and when, the newest first', async () => {
  const id = await made()
  await house.within(town, filing, (at) => noteAct(at, id, 'document.filed', { way: 'mail', bytes: 12 }))
  await house.within(town, filing, async (at) => {
    await noteAct(at, id, 'document.stamped', { stamp: randomUUID() })
    await noteAct(at, id, 'document.locked')
  })
  const { acts, whole } = await seen(id)
  expect(whole).toBe(true)
  expect(acts.map(({ number, act }) => [number, act])).toEqual([
    [3, 'document.locked'],
    [2, 'document.stamped'],
    [1, 'document.filed'],
  ])
  expect(acts[2]).toMatchObject({ by: { kind: 'system', account: null }, facts: { way: 'mail', bytes: 12 } })
})

test('many at once get numbers without a gap', async () => {
  const id = await made()
  await Promise.all(
    Array.from({ length: 20 }, () => house.within(town, filing, (at) => noteAct(at, id, 'document.seen'))),
  )
  const { acts, whole } = await seen(id)
  expect(acts.map(({ number }) => number)).toEqual(Array.from({ length: 20 }, (_, place) => 20 - place))
  expect(whole).toBe(true)
})

test('nobody in the program rewrites an entry', async () => {
  const id = await made()
  await house.within(town, filing, (at) => noteAct(at, id, 'document.filed'))
  const changing = house.within(town, filing, (at) =>
    sql`update document_acts set act = 'nothing' where document_id = ${id}`.execute(db(at)),
  )
  await expect(changing).rejects.toThrow('an entry about a document is not changed')
})

test.each([
  ['changed', `update document_acts set act = 'document.seen' where number = 2 and document_id = $1`],
  ['taken out', 'delete from document_acts where number = 2 and document_id = $1'],
  ['moved in time', `update document_acts set at = at - interval '1 hour' where number = 1 and document_id = $1`],
  ['given to nobody', `update document_acts set facts = null where number = 1 and document_id = $1`],
])('an entry that was %s behind the program is seen', async (_, sql) => {
  const id = await made()
  await house.within(town, filing, async (at) => {
    await noteAct(at, id, 'document.filed', { way: 'api' })
    await noteAct(at, id, 'document.shared')
    await noteAct(at, id, 'document.unshared')
  })
  await root.query(`set session_replication_role = replica`) // a superuser without triggers
  await root.query(sql, [id])
  expect((await seen(id)).whole).toBe(false)
})

test('an entry of another document does not fit', async () => {
  const [one, other] = [await made(), await made()]
  await house.within(town, filing, async (at) => {
    await noteAct(at, one, 'document.filed')
    await noteAct(at, other, 'document.filed')
  })
  await root.query(`set session_replication_role = replica`)
  await root.query('delete from document_acts where document_id = $1', [one])
  await root.query('update document_acts set document_id = $1 where document_id = $2', [one, other])
  expect((await seen(one)).whole).toBe(false)
})

test('handed to another person, an entry is sealed anew and says the same', async () => {
  const id = await made()
  await house.within(town, filing, async (at) => {
    await noteAct(at, id, 'document.filed', { way: 'folder' })
    await assignHolder(at, id, await holderFor(at))
  })
  const { acts, whole } = await seen(id)
  expect(acts.at(-1)?.facts).toEqual({ way: 'folder' })
  expect(whole).toBe(true)
})

test('what nobody knows is refused', async () => {
  const nothing = house.within(town, filing, (at) => noteAct(at, randomUUID(), 'document.filed'))
  await expect(nothing).rejects.toMatchObject({ code: 'documents.unknown' })
})
