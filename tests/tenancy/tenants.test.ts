import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import '../../src/app/modules.ts'
import { allTables } from '../../src/platform/data/table.ts'
import { testDatabase, type TestDatabase } from '../support/database.ts'
import { insertOf, rowsFor, type Row } from './rows.ts'

const tables = allTables()
  .filter(({ columns }) => 'organisation_id' in columns)
  .map(({ name }) => name)
const [here, there] = [randomUUID(), randomUUID()]
let database: TestDatabase
let app: pg.Client
let root: pg.Client
let theirs: ReadonlyMap<string, Row>

beforeAll(async () => {
  database = await testDatabase()
  root = await connected(database.root)
  app = await connected(database.app)
  for (const [id, slug] of [
    [here, 'hier'],
    [there, 'dort'],
  ]) {
    await root.query(
      `insert into organisations (id, slug, name, short_name, kind, created_at) values ($1, $2, 'X', 'X', 'public', '2026-01-01Z')`,
      [id, slug],
    )
  }
  const rows = await rowsFor(root, tables, here)
  for (const row of [...rows, ...(await rowsFor(root, tables, there))]) await root.query(insertOf(row))
  theirs = new Map(rows.map((row) => [row.table, row]))
})
afterAll(async () => {
  await app?.end()
  await root?.end()
  await database?.drop()
})

async function connected(login: pg.ClientConfig): Promise<pg.Client> {
  const client = new pg.Client(login)
  await client.connect()
  return client
}

const FORBIDDEN = '42501'

/** What a statement does in a transaction bound to an organisation (or to none): rows, or the error's code. Undone. */
async function tried(organisation: string | null, statement: string | pg.QueryConfig): Promise<number | string> {
  const bound = organisation === null ? '' : `select set_config('app.organisation', '${organisation}', true);`
  // asked as one who sees restricted people, so that only the tenants' own policy stands between the two
  const sight = `select set_config('app.restricted', 'storage', true);`
  await app.query(`begin; ${bound} ${sight} set local role belegt_tenant`)
  try {
    return (await app.query(statement as string)).rowCount ?? 0
  } catch (error) {
    return (error as { code?: string }).code ?? String(error)
  } finally {
    await app.query('rollback')
  }
}

const name = (table: string) => pg.escapeIdentifier(table)
const appendOnly = new Set(['ledger_leaves', 'ledger_tree', 'ledger_checkpoints'])

describe('optigem/tenants', () => {
  test('every declared table was filled for two organisations', async () => {
    expect(tables.length).toBeGreaterThan(20)
    for (const table of tables) {
      const { rows } = await root.query(`select organisation_id from ${name(table)} order by organisation_id`)
      expect(
        rows.map((row) => row.organisation_id),
        table,
      ).toEqual([here, there].toSorted())
    }
  })

  test.each(tables)('%s: another organisation’s row is not read, changed, deleted, forged or taken', async (table) => {
    const others = `where organisation_id = '${here}'`
    const changed = appendOnly.has(table) ? FORBIDDEN : 0
    expect(await tried(there, `select from ${name(table)}`)).toBe(1)
    expect(await tried(here, `select from ${name(table)}`)).toBe(1)
    expect(await tried(there, `select from ${name(table)} ${others}`)).toBe(0)
    expect(await tried(there, `select from ${name(table)} where true or organisation_id = '${here}'`)).toBe(1)
    expect(await tried(there, `update ${name(table)} set organisation_id = '${there}' ${others}`)).toBe(changed)
    expect(await tried(there, `delete from ${name(table)} ${others}`)).toBe(changed)
    expect(await tried(there, `update ${name(table)} set organisation_id = '${here}'`)).toBe(FORBIDDEN)
    expect(await tried(there, insertOf(theirs.get(table) as Row))).toBe(FORBIDDEN)
    expect(await tried(there, `truncate ${name(table)} cascade`)).toBe(FORBIDDEN)
  })

  test.each(tables)('%s: without an organisation there is nothing, and nothing can be added', async (table) => {
    expect(await tried(null, `select from ${name(table)}`)).toBe(0)
    expect(await tried('', `select from ${name(table)}`)).toBe(0)
    expect(await tried('%', `select from ${name(table)}`)).toBe('22P02')
    expect(await tried(null, `delete from ${name(table)}`)).toBe(appendOnly.has(table) ? FORBIDDEN : 0)
    expect(await tried(null, insertOf(theirs.get(table) as Row))).toBe(FORBIDDEN)
    const alone = await app.query(`select from ${name(table)}`).catch((error: { code: string }) => error.code)
    expect(alone, 'the login role by itself').toBe(FORBIDDEN)
  })

  test('the questions above would notice: with any one policy opened they see two organisations', async () => {
    for (const table of tables) {
      await root.query(`alter policy tenant on ${name(table)} using (true)`)
      expect(await tried(there, `select from ${name(table)}`), table).toBe(2)
      await root.query(
        `alter policy tenant on ${name(table)}
         using (organisation_id = nullif(current_setting('app.organisation', true), '')::uuid)`,
      )
      expect(await tried(there, `select from ${name(table)}`), table).toBe(1)
    }
  })

  test('the organisation of a transaction ends with it', async () => {
    await app.query(
      `begin; select set_config('app.organisation', '${here}', true); set local role belegt_tenant; commit`,
    )
    const { rows } = await app.query(
      `select current_setting('app.organisation', true) as organisation, current_user as role`,
    )
    expect(rows).toEqual([{ organisation: '', role: 'belegt_app' }])
  })

  test('of other organisations only public facts are known, and those cannot be changed', async () => {
    expect(await tried(there, `select from organisations where id = '${here}'`)).toBe(0)
    expect(await tried(there, `update organisations set name = 'Y' where id = '${here}'`)).toBe(0)
    expect(await tried(there, `delete from organisations`)).toBe(FORBIDDEN)
    expect(await tried(there, `insert into organisations select * from organisations`)).toBe(FORBIDDEN)
  })

  test('what was gathered about values, and errors, tell nothing of others', async () => {
    await root.query('analyze')
    const others = `schemaname = 'public' and tablename <> 'organisations'`
    expect(await tried(there, `select from pg_stats where ${others}`)).toBe(0)
    expect(await tried(there, 'select stavalues1 from pg_statistic')).toBe(FORBIDDEN)
    // A condition that fails on the other organisation's row must never get to see that row.
    const telling = `select from people where 1 / (case when organisation_id = '${here}' then 0 else 1 end) = 1`
    expect(await tried(there, telling)).toBe(1)
  })
})

describe('optigem/tenants: no way out of the role', () => {
  const ways: readonly string[] = [
    'set role belegt_owner',
    'set role root',
    'set session authorization root',
    'set session authorization belegt_owner',
    'reset role; select from people',
    'set role none; select from people',
    'set row_security = off; select from people',
    'set session_replication_role = replica',
    'alter role belegt_app bypassrls',
    'alter role belegt_tenant superuser',
    'grant belegt_owner to belegt_app',
    'grant pg_read_all_data to belegt_app',
    'alter table people disable row level security',
    'alter table people no force row level security',
    'alter table people owner to belegt_app',
    'drop policy tenant on people',
    'create policy mine on people using (true)',
    'create table public.mine (id int)',
    'create temp table mine (id int)',
    'create view public.mine as select * from people',
    'create schema mine',
    'create function public.mine() returns int language sql as $$ select 1 $$',
    'create or replace function protect(tenant_table regclass) returns void language sql as $$ $$',
    'create extension file_fdw',
    'create extension dblink',
    'create publication mine for all tables',
    'select from pg_authid',
    'select from pg_shadow',
    'select from pg_user_mapping',
    'select from pg_largeobject',
    'select from migrations',
    `select pg_read_file('/etc/passwd')`,
    `select pg_ls_dir('/')`,
    `select pg_stat_file('/etc/passwd')`,
    `select lo_import('/etc/passwd')`,
    `copy organisations from '/etc/passwd'`,
    `copy (select 1) to '/tmp/out'`,
    `copy (select 1) to program 'id'`,
    `alter system set log_statement = 'all'`,
    'select pg_reload_conf()',
    'select pg_switch_wal()',
    'checkpoint',
    `load '/tmp/mine.so'`,
  ]
  // insufficient privilege; not supported; must not run in a transaction
  const refusals = [FORBIDDEN, '0A000', '25001']

  test.each(ways)('%s', async (way) => {
    for (const role of ['belegt_tenant', 'none']) {
      await app.query('begin')
      await app.query(`select set_config('app.organisation', '${there}', true)`)
      await app.query(`set local role ${role}`)
      const code = await app.query(way).then(
        () => 'done',
        (error: { code: string }) => error.code,
      )
      await app.query('rollback')
      expect(refusals, `${way} as ${role}`).toContain(code)
    }
  })

  test('who is bound to an organisation cannot look into the queue of jobs', async () => {
    await root.query('create table pgboss.looked (id int); alter table pgboss.looked owner to belegt_app')
    expect(await tried(there, 'select from pgboss.looked')).toBe(FORBIDDEN)
  })
})
