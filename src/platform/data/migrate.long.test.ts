import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { spawn } from 'node:child_process'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { testDatabase, type TestDatabase } from '#testing/database.ts'
import { checksum, migrate, readMigrations, type MigrationFile } from './migrate.ts'

const now = Temporal.Instant.from('2026-03-29T00:59:59.5Z')

let database: TestDatabase
let folder: string

beforeEach(async () => {
  database = await testDatabase({ incomplete: true })
  // A clone already has the program's own migrations; these tests bring theirs.
  await rows('drop table if exists migrations')
  folder = mkdtempSync(join(tmpdir(), 'belegt-migrations-'))
})

afterEach(async () => {
  rmSync(folder, { recursive: true, force: true })
  await database.drop()
})

async function rows(sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client(database.owner)
  await client.connect()
  try {
    return (await client.query(sql)).rows as Record<string, unknown>[]
  } finally {
    await client.end()
  }
}

function write(name: string, sql: string): void {
  writeFileSync(join(folder, name), sql)
}

const run = (files?: readonly MigrationFile[]): Promise<MigrationFile[]> =>
  migrate({ login: database.owner, folder, now, ...(files ? { files } : {}) })

const names = (files: readonly MigrationFile[]): string[] => files.map((file) => file.name)

describe('migrate', () => {
  test('an empty folder is nothing to do', async () => {
    expect(await run()).toEqual([])
  })

  test('applies what is new in order and records it, once', async () => {
    write('0002_second.sql', 'insert into steps values (2); insert into steps values (3)')
    write('0001_first.sql', 'create table steps (id int); -- two statements\ninsert into steps values (1)')
    write('README.md', 'no migration')
    expect(names(await run())).toEqual(['first', 'second'])
    expect(await rows('select id from steps')).toEqual([{ id: 1 }, { id: 2 }, { id: 3 }])
    expect(await run()).toEqual([])

    write('0003_third.sql', 'insert into steps values (4)')
    expect(names(await run())).toEqual(['third'])
    const [first] = readMigrations(folder)
    expect((await rows('select * from migrations order by number'))[0]).toEqual({
      number: 1,
      name: 'first',
      checksum: checksum(first as MigrationFile),
      applied_at: new Date(now.epochMilliseconds),
    })
  })

  test('what fails is taken back as a whole, what came before is kept', async () => {
    write('0001_good.sql', 'create table steps (id int)')
    write('0002_bad.sql', 'insert into steps values (1); select 1/0')
    await expect(run()).rejects.toThrow(/migration 0002_bad failed: division by zero.*taken back/s)
    expect(await rows('select * from steps')).toEqual([])
    expect(await rows('select name from migrations')).toEqual([{ name: 'good' }])
    write('0002_bad.sql', 'insert into steps values (1)')
    expect(names(await run())).toEqual(['bad'])
  })

  test('a file that was changed after it was applied is refused', async () => {
    write('0001_first.sql', 'create table steps (id int)')
    await run()
    write('0001_first.sql', 'create table steps (id bigint)')
    write('0002_second.sql', 'insert into steps values (1)')
    await expect(run()).rejects.toThrow(/0001_first was changed after it was applied/)
    expect(await rows('select * from steps')).toEqual([])
  })

  test('a gap, a number given twice and a strange name are refused before anything is done', async () => {
    const one = { number: 1, name: 'one', sql: 'create table steps (id int)' }
    await expect(run([one, { ...one, number: 3 }])).rejects.toThrow(/number 2 is missing/)
    await expect(run([{ ...one, number: 2 }])).rejects.toThrow(/number 1 is missing/)
    await expect(run([one, { ...one, name: 'other' }])).rejects.toThrow(/Two migrations have the number 1/)
    write('1_one.sql', 'select 1')
    await expect(run()).rejects.toThrow(/must be named like 0001_name.sql/)
    expect(await rows(`select to_regclass('steps') as there`)).toEqual([{ there: null }])
  })

  test('a database newer than the program, or with a hole, is refused', async () => {
    const one = { number: 1, name: 'one', sql: 'select 1' }
    const two = { number: 2, name: 'two', sql: 'select 2' }
    await run([one, two])
    await expect(run([one])).rejects.toThrow(/newer than this program: it has the migration 0002_two/)
    await rows('delete from migrations where number = 1')
    await expect(run([one, two])).rejects.toThrow(/lacks the migration with the number 1/)
  })

  test('a file that ends the transaction itself is refused', async () => {
    for (const sql of ['select 1;\ncommit;', 'BEGIN;\nselect 1', 'select 1;\n  rollback work ;', 'start transaction;'])
      await expect(run([{ number: 1, name: 'one', sql }])).rejects.toThrow(/begins or ends a transaction/)
    const body = 'do $$\nbegin\n  perform 1;\nend;\n$$'
    expect(await run([{ number: 1, name: 'one', sql: body }])).toHaveLength(1)
  })

  test('of four processes at once one applies, the others wait and find nothing to do', async () => {
    // Slow, and impossible twice: a second run in parallel would fail on the table.
    write('0001_slow.sql', 'create table steps (id int); select pg_sleep(0.5)')
    write('0002_more.sql', 'insert into steps values (1)')
    const script = `
      import { migrate } from ${JSON.stringify(join(import.meta.dirname, 'migrate.ts'))}
      const done = await migrate({ ...JSON.parse(process.argv[1]), now: Temporal.Instant.from('${now}') })
      process.stdout.write(String(done.length))`
    const input = JSON.stringify({ login: database.owner, folder })
    const counts = await Promise.all(Array.from({ length: 4 }, () => output(script, input)))
    expect(counts.toSorted()).toEqual(['0', '0', '0', '2'])
    expect(await rows('select * from steps')).toHaveLength(1)
  })
})

function output(script: string, argument: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--input-type=module-typescript', '-e', script, argument])
    let [said, failed] = ['', '']
    child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()))
    child.stderr.on('data', (chunk: Buffer) => (failed += chunk.toString()))
    child.once('close', (code) => (code === 0 ? resolve(said) : reject(new Error(failed))))
  })
}
