import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { DatabaseProblem } from './server-problem.ts'

/** One step of the schema. `number` counts from 1 without a gap; the file is named `0001_name.sql`. */
export type MigrationFile = { number: number; name: string; sql: string }

type Applied = { number: number; name: string; checksum: string }

// Any constant does, as long as nothing else in this database locks it; 'belegt' in ASCII.
const lockKey = 0x62656c656774

/**
 * Brings the database forward to the newest migration, each in a transaction of its own, and returns what was applied.
 * Two processes may do it at once: the second waits and finds nothing to do. Connect as the tables' owner.
 * Throws DatabaseProblem when files and database do not fit together; what was applied before stays applied.
 */
export async function migrate(options: {
  login: pg.ClientConfig
  folder: string
  now: Temporal.Instant
  files?: readonly MigrationFile[]
}): Promise<MigrationFile[]> {
  const files = inOrder(options.files ?? readMigrations(options.folder))
  const client = new pg.Client(options.login)
  await client.connect()
  try {
    await client.query('select pg_advisory_lock($1)', [lockKey])
    const { rows: found } = await client.query<{ there: boolean }>(
      `select to_regclass('public.migrations') is not null as there`,
    )
    if (!found[0]?.there)
      await client.query(
        `create table public.migrations (
           number integer primary key,
           name text not null,
           checksum text not null,
           applied_at timestamptz not null
         )`,
      )
    const { rows } = await client.query<Applied>('select number, name, checksum from public.migrations order by number')
    const due = outstanding(files, rows)
    for (const file of due) await apply(client, file, options.now)
    return due
  } finally {
    // Ending the session frees the lock.
    await client.end()
  }
}

/** The migrations of a folder, in order. Throws DatabaseProblem on a .sql file that is not named `0001_name.sql`. */
export function readMigrations(folder: string): MigrationFile[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.sql'))
    .toSorted()
    .map((name) => {
      const parts = /^(\d{4})_([a-z0-9_]+)\.sql$/.exec(name)
      if (!parts) throw new DatabaseProblem(`The migration ${join(folder, name)} must be named like 0001_name.sql.`)
      return { number: Number(parts[1]), name: parts[2] ?? '', sql: readFileSync(join(folder, name), 'utf8') }
    })
}

/** SHA-256 of the file's text, in hex. */
export function checksum(file: MigrationFile): string {
  return createHash('sha256').update(file.sql).digest('hex')
}

function inOrder(files: readonly MigrationFile[]): MigrationFile[] {
  const sorted = files.toSorted((one, other) => one.number - other.number)
  for (const [index, file] of sorted.entries()) {
    const before = sorted[index - 1]
    if (before?.number === file.number)
      throw new DatabaseProblem(
        `Two migrations have the number ${file.number}: ${before.name} and ${file.name}. Nothing was changed. ` +
          `Give the newer one the next free number.`,
      )
    if (file.number !== index + 1)
      throw new DatabaseProblem(
        `The migration with the number ${index + 1} is missing; the next one is ${title(file)}. Nothing was changed. ` +
          `The program is incomplete: install it again.`,
      )
    if (/^\s*(begin|commit|rollback|start\s+transaction)(\s+(work|transaction))?\s*;/im.test(file.sql))
      throw new DatabaseProblem(
        `The migration ${title(file)} begins or ends a transaction. Nothing was changed. ` +
          `Each migration already runs in one of its own: take the statement out.`,
      )
  }
  return sorted
}

function outstanding(files: readonly MigrationFile[], applied: readonly Applied[]): MigrationFile[] {
  const newest = applied.at(-1)
  if (newest && newest.number > files.length)
    throw new DatabaseProblem(
      `The database is newer than this program: it has the migration ${title(newest)}, the program knows ` +
        `${files.length}. Nothing was changed. Start the newer Belegt version again, or restore a backup.`,
    )
  for (const [index, done] of applied.entries()) {
    const file = files[index]
    if (!file || done.number !== file.number)
      throw new DatabaseProblem(
        `The database lacks the migration with the number ${index + 1}, but has ${title(done)}. Nothing was changed. ` +
          `Somebody changed the table migrations by hand: restore a backup.`,
      )
    if (done.checksum !== checksum(file))
      throw new DatabaseProblem(
        `The migration ${title(file)} was changed after it was applied to this database. Nothing was changed. ` +
          `Put the file back as it was (git checkout) and write the change as a new migration.`,
      )
  }
  return files.slice(applied.length)
}

async function apply(client: pg.Client, file: MigrationFile, now: Temporal.Instant): Promise<void> {
  await client.query('begin')
  try {
    await client.query(file.sql)
    await client.query('insert into public.migrations (number, name, checksum, applied_at) values ($1, $2, $3, $4)', [
      file.number,
      file.name,
      checksum(file),
      now.toString(),
    ])
    await client.query('commit')
  } catch (error) {
    await client.query('rollback')
    const why = error instanceof Error ? error.message : String(error)
    throw new DatabaseProblem(
      `The migration ${title(file)} failed: ${why}. It was taken back; the earlier ones are kept.`,
      { cause: error },
    )
  }
}

function title({ number, name }: { number: number; name: string }): string {
  return `${String(number).padStart(4, '0')}_${name}`
}
