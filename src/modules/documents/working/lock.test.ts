import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { testDatabase, type TestDatabase } from '#testing/database.ts'
import { documentRow, type DocumentRowWish } from '#testing/document-rows.ts'
import { testHouse, type TestHouse } from '#testing/house.ts'
import type { Organisation } from '#platform/data/organisations.ts'
import { type Actor, inScope, type Scope } from '#platform/data/scope.ts'
import { deletionRun, eraseOrganisation, erasePeople, eraseRows, releaseHold } from '#privacy'
import { filing, storing } from '../data.ts'
import '../facts/kinds.ts'
import '../kinds.ts'
import { holderFor } from '../storing/holder.ts'
import { extendLock, lockOn, releaseDocument, watchLocks } from './actions/locks.ts'
import { putStamp, stampsFor } from './actions/stamping.ts'
import { stampsOf } from './actions/stamps.ts'
import { tasksOf } from './actions/tasks.ts'
import { db } from './data.ts'
import './kinds.ts'
import { grounds } from './rules/period.ts'
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
const anna = randomUUID()
const as = <T>(account: string, work: (at: Scope<Opens>) => Promise<T>, organisation = town) =>
  inScope(house, { organisation, actor: member(account), purpose: filing }, work)
const made = (wish: DocumentRowWish = {}, organisation = town) => as(anna, (at) => documentRow(at, wish), organisation)
const stampOf = async (at: Scope<string>, purpose: Purpose): Promise<Stamp> => {
  const found = (await stampsOf(at)).find((one) => one.purpose === purpose)
  if (!found) throw new Error('no such stamp')
  return found
}
const [vouchers] = grounds
const stamped = (documentId: string, purpose: Purpose, further = {}, account = anna, organisation = town) =>
  as(
    account,
    async (at) => putStamp(at, { documentId, stampId: (await stampOf(at, purpose)).id, ...further }),
    organisation,
  )
const locked = async (wish: DocumentRowWish = {}, organisation = town): Promise<string> => {
  const id = await made(wish, organisation)
  await stamped(id, 'archive', { ground: vouchers }, anna, organisation)
  return id
}
const rowOf = (id: string, organisation = town) =>
  as(anna, (at) => db(at).selectFrom('documents').selectAll().where('id', '=', id).executeTakeFirst(), organisation)

/** As who sees restricted people too, because it only keeps. */
const keeping = <T>(work: (at: Scope<string>) => Promise<T>) =>
  inScope(house, { organisation: town, actor: member(anna), purpose: storing }, work)
const stored = (id: string) =>
  keeping(async (at) =>
    (await db(at).selectFrom('documents').select('id').where('id', '=', id).execute()).map((row) => row.id),
  )

describe('a document locked in the archive', () => {
  test('is kept until the end of the year in which the period ends', async () => {
    const id = await locked({ dated_on: '2024-03-05' })
    const lock = await as(anna, (at) => lockOn(at, id))
    expect(lock).toMatchObject({ until: '2032-12-31', held_until: '2033-12-31' })
    const row = await rowOf(id)
    expect(row).toMatchObject({ state: 'archived', keep_days: 2922 })
    expect(row?.keep_from?.toString()).toBe('2024-12-31T23:00:00Z')
  })

  test.each([
    ['its title', `update documents set title = '\\x00' where id = `],
    ['its state', `update documents set state = 'new' where id = `],
    ['its archive', `update documents set holder_id = id where id = `],
    ['the start of its period', `update documents set keep_from = null where id = `],
    ['its period', 'update documents set keep_days = 1 where id = '],
    ['itself', 'delete from documents where id = '],
    ['a version', 'delete from document_versions where document_id = '],
    ['a file', `update document_versions set file = file || '{"sha256":"0"}' where document_id = `],
    ['a manifest', `update document_versions set manifest = '\\x00' where document_id = `],
    ['its lock', 'delete from document_locks where document_id = '],
    ['the length of its lock', `update document_locks set until = until - 1 where document_id = `],
    ['its entries', 'delete from document_acts where document_id = '],
  ])('does not lose or change %s, whoever asks the database', async (_, statement) => {
    const id = await locked()
    const before = await rowOf(id)
    const trying = as(anna, (at) => sql`${sql.raw(statement)} ${id}`.execute(db(at)))
    await expect(trying).rejects.toThrow(/documents.locked|not changed/)
    expect(await rowOf(id)).toEqual(before)
  })

  test('takes no further version and no stamp', async () => {
    const id = await locked()
    const adding = as(anna, (at) =>
      sql`insert into document_versions select (jsonb_populate_record(v, jsonb_build_object('id', ${randomUUID()}::text, 'number', 2))).*
        from document_versions v where document_id = ${id}`.execute(db(at)),
    )
    await expect(adding).rejects.toMatchObject({ code: 'documents.locked' })
    await expect(stamped(id, 'open')).rejects.toMatchObject({ code: 'documents.locked' })
    expect(await as(anna, async (at) => stampsFor(at, (await rowOf(id)) as never))).toEqual([])
  })

  test('may still be verified and re-wrapped, and what reading finds is added once', async () => {
    const id = await locked()
    await as(anna, async (at) => {
      await sql`update document_versions set verified_at = ${at.now}, stage = 'reading',
        file = jsonb_set(file, '{keys}', '["anew"]') where document_id = ${id}`.execute(db(at))
      await sql`update documents set pages = 3, dated_on = '2026-01-02' where id = ${id}`.execute(db(at))
    })
    const again = as(anna, (at) => sql`update documents set pages = 4 where id = ${id}`.execute(db(at)))
    await expect(again).rejects.toMatchObject({ code: 'documents.locked' })
  })

  test('stays when its person is erased, and with it what is needed to read it', async () => {
    const holder = await as(anna, (at) => holderFor(at))
    const id = await locked({ holder })
    const free = await made({ holder })
    await as(anna, (at) => erasePeople(at, [holder], 'request'))
    // restricted from now on: who works with documents does not see it, who stores them does
    expect(await rowOf(id)).toBeUndefined()
    expect(await stored(id)).toEqual([id])
    expect(await stored(free)).toEqual([])
    const keys = await keeping((at) => at.keys.persons([holder], 'general'))
    expect(keys.size).toBe(1)
  })

  test('stays when somebody ends its hold or erases the row', async () => {
    const id = await locked()
    const lock = await as(anna, (at) => lockOn(at, id))
    await expect(as(anna, (at) => releaseHold(at, lock?.hold_id ?? ''))).rejects.toMatchObject({
      code: 'documents.locked',
    })
    await as(anna, (at) => eraseRows(at, 'documents', [id], 'request'))
    expect(await rowOf(id)).toBeDefined()
  })

  test('is released by a person after the period, not before, and goes then with the deletion run', async () => {
    const there = await house.organisation()
    const id = await locked(
      { dated_on: '2024-03-05', received_at: Temporal.Instant.from('2024-03-07T09:00:00Z') },
      there,
    )
    const on = <T>(day: string, work: (at: Scope<Opens>) => Promise<T>) =>
      inScope(
        house,
        { organisation: there, actor: member(anna), purpose: filing, now: Temporal.Instant.from(`${day}T11:00:00Z`) },
        work,
      )
    await expect(on('2032-12-31', (at) => releaseDocument(at, id))).rejects.toMatchObject({
      code: 'documents.lock-runs',
    })
    await on('2033-01-01', watchLocks)
    await on('2033-01-02', watchLocks)
    const tasks = await on('2033-01-02', (at) => tasksOf(at, { documentId: id }))
    expect(tasks.map(({ kind, dueOn }) => [kind, dueOn])).toEqual([['release', '2033-01-31']])
    await deletionRun(house, there, Temporal.Instant.from('2033-01-03T02:00:00Z'))
    expect(await rowOf(id, there)).toBeDefined()
    await on('2033-01-04', (at) => releaseDocument(at, id))
    expect(await on('2033-01-04', (at) => tasksOf(at, { documentId: id }))).toEqual([])
    await deletionRun(house, there, Temporal.Instant.from('2033-01-05T02:00:00Z'))
    expect(await rowOf(id, there)).toBeUndefined()
  })

  test('goes at once after its release when its deletion had been asked for', async () => {
    const holder = await as(anna, (at) => holderFor(at))
    const id = await locked({ holder, dated_on: '2010-03-05' })
    await as(anna, (at) => erasePeople(at, [holder], 'request'))
    expect(await stored(id)).toEqual([id])
    await keeping((at) => releaseDocument(at, id))
    expect(await stored(id)).toEqual([])
  })

  test('B4 goes by itself when the law no longer asks for it and nobody has decided, if its person asked for the erasure', async () => {
    const there = await house.organisation()
    const holder = await as(anna, (at) => holderFor(at), there)
    const [asked, other] = [
      await locked({ holder, dated_on: '2024-03-05' }, there),
      await locked({ dated_on: '2024-03-05' }, there),
    ]
    const night = (day: string) =>
      inScope(
        house,
        {
          organisation: there,
          actor: { kind: 'system', job: 'documents.locks' },
          purpose: storing,
          now: Temporal.Instant.from(`${day}T01:20:00Z`),
        },
        async (at) => {
          await watchLocks(at)
          return (await db(at).selectFrom('documents').select('id').execute()).map(({ id }) => id).toSorted()
        },
      )
    const both = [asked, other].toSorted()
    await as(anna, (at) => erasePeople(at, [holder], 'request'), there)
    expect(await rowOf(asked, there)).toBeUndefined() // blocked: nobody who works with documents sees it
    expect(await night('2032-12-31')).toEqual(both) // the last day of the law
    expect(await night('2033-01-01')).toEqual(both) // from here somebody may still decide for a longer time
    expect(await night('2033-01-31')).toEqual(both)
    expect(await night('2033-02-01')).toEqual([other])
    const { rows } = await inScope(house, { organisation: there, actor: member(anna), purpose: storing }, (at) =>
      sql<{ n: number }>`select count(*)::int as n from person_keys where person_id = ${holder}`.execute(db(at)),
    )
    expect(rows).toEqual([{ n: 0 }])
    expect(await night('2034-06-01')).toEqual([other]) // whom nobody asked for waits for a person's decision
  })

  test('B4 a lock that somebody extends in time, because an audit runs, keeps what was asked for blocked', async () => {
    const there = await house.organisation()
    const holder = await as(anna, (at) => holderFor(at), there)
    const id = await locked({ holder, dated_on: '2010-03-05' }, there)
    await as(anna, (at) => erasePeople(at, [holder], 'request'), there)
    const on = <T>(day: string, work: (at: Scope<string>) => Promise<T>) =>
      inScope(
        house,
        { organisation: there, actor: member(anna), purpose: storing, now: Temporal.Instant.from(`${day}T01:20:00Z`) },
        work,
      )
    await on('2026-11-24', watchLocks)
    await on('2026-12-01', (at) => extendLock(at, id, Temporal.PlainDate.from('2028-12-31')))
    await on('2027-03-01', watchLocks)
    await on('2028-12-31', watchLocks)
    const left = (at: Scope<string>) => db(at).selectFrom('documents').select('id').execute()
    expect(await on('2028-12-31', left)).toEqual([{ id }])
    await on('2029-02-01', watchLocks)
    expect(await on('2029-02-01', left)).toEqual([{ id }]) // asked anew, with time to answer
    await on('2029-03-10', watchLocks)
    expect(await on('2029-03-10', left)).toEqual([])
  })

  test('is held on as long as nobody decides, and longer when somebody extends it', async () => {
    const there = await house.organisation()
    const id = await locked({ dated_on: '2010-03-05' }, there)
    const lock = () => as(anna, (at) => lockOn(at, id), there)
    expect((await lock())?.held_until).toBe('2027-11-24')
    const later = (day: string) =>
      inScope(
        house,
        { organisation: there, actor: member(anna), purpose: filing, now: Temporal.Instant.from(`${day}T11:00:00Z`) },
        watchLocks,
      )
    await later('2027-01-01')
    expect((await lock())?.held_until).toBe('2027-11-24')
    await later('2027-06-01')
    expect((await lock())?.held_until).toBe('2028-06-01')
    await as(anna, (at) => extendLock(at, id, Temporal.PlainDate.from('2030-12-31')), there)
    expect(await lock()).toMatchObject({ until: '2030-12-31', held_until: '2031-12-31' })
    const shorter = as(anna, (at) => extendLock(at, id, Temporal.PlainDate.from('2029-12-31')), there)
    await expect(shorter).rejects.toMatchObject({ code: 'documents.lock-shorter' })
    await deletionRun(house, there, Temporal.Instant.from('2029-06-01T02:00:00Z'))
    expect(await rowOf(id, there)).toBeDefined()
  })

  test('ends with the organisation', async () => {
    const [there, operator] = [await house.organisation(), await house.organisation()]
    await locked({}, there)
    const { left } = await eraseOrganisation(house, there, operator)
    expect(left).toEqual({})
  })
})
