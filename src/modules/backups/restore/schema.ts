import pg from 'pg'
import { migrate, type MigrationFile } from '#platform/data/migrate.ts'
import { OPERATOR } from '#platform/http/app.tsx'
import { BackupProblem } from '../problem.ts'

const inTable = (table: string) => `select exists (select from ${pg.escapeIdentifier(table)}) as there`

/** Whether a table exists; row-level security does not hide that. */
async function has(client: pg.Client, table: string): Promise<boolean> {
  const { rows } = await client.query<{ there: boolean }>('select to_regclass($1) is not null as there', [
    `public.${pg.escapeIdentifier(table)}`,
  ])
  return rows[0]?.there ?? false
}

/**
 * Only an empty system is restored into: no organisation beside the operator's, and nobody known.
 * @throws BackupProblem when somebody is there
 */
async function refuseUsed(client: pg.Client): Promise<void> {
  if (!(await has(client, 'organisations'))) return
  await client.query('begin')
  try {
    // the owner sees through the policies only inside this transaction, which is taken back
    await client.query('alter table organisations no force row level security')
    await client.query('alter table person_keys no force row level security')
    const { rows } = await client.query<{ slug: string }>('select slug from organisations where slug <> $1 limit 1', [
      OPERATOR,
    ])
    const people = await client.query<{ there: boolean }>(inTable('person_keys'))
    if (rows.length > 0 || people.rows[0]?.there) {
      throw new BackupProblem(
        'This system is not empty: there are organisations or people in it. Nothing was changed. Restore into a new data ' +
          'folder (BELEGT_DATA) or a new database.',
      )
    }
  } finally {
    await client.query('rollback')
  }
}

async function applied(client: pg.Client): Promise<number> {
  if (!(await has(client, 'migrations'))) return 0
  const { rows } = await client.query<{ count: number }>('select count(*)::int as count from migrations')
  return rows[0]?.count ?? 0
}

/** Other programs that work on this database now. */
async function refuseOthers(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ count: number }>(`
    select count(*)::int as count from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid() and application_name like 'belegt%'`)
  if ((rows[0]?.count ?? 0) === 0) return
  throw new BackupProblem('The program is running on this database. Nothing was changed. Stop it first.')
}

/**
 * Brings an empty database to the schema a backup was made with; a newer one is laid anew, since it is empty.
 * @throws BackupProblem when it is not empty or in use
 */
export async function prepareSchema(
  owner: pg.ClientConfig,
  files: readonly MigrationFile[],
  now: Temporal.Instant,
): Promise<void> {
  const client = new pg.Client({ ...owner, application_name: 'restore' })
  await client.connect()
  try {
    await refuseOthers(client)
    await refuseUsed(client)
    if ((await applied(client)) > files.length) {
      await client.query(
        'begin; drop schema public cascade; create schema public; grant usage on schema public to public; commit',
      )
    }
  } finally {
    await client.end()
  }
  await migrate({ login: owner, folder: '', files, now })
}
