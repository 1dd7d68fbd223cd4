import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { inject } from 'vitest'
import { databaseRights } from '../../src/platform/data/roles.ts'
import './global-setup.ts'

export type TestDatabase = {
  /** The role the program works as. */
  app: pg.ClientConfig
  /** The role that owns the tables. */
  owner: pg.ClientConfig
  /** The superuser, for what no part of the program may do. */
  root: pg.ClientConfig
  name: string
  drop(): Promise<void>
}

/**
 * A database of its own for one test file, with all migrations applied and the same roles and rights as in operation.
 * Call it in beforeAll and `drop` it in afterAll; connections that are still open are cut then.
 * Throws when a migration failed; with `incomplete` the tables up to that migration are enough for the test.
 */
export async function testDatabase(options: { incomplete?: boolean } = {}): Promise<TestDatabase> {
  const { failure, ...logins } = inject('database')
  if (failure !== undefined && !options.incomplete) throw new Error(`There is no database to test with. ${failure}`)
  const name = `test_${randomBytes(6).toString('hex')}`
  await asRoot(
    'set file_copy_method = clone', // within the kernel, and not written to the disk at once: a tenth of the time
    `create database ${name} template template_belegt owner belegt_owner strategy file_copy`,
    databaseRights(name),
  )
  return {
    app: { ...logins.app, database: name },
    owner: { ...logins.owner, database: name },
    root: { ...logins.root, database: name },
    name,
    drop: () => asRoot(`drop database if exists ${name} with (force)`),
  }

  async function asRoot(...statements: string[]): Promise<void> {
    const root = new pg.Client(logins.root)
    await root.connect()
    try {
      for (const statement of statements) await root.query(statement)
    } finally {
      await root.end()
    }
  }
}
