import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { somebody } from '#testing/person.ts'
import { testDatabase, type TestDatabase } from '#testing/database.ts'
import { testHouse, type TestHouse } from '#testing/house.ts'
import { activity } from '#platform/data/activity.ts'
import type { Organisation } from '#platform/data/organisations.ts'
import { isRestricted } from '#platform/data/restriction.ts'
import type { Scope } from '#platform/data/scope.ts'
import { isRefusal } from '#platform/errors/errors.ts'
import { recordConsent } from '../consent.ts'
import { erasePeople } from '../erasure/erase.ts'
import { raw } from '../ledger/rows.ts'
import { sql } from 'kysely'
import { db, restricting } from './data.ts'
import { announceLifting, grounds, lift, restrict, restrictionsOf } from './restrict.ts'
import { withdraw } from './withdraw.ts'

const told = { de: 'Zum Prüfen', en: 'To test' }
const serving = activity('restriction-test.serving', { why: told, basis: { art6: 'b' }, obligation: told })
const counting = activity('restriction-test.counting', { why: told, basis: { art6: 'a' }, obligation: told })

let database: TestDatabase
let house: TestHouse
let town: Organisation

beforeAll(async () => {
  database = await testDatabase()
  house = testHouse(database)
  town = await house.organisation()
})
afterAll(async () => {
  await house.close()
  await database.drop()
})

const as = <T>(
  purpose: typeof serving | typeof restricting | typeof counting,
  work: (at: Scope<string>) => Promise<T>,
) => house.within(town, purpose as typeof serving, (at) => work(at as unknown as Scope<string>))
const known = (name: string) => as(restricting, (at) => somebody(at, { name, mail: `${randomUUID()}@example.org` }))

const tables = { people: 'id', person_keys: 'person_id', consents: 'person_id', messages: 'person_id' } as const
/** In how many tables this scope finds rows of a person. */
const found = (at: Scope<string>, person: string) =>
  Promise.all(
    Object.entries(tables).map(async ([table, column]) => {
      const { rows } = await sql`select from ${sql.table(table)} where ${sql.ref(column)} = ${person}`.execute(raw(at))
      return rows.length
    }),
  )

async function withRows(name = 'Rita Ruhe'): Promise<string> {
  const person = await known(name)
  await as(serving, async (at) => {
    await recordConsent(at, { person, activity: counting, wording: 'Ja, gern.', special: false })
    await sql`
      insert into messages (organisation_id, id, person_id, cause, kind, version, lane, state, due_at, created_at)
      values (${town.id}, ${randomUUID()}, ${person}, ${randomUUID()}, 'test', 0, 'transactional', 'queued', ${at.now}, ${at.now})`.execute(
      raw(at),
    )
  })
  return person
}

describe('A9 smartcx/restriction: restricted rows are absent, whatever asks', () => {
  test.each(grounds)('on ground %s, until the person was told and the restriction is lifted', async (ground) => {
    const person = await withRows()
    expect(await as(serving, (at) => found(at, person))).toEqual([1, 1, 1, 1])
    const id = await as(restricting, (at) => restrict(at, { person, ground, reason: 'stimmt nicht' }))
    expect(await as(serving, (at) => found(at, person))).toEqual([0, 0, 0, 0])
    expect(await as(serving, (at) => isRestricted(at, [person]))).toBe(true)
    expect(await as(restricting, (at) => found(at, person))).toEqual([1, 1, 1, 1])

    const early = await as(restricting, (at) => lift(at, id)).catch((error: unknown) => error)
    expect(isRefusal(early, 'privacy.tell-first')).toBe(true)
    expect(await as(serving, (at) => found(at, person))).toEqual([0, 0, 0, 0])

    await as(restricting, (at) => announceLifting(at, id, { by: 'letter' }))
    expect(await as(serving, (at) => found(at, person))).toEqual([0, 0, 0, 0])
    await as(restricting, (at) => lift(at, id))
    expect(await as(serving, (at) => found(at, person))).toEqual([1, 1, 1, 1])
    const [one] = await as(restricting, (at) => restrictionsOf(at, person))
    expect(one).toMatchObject({ ground, reason: 'stimmt nicht', liftedAt: house.clock.now() })
  })

  test('two restrictions of one person: lifting one leaves the other', async () => {
    const person = await withRows()
    const [first, second] = await as(restricting, async (at) => [
      await restrict(at, { person, ground: 'a' }),
      await restrict(at, { person, ground: 'c' }),
    ])
    await as(restricting, async (at) => {
      await announceLifting(at, first as string, { by: 'letter' })
      await lift(at, first as string)
    })
    expect(await as(serving, (at) => found(at, person))).toEqual([0, 0, 0, 0])
    await as(restricting, async (at) => {
      await announceLifting(at, second as string, { by: 'letter' })
      await lift(at, second as string)
    })
    expect(await as(serving, (at) => found(at, person))).toEqual([1, 1, 1, 1])
  })

  test('a single row, and not the rest of the person', async () => {
    const person = await withRows()
    const { rows } = await as(serving, (at) =>
      sql<{ id: string }>`select id from consents where person_id = ${person}`.execute(raw(at)),
    )
    const objects = [{ table: 'consents', id: rows[0]?.id ?? '' }]
    await as(restricting, (at) => restrict(at, { person, ground: 'a', objects }))
    expect(await as(serving, (at) => found(at, person))).toEqual([1, 1, 0, 1])
    expect((await as(restricting, (at) => restrictionsOf(at, person)))[0]?.objects).toEqual(objects)
  })

  test('rows of others, unknown rows and a person’s own record are refused as objects', async () => {
    const [person, other] = [await withRows(), await withRows()]
    const { rows } = await as(serving, (at) =>
      sql<{ id: string }>`select id from consents where person_id = ${other}`.execute(raw(at)),
    )
    for (const object of [
      { table: 'consents', id: rows[0]?.id ?? '' },
      { table: 'consents', id: randomUUID() },
      { table: 'people', id: person },
      { table: 'locations', id: randomUUID() },
      { table: 'nothing', id: randomUUID() },
    ]) {
      const refused = await as(restricting, (at) => restrict(at, { person, ground: 'a', objects: [object] })).catch(
        (e: unknown) => e,
      )
      expect(isRefusal(refused, 'privacy.no-such-object'), object.table).toBe(true)
    }
    expect(await as(serving, (at) => found(at, person))).toEqual([1, 1, 1, 1])
  })

  test('nobody who is unknown, or was erased a moment ago', async () => {
    const gone = await withRows()
    await as(restricting, (at) => erasePeople(at, [gone], 'request'))
    for (const person of [gone, randomUUID()]) {
      const refused = as(restricting, (at) => restrict(at, { person, ground: 'a' }))
      await expect(refused).rejects.toMatchObject({ code: 'privacy.nobody-to-restrict' })
    }
    const stored = await as(restricting, (at) =>
      sql`select from restrictions where person_id = ${gone}`.execute(raw(at)),
    )
    expect(stored.rows).toEqual([])
  })

  test('what the person allows nevertheless sees the person, and nothing else does', async () => {
    const person = await withRows()
    await as(restricting, (at) => restrict(at, { person, ground: 'c', allowed: [counting] }))
    expect(await as(counting, (at) => found(at, person))).toEqual([1, 1, 1, 1])
    expect(await as(serving, (at) => found(at, person))).toEqual([0, 0, 0, 0])
  })

  test('what the person allowed ends when they withdraw it, of one activity or of all', async () => {
    for (const which of ['one', 'all']) {
      const person = await withRows()
      await as(restricting, (at) => restrict(at, { person, ground: 'c', allowed: [counting, serving] }))
      const { rows } = await as(restricting, (at) =>
        sql<{ id: string }>`select id from consents where person_id = ${person}`.execute(raw(at)),
      )
      await as(restricting, (at) => withdraw(at, person, which === 'all' ? 'all' : (rows[0]?.id ?? ''), 'person'))
      expect(await as(counting, (at) => found(at, person)), which).toEqual([0, 0, 0, 0])
      expect(await as(serving, (at) => found(at, person)), which).toEqual(which === 'all' ? [0, 0, 0, 0] : [1, 1, 1, 1])
      const [one] = await as(restricting, (at) => restrictionsOf(at, person))
      expect(one?.allowed.map(({ name }) => name)).toEqual(which === 'all' ? [] : [serving.name])
    }
  })

  test('one activity only: it does not find the person, the others do', async () => {
    const person = await withRows()
    await as(restricting, (at) => restrict(at, { person, ground: 'd', only: counting }))
    expect(await as(counting, (at) => found(at, person))).toEqual([0, 0, 0, 0])
    expect(await as(serving, (at) => found(at, person))).toEqual([1, 1, 1, 1])
  })

  test('writing for a restricted person is refused with a sentence, changing finds nothing to change', async () => {
    const person = await withRows()
    await as(restricting, (at) => restrict(at, { person, ground: 'a' }))
    const made = await as(serving, (at) =>
      sql`insert into consents select organisation_id, ${randomUUID()}, ${person}, 'x', 'x', 'x', '\\x00', 'de', false, ${at.now}, null
          from organisation_keys`.execute(raw(at)),
    ).catch((error: unknown) => error)
    expect(isRefusal(made, 'platform.restricted')).toBe(true)
    expect(made).toMatchObject({ kind: 'locked' })
    const changed = await as(serving, (at) =>
      sql`update people set language = 'en' where id = ${person}`.execute(raw(at)),
    )
    expect(changed.numAffectedRows).toBe(0n)
    const removed = await as(serving, (at) => sql`delete from consents where person_id = ${person}`.execute(raw(at)))
    expect(removed.numAffectedRows).toBe(0n)
    expect(await as(restricting, (at) => found(at, person))).toEqual([1, 1, 1, 1])
  })

  test('a scope that may not see restricted people may not restrict anybody', async () => {
    const person = await withRows()
    await expect(as(serving, (at) => restrict(at, { person, ground: 'a' }))).rejects.toThrow(/may not see/)
  })

  test('with nothing set at all the database hides them', async () => {
    const person = await withRows()
    await as(restricting, (at) => restrict(at, { person, ground: 'a' }))
    const client = new pg.Client(database.app)
    await client.connect()
    try {
      await client.query(
        `begin; set local role belegt_tenant; select set_config('app.organisation', '${town.id}', true)`,
      )
      expect((await client.query('select from people where id = $1', [person])).rowCount).toBe(0)
    } finally {
      await client.end()
    }
  })

  test('of another organisation nothing is hidden or shown', async () => {
    const [person, elsewhere] = [await withRows(), await house.organisation()]
    await as(restricting, (at) => restrict(at, { person, ground: 'a' }))
    const seen = await house.within(elsewhere, restricting, (at) =>
      db(at).selectFrom('restricted').selectAll().execute(),
    )
    expect(seen).toEqual([])
  })
})

test('a restriction set while a list is read: the next statement of the open scope no longer finds the person', async () => {
  const person = await withRows()
  await as(serving, async (at) => {
    expect(await found(at, person)).toEqual([1, 1, 1, 1])
    await as(restricting, (other) => restrict(other, { person, ground: 'b' }))
    expect(await found(at, person)).toEqual([0, 0, 0, 0])
  })
})

test('the policy asks once for each statement and not for each row', async () => {
  const person = await withRows()
  await as(restricting, (at) => restrict(at, { person, ground: 'a' }))
  const plan = await as(serving, async (at) => {
    const { rows } = await sql<{ 'QUERY PLAN': string }>`
      explain select m.id from messages m join people p on p.id = m.person_id`.execute(raw(at))
    return rows.map((row) => row['QUERY PLAN']).join('\n')
  })
  expect(plan).toContain('InitPlan')
  expect(plan.match(/SubPlan \d+\)/g)?.length).toBeGreaterThan(0)
  expect(plan.match(/(?<!hashed )SubPlan \d+\)/g)).toBeNull()
})
