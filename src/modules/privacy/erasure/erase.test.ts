import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Organisation } from '#platform/data/organisations.ts'
import type { Scope } from '#platform/data/scope.ts'
import { seal } from '#platform/keys/sealed.ts'
import { testDatabase, type TestDatabase } from '#testing/database.ts'
import { chats, examples, schema } from '#testing/erasure-tables.ts'
import { testHouse, type TestHouse } from '#testing/house.ts'
import { proving } from '../data.ts'
import { raw } from '../ledger/rows.ts'
import { erasePeople, eraseRows } from './erase.ts'
import { erasurePlan } from './plan.ts'

let database: TestDatabase
let house: TestHouse
beforeAll(async () => {
  database = await testDatabase({ incomplete: true })
  const owner = new pg.Client(database.owner)
  await owner.connect()
  await owner.query(schema)
  await owner.end()
  house = testHouse(database)
})
afterAll(async () => {
  await house.close()
  await database.drop()
})

const plan = erasurePlan(examples)
type Row = Record<string, unknown>
const within = <T>(organisation: Organisation, work: (at: Scope<string>) => Promise<T>) =>
  house.within(organisation, proving, work)
const rows = (organisation: Organisation, statement: string) =>
  within(organisation, async (at) => (await sql.raw<Row>(statement).execute(raw(at))).rows)
const count = async (organisation: Organisation, table: string) =>
  (await rows(organisation, `select 1 from ${table}`)).length
const insert = async (at: Scope<string>, table: string, row: Row): Promise<string> => {
  const id = String(row['id'] ?? randomUUID())
  const all: Row = { organisation_id: at.organisation.id, ...(table === 'person_keys' ? {} : { id }), ...row }
  const columns = Object.keys(all).map((column) => sql.ref(column))
  await sql`insert into ${sql.table(table)} (${sql.join(columns)}) values (${sql.join(Object.values(all))})`.execute(
    raw(at),
  )
  return id
}
const newPerson = async (at: Scope<string>): Promise<string> => {
  const id = await insert(at, 'ex_people', { label: 'x' })
  const { wrapped } = await at.keys.mint(id, 'general')
  await insert(at, 'person_keys', { person_id: id, kind: 'general', wrapped })
  return id
}
const sealed = (at: Scope<string>, column: string, person: string) =>
  seal(at, chats as never, column as never, person, 'hidden' as never)
const chat = async (at: Scope<string>, asker: string, answerer: string) =>
  insert(at, 'ex_chats', {
    asker,
    answerer,
    at: at.now,
    title: 'title',
    topic: 'topic',
    question_exact: Buffer.from('token'),
    question: await sealed(at, 'question', asker),
    answer: await sealed(at, 'answer', answerer),
  })

describe('whose a row is', () => {
  test('owned by one: gone with the person, with all that goes with it; others stay', async () => {
    const here = await house.organisation()
    const [gone, other] = await within(here, async (at) => {
      const made = [await newPerson(at), await newPerson(at)] as const
      for (const person_id of made) {
        const visit_id = await insert(at, 'ex_visits', { person_id, ended_at: at.now, days: 3 })
        const note_id = await insert(at, 'ex_notes', { visit_id, content: 'x' })
        await insert(at, 'ex_drawings', { note_id })
        await insert(at, 'ex_protocol', { person_id, at: at.now })
      }
      return made
    })
    const done = await within(here, (at) => erasePeople(at, [gone], 'request', { plan }))
    expect(done).toEqual({
      people: 1,
      held: 0,
      blocked: {},
      deleted: { ex_drawings: 1, ex_notes: 1, ex_visits: 1, ex_protocol: 1, ex_people: 1, person_keys: 1 },
    })
    for (const table of ['ex_visits', 'ex_notes', 'ex_drawings', 'ex_protocol', 'ex_people', 'person_keys'])
      expect(await count(here, table)).toBe(1)
    expect(await rows(here, 'select id from ex_people')).toEqual([{ id: other }])
    expect(await rows(here, 'select person_id from tombstones')).toEqual([{ person_id: gone }])
  })

  test('owned by several: stays without those who left, gone with the last', async () => {
    const here = await house.organisation()
    const [asker, answerer] = await within(here, async (at) => {
      const made = [await newPerson(at), await newPerson(at)] as const
      await chat(at, ...made)
      return made
    })
    await within(here, (at) => erasePeople(at, [asker], 'request', { plan }))
    const [left] = await rows(here, 'select * from ex_chats')
    expect(left).toMatchObject({
      asker: null,
      answerer,
      question: null,
      question_exact: null,
      title: '',
      topic: 'topic',
    })
    expect((left!['answer'] as Buffer).length).toBeGreaterThan(20)
    await within(here, (at) => erasePeople(at, [answerer], 'request', { plan }))
    expect(await count(here, 'ex_chats')).toBe(0)
  })

  test('the column of a person that may not be null says nobody', async () => {
    const here = await house.organisation()
    const [asker, answerer] = await within(here, async (at) => {
      const made = [await newPerson(at), await newPerson(at)] as const
      await chat(at, ...made)
      return made
    })
    await within(here, (at) => erasePeople(at, [answerer], 'request', { plan }))
    const [left] = await rows(here, 'select * from ex_chats')
    expect(left).toMatchObject({ asker, answerer: '00000000-0000-0000-0000-000000000000' })
    expect((left!['answer'] as Buffer).length).toBe(0)
    expect((left!['question'] as Buffer).length).toBeGreaterThan(20)
    await within(here, (at) => erasePeople(at, [asker], 'request', { plan }))
    expect(await count(here, 'ex_chats')).toBe(0)
  })

  test('accessed by: the row stays for others, the person is taken out of it', async () => {
    const here = await house.organisation()
    const reader = await within(here, async (at) => {
      const person = await newPerson(at)
      await insert(at, 'ex_files', { reader: person, remark: 'by the reader', content: 'of the house' })
      return person
    })
    await within(here, (at) => erasePeople(at, [reader], 'request', { plan }))
    expect(await rows(here, 'select reader, remark, content from ex_files')).toEqual([
      { reader: null, remark: '', content: 'of the house' },
    ])
  })

  test('rows are erased with what goes with them, and persons are not', async () => {
    const here = await house.organisation()
    const visit = await within(here, async (at) => {
      const person_id = await newPerson(at)
      const visit_id = await insert(at, 'ex_visits', { person_id, ended_at: at.now, days: 3 })
      await insert(at, 'ex_drawings', { note_id: await insert(at, 'ex_notes', { visit_id, content: 'x' }) })
      return visit_id
    })
    const done = await within(here, (at) => eraseRows(at, 'ex_visits', [visit], 'retention', { plan }))
    expect(done).toEqual({ people: 0, held: 0, blocked: {}, deleted: { ex_drawings: 1, ex_notes: 1, ex_visits: 1 } })
    expect(await count(here, 'ex_people')).toBe(1)
  })
})

describe('holds', () => {
  const hold = (at: Scope<string>, object_table: string, object_id: string, until = '2026-11-24') =>
    insert(at, 'holds', { object_table, object_id, until, reason: 'court', set_by: randomUUID(), set_at: at.now })

  test.each([['ex_visits'], ['ex_notes'], ['ex_drawings']])(
    'of %s: the visit stays with its person and key, the rest goes',
    async (held) => {
      const here = await house.organisation()
      const person = await within(here, async (at) => {
        const person_id = await newPerson(at)
        const visit_id = await insert(at, 'ex_visits', { person_id, ended_at: at.now, days: 3 })
        const note_id = await insert(at, 'ex_notes', { visit_id, content: 'x' })
        const drawing = await insert(at, 'ex_drawings', { note_id })
        await insert(at, 'ex_visits', { person_id, ended_at: at.now, days: 3 })
        await insert(at, 'ex_protocol', { person_id, at: at.now })
        await hold(at, held, { ex_visits: visit_id, ex_notes: note_id, ex_drawings: drawing }[held] ?? '')
        return person_id
      })
      const done = await within(here, (at) => erasePeople(at, [person], 'request', { plan }))
      expect(done).toMatchObject({ people: 0, held: 1, deleted: { ex_visits: 1, ex_protocol: 1 } })
      for (const table of ['ex_visits', 'ex_notes', 'ex_drawings', 'ex_people', 'person_keys'])
        expect(await count(here, table)).toBe(1)
      expect(await count(here, 'tombstones')).toBe(0)
      await rows(here, `update holds set until = '2026-11-23'`)
      expect(await within(here, (at) => erasePeople(at, [person], 'request', { plan }))).toMatchObject({
        people: 1,
        held: 0,
      })
      expect(await count(here, 'ex_people')).toBe(0)
    },
  )

  test('a held row of several persons stays as it is, and so do their keys', async () => {
    const here = await house.organisation()
    const people = await within(here, async (at) => {
      const made = [await newPerson(at), await newPerson(at)] as const
      await hold(at, 'ex_chats', await chat(at, ...made))
      return made
    })
    expect(await within(here, (at) => erasePeople(at, [people[0]], 'request', { plan }))).toMatchObject({
      people: 0,
      held: 1,
    })
    expect(await within(here, (at) => erasePeople(at, people, 'request', { plan }))).toMatchObject({
      people: 0,
      held: 1,
    })
    expect(await rows(here, 'select asker, answerer, title from ex_chats')).toEqual([
      { asker: people[0], answerer: people[1], title: 'title' },
    ])
    expect(await count(here, 'person_keys')).toBe(2)
  })

  test('a held record stays alone', async () => {
    const here = await house.organisation()
    const person = await within(here, async (at) => {
      const person_id = await newPerson(at)
      await insert(at, 'ex_visits', { person_id, ended_at: at.now, days: 3 })
      await hold(at, 'ex_people', person_id)
      return person_id
    })
    expect(await within(here, (at) => erasePeople(at, [person], 'request', { plan }))).toEqual({
      people: 0,
      held: 1,
      blocked: {},
      deleted: { ex_visits: 1 },
    })
    expect(await count(here, 'person_keys')).toBe(1)
  })
})

test('evidence is written with the erasure, and says nothing of the person', async () => {
  const here = await house.organisation()
  const person = await within(here, newPerson)
  await within(here, (at) => erasePeople(at, [person], 'request', { plan }))
  const leaves = await rows(here, 'select kind, body from ledger_leaves')
  expect(leaves).toEqual([
    {
      kind: 'erasure.done',
      body: { why: 'request', people: 1, held: 0, rule: plan.rule, 'rows.ex_people': 1, 'rows.person_keys': 1 },
    },
  ])
  expect(JSON.stringify(leaves)).not.toContain(person)
})

test('another organisation is out of reach, whatever ids are given', async () => {
  const [here, there] = [await house.organisation(), await house.organisation()]
  const person = await within(there, newPerson)
  await within(here, (at) => erasePeople(at, [person], 'request', { plan }))
  expect(await count(there, 'ex_people')).toBe(1)
})
