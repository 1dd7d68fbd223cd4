import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { testDatabase, type TestDatabase } from '#testing/database.ts'
import { refuseUnsafeRole } from './roles.ts'

let database: TestDatabase

// Roles belong to the whole server, where other test files work at the same time: these are changed, never the real ones.
const login = `roles_${process.pid}_login`
const middle = `roles_${process.pid}_middle`
const target = `roles_${process.pid}_target`

beforeAll(async () => {
  database = await testDatabase({ incomplete: true })
  await run(
    database.root,
    `create role ${login} login noinherit password 'x';
     create role ${middle} nologin;
     create role ${target} nologin;
     grant ${middle} to ${login};
     grant ${target} to ${middle};
     grant connect on database ${database.name} to ${login}`,
  )
})

afterAll(async () => {
  await run(database.root, `drop owned by ${login}, ${middle}, ${target}; drop role ${login}, ${middle}, ${target}`)
  await database.drop()
})

async function run(as: pg.ClientConfig, sql: string): Promise<pg.QueryResult> {
  const client = new pg.Client(as)
  await client.connect()
  try {
    return await client.query(sql)
  } finally {
    await client.end()
  }
}

async function verdict(as: pg.ClientConfig): Promise<string> {
  const client = new pg.Client(as)
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

/** The verdict on the role `login` while `change` holds. */
async function verdictWith(change: string, back: string): Promise<string> {
  const stranger = { ...database.app, user: login, password: 'x' }
  expect(await verdict(stranger)).toBe('safe')
  await run(database.root, change)
  const found = await verdict(stranger)
  await run(database.root, back)
  return found
}

describe('the roles of the embedded server', () => {
  test('none can get round row-level security', async () => {
    const { rows } = await run(
      database.root,
      `select rolname, rolinherit, rolcanlogin,
              rolsuper or rolbypassrls or rolcreaterole or rolcreatedb or rolreplication as strong
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
      `create table probe (id int); insert into probe values (7); grant select on probe to belegt_tenant`,
    )
    await expect(run(database.app, 'select * from probe')).rejects.toThrow('permission denied')
    const client = new pg.Client(database.app)
    await client.connect()
    await client.query('set role belegt_tenant')
    expect((await client.query('select id from probe')).rows).toEqual([{ id: 7 }])
    await client.end()
  })

  test('the program makes its queue in the schema pgboss and nothing elsewhere', async () => {
    await run(database.app, 'create table pgboss.probe (id int); drop table pgboss.probe')
    await expect(run(database.app, 'create table public.probe (id int)')).rejects.toThrow('permission denied')
    await expect(run(database.app, 'create schema probe')).rejects.toThrow('permission denied')
  })

  test('a stranger cannot enter the database, nor the program without its password', async () => {
    await run(database.root, `revoke connect on database ${database.name} from ${login}`)
    await expect(run({ ...database.app, user: login, password: 'x' }, 'select 1')).rejects.toThrow('permission denied')
    await run(database.root, `grant connect on database ${database.name} to ${login}`)
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

  test('refuses a superuser, itself or behind two memberships', async () => {
    expect(await verdictWith(`alter role ${login} superuser`, `alter role ${login} nosuperuser`)).toContain(
      `The database role ${login} is a superuser`,
    )
    expect(await verdictWith(`alter role ${target} superuser`, `alter role ${target} nosuperuser`)).toContain(
      `${login} can become ${target}, which is a superuser`,
    )
  })

  test('refuses BYPASSRLS, itself or behind two memberships', async () => {
    expect(await verdictWith(`alter role ${login} bypassrls`, `alter role ${login} nobypassrls`)).toContain(
      `${login} has BYPASSRLS`,
    )
    expect(await verdictWith(`alter role ${target} bypassrls`, `alter role ${target} nobypassrls`)).toContain(
      `${login} can become ${target}, which has BYPASSRLS`,
    )
  })

  test('refuses the owner of a table in schema public, and who can become it', async () => {
    await run(database.owner, 'create table if not exists owned (id int)')
    expect(await verdict(database.owner)).toMatch(/role belegt_owner owns \d+ of the tables in schema public/)
    expect(await verdictWith(`grant belegt_owner to ${middle}`, `revoke belegt_owner from ${middle}`)).toMatch(
      /can become belegt_owner, which owns \d+ of the tables/,
    )
  })

  test('refuses who can make roles or read everything', async () => {
    expect(await verdictWith(`alter role ${login} createrole`, `alter role ${login} nocreaterole`)).toContain(
      'has CREATEROLE',
    )
    expect(
      await verdictWith(`grant pg_read_all_data to ${middle}`, `revoke pg_read_all_data from ${middle}`),
    ).toContain('can become pg_read_all_data, which reads or writes everything')
  })
})
