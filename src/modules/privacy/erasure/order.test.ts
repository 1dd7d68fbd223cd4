import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { sql } from 'kysely'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Organisation } from '#platform/data/organisations.ts'
import type { Scope } from '#platform/data/scope.ts'
import { seal } from '#platform/keys/sealed.ts'
import { testDatabase, type TestDatabase } from '#testing/database.ts'
import { chats, examples, schema } from '#testing/erasure-tables.ts'
import { testHouse, type TestHouse } from '#testing/house.ts'
import { proving } from '../data.ts'
import { raw } from '../ledger/rows.ts'
import { erasePeople } from './erase.ts'
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

test('in whatever order and company people are erased, the same is left', async () => {
  const everything = (here: Organisation) =>
    Promise.all(
      [
        'select label from ex_people',
        'select days from ex_visits order by days',
        'select content from ex_notes',
        'select topic, title, asker is null as a, question is null as q, length(answer) > 0 as w from ex_chats order by topic, 2, 3',
        'select remark, content, reader is null as r from ex_files order by content',
        'select kind from person_keys',
      ].map((statement) => rows(here, statement)),
    )
  const link = fc.tuple(fc.nat(3), fc.nat(3))
  await fc.assert(
    fc.asyncProperty(
      fc.array(link, { maxLength: 5 }),
      fc.array(fc.nat(3), { maxLength: 4 }),
      fc.array(fc.nat(3), { maxLength: 3 }),
      fc.uniqueArray(fc.nat(3), { maxLength: 4 }),
      async (talks, stays, readers, leaving) => {
        const world = async () => {
          const here = await house.organisation()
          const people = await within(here, async (at) => {
            const made = [await newPerson(at), await newPerson(at), await newPerson(at), await newPerson(at)]
            for (const [a, b] of talks) await chat(at, made[a]!, made[b]!)
            for (const [days, one] of stays.entries()) {
              const visit_id = await insert(at, 'ex_visits', { person_id: made[one], ended_at: at.now, days })
              await insert(at, 'ex_notes', { visit_id, content: `${days}` })
            }
            for (const [n, one] of readers.entries())
              await insert(at, 'ex_files', { reader: made[one], remark: 'r', content: `${n}` })
            return made
          })
          return { here, people }
        }
        const [together, single] = [await world(), await world()]
        await within(together.here, (at) =>
          erasePeople(
            at,
            leaving.map((one) => together.people[one]!),
            'request',
            { plan },
          ),
        )
        for (const one of leaving.toReversed())
          await within(single.here, (at) => erasePeople(at, [single.people[one]!], 'request', { plan }))
        expect(await everything(single.here)).toEqual(await everything(together.here))
        expect(await count(single.here, 'person_keys')).toBe(4 - leaving.length)
      },
    ),
    { numRuns: 15 },
  )
})
