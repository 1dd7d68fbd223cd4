import { afterAll, beforeAll, expect, test } from 'vitest'
import pg from 'pg'
import { testDatabase, type TestDatabase } from '#testing/database.ts'
import { externalServer, refuseOldVersion } from './server-external.ts'

let database: TestDatabase

beforeAll(async () => {
  database = await testDatabase({ incomplete: true })
})
afterAll(() => database.drop())

function url(login: pg.ClientConfig): string {
  return `postgres://${login.user}:${String(login.password)}@localhost:5432/${login.database}?host=${encodeURIComponent(login.host ?? '')}`
}

async function whoAndWhere(login: pg.ClientConfig): Promise<unknown> {
  const client = new pg.Client(login)
  await client.connect()
  const { rows } = await client.query('select current_user as who, current_database() as place')
  await client.end()
  return rows[0]
}

test('an external server gives the logins of its two addresses, also into another database, but no root', async () => {
  const server = await externalServer({ url: url(database.app), ownerUrl: url(database.owner) })
  expect(await whoAndWhere(server.login('app'))).toEqual({ who: 'belegt_app', place: database.name })
  expect(await whoAndWhere(server.login('owner'))).toEqual({ who: 'belegt_owner', place: database.name })
  expect(await whoAndWhere(server.login('owner', 'belegt'))).toEqual({ who: 'belegt_owner', place: 'belegt' })
  expect(() => server.login('root')).toThrow('no root login')
  await server.stop()
})

test('an external server is refused when both addresses name one user', async () => {
  await expect(externalServer({ url: url(database.owner), ownerUrl: url(database.owner) })).rejects.toThrow('same user')
})

test('an address that does not work is refused without repeating its password', async () => {
  const wrong = url({ ...database.app, password: 'not-the-password' })
  const error = await externalServer({ url: wrong, ownerUrl: url(database.owner) }).catch((caught: Error) => caught)
  expect(String(error)).toMatch(/server of DATABASE_URL cannot be used: password authentication failed/)
  expect(String(error)).not.toContain('not-the-password')
  for (const text of ['', 'mysql://a:s3cret@b/c', 'postgres://a:s3cret@b', 's3cret']) {
    const refused = await externalServer({ url: text, ownerUrl: '' }).catch((caught: Error) => caught)
    expect(String(refused)).toMatch(/DATABASE_URL must look like/)
    expect(String(refused)).not.toContain('s3cret')
  }
})

test('a server before PostgreSQL 15 is refused', () => {
  expect(() => refuseOldVersion('DATABASE_URL', { number: 140_019, version: '14.19' })).toThrow(
    'PostgreSQL 14.19; Belegt needs 15 or newer',
  )
  refuseOldVersion('DATABASE_URL', { number: 150_000, version: '15.0' })
})
