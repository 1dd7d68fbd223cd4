import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import pg from 'pg'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { testDatabase, type TestDatabase } from '#testing/database.ts'
import { testHouse, type TestHouse } from '#testing/house.ts'
import { somebody } from '#testing/person.ts'
import { activity } from '#platform/data/activity.ts'
import { exactTokenOf, instant, text, uuid } from '#platform/data/columns.ts'
import type { Organisation } from '#platform/data/organisations.ts'
import type { Scope } from '#platform/data/scope.ts'
import { table } from '#platform/data/table.ts'
import { recordConsent } from '../consent.ts'
import { proving } from '../data.ts'
import { deletionRun } from '../erasure/run.ts'
import { raw } from '../ledger/rows.ts'
import { releaseHold, setHold } from '../retention/holds.ts'
import { restricting } from './data.ts'
import { withdraw } from './withdraw.ts'

const told = { de: 'Zum Prüfen', en: 'To test' }
const handling = activity('emptied-test.handling', { why: told, basis: { art6: 'b' }, obligation: told })
const caring = activity('emptied-test.caring', { why: told, basis: { art6: 'a' }, obligation: told })

// the column of the person is kept for the consented activity alone, as in the protocol of what was sent
table(
  'emptied_cases',
  { subject: { ownedBy: 'person_id' }, keep: { from: 'ended_at', period: 'P365D' } },
  {
    organisation_id: uuid().notPersonal('key'),
    id: uuid().notPersonal('random id'),
    person_id: uuid().optional().personal(caring, 'identifier'),
    phone: text().optional().sealed(caring, 'phone'),
    phone_exact: exactTokenOf('phone'),
    note: text().optional().sealed(handling, 'free-text'),
    ended_at: instant().notPersonal('start of the period'),
  },
)

let database: TestDatabase
let house: TestHouse
let here: Organisation
let person: string
let id: string
const NOW = Temporal.Instant.from('2026-11-24T11:00:00Z')

beforeAll(async () => {
  database = await testDatabase()
  house = testHouse(database)
  const owner = new pg.Client(database.owner)
  await owner.connect()
  await owner.query(`
    create table emptied_cases (organisation_id uuid not null, id uuid not null, person_id uuid, phone bytea, phone_exact bytea,
      note bytea, ended_at timestamptz not null, primary key (organisation_id, id));
    select protect('emptied_cases')`)
  await owner.end()
})
afterAll(async () => {
  await house.close()
  await database.drop()
})

const as = <T>(purpose: typeof restricting | typeof proving, work: (at: Scope<string>) => Promise<T>, now = NOW) =>
  house.within(here, purpose as typeof restricting, (at) => work(at as unknown as Scope<string>), { now })
const consenting = () =>
  as(restricting, (at) => recordConsent(at, { person, activity: caring, wording: 'Ja', special: false }))
const withdrawing = () => as(restricting, (at) => withdraw(at, person, 'all', 'person'))
const holding = (until: string) =>
  as(proving, (at) => setHold(at, { table: 'emptied_cases', id, reason: 'Rechtsstreit', until }))
type Row = Record<'person_id' | 'phone' | 'phone_exact' | 'note', unknown>
const row = () =>
  as(restricting, async (at) => (await sql<Row>`select * from emptied_cases where id = ${id}`.execute(raw(at))).rows[0])

beforeEach(async () => {
  here = await house.organisation()
  person = await as(restricting, (at) =>
    somebody(at, { name: 'Ella Einwilligung', mail: `${randomUUID()}@example.org` }),
  )
  id = randomUUID()
  await as(restricting, (at) =>
    sql`insert into emptied_cases values (${here.id}, ${id}, ${person}, '\x01', '\x02', '\x03', ${NOW})`.execute(
      raw(at),
    ),
  )
  await consenting()
})

test('A14 with what rested on the consent alone goes what it was found by; whose the row is stays', async () => {
  await withdrawing()
  expect(await row()).toMatchObject({ phone: null, phone_exact: null, person_id: person })
  expect((await row())?.note).not.toBeNull()
})

test('A14 a held row stays as it is, and is emptied when its hold is released', async () => {
  const hold = await holding('2027-06-30')
  await withdrawing()
  expect((await row())?.phone).not.toBeNull()
  await deletionRun(house, here, NOW)
  expect((await row())?.phone).not.toBeNull()
  await as(proving, (at) => releaseHold(at, hold))
  expect(await row()).toMatchObject({ phone: null, phone_exact: null, person_id: person })
})

test('A14 and by the nightly run when its hold has ended; who consented anew meanwhile is left alone', async () => {
  await holding('2026-12-01')
  await withdrawing()
  await consenting()
  const after = NOW.add({ hours: 24 * 9 })
  await deletionRun(house, here, after)
  expect((await row())?.phone).not.toBeNull()
  await holding('2026-12-10')
  await withdrawing()
  await deletionRun(house, here, after)
  expect((await row())?.phone).not.toBeNull()
  await deletionRun(house, here, NOW.add({ hours: 24 * 18 }))
  expect((await row())?.phone).toBeNull()
})
