import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import pg from 'pg'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { testDatabase, type TestDatabase } from '#testing/database.ts'
import { testHouse, type TestHouse } from '#testing/house.ts'
import { somebody } from '#testing/person.ts'
import { activity } from '#platform/data/activity.ts'
import { instant, uuid } from '#platform/data/columns.ts'
import type { Organisation } from '#platform/data/organisations.ts'
import type { Scope } from '#platform/data/scope.ts'
import { table } from '#platform/data/table.ts'
import { erasePeople } from '../erasure/erase.ts'
import { leftOver } from '../erasure/left-over.ts'
import { deletionRun } from '../erasure/run.ts'
import { raw } from '../ledger/rows.ts'
import { restricting } from './data.ts'
import { mayWrite } from './may-write.ts'
import { object, objectToAdvertising, weigh } from './object.ts'
import { announceLifting, lift } from './restrict.ts'

const told = { de: 'Zum Prüfen', en: 'To test' }
const serving = activity('objections-test.serving', { why: told, basis: { art6: 'b' }, obligation: told })
const advising = activity('objections-test.advising', {
  why: told,
  basis: { art6: 'e', law: 'Testgesetz' },
  obligation: told,
})

table(
  'objections_cases',
  { subject: { ownedBy: 'person_id' }, keep: { from: 'ended_at', period: 'P30D' } },
  {
    organisation_id: uuid().notPersonal('key'),
    id: uuid().notPersonal('random id'),
    person_id: uuid().personal(serving, 'identifier'),
    ended_at: instant().notPersonal('start of the period'),
  },
)

let database: TestDatabase
let house: TestHouse
let here: Organisation
let person: string
const NOW = Temporal.Instant.from('2026-11-24T11:00:00Z')
const YEARS_ON = NOW.add({ hours: 24 * 366 * 4 })

beforeAll(async () => {
  database = await testDatabase()
  house = testHouse(database)
  const owner = new pg.Client(database.owner)
  await owner.connect()
  await owner.query(`
    create table objections_cases (organisation_id uuid not null, id uuid not null, person_id uuid not null,
      ended_at timestamptz not null, primary key (organisation_id, id));
    select protect('objections_cases')`)
  await owner.end()
})
afterAll(async () => {
  await house.close()
  await database.drop()
})

const within = <T>(work: (at: Scope<string>) => Promise<T>, now = NOW) =>
  house.within(here, restricting, (at) => work(at as unknown as Scope<string>), { now })
const objections = async () =>
  (await within((at) => sql`select 1 from objections where person_id = ${person}`.execute(raw(at)))).rows.length

/** Known here for ten years more. */
beforeEach(async () => {
  here = await house.organisation()
  person = await within((at) => somebody(at, { name: 'Otto Widerspruch', mail: `${randomUUID()}@example.org` }))
  const ends = NOW.add({ hours: 24 * 3650 })
  await within((at) =>
    sql`insert into objections_cases values (${here.id}, ${randomUUID()}, ${person}, ${ends})`.execute(raw(at)),
  )
})

test('A12 who objected to advertising gets none as long as they are known, also years later under another address', async () => {
  await within((at) => objectToAdvertising(at, person))
  await deletionRun(house, here, YEARS_ON)
  const writing = { person, to: `${randomUUID()}@example.org`, activity: undefined, advertising: true }
  expect(await within((at) => mayWrite(at, writing), YEARS_ON)).toBe(false)
  expect((await within((at) => leftOver(at), YEARS_ON)).total).toBe(0)
})

test('A9 the restriction behind an objection that was upheld is not to be lifted years later either', async () => {
  const id = await within((at) => object(at, { person, activity: advising, reasons: 'Meine Lage' }))
  await within((at) => weigh(at, id, { outcome: 'upheld', weighing: 'Überwiegt' }))
  await deletionRun(house, here, YEARS_ON)
  const { rows } = await within((at) =>
    sql<{ id: string }>`select id from restrictions where person_id = ${person}`.execute(raw(at)),
  )
  const lifting = within((at) => announceLifting(at, rows[0]?.id ?? '', { by: 'letter' }), YEARS_ON)
  await expect(lifting).rejects.toMatchObject({ code: 'privacy.objection-stands' })
})

test('A12 what was objected to for reasons of one’s own reaches the person under no address, whoever sends it, until it is overridden', async () => {
  const writing = { person, to: `${randomUUID()}@example.org`, activity: advising.name, advertising: false }
  expect(await within((at) => mayWrite(at, writing))).toBe(true)
  const raised = await within((at) => object(at, { person, activity: advising, reasons: 'Meine Lage' }))
  expect(await within((at) => mayWrite(at, writing))).toBe(false)
  expect(await within((at) => mayWrite(at, { ...writing, activity: serving.name }))).toBe(true)
  await within((at) => weigh(at, raised, { outcome: 'overridden', weighing: 'Überwiegt nicht' }))
  expect(await within((at) => mayWrite(at, writing))).toBe(false)
  const { rows } = await within((at) =>
    sql<{ id: string }>`select restriction_id as id from objections where id = ${raised}`.execute(raw(at)),
  )
  await within(async (at) => {
    await announceLifting(at, rows[0]?.id ?? '', { by: 'letter' })
    await lift(at, rows[0]?.id ?? '')
  })
  expect(await within((at) => mayWrite(at, writing))).toBe(true)
  const again = await within((at) => object(at, { person, activity: advising, reasons: 'Meine Lage' }))
  await within((at) => weigh(at, again, { outcome: 'upheld', weighing: 'Überwiegt' }))
  expect(await within((at) => mayWrite(at, writing))).toBe(false)
})

test('A8 an objection goes with its person', async () => {
  await within((at) => objectToAdvertising(at, person))
  expect(await objections()).toBe(1)
  await within((at) => erasePeople(at, [person], 'request'))
  expect(await objections()).toBe(0)
})
