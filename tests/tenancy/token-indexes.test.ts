import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { testDatabase, type TestDatabase } from '../support/database.ts'

// Under row-level security an index of tokens is used only where its comparison is vouched for (platform/data/roles.ts).

type TokenIndex = {
  readonly index: string
  readonly table: string
  readonly column: string
  readonly type: string
  readonly only: string
}

let database: TestDatabase
let root: pg.Client
let indexes: TokenIndex[]
beforeAll(async () => {
  database = await testDatabase()
  root = new pg.Client(database.root)
  await root.connect()
  const { rows } = await root.query<TokenIndex>(`
    select i.indexrelid::regclass::text as index, i.indrelid::regclass::text as table, quote_ident(a.attname) as column,
      a.atttypid::regtype::text as type, coalesce(pg_get_expr(i.indpred, i.indrelid), 'true') as only
    from pg_index i join pg_class c on c.oid = i.indexrelid join pg_am m on m.oid = c.relam
    join pg_attribute a on a.attrelid = i.indrelid and a.attnum = any (i.indkey)
    where m.amname = 'gin' and c.relnamespace = 'public'::regnamespace and a.atttypid <> 'uuid'::regtype order by 1`)
  indexes = rows
})
afterAll(async () => {
  await root.end()
  await database.drop()
})

// the text of an array of one value, whichever its type
const one = `array['\\x6162']`
const questions = ({ type }: TokenIndex): string[] =>
  type === 'tsvector' ? [`@@ 'abcdefgh'::tsquery`] : [`@> ${one}::${type}`, `&& ${one}::${type}`]

/** How the tenant's role would answer if the table had no other index, and reading all of it were the last resort. */
async function planOf({ index, table, column, only }: TokenIndex, question: string): Promise<string> {
  await root.query(`begin; set local enable_seqscan = off;
    update pg_index set indisvalid = false where indrelid = '${table}'::regclass and indexrelid <> '${index}'::regclass;
    select set_config('app.organisation', '${randomUUID()}', true); set local role belegt_tenant`)
  const { rows } = await root.query<{ 'QUERY PLAN': string }>(
    `explain select 1 from ${table} where ${column} ${question} and ${only}`,
  )
  await root.query('rollback')
  return rows.map((row) => row['QUERY PLAN']).join('\n')
}

test('every index of tokens is used under row-level security', async () => {
  expect(indexes.map(({ index }) => index)).toEqual(
    expect.arrayContaining([
      'document_senders_by_mark',
      'document_sketches_alike',
      'document_words_by_word',
      'document_words_of_long',
      'people_by_words',
    ]),
  )
  for (const one of indexes)
    for (const question of questions(one))
      expect(await planOf(one, question), question).toContain(`Index Cond: (${one.column} `)
})

test('the question above would notice a comparison that nobody vouches for', async () => {
  for (const comparison of [
    'ts_match_vq(tsvector, tsquery)',
    'arraycontains(anyarray, anyarray)',
    'arrayoverlap(anyarray, anyarray)',
  ])
    await root.query(`alter function ${comparison} not leakproof`)
  for (const one of indexes)
    for (const question of questions(one))
      expect(await planOf(one, question)).not.toContain(`Index Cond: (${one.column} `)
})
