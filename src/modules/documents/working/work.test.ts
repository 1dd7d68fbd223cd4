import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { testDatabase, type TestDatabase } from '#testing/database.ts'
import { documentRow, type DocumentRowWish } from '#testing/document-rows.ts'
import { testHouse, type TestHouse } from '#testing/house.ts'
import type { Organisation } from '#platform/data/organisations.ts'
import { type Actor, inScope, type Scope } from '#platform/data/scope.ts'
import { filing } from '../data.ts'
import '../facts/kinds.ts'
import '../kinds.ts'
import { putStamp, stampingsOf } from './actions/stamping.ts'
import { changeStamp, makeStamp, stampsOf } from './actions/stamps.ts'
import { finishTask, giveTask, tasksOf } from './actions/tasks.ts'
import { actsOf } from './audit.ts'
import { db } from './data.ts'
import './kinds.ts'
import type { Purpose, Stamp } from './rules/stamps.ts'

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

type Opens = (typeof filing)['opens'][number]
const member = (account: string): Actor => ({ kind: 'member', id: randomUUID(), account, role: 'administrator' })
const [anna, berta] = [randomUUID(), randomUUID()]
const as = <T>(account: string, work: (at: Scope<Opens>) => Promise<T>, organisation = town) =>
  inScope(house, { organisation, actor: member(account), purpose: filing }, work)
const made = (wish: DocumentRowWish = {}, organisation = town) => as(anna, (at) => documentRow(at, wish), organisation)
const stampOf = async (at: Scope<string>, purpose: Purpose): Promise<Stamp> => {
  const found = (await stampsOf(at)).find((one) => one.purpose === purpose)
  if (!found) throw new Error('no such stamp')
  return found
}
const stamped = (documentId: string, purpose: Purpose, further = {}, account = anna, organisation = town) =>
  as(
    account,
    async (at) => putStamp(at, { documentId, stampId: (await stampOf(at, purpose)).id, ...further }),
    organisation,
  )
const rowOf = (id: string, organisation = town) =>
  as(anna, (at) => db(at).selectFrom('documents').selectAll().where('id', '=', id).executeTakeFirst(), organisation)

describe('stamps', () => {
  test('drive the state, and each is seen with its note', async () => {
    const id = await made()
    await stamped(id, 'check', { note: 'Betrag stimmt' })
    await stamped(id, 'approve', {}, berta)
    expect((await rowOf(id))?.state).toBe('approved')
    const found = await as(anna, (at) => stampingsOf(at, id))
    expect(found.map(({ name, state, note, by }) => [name, state, note, by])).toEqual(
      expect.arrayContaining([
        ['Geprüft', 'checked', 'Betrag stimmt', anna],
        ['Freigegeben', 'approved', '', berta],
      ]),
    )
    const { acts } = await as(anna, (at) => actsOf(at, id))
    expect(acts.map(({ act }) => act)).toEqual(['document.stamped', 'document.stamped'])
  })

  test('that do not fit the state are refused, and nothing changes', async () => {
    const id = await made()
    await expect(stamped(id, 'approve')).rejects.toMatchObject({ code: 'documents.stamp-wrong-state' })
    await expect(stamped(id, 'reject')).rejects.toMatchObject({ code: 'documents.stamp-needs-note' })
    expect(await rowOf(id)).toMatchObject({ state: 'new', version: 1 })
  })

  test('are refused when somebody changed the document meanwhile', async () => {
    const id = await made()
    await stamped(id, 'check', { version: 1 })
    await expect(stamped(id, 'approve', { version: 1 })).rejects.toMatchObject({ code: 'documents.changed-meanwhile' })
  })

  test('one of two at the same moment wins', async () => {
    const id = await made()
    const both = await Promise.allSettled([
      stamped(id, 'check', { version: 1 }),
      stamped(id, 'check', { version: 1 }, berta),
    ])
    expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
    expect((await as(anna, (at) => stampingsOf(at, id))).length).toBe(1)
  })

  test('of the organisation’s own ask for four eyes and for the stamp that follows, as a task with a day', async () => {
    const there = await house.organisation()
    const id = await made({}, there)
    const wish = { movesTo: null, movesFrom: [], needsNote: false, followsWith: null, followDays: null, position: 9 }
    const own = await as(
      anna,
      async (at) => {
        const second = await makeStamp(at, { ...wish, name: 'Gegengezeichnet', otherPerson: true })
        const check = await stampOf(at, 'check')
        await changeStamp(
          at,
          check.id,
          { ...check, name: 'Sachlich richtig', followsWith: second, followDays: 14 },
          check.version,
        )
        return second
      },
      there,
    )
    await stamped(id, 'check', {}, anna, there)
    await expect(as(anna, (at) => putStamp(at, { documentId: id, stampId: own }), there)).rejects.toMatchObject({
      code: 'documents.stamp-four-eyes',
    })
    const [task] = await as(berta, (at) => tasksOf(at, { documentId: id }), there)
    expect(task).toMatchObject({ kind: 'stamp', stampId: own, dueOn: '2026-12-08', title: 'Rechnung 4711' })
    await as(berta, (at) => putStamp(at, { documentId: id, stampId: own }), there)
    expect(await as(berta, (at) => tasksOf(at, { documentId: id }), there)).toEqual([])
    expect((await as(anna, (at) => stampingsOf(at, id), there)).map(({ name }) => name)).toContain('Sachlich richtig')
  })

  test('of another organisation are unknown here', async () => {
    const other = await house.organisation()
    const foreign = await as(anna, (at) => stampOf(at, 'check'), other)
    const id = await made()
    const putting = as(anna, (at) => putStamp(at, { documentId: id, stampId: foreign.id }))
    await expect(putting).rejects.toMatchObject({ code: 'documents.no-such-stamp' })
  })
})

describe('tasks', () => {
  test('are seen by who shall do them and by all when nobody is named, what is due first on top', async () => {
    const there = await house.organisation()
    const id = await made({ title: 'Satzung' }, there)
    await as(
      anna,
      async (at) => {
        await giveTask(at, { documentId: id, kind: 'look', what: 'irgendwann' })
        await giveTask(at, { documentId: id, kind: 'look', forAccount: berta, what: 'bald', dueOn: '2026-11-30' })
        await giveTask(at, { documentId: id, kind: 'look', forAccount: anna, what: 'sofort', dueOn: '2026-11-25' })
      },
      there,
    )
    const seenBy = (account: string) =>
      as(account, async (at) => (await tasksOf(at, { account })).map(({ what }) => what), there)
    expect(await seenBy(anna)).toEqual(['sofort', 'irgendwann'])
    expect(await seenBy(berta)).toEqual(['bald', 'irgendwann'])
    expect(await as(anna, (at) => tasksOf(at, { archives: new Set([randomUUID()]) }), there)).toEqual([])
  })

  test('are done once', async () => {
    const id = await made()
    const task = await as(anna, (at) => giveTask(at, { documentId: id, kind: 'look' }))
    const both = await Promise.all([
      as(anna, (at) => finishTask(at, id, task)),
      as(berta, (at) => finishTask(at, id, task)),
    ])
    expect(both.filter(Boolean)).toHaveLength(1)
  })
})
