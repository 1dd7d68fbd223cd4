import { randomUUID } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { testDatabase, type TestDatabase } from '#testing/database.ts'
import { documentRow } from '#testing/document-rows.ts'
import { testHouse, type TestHouse } from '#testing/house.ts'
import type { Organisation } from '#platform/data/organisations.ts'
import { type Actor, inScope, type Scope } from '#platform/data/scope.ts'
import { filing } from '../data.ts'
import { typed } from '../facts/actions/change.ts'
import { changeType, makeType, type TypeWish } from '../facts/actions/set-up.ts'
import '../facts/kinds.ts'
import '../kinds.ts'
import { restoreDocument, trashDocument } from '../storing/bin.ts'
import { holderOf } from '../reading/keep.ts'
import { filingOnly } from '../reading/pages.ts'
import { keptOf } from './actions/keeping.ts'
import { groundOfType, lockOn } from './actions/locks.ts'
import { putStamp } from './actions/stamping.ts'
import { stampsOf } from './actions/stamps.ts'
import { finishTask, giveTask } from './actions/tasks.ts'
import { actsOf } from './audit.ts'
import { db } from './data.ts'
import './kinds.ts'
import type { Purpose } from './rules/stamps.ts'

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
const clerk: Actor = { kind: 'member', id: randomUUID(), account: randomUUID(), role: 'administrator' }
const day = (text: string) => Temporal.PlainDate.from(text).toZonedDateTime('Europe/Berlin').toInstant()
const on = <T>(text: string, work: (at: Scope<Opens>) => Promise<T>) =>
  inScope(house, { organisation: town, actor: clerk, purpose: filing, now: day(text).add({ hours: 9 }) }, work)

const wish: TypeWish = { name: '', note: '', keepUnit: 'years', keepLength: 6, starts: 'closed', yearEnd: false, law: '§ 257 HGB' } // oxfmt-ignore
const typeWith = (further: Partial<TypeWish> = {}) =>
  on('2026-01-05', (at) => makeType(at, { ...wish, name: `Vorgang ${randomUUID()}`, ...further }))
const made = (type_id: string) =>
  on('2026-02-02', async (at) => {
    const id = await documentRow(at)
    const row = await db(at).selectFrom('documents').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
    await db(at)
      .updateTable('documents')
      .set(await typed(at, row, type_id))
      .where('id', '=', id)
      .execute()
    return id
  })
const stamped = (
  text: string,
  documentId: string,
  purpose: Purpose,
  ground?: Awaited<ReturnType<typeof groundOfType>>,
) =>
  on(text, async (at) => {
    const stamp = (await stampsOf(at)).find((one) => one.purpose === purpose)
    return putStamp(at, { documentId, stampId: stamp?.id ?? '', note: 'gesehen', ground })
  })
const asked = (text: string, documentId: string) => on(text, (at) => giveTask(at, { documentId, kind: 'look' }))
const kept = (id: string) =>
  on('2026-12-01', async (at) => {
    const row = await db(at).selectFrom('documents').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
    return keptOf(at, row)
  })

describe('a period that counts from the end of the work', () => {
  test('begins with the last task that is done, waits again with the next, and is noted', async () => {
    const id = await made(await typeWith())
    expect(await kept(id)).toMatchObject({ is: 'waiting' })
    const [first, second] = [await asked('2026-03-01', id), await asked('2026-03-01', id)]
    await on('2026-03-04', (at) => finishTask(at, id, first))
    expect(await kept(id)).toMatchObject({ is: 'waiting' })
    await on('2026-03-09', (at) => finishTask(at, id, second))
    expect(await kept(id)).toMatchObject({ is: 'running', from: '2026-03-10', until: '2032-03-09' })
    const third = await asked('2026-04-01', id)
    expect(await kept(id)).toMatchObject({ is: 'waiting' })
    await on('2026-05-01', (at) => finishTask(at, id, third))
    expect(await kept(id)).toMatchObject({ from: '2026-05-02', until: '2032-05-01' })
    const { acts } = await on('2026-06-01', (at) => actsOf(at, id))
    expect(acts.map(({ act }) => act).filter((act) => act.includes('period'))).toEqual([
      'document.period-began',
      'document.period-waits',
      'document.period-began',
    ])
  })

  test('moves with a stamp after the last task, and waits when a stamp takes the work up again', async () => {
    const id = await made(await typeWith({ yearEnd: true }))
    const task = await asked('2026-03-01', id)
    await on('2026-03-02', (at) => finishTask(at, id, task))
    expect(await kept(id)).toMatchObject({ from: '2027-01-01', until: '2032-12-31' })
    await stamped('2027-02-01', id, 'check')
    expect(await kept(id)).toMatchObject({ from: '2028-01-01', until: '2033-12-31' })
    await stamped('2027-03-01', id, 'open')
    expect(await kept(id)).toMatchObject({ is: 'waiting' })
  })

  test('begins with the archive stamp, by the law of the type, whatever the document’s own date is', async () => {
    const type = await typeWith({ yearEnd: true, keepLength: 8, law: '§ 147 AO' })
    const id = await made(type)
    await on('2026-02-02', (at) =>
      db(at).updateTable('documents').set({ dated_on: '2019-05-05' }).where('id', '=', id).execute(),
    )
    const ground = await on('2026-06-06', (at) => groundOfType(at, type))
    await stamped('2026-06-06', id, 'archive', ground)
    expect(await on('2026-06-07', (at) => lockOn(at, id))).toMatchObject({ until: '2034-12-31' })
    expect(await kept(id)).toMatchObject({ is: 'locked', from: '2027-01-01', lock: { law: '§ 147 AO' } })
  })

  test('of a type that was only guessed begins nothing, and a shortened type shortens nothing that has it', async () => {
    const type = await typeWith({ keepLength: 5 })
    const [guessed, given] = [await made(type), await made(type)]
    await on('2026-02-02', (at) =>
      db(at).updateTable('documents').set({ type_by: 'found' }).where('id', '=', guessed).execute(),
    )
    await on('2026-02-03', (at) => changeType(at, type, { ...wish, name: 'kurz', keepLength: 1 }, 1))
    for (const id of [guessed, given]) {
      const task = await asked('2026-03-01', id)
      await on('2026-03-02', (at) => finishTask(at, id, task))
    }
    expect(await kept(guessed)).toMatchObject({ is: 'guessed' })
    expect(await kept(given)).toMatchObject({ is: 'running', from: '2026-03-03', until: '2031-03-02' })
  })

  test('is looked at again when a document comes out of the bin, and when it gets its type late', async () => {
    const type = await typeWith()
    const id = await made(type)
    const task = await asked('2026-03-01', id)
    await on('2026-03-02', (at) => trashDocument(at, id))
    await on('2026-03-03', (at) => finishTask(at, id, task))
    expect(await kept(id)).toBeUndefined()
    await on('2026-03-04', (at) => restoreDocument(at, id))
    expect(await kept(id)).toMatchObject({ is: 'running', from: '2026-03-04' })

    const late = await on('2026-02-02', (at) => documentRow(at))
    expect(await kept(late)).toMatchObject({ is: 'open' })
    const only = await asked('2026-03-01', late)
    await on('2026-03-02', (at) => finishTask(at, late, only))
    const row = await on('2026-04-01', (at) =>
      db(at).selectFrom('documents').selectAll().where('id', '=', late).executeTakeFirstOrThrow(),
    )
    expect(await on('2026-04-01', (at) => typed(at, row, type))).toMatchObject({ keep_from: day('2026-03-03') })
    expect(await on('2026-04-01', (at) => typed(at, { ...row, type_id: type }, null))).toMatchObject({
      keep_from: null,
    })
  })
})

test('a document is archived while it is read: one waits for the other, and neither for both', async () => {
  const type = await typeWith({ starts: 'received' })
  const [id, other] = [await made(type), await made(type)]
  await stamped('2026-03-01', id, 'check')
  const ground = await on('2026-03-02', (at) => groundOfType(at, type))
  let archived: Promise<unknown> = Promise.resolve()
  const waiting = async () => {
    const { rows } = await house.pool.query(`select from pg_locks where not granted`)
    return rows.length > 0
  }
  const holder = await on('2026-03-02', async (at) => {
    await holderOf(filingOnly(at), other) // as the reading begins: nobody sets a hold from now on
    archived = stamped('2026-03-02', id, 'archive', ground)
    while (!(await waiting())) await wait(20)
    return holderOf(filingOnly(at), id)
  })
  expect(holder).toBeDefined()
  expect(await archived).toBe('archived')
})
