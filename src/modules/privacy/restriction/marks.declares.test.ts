import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { testDatabase, type TestDatabase } from '#testing/database.ts'
import { testHouse, type TestHouse } from '#testing/house.ts'
import { somebody } from '#testing/person.ts'
import { activity } from '#platform/data/activity.ts'
import type { Organisation } from '#platform/data/organisations.ts'
import { isRestricted } from '#platform/data/restriction.ts'
import type { Scope } from '#platform/data/scope.ts'
import { recordConsent } from '../consent.ts'
import { raw } from '../ledger/rows.ts'
import { restricting } from './data.ts'
import { decideAgain, type DecisionMark, decisionMarks, toRepeat } from './marks.ts'
import { mayWriteAll } from './may-write.ts'
import { object, objectionsOf, objectToAdvertising, weigh } from './object.ts'
import { announceLifting, lift, restrict } from './restrict.ts'
import { hasConsent, withdraw } from './withdraw.ts'

const told = { de: 'Zum Prüfen', en: 'To test' }
const news = activity('marks-test.news', { why: told, basis: { art6: 'a' }, obligation: told })
const serving = activity('marks-test.serving', { why: told, basis: { art6: 'b' }, obligation: told })

const asking = activity('marks-test.asking', { why: told, basis: { art6: 'e', law: '§ 3 BDSG' }, obligation: told })

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

type Purpose = typeof restricting | typeof serving | typeof news
const as = <T>(work: (at: Scope<string>) => Promise<T>, purpose: Purpose = restricting) =>
  house.within(town, purpose as typeof serving, (at) => work(at as unknown as Scope<string>))
const marks = () =>
  as(async (at) => {
    const { rows } = await sql<{ mark: DecisionMark }>`select mark from (${decisionMarks()}) as m`.execute(raw(at))
    return rows.map(({ mark }) => mark)
  })

/** The database as a backup from before the decisions would bring it back. */
async function goBack(): Promise<void> {
  const root = new pg.Client(database.root)
  await root.connect()
  await root.query('update consents set withdrawn_at = null; delete from restricted; delete from restrictions')
  await root.end()
}

test('B7 what was withdrawn and who was restricted after the backup is so again, each once; what was lifted is not', async () => {
  const [ada, ben, cleo] = (await as((at) =>
    Promise.all(['Ada', 'Ben', 'Cleo'].map((name) => somebody(at, { name, mail: `${randomUUID()}@example.org` }))),
  )) as [string, string, string]
  await as(async (at) => {
    for (const person of [ada, ben])
      await recordConsent(at, { person, activity: news, wording: 'Ja, gern.', special: false })
  }, serving)
  const [row] = await as(async (at) => {
    const { rows } = await sql<{ id: string }>`select id from consents where person_id = ${ben}`.execute(raw(at))
    return rows
  })
  await as(async (at) => {
    await withdraw(at, ada, 'all', 'person')
    await restrict(at, { person: ben, ground: 'a', objects: [{ table: 'consents', id: row?.id ?? '' }] })
    await restrict(at, { person: cleo, ground: 'c', allowed: [serving] })
    await restrict(at, { person: ada, ground: 'd', only: serving })
    const short = await restrict(at, { person: ada, ground: 'b' })
    await announceLifting(at, short, { by: 'letter' })
    await lift(at, short)
  })
  const made = await marks()
  expect(made).toHaveLength(5)
  expect(JSON.stringify(made)).not.toMatch(/Ada|Ben|Cleo|example/)
  await goBack()
  expect(await as((at) => hasConsent(at, ada, news.name))).toBe(true)

  expect(await as((at) => decideAgain(at, made))).toBe(4)
  expect(await as((at) => decideAgain(at, made)), 'each once').toBe(0)
  expect(await as((at) => hasConsent(at, ada, news.name))).toBe(false)
  const seen = (purpose: Purpose, person: string) =>
    as(async (at) => {
      const { rows } = await sql<{ table: string }>`
        select 'people' as table from people where id = ${person} union all
        select 'consents' from consents where person_id = ${person}`.execute(raw(at))
      return rows.map(({ table }) => table).toSorted()
    }, purpose)
  expect(await seen(serving, ben), 'one row, and not the rest').toEqual(['people'])
  expect(await seen(serving, cleo), 'what she allowed').toEqual(['people'])
  expect(await seen(news, cleo)).toEqual([])
  expect(await seen(serving, ada), 'the one purpose').toEqual([])
  expect(await seen(news, ada)).toEqual(['consents', 'people'])
  expect(await as((at) => isRestricted(at, [cleo]), news)).toBe(true)
})

test('B7 what was allowed in spite of a restriction, and withdrawn after the backup, is not allowed after its restore', async () => {
  const [person] = (await as((at) =>
    Promise.all(['Mia'].map((name) => somebody(at, { name, mail: `${randomUUID()}@example.org` }))),
  )) as [string]
  const id = await as((at) => restrict(at, { person, ground: 'a', allowed: [serving] }))
  const mine = async () => (await marks()).filter((mark) => 'restricted' in mark && mark.restricted === id)
  const before = await mine()
  await as((at) => withdraw(at, person, 'all', 'person'))
  const after = await mine()
  // as the backup knows it, with both marks off the machine
  await as(async (at) => {
    await sql`update restrictions set allowed = ${[serving.name]} where id = ${id}`.execute(raw(at))
    await sql`update restricted set allowed = ${[serving.name]} where restriction_id = ${id}`.execute(raw(at))
  })
  expect(await as((at) => isRestricted(at, [person]), serving)).toBe(false)
  expect(await as((at) => decideAgain(at, [...after, ...before]))).toBe(1)
  expect(await as((at) => isRestricted(at, [person]), serving)).toBe(true)
  expect(await as((at) => decideAgain(at, [...before, ...after]))).toBe(0)
})

test('B7 a decision of somebody whom the backup does not know is passed over', async () => {
  const stranger = { person: randomUUID(), ground: 'a', allowed: [], only: null, objects: [] } as const
  const made: DecisionMark[] = [
    { restricted: randomUUID(), ...stranger },
    { withdrawn: randomUUID(), person: stranger.person },
  ]
  expect(await as((at) => decideAgain(at, made))).toBe(0)
})

test('B7 what became somebody’s after the backup is somebody else’s in it: passed over, and no reason to stay closed', async () => {
  const [ida, jan] = (await as((at) =>
    Promise.all(['Ida', 'Jan'].map((name) => somebody(at, { name, mail: `${randomUUID()}@example.org` }))),
  )) as [string, string]
  const id = await as(async (at) => {
    await recordConsent(at, { person: jan, activity: news, wording: 'Ja, gern.', special: false })
    const { rows } = await sql<{ id: string }>`select id from consents where person_id = ${jan}`.execute(raw(at))
    return rows[0]?.id ?? ''
  }, serving)
  const objects = [{ table: 'consents', id }]
  const mark: DecisionMark = { restricted: randomUUID(), person: ida, ground: 'a', allowed: [], only: null, objects }
  const ended: DecisionMark = { ...mark, restricted: randomUUID(), objects: [], only: 'marks-test.ended' }
  expect(await as((at) => decideAgain(at, [mark, ended]))).toBe(0)
  expect(await as((at) => isRestricted(at, [ida, jan]), news)).toBe(false)
})

test('B7 an objection outlives the way back: what it stopped cannot be lifted, and nobody advertises to who wanted none', async () => {
  const here = await house.organisation()
  const within = <T>(work: (at: Scope<string>) => Promise<T>) =>
    house.within(here, restricting as unknown as typeof serving, (at) => work(at as unknown as Scope<string>))
  const people = await within((at) =>
    Promise.all(['Dora', 'Emil', 'Fritz'].map((name) => somebody(at, { name, mail: `${randomUUID()}@example.org` }))),
  )
  const [dora, emil, fritz] = people as [string, string, string]
  await within(async (at) => {
    await object(at, { person: dora, activity: asking, reasons: 'Ich werde bedroht.' })
    await objectToAdvertising(at, emil)
    await object(at, { person: fritz, activity: asking, reasons: 'Zu viel.' })
  })
  const objectionOf = async (person: string) => (await within((at) => objectionsOf(at, person)))[0]
  await within(async (at) => {
    await weigh(at, (await objectionsOf(at, dora))[0]?.id ?? '', { outcome: 'upheld', weighing: 'Sie hat recht.' })
    const [weighed] = await objectionsOf(at, fritz)
    await weigh(at, weighed?.id ?? '', { outcome: 'overridden', weighing: 'Zwingende Gründe.' })
    await announceLifting(at, weighed?.restriction ?? '', { by: 'letter' })
    await lift(at, weighed?.restriction ?? '')
  })
  const made = await within(async (at) => {
    const { rows } = await sql<{ mark: DecisionMark }>`select mark from (${decisionMarks()}) as m`.execute(raw(at))
    return rows.map(({ mark }) => mark)
  })
  expect(JSON.stringify(made)).not.toMatch(/bedroht|viel|recht|example/)
  const root = new pg.Client(database.root)
  await root.connect()
  await root.query(`delete from objections where organisation_id = '${here.id}'`)
  await root.query(`delete from restricted where organisation_id = '${here.id}'`)
  await root.query(`delete from restrictions where organisation_id = '${here.id}'`)
  await root.end()

  // Dora’s restriction and objection, Emil’s objection; of Fritz nothing is left to heed
  expect(await within((at) => decideAgain(at, toRepeat(made)))).toBe(3)
  expect(await within((at) => decideAgain(at, toRepeat(made))), 'each once').toBe(0)
  expect(await objectionOf(dora)).toMatchObject({ activity: asking, outcome: 'upheld', reasons: null })
  expect(await objectionOf(fritz)).toBeUndefined()
  const restriction = (await objectionOf(dora))?.restriction ?? ''
  const lifting = within((at) => announceLifting(at, restriction, { by: 'letter' }))
  await expect(lifting).rejects.toThrow('privacy.objection-stands')
  const writing = (person: string) =>
    ({ person, to: '0170 1', channel: 'phone', activity: undefined, advertising: true }) as const
  expect(await within((at) => mayWriteAll(at, [writing(emil), writing(fritz)]))).toEqual([false, true])
})
