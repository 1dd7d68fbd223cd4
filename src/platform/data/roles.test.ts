import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { testDatabase, type TestDatabase } from '#testing/database.ts'
import { refuseUnsafeRole } from './roles.ts'

let database: TestDatabase
// Roles belong to the whole server, so each test file names its own.
const mark = `r${process.pid}`

beforeAll(async () => {
  database = await testDatabase({ incomplete: true })
})
afterAll(async () => {
  await run(database.root, `drop owned by ${mark}_bypass; drop role if exists ${mark}_bypass, ${mark}_member`)
  await database.drop()
})

async function run(login: pg.ClientConfig, sql: string): Promise<pg.QueryResult> {
  const client = new pg.Client(login)
  await client.connect()
  try {
    return await client.query(sql)
  } finally {
    await client.end()
  }
}

async function verdict(login: pg.ClientConfig): Promise<string> {
  const client = new pg.Client(login)
  await client.connect()
  try {
    return await refuseUnsafeRole(client).then(
      () => 'safe',
      (error: Error) => error.message,
    )
  } finally {
    await client.end()
  }
}

describe('the roles of the embedded server', () => {
  test('none can get round row-level security', async () => {
    const { rows } = await run(
      database.root,
      `select rolname, rolsuper or rolbypassrls or rolcreaterole or rolcreatedb or rolreplication as strong, rolinherit, rolcanlogin
         from pg_roles where rolname like 'belegt%' order by rolname`,
    )
    expect(rows).toEqual([
      { rolname: 'belegt_app', strong: false, rolinherit: false, rolcanlogin: true },
      { rolname: 'belegt_owner', strong: false, rolinherit: true, rolcanlogin: true },
      { rolname: 'belegt_tenant', strong: false, rolinherit: true, rolcanlogin: false },
    ])
  })

  test('the program has no right to a table of belegt_tenant until it sets that role', async () => {
    await run(
      database.owner,
      `create table for_tenants (id int); insert into for_tenants values (7); grant select on for_tenants to belegt_tenant`,
    )
    await expect(run(database.app, 'select * from for_tenants')).rejects.toThrow('permission denied')
    const client = new pg.Client(database.app)
    await client.connect()
    await client.query('set role belegt_tenant')
    expect((await client.query('select id from for_tenants')).rows).toEqual([{ id: 7 }])
    await client.end()
  })

  test('the program makes its queue in the schema pgboss and nothing elsewhere', async () => {
    await run(database.app, 'create table pgboss.probe (id int); drop table pgboss.probe')
    await expect(run(database.app, 'create table public.probe (id int)')).rejects.toThrow('permission denied')
    await expect(run(database.app, 'create schema probe')).rejects.toThrow('permission denied')
  })

  test('a stranger role cannot enter the database', async () => {
    await run(database.root, `create role ${mark}_member login password 'x'`)
    await expect(run({ ...database.app, user: `${mark}_member`, password: 'x' }, 'select 1')).rejects.toThrow(
      'permission denied for database',
    )
    await expect(run({ ...database.app, password: 'wrong' }, 'select 1')).rejects.toThrow('password')
  })
})

describe('refuseUnsafeRole', () => {
  test('takes the role of the program', async () => {
    expect(await verdict(database.app)).toBe('safe')
  })

  test('refuses the superuser, also one that hides behind another role', async () => {
    expect(await verdict(database.root)).toMatch(/role root is a superuser/)
    expect(await verdict({ ...database.root, options: '-c role=belegt_app' })).toMatch(/role root is a superuser/)
  })

  test('refuses a role that can become a superuser', async () => {
    await run(database.root, `grant root to belegt_app`)
    try {
      expect(await verdict(database.app)).toMatch(/belegt_app can become root, which is a superuser/)
    } finally {
      await run(database.root, `revoke root from belegt_app`)
    }
    expect(await verdict(database.app)).toBe('safe')
  })

  test('refuses BYPASSRLS, its own or of a role behind a role', async () => {
    await run(
      database.root,
      `create role ${mark}_bypass login password 'x' bypassrls;
       grant connect on database ${database.name} to ${mark}_bypass, ${mark}_member;
       grant ${mark}_bypass to belegt_tenant`,
    )
    try {
      expect(await verdict({ ...database.app, user: `${mark}_bypass`, password: 'x' })).toMatch(/has BYPASSRLS/)
      expect(await verdict(database.app)).toMatch(/belegt_app can become r\d+_bypass, which has BYPASSRLS/)
    } finally {
      await run(database.root, `revoke ${mark}_bypass from belegt_tenant`)
    }
  })

  test('refuses the owner of a table in schema public, and who can become it', async () => {
    expect(await verdict(database.owner)).toMatch(/belegt_owner owns \d+ of the tables in schema public/)
    await run(database.root, `grant belegt_owner to ${mark}_member`)
    expect(await verdict({ ...database.app, user: `${mark}_member`, password: 'x' })).toMatch(
      /can become belegt_owner, which owns/,
    )
    await run(database.root, `drop owned by ${mark}_member`)
  })

  test('refuses CREATEROLE and the roles that read everything', async () => {
    await run(database.root, `grant pg_read_all_data to belegt_app`)
    try {
      expect(await verdict(database.app)).toMatch(/can become pg_read_all_data/)
    } finally {
      await run(database.root, `revoke pg_read_all_data from belegt_app`)
    }
  })
})
