import fc from 'fast-check'
import { sql, type Kysely } from 'kysely'
import type pg from 'pg'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { testDatabase, type TestDatabase } from '#testing/database.ts'
import { testHouse, type TestHouse } from '#testing/house.ts'
import { activity } from './activity.ts'
import type { Organisation } from './organisations.ts'
import { openPool } from './pool.ts'
import type { Scope } from './scope.ts'

const doing = activity('scope-test.doing', {
  why: { de: 'Prüfen', en: 'Testing' },
  basis: { art6: 'b' },
  obligation: { de: '', en: '' },
})

let database: TestDatabase
let root: pg.Pool
/** With a single connection, so that what one scope leaves on it meets the next. */
let house: TestHouse
let towns: Organisation[]

beforeAll(async () => {
  database = await testDatabase()
  root = openPool(database.root, 2)
  await root.query(`create table notes (organisation_id uuid not null, id integer not null, primary key (organisation_id, id));
    select protect('notes')`)
})
beforeEach(async () => {
  house = testHouse(database, 1)
  towns = [await house.organisation(), await house.organisation()]
  return () => house.close()
})
afterAll(async () => {
  await root.end()
  await database.drop()
})

/** A house of its own with so many connections. */
const openHouse = (connections: number) => {
  const opened = testHouse(database, connections)
  return { ...opened, [Symbol.asyncDispose]: () => opened.close() }
}

const raw = (at: Scope<string>) => at.tx as unknown as Kysely<unknown>
const adding = (at: Scope<string>, id: number) => sql`insert into notes values (${at.organisation.id}, ${id})`
const write = (at: Scope<string>, id: number) => at.write(adding(at, id).compile(raw(at)))
const seen = async (at: Scope<string>) =>
  (await sql<{ id: number }>`select id from notes order by id`.execute(raw(at))).rows.map(({ id }) => id)
const notes = (of: Organisation) => house.within(of, doing, seen, { readOnly: true })
const codeOf = (failed: Promise<unknown>) =>
  failed.then(
    () => 'kept',
    (error: { code?: string }) => error.code,
  )
const DUPLICATE = '23505'
const ABORTED = '25P02'

/** What a connection of the program is doing, seen from outside. */
const states = async () =>
  (
    await root.query<{ state: string }>(
      `select state from pg_stat_activity where datname = $1 and usename = 'belegt_app' and application_name = 'belegt'`,
      [database.name],
    )
  ).rows.map(({ state }) => state)

test('role, organisation, actor and purpose stand in the transaction, and nothing of them after it', async () => {
  const [town, other] = towns as [Organisation, Organisation]
  const bound = `select current_user as role, current_setting('app.organisation', true) as organisation,
    current_setting('app.actor', true) as actor, current_setting('app.purpose', true) as purpose`
  const within = async (of: Organisation, readOnly: boolean) =>
    house.within(of, doing, async (at) => (await sql.raw(bound).execute(raw(at))).rows[0], { readOnly })
  for (const readOnly of [true, false]) {
    for (const of of [town, other])
      expect(await within(of, readOnly)).toEqual({
        role: 'belegt_tenant',
        organisation: of.id,
        actor: expect.stringMatching(/./),
        purpose: 'scope-test.doing',
      })
    const { rows } = await house.pool.query(bound)
    expect(rows).toEqual([{ role: 'belegt_app', organisation: '', actor: '', purpose: '' }])
  }
})

test('what is written leaves with the next statement, and that one sees it', async () => {
  const [town] = towns as [Organisation]
  const found = await house.within(town, doing, async (at) => {
    write(at, 1)
    write(at, 2)
    return seen(at)
  })
  expect(found).toEqual([1, 2])
  await house.within(town, doing, async (at) => write(at, 3))
  expect(await notes(town)).toEqual([1, 2, 3])
})

test('a write that fails undoes everything and is the reason told; a statement behind it is not taken for it', async () => {
  const [town] = towns as [Organisation]
  // often enough for the statements to be prepared by name
  for (let i = 0; i < 5; i++) {
    const behind: unknown[] = []
    const failed = codeOf(
      house.within(town, doing, async (at) => {
        await adding(at, 1).execute(raw(at))
        write(at, 2)
        write(at, 2)
        write(at, 3)
        behind.push(await codeOf(adding(at, 4).execute(raw(at))))
        behind.push(await codeOf(seen(at)))
      }),
    )
    expect(await failed).toBe(DUPLICATE)
    expect(behind).toEqual([ABORTED, ABORTED])
    expect(await codeOf(house.within(town, doing, async (at) => (write(at, 5), write(at, 5))))).toBe(DUPLICATE)
    expect(await notes(town)).toEqual([])
  }
  await house.within(town, doing, async (at) => (write(at, 2), write(at, 3)))
  expect(await notes(town)).toEqual([2, 3])
})

test('whoever asks a connection past a scope finds no transaction and no rights of one', async () => {
  const [town] = towns as [Organisation]
  await house.within(town, doing, seen, { readOnly: true })
  const { rows } = await house.pool.query(
    `select current_user as role, coalesce(current_setting('app.organisation', true), '') as organisation,
      current_setting('transaction_read_only') as reading`,
  )
  expect(rows).toEqual([{ role: 'belegt_app', organisation: '', reading: 'off' }])
})

test('a read-only transaction ends by itself', async () => {
  const [town] = towns as [Organisation]
  await house.within(town, doing, seen, { readOnly: true })
  await house.within(town, doing, async () => undefined)
  await expect.poll(states).toEqual(['idle'])
})

test('a transaction is open while its scope is busy with something else', async () => {
  const [town] = towns as [Organisation]
  await house.within(town, doing, async () => {
    await expect.poll(states).toEqual(['idle in transaction'])
  })
  await expect.poll(states).toEqual(['idle'])
})

test('a lost connection is said, and the next scope works', async () => {
  const [town] = towns as [Organisation]
  const lost = house.within(town, doing, async (at) => {
    await seen(at)
    await root.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where datname = $1 and usename = 'belegt_app'`,
      [database.name],
    )
    write(at, 1)
    return seen(at)
  })
  await expect(lost).rejects.toThrow()
  expect(await notes(town)).toEqual([])
})

type Step = { town: number; does: 'reads' | 'writes' | 'nothing' | 'fails' | 'throws' | 'refused'; at_once: boolean }
const step = fc.record<Step>({
  town: fc.nat(1),
  does: fc.constantFrom('reads', 'writes', 'nothing', 'fails', 'throws', 'refused'),
  at_once: fc.boolean(),
})

test('whatever the scopes before did on a connection, each is bound to its own organisation and does all or nothing', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
      await root.query('delete from notes')
      const kept: number[][] = [[], []]
      const one = async ({ town, does, at_once }: Step, n: number) => {
        const of = towns[town] as Organisation
        if (does === 'reads')
          return house
            .within(of, doing, seen, { readOnly: true })
            .then((ids) => expect(new Set(ids).size).toBe(ids.length))
        await house
          .within(of, doing, async (at) => {
            if (does === 'nothing') return
            if (!at_once) expect(await seen(at)).toEqual(kept[town])
            if (does !== 'throws' || at_once) write(at, n)
            if (does === 'throws') throw new Error('meant')
            if (does === 'fails') write(at, n)
            if (does === 'refused')
              await sql`insert into notes values (${(towns[1 - town] as Organisation).id}, ${n})`.execute(raw(at))
          })
          .then(
            () => does === 'writes' && kept[town]?.push(n),
            (error: { message: string; code?: string }) =>
              expect(error.code ?? error.message).toBe(
                { fails: DUPLICATE, throws: 'meant', refused: '42501' }[does as 'fails'],
              ),
          )
      }
      for (const [n, each] of steps.entries()) await one(each, n)
      for (const [n, ids] of kept.entries()) expect(await notes(towns[n] as Organisation)).toEqual(ids)
    }),
    { numRuns: 60 },
  )
})

const bound = ['app.organisation', 'app.actor', 'app.purpose', 'app.restricted', 'role', 'transaction_read_only']
/** Which connection a scope has, and what it is bound to. */
const lookAt = async (at: Scope<string>) => {
  const settings = sql.join(bound.map((name) => sql`current_setting(${name})`))
  const { rows } = await sql<{ pid: number; settings: string[]; notes: number[] }>`
    select pg_backend_pid() as pid, array[${settings}] as settings, array(select id from notes order by id) as notes`.execute(
    raw(at),
  )
  return rows[0]!
}
const both = (at: Scope<string>) => Promise.all([lookAt(at), at.beside(lookAt)])

test('a scope that only reads asks a second connection, which is bound as the first', async () => {
  await using wide = openHouse(2)
  const [one, other] = [await wide.organisation(), await wide.organisation()]
  for (const [town, id] of [one, other].entries()) await wide.within(id, doing, async (at) => write(at, 100 + town))
  await wide.within(one, doing, async (at) => void (await both(at)), { readOnly: true }) // makes the second one
  await expect.poll(() => wide.pool.idleCount).toBe(2)
  for (const [town, notesThere] of [
    [one, [100]],
    [other, [101]],
  ] as const) {
    const [first, second] = await wide.within(town, doing, both, { readOnly: true })
    expect(second.pid).not.toBe(first.pid)
    expect(second.settings).toEqual(first.settings)
    expect(second.settings).toEqual([town.id, 'test', doing.name, '', 'belegt_tenant', 'on'])
    expect([first.notes, second.notes]).toEqual([notesThere, notesThere])
  }
})

test('a scope that writes asks itself: another connection would not see what it wrote', async () => {
  await using wide = openHouse(2)
  const town = await wide.organisation()
  await wide.within(town, doing, async (at) => void (await both(at)), { readOnly: true })
  await expect.poll(() => wide.pool.idleCount).toBe(2)
  const [first, second] = await wide.within(town, doing, async (at) => {
    write(at, 200)
    return both(at)
  })
  expect(second).toEqual(first)
  expect(second.notes).toEqual([200])
})

test('scopes that all want a second connection at once never wait for each other', async () => {
  await using wide = openHouse(3)
  const town = await wide.organisation()
  const from = performance.now()
  const asked = Array.from({ length: 60 }, () => wide.within(town, doing, both, { readOnly: true }))
  for (const [first, second] of await Promise.all(asked)) expect(second.settings).toEqual(first.settings)
  // who waits for a connection gives up after five seconds
  expect(performance.now() - from).toBeLessThan(5_000)
  expect(wide.pool.totalCount).toBeLessThanOrEqual(3)
})

test('what fails on the second connection fails as on the first, and leaves both fit for use', async () => {
  await using wide = openHouse(2)
  const town = await wide.organisation()
  const failing = (at: Scope<string>) => sql`select 1 / 0`.execute(raw(at))
  for (let round = 0; round < 3; round++) {
    const failed = wide.within(town, doing, (at) => Promise.all([lookAt(at), at.beside(failing)]), { readOnly: true })
    expect(await codeOf(failed)).toBe('22012')
    await expect.poll(() => wide.pool.idleCount).toBe(wide.pool.totalCount)
  }
  expect(wide.pool.totalCount).toBe(2)
  expect(await wide.within(town, doing, both, { readOnly: true })).toHaveLength(2)
})
