import { chmodSync, existsSync, mkdtempSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startServer } from './server.ts'
import { processMark, within } from './server-processes.ts'
import { ended, logged, otherProgram, query, stopping, usable } from '#testing/servers.ts'

const asRoot = process.getuid?.() === 0

let parent: string
let folder: string

beforeAll(async () => {
  parent = mkdtempSync(join(tmpdir(), 'belegt-server-'))
  chmodSync(parent, 0o755)
  folder = join(parent, 'data')
  await using server = stopping(await startServer({ folder }))
  await query(server, 'create table acknowledged (n int primary key)')
})

afterAll(() => rmSync(parent, { recursive: true, force: true }))

describe('a running server', () => {
  test('is durable, German, checked, without network, and runs as nobody special', async () => {
    await using server = stopping(await startServer({ folder }))
    const show = async (name: string): Promise<unknown> =>
      Object.values((await query(server, `show ${name}`, 'root'))[0] ?? {})[0]
    for (const name of ['fsync', 'full_page_writes', 'synchronous_commit', 'data_checksums'])
      expect([name, await show(name)]).toEqual([name, 'on'])
    expect(await show('listen_addresses')).toBe('')
    expect(await show('server_encoding')).toBe('UTF8')
    expect(await query(server, `select x from unnest(array['Zorn','Ärger','apfel','Öl','Oma']) x order by x`)).toEqual(
      ['apfel', 'Ärger', 'Öl', 'Oma', 'Zorn'].map((x) => ({ x })),
    )
    expect(
      await query(server, 'select datlocprovider, datlocale from pg_database where datname = current_database()'),
    ).toEqual([{ datlocprovider: 'i', datlocale: 'de' }])
    const tcp = ['/proc/net/tcp', '/proc/net/tcp6'].map((file) => readFileSync(file, 'utf8')).join('')
    expect(tcp).not.toContain(`:${(5432).toString(16).toUpperCase()} `)
    const uid = /^Uid:\s+(\d+)/m.exec(readFileSync(`/proc/${server.pid}/status`, 'utf8'))?.[1]
    expect(uid).not.toBe('0')
  })

  test('keeps other users out of its folders and off its keys', async () => {
    await using server = stopping(await startServer({ folder }))
    const mode = (path: string): string => (statSync(join(folder, path)).mode & 0o777).toString(8)
    expect(mode('.')).toBe(asRoot ? '710' : '700')
    expect(['keys', 'database', 'logs/database', 'run'].map(mode)).toEqual(['700', '700', '700', '700'])
    expect(mode('keys/database.json')).toBe('600')
    // Even with a way to the socket there is no way in without the password.
    await expect(new pg.Client({ ...server.login('root'), password: '' }).connect()).rejects.toThrow()
  })

  test('stops in order within two seconds though connections are open', async () => {
    const took: number[] = []
    // a busy machine may pause anything for a while, but not every time
    while (took.length < 4 && !(Math.min(...took) < 2_000)) {
      const server = await startServer({ folder })
      const client = new pg.Client(server.login('owner'))
      client.on('error', () => undefined)
      await client.connect()
      const sleeping = expect(client.query('select pg_sleep(60)')).rejects.toThrow()
      const begun = performance.now()
      await server.stop()
      await server.stop()
      took.push(performance.now() - begun)
      await sleeping
      expect(processMark(server.pid)).toBeUndefined()
      expect(existsSync(join(folder, 'belegt.lock'))).toBe(false)
      expect(existsSync(join(folder, 'database/postmaster.pid'))).toBe(false)
      expect(logged(folder)).toContain('database system is shut down')
    }
    expect(Math.min(...took)).toBeLessThan(2_000)
  })

  test('writes no personal data into its log, whatever fails', async () => {
    await using server = stopping(await startServer({ folder }))
    const secret = 'Waltraud-Geheim'
    await query(server, 'create table if not exists people (name text primary key)')
    await query(server, `insert into people values ('${secret}') on conflict do nothing`)
    await expect(query(server, `insert into people values ('${secret}')`)).rejects.toThrow('duplicate key')
    await expect(query(server, `select '${secret}'::uuid`)).rejects.toThrow('invalid input syntax')
    const client = new pg.Client(server.login('owner'))
    client.on('error', () => undefined)
    await client.connect()
    const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid')
    const dying = expect(client.query(`select pg_sleep(60), $1::text, '${secret}'`, [secret])).rejects.toThrow()
    process.kill(rows[0]?.pid ?? 0, 'SIGSEGV')
    await dying
    expect(await within(60_000, () => usable(server))).toBe(true)
    expect(logged(folder)).toContain('was terminated by signal 11')
    expect(logged(folder)).not.toContain(secret)
  })
})

describe('a server that is killed', () => {
  test('comes back by itself and has every acknowledged row', async () => {
    await using server = stopping(await startServer({ folder }))
    let acknowledged = 0
    for (let round = 0; round < 2; round += 1) {
      const before = server.pid
      const client = new pg.Client(server.login('owner'))
      client.on('error', () => undefined)
      await client.connect()
      const writing = (async () => {
        for (;;) {
          await client.query('insert into acknowledged values ($1)', [acknowledged + 1])
          acknowledged += 1
        }
      })().catch(() => undefined)
      expect(await within(60_000, () => acknowledged >= (round + 1) * 50)).toBe(true)
      process.kill(before, 'SIGKILL')
      await writing
      expect(await within(60_000, async () => server.pid !== before && (await usable(server)))).toBe(true)
      const [row] = await query(server, 'select count(*)::int as count, max(n) as last from acknowledged')
      // The row in flight when the server died may have been kept, too; then it counts from now on.
      expect(row?.['last']).toBeGreaterThanOrEqual(acknowledged)
      expect(row?.['last']).toBeLessThanOrEqual(acknowledged + 1)
      expect(row?.['count']).toBe(row?.['last'])
      acknowledged = Number(row?.['last'])
    }
  })

  test('is reported as lost, with the reason, when it cannot come back', async () => {
    await using server = stopping(await startServer({ folder }))
    renameSync(join(folder, 'database'), join(folder, 'aside'))
    try {
      process.kill(server.pid, 'SIGKILL')
      expect(await server.lost).toMatch(/could not be restarted: The database server did not start.*No such file/s)
    } finally {
      renameSync(join(folder, 'aside'), join(folder, 'database'))
    }
  })
})

describe('a program that is killed', () => {
  test('leaves no server that blocks the next start', async () => {
    const { child, said } = await otherProgram(folder)
    const orphan = Number(/^started (\d+)$/.exec(said)?.[1])
    expect(processMark(orphan)).toBeDefined()
    child.kill('SIGKILL')
    await ended(child)
    expect(processMark(orphan)).toBeDefined()
    await using server = stopping(await startServer({ folder }))
    expect(processMark(orphan)).toBeUndefined()
    expect(server.pid).not.toBe(orphan)
    expect(await usable(server)).toBe(true)
  })

  test('and its server with it: the backends that outlived both are ended, too', async () => {
    const { child, said } = await otherProgram(folder)
    child.kill('SIGKILL')
    await ended(child)
    process.kill(Number(/\d+/.exec(said)?.[0]), 'SIGKILL')
    await using server = stopping(await startServer({ folder }))
    expect(await usable(server)).toBe(true)
  })
})
