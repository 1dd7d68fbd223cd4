import { sql } from 'kysely'
import type pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { testDatabase, type TestDatabase } from '#testing/database.ts'
import { sendLater } from './gathered.ts'
import { openPool } from './pool.ts'
import { queryBuilder, tables } from './query-builder.ts'

let database: TestDatabase
let pool: pg.Pool

beforeAll(async () => {
  database = await testDatabase()
  pool = openPool(database.root, 1)
  await pool.query('create table sizes (id integer primary key, since timestamptz, size bigint)')
})
afterAll(async () => {
  await pool.end()
  await database.drop()
})

const named = (name: string, text: string, ...values: unknown[]) => ({ name, text, values })
const insert = (id: number) =>
  named('insert', 'insert into sizes values ($1, $2, 7)', id, Temporal.Instant.from('2026-11-24T11:00:00Z').toString())
const all = named('all', 'select * from sizes order by id')

async function within<T>(work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect()
  try {
    return await work(client)
  } finally {
    client.release()
  }
}
const counted = () => within(async (client) => (await client.query<{ id: number }>(all)).rows.map(({ id }) => id))

describe('statements of one turn', () => {
  test('are answered in their order, each with its own rows, also at the second use', async () => {
    await within(async (client) => {
      for (const id of [1, 2]) {
        const [added, found, none] = await Promise.all([
          client.query(insert(id)),
          client.query(all),
          client.query(named('none', 'delete from sizes where id > 90')),
        ])
        expect([added.command, added.rowCount, added.rows]).toEqual(['INSERT', 1, []])
        expect(found.rowCount).toBe(id)
        expect(found.rows.at(-1)).toEqual({ id, since: Temporal.Instant.from('2026-11-24T11:00:00Z'), size: 7 })
        expect([none.command, none.rowCount]).toEqual(['DELETE', 0])
      }
    })
  })

  test('of a cursor have a count only where rows are counted', async () => {
    await within(async (client) => {
      const answers = await Promise.all([
        client.query(named('begin', 'begin')),
        client.query(named('declare', 'declare numbers cursor for select n from generate_series(1, 12) n')),
        client.query(named('fetch', 'fetch 10 from numbers')),
        client.query(named('close', 'close numbers')),
        client.query(named('commit', 'commit')),
      ])
      expect(answers.map(({ command, rowCount }) => [command, rowCount])).toEqual([
        ['BEGIN', null],
        ['DECLARE', null],
        ['FETCH', 10],
        ['CLOSE', null],
        ['COMMIT', null],
      ])
    })
  })

  test('read from a cursor have its columns, however often one of its name was read before', async () => {
    await within(async (client) => {
      const at = tables({})({ tx: queryBuilder(client) })
      for (const column of ['first', 'second', 'third', 'fourth', 'fifth']) {
        await client.query('begin')
        await sql.raw(`declare numbers cursor for select 1 as ${column}`).execute(at)
        expect((await sql`fetch 10 from numbers`.execute(at)).rows).toEqual([{ [column]: 1 }])
        await client.query('rollback')
      }
    })
  })

  test('keep their place among what is sent without a name', async () => {
    await within(async (client) => {
      const sent = [
        client.query(named('begin', 'begin')),
        client.query(insert(3)),
        client.query('update sizes set size = 8 where id = 3'),
        client.query(named('one', 'select size from sizes where id = $1', 3)),
        client.query('rollback'),
        client.query(named('one', 'select size from sizes where id = $1', 3)),
      ]
      const answers = await Promise.all(sent)
      expect(answers[3]?.rows).toEqual([{ size: 8 }])
      expect(answers[5]?.rows).toEqual([])
    })
  })

  test('one that fails takes along those behind it, and a commit among them commits nothing', async () => {
    await within(async (client) => {
      const outcomes = await Promise.allSettled([
        client.query(named('begin', 'begin')),
        client.query(insert(4)),
        client.query(insert(1)),
        client.query(insert(5)),
        client.query(named('commit', 'commit')),
      ])
      expect(
        outcomes.map((one) => (one.status === 'rejected' ? (one.reason as pg.DatabaseError).code : 'done')),
      ).toEqual(['done', 'done', '23505', '25P02', '25P02'])
      await client.query('rollback')
    })
    expect(await counted()).toEqual([1, 2])
  })

  test('what could not be prepared, or looks otherwise by now, is prepared anew under its name', async () => {
    await within(async (client) => {
      const later = named('later', 'select * from later')
      await expect(client.query(later)).rejects.toMatchObject({ code: '42P01' })
      await client.query('create table later (a integer)')
      await client.query('insert into later values (1)')
      expect((await client.query(later)).rows).toEqual([{ a: 1 }])
      await client.query('alter table later add column b integer default 2')
      await expect(client.query(later)).rejects.toThrow('cached plan must not change result type')
      expect((await client.query(later)).rows).toEqual([{ a: 1, b: 2 }])
    })
  })

  test('a value that cannot be sent or read fails alone', async () => {
    await within(async (client) => {
      const circle: unknown[] = []
      circle.push({ circle })
      const outcomes = await Promise.allSettled([
        client.query(named('text', 'select $1::jsonb as it', circle)),
        client.query(named('never', `select 'infinity'::timestamptz as it`)),
        client.query(all),
      ])
      expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'fulfilled'])
    })
  })

  test('one that is to be sent later goes before the next, named or not, and by itself when there is none', async () => {
    await within(async (client) => {
      const state = async () =>
        (await client.query<{ n: number }>('select count(*)::int as n from pg_locks where locktype = $1', ['advisory']))
          .rows[0]!.n
      const unlock = named('unlock', 'select pg_advisory_unlock_all()')
      for (const next of [() => client.query(all), () => client.query('select 1')]) {
        await client.query('select pg_advisory_lock(77)')
        const sent = sendLater(client, unlock, 60_000)
        const answers: string[] = []
        await Promise.all([sent.then(() => answers.push('later')), next().then(() => answers.push('next'))])
        expect(answers).toEqual(['later', 'next'])
        expect(await state()).toBe(0)
      }
      await client.query('select pg_advisory_lock(77)')
      await sendLater(client, unlock, 1)
      expect(await state()).toBe(0)
    })
  })

  test('a connection that is lost tells all of them', async () => {
    const client = await pool.connect()
    const outcomes = await Promise.allSettled([
      client.query(all),
      client.query(named('end', 'select pg_terminate_backend(pg_backend_pid())')),
      client.query(all),
    ])
    client.release(true)
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected'])
    expect(await counted()).toEqual([1, 2])
  })
})
