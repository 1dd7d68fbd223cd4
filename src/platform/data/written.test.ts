import { sql, type Kysely } from 'kysely'
import { expect, test } from 'vitest'
import { queryBuilder, tables, written, type Tx } from './query-builder.ts'

type At = { readonly tx: Tx }
const db = (at: At) => tables({})(at) as unknown as Kysely<{ t: { a: string | null; b: number } }>
// nothing is sent: texts are only put together
const at: At = { tx: queryBuilder(undefined as never) }

test('a statement is built once, and says with each use what was given then', () => {
  let built = 0
  const find = written((scope: At, { a, b }: { readonly a: string | null; readonly b: number }) => {
    built++
    return db(scope)
      .selectFrom('t')
      .selectAll()
      .where('b', '>', b)
      .where(sql<boolean>`a = ${a}`)
      .where('b', '<', 9)
  })
  const once = find(at, { a: 'x', b: 1 })
  expect(find(at, { a: null, b: 2 }).parameters).toEqual([2, null, 9])
  expect(once.parameters).toEqual([1, 'x', 9])
  const directly = db(at)
    .selectFrom('t')
    .selectAll()
    .where('b', '>', 1)
    .where(sql<boolean>`a = ${'x'}`)
    .where('b', '<', 9)
  expect([once.sql, once.parameters]).toEqual([directly.compile().sql, directly.compile().parameters])
  expect(built).toBe(1)
})

test('a row is stored with the columns that are given', () => {
  const store = written((scope: At, row: { readonly a: string | null; readonly b: number }) =>
    db(scope).insertInto('t').values(row),
  )
  store(at, { a: 'x', b: 1 })
  expect(store(at, { a: null, b: 2 })).toMatchObject({
    sql: 'insert into "t" ("a", "b") values ($1, $2)',
    parameters: [null, 2],
  })
})
