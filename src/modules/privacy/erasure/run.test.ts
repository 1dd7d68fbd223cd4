import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Organisation } from '#platform/data/organisations.ts'
import type { Scope } from '#platform/data/scope.ts'
import { testDatabase, type TestDatabase } from '#testing/database.ts'
import { examples, schema } from '#testing/erasure-tables.ts'
import { testHouse, type TestHouse } from '#testing/house.ts'
import * as data from '../data.ts'
import { mergeAndPublish } from '../ledger/published.ts'
import { raw } from '../ledger/rows.ts'
import { verifyLedger } from '../ledger/verify.ts'
import { deletionAlarm } from './alarm.ts'
import { erasePeople } from './erase.ts'
import { isRunDue } from './jobs.ts'
import { leftOver } from './left-over.ts'
import { eraseOrganisation } from './organisation.ts'
import { erasurePlan } from './plan.ts'
import { deletionRun } from './run.ts'

let database: TestDatabase
let house: TestHouse
beforeAll(async () => {
  database = await testDatabase({ incomplete: true })
  await asRole('owner', schema)
  house = testHouse(database)
})
afterAll(async () => {
  await house.close()
  await database.drop()
})

async function asRole(role: 'owner' | 'root', statement: string): Promise<void> {
  const client = new pg.Client(database[role])
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}

const tables = [...examples, data.holds, data.tombstones]
const now = Temporal.Instant.from('2026-11-24T11:00:00Z')
const within = <T>(organisation: Organisation, work: (at: Scope<string>) => Promise<T>, at?: Temporal.Instant) =>
  house.within(organisation, data.proving, work, at ? { now: at } : {})
const rows = (organisation: Organisation, statement: string) =>
  within(organisation, async (at) => (await sql.raw<Record<string, unknown>>(statement).execute(raw(at))).rows)
const count = async (organisation: Organisation, table: string) =>
  (await rows(organisation, `select 1 from ${table}`)).length

/** People, each with visits that ended so many hours ago, to be kept for so many days. */
async function people(
  organisation: Organisation,
  ...ended: readonly { hours: number; days: number }[][]
): Promise<string[]> {
  const ids = ended.map(() => randomUUID())
  await within(organisation, async (at) => {
    const o = at.organisation.id
    await sql`insert into ex_people select ${o}, id, 'x' from unnest(${ids}::uuid[]) as given (id)`.execute(raw(at))
    await sql`insert into person_keys select ${o}, id, 'general', 'x' from unnest(${ids}::uuid[]) as given (id)`.execute(
      raw(at),
    )
    for (const [n, visits] of ended.entries()) {
      for (const { hours, days } of visits) {
        await sql`insert into ex_visits values (${o}, ${randomUUID()}, ${ids[n]}, ${now.subtract({ hours })}, ${days})`.execute(
          raw(at),
        )
      }
    }
  })
  return ids
}

describe('deletion run', () => {
  test('optigem/deletion-run', async () => {
    const here = await house.organisation()
    const [, , stays, mixed] = await people(
      here,
      [{ hours: 72, days: 3 }],
      [
        { hours: 100, days: 3 },
        { hours: 72, days: 3 },
      ],
      [{ hours: 71, days: 3 }],
      [
        { hours: 72, days: 3 },
        { hours: 1, days: 0 },
        { hours: 25, days: 3 },
      ],
      [],
    )
    const report = await deletionRun(house, here, now, { tables })
    expect(report).toMatchObject({
      deleted: { ex_visits: 5, ex_people: 3, person_keys: 3 },
      people: 3,
      held: 0,
      left: { total: 0 },
    })
    expect(new Set((await rows(here, 'select id from ex_people')).map(({ id }) => id))).toEqual(new Set([stays, mixed]))
    expect(await rows(here, 'select people, held, overdue_after, deleted from deletion_runs')).toEqual([
      { people: 3, held: 0, overdue_after: 0, deleted: { ex_visits: 5, ex_people: 3, person_keys: 3 } },
    ])
    expect(
      await rows(here, `select body->>'people' as people from ledger_leaves where kind = 'deletion-run.done'`),
    ).toEqual([{ people: '3' }])
  })

  test('in the hour of the clock change a day has 24 hours still', async () => {
    const here = await house.organisation()
    const start = Temporal.Instant.from('2026-10-24T12:00:00Z')
    await people(here, [{ hours: 0, days: 1 }])
    await rows(here, `update ex_visits set ended_at = '${start}'`)
    expect((await deletionRun(house, here, start.add({ hours: 23, minutes: 59 }), { tables })).people).toBe(0)
    expect((await deletionRun(house, here, start.add({ hours: 24 }), { tables })).people).toBe(1)
  })

  test('held rows are skipped and counted, in batches too', async () => {
    const here = await house.organisation()
    await people(here, ...Array.from({ length: 7 }, () => [{ hours: 99, days: 1 }]))
    await rows(
      here,
      `insert into holds select organisation_id, gen_random_uuid(), 'ex_visits', id, 'court', '2026-12-01', gen_random_uuid(), now() from ex_visits limit 3 returning 1`,
    )
    const report = await deletionRun(house, here, now, { tables, batch: 2 })
    expect(report).toMatchObject({ people: 4, held: 3, deleted: { ex_visits: 4 }, left: { total: 0 } })
    const later = await deletionRun(house, here, now.add({ hours: 24 * 8 }), { tables, batch: 2 })
    expect(later).toMatchObject({ people: 3, held: 0, left: { total: 0 } })
  })

  test.each([1, 2, 3, 5, 8])(
    'stopped after %i batches it loses nothing and goes on in the same report',
    async (stop) => {
      const here = await house.organisation()
      await people(here, ...Array.from({ length: 9 }, () => [{ hours: 99, days: 1 }]))
      let batches = 0
      const killed = deletionRun(house, here, now, {
        tables,
        batch: 2,
        progress: () => {
          if (++batches === stop) throw new Error('killed')
        },
      })
      await expect(killed).rejects.toThrow('killed')
      expect(await rows(here, 'select 1 from deletion_runs where finished_at is null')).toHaveLength(1)
      const report = await deletionRun(house, here, now, { tables, batch: 2 })
      expect(report).toMatchObject({
        people: 9,
        deleted: { ex_visits: 9, ex_people: 9, person_keys: 9 },
        left: { total: 0 },
      })
      expect(await count(here, 'deletion_runs')).toBe(1)
    },
  )

  test('two at once do the work once', async () => {
    const here = await house.organisation()
    await people(here, ...Array.from({ length: 60 }, () => [{ hours: 99, days: 1 }]))
    await Promise.all([1, 2, 3].map(() => deletionRun(house, here, now, { tables, batch: 7 })))
    await deletionRun(house, here, now, { tables })
    const runs = await rows(
      here,
      `select sum(people)::int as people, sum((deleted->>'ex_visits')::int)::int as visits from deletion_runs`,
    )
    expect(runs).toEqual([{ people: 60, visits: 60 }])
    expect(await count(here, 'tombstones')).toBe(60)
  })

  test('a person who comes again in the very moment is not forgotten', async () => {
    const here = await house.organisation()
    const [person] = await people(here, [])
    let coming = () => {}
    let mayCommit = () => {}
    const came = new Promise<void>((resolve) => (coming = resolve))
    const released = new Promise<void>((resolve) => (mayCommit = resolve))
    const visit = within(here, async (at) => {
      await sql`select 1 from ex_people where id = ${person} for key share`.execute(raw(at))
      await sql`insert into ex_visits values (${here.id}, ${randomUUID()}, ${person}, ${now}, 3)`.execute(raw(at))
      coming()
      await released
    })
    await came
    expect((await deletionRun(house, here, now, { tables })).people).toBe(0)
    mayCommit()
    await visit
    expect(await deletionRun(house, here, now, { tables })).toMatchObject({ people: 0, left: { total: 0 } })
  })
})

describe('the independent count', () => {
  const over = (organisation: Organisation, withGrace = false) =>
    within(organisation, (at) => leftOver(at, { tables, withGrace }))

  test('sees what no run has deleted', async () => {
    const here = await house.organisation()
    await people(here, [{ hours: 72, days: 3 }], [{ hours: 71, days: 3 }], [])
    expect(await over(here)).toMatchObject({ rows: { ex_visits: 1 }, people: 1, total: 2 })
  })

  test('sees a person who rose again, and a row without its start', async () => {
    const here = await house.organisation()
    const [person] = await people(here, [])
    await deletionRun(house, here, now, { tables })
    await rows(
      here,
      `insert into ex_protocol values ('${here.id}', gen_random_uuid(), '${person}', '${now}') returning 1`,
    )
    expect(await over(here)).toMatchObject({ risen: 1, total: 1 })
  })
})

test('a run made while the clock was ahead does not stand for the nights until then', async () => {
  const here = await house.organisation()
  const at = (hours: number) => house.within(here, data.proving, deletionAlarm, { now: now.add({ hours }) })
  await deletionRun(house, here, now.add({ hours: 24 * 400 }), { tables })
  expect(await at(0)).toMatchObject({ alarm: 'never-ran', finishedAt: null })
  expect(isRunDue((await at(0)).finishedAt, now)).toBe(true)
  await deletionRun(house, here, now, { tables })
  expect(await at(1)).toMatchObject({ alarm: 'none', finishedAt: now })
  expect(isRunDue((await at(1)).finishedAt, now.add({ hours: 1 }))).toBe(false)
})

test('with the clock set back nothing is deleted before its time, and nothing is kept longer for it', async () => {
  const here = await house.organisation()
  await people(here, [{ hours: 72, days: 3 }])
  expect((await deletionRun(house, here, now.subtract({ hours: 1 }), { tables })).people).toBe(0)
  expect((await deletionRun(house, here, now, { tables })).people).toBe(1)
  expect((await deletionRun(house, here, now.subtract({ hours: 1 }), { tables })).left.total).toBe(0)
})

test('two erasers of the same people at once: each is forgotten once, and neither waits for ever', async () => {
  const here = await house.organisation()
  const all = await people(here, ...Array.from({ length: 40 }, () => [{ hours: 1, days: 30 }]))
  const plan = erasurePlan(tables)
  const done = await Promise.all([
    within(here, (at) => erasePeople(at, all, 'request', { plan })),
    within(here, (at) => erasePeople(at, all.toReversed(), 'request', { plan })),
    within(here, (at) => erasePeople(at, all.slice(10, 30), 'account-ended', { plan })),
    deletionRun(house, here, now.add({ hours: 24 * 40 }), { tables, batch: 7 }),
  ])
  expect(done.reduce((sum, { people: count }) => sum + count, 0)).toBe(40)
  for (const table of ['ex_people', 'ex_visits', 'person_keys']) expect(await count(here, table)).toBe(0)
  expect(await count(here, 'tombstones')).toBe(40)
})

test('the alarm rings when a run is missing or left something', async () => {
  const here = await house.organisation()
  const at = (hours: number) => house.within(here, data.proving, deletionAlarm, { now: now.add({ hours }) })
  expect((await at(0)).alarm).toBe('never-ran')
  await deletionRun(house, here, now, { tables })
  expect((await at(26)).alarm).toBe('none')
  expect((await at(27)).alarm).toBe('not-run-lately')
  await rows(here, 'update deletion_runs set overdue_after = 2 returning 1')
  expect(await at(1)).toMatchObject({ alarm: 'left-over', overdue: 2 })
})

test('an organisation ends without a trace, its neighbour is untouched, the operator can prove it', async () => {
  const operator = await house.organisation('betrieb')
  const [here, there] = [await house.organisation(), await house.organisation()]
  for (const one of [here, there]) {
    await people(one, [{ hours: 1, days: 1 }], [])
    await rows(
      one,
      `insert into ex_notes select organisation_id, gen_random_uuid(), id, 'x' from ex_visits returning 1`,
    )
    await rows(
      one,
      `insert into locations values ('${one.id}', gen_random_uuid(), 'Rathaus', '', '', '', 'Europe/Berlin', 'DE', '', '', true, 1, now()) returning 1`,
    )
    await deletionRun(house, one, now, { tables })
    await mergeAndPublish(house, one)
  }
  const done = await eraseOrganisation(house, here, operator)
  expect(done.left).toEqual({})
  expect(done.rows).toBeGreaterThan(4)
  expect(await house.directory.byId(here.id)).toBeUndefined()
  await asRole(
    'root',
    `do $$ begin assert (select count(*) from ledger_leaves where organisation_id = '${here.id}') = 0; end $$`,
  )
  expect(await count(there, 'ex_notes')).toBe(1)
  expect((await verifyLedger(house, there)).difference).toBeUndefined()
  const [leaf] = await rows(operator, `select body from ledger_leaves where kind = 'organisation.erased'`)
  expect(leaf?.['body']).toMatchObject({ organisation: here.id, rows: done.rows })
  const forced = await house.pool.query(
    `select bool_and(relforcerowsecurity) as forced from pg_class where relname like 'ledger_%' and relkind = 'r'`,
  )
  expect(forced.rows).toEqual([{ forced: true }])
})
