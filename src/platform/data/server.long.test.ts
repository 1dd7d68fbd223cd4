import { spawn, type ChildProcess } from 'node:child_process'
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startServer, unreachable, type DatabaseServer } from './server.ts'
import { clusterProcesses, processMark, within } from './server-processes.ts'

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

/** `await using` stops the server at the end of the test, whatever happens in it. */
function stopping(server: DatabaseServer): DatabaseServer & AsyncDisposable {
  return Object.create(server, { [Symbol.asyncDispose]: { value: () => server.stop() } }) as DatabaseServer &
    AsyncDisposable
}

async function query(server: DatabaseServer, sql: string, role: 'root' | 'owner' | 'app' = 'owner') {
  const client = new pg.Client(server.login(role))
  // A server that is killed ends its connections; the query in flight reports it.
  client.on('error', () => undefined)
  await client.connect()
  try {
    return (await client.query(sql)).rows as Record<string, unknown>[]
  } finally {
    await client.end()
  }
}

const usable = (server: DatabaseServer): Promise<boolean> =>
  query(server, 'select 1').then(
    () => true,
    () => false,
  )

/** Another process that starts the server on a folder, says so (or why not) and then waits to be killed. */
async function otherProgram(
  on: string,
  options: { uid?: number; gid?: number } = {},
): Promise<{ child: ChildProcess; said: string }> {
  const script = `
    import { startServer } from ${JSON.stringify(join(import.meta.dirname, 'server.ts'))}
    try {
      const server = await startServer({ folder: process.argv[1] })
      process.on('SIGTERM', () => server.stop().then(() => process.exit(0)))
      process.stdout.write('started ' + server.pid + '\\n')
    } catch (error) {
      process.stdout.write(error.message + '\\n')
    }`
  const child = spawn(process.execPath, ['--input-type=module-typescript', '-e', script, on], {
    ...options,
    cwd: '/',
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const said = await new Promise<string>((resolve, reject) => {
    let text = ''
    child.stdout?.on('data', (chunk: Buffer) => {
      text += chunk.toString()
      if (text.endsWith('\n')) resolve(text.trim())
    })
    child.once('error', reject)
    child.once('close', () => resolve(text.trim()))
  })
  return { child, said }
}

function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve()
  return new Promise((resolve) => child.once('exit', () => resolve()))
}

const logged = (): string =>
  readdirSync(join(folder, 'logs/database'))
    .map((name) => readFileSync(join(folder, 'logs/database', name), 'utf8'))
    .join('')

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
    const server = await startServer({ folder })
    const client = new pg.Client(server.login('owner'))
    client.on('error', () => undefined)
    await client.connect()
    const sleeping = expect(client.query('select pg_sleep(60)')).rejects.toThrow()
    const begun = performance.now()
    await server.stop()
    await server.stop()
    expect(performance.now() - begun).toBeLessThan(2_000)
    await sleeping
    expect(processMark(server.pid)).toBeUndefined()
    expect(existsSync(join(folder, 'belegt.lock'))).toBe(false)
    expect(existsSync(join(folder, 'database/postmaster.pid'))).toBe(false)
    expect(logged()).toContain('database system is shut down')
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
    expect(await within(10_000, () => usable(server))).toBe(true)
    expect(logged()).toContain('was terminated by signal 11')
    expect(logged()).not.toContain(secret)
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
      expect(await within(5_000, () => acknowledged >= (round + 1) * 50)).toBe(true)
      process.kill(before, 'SIGKILL')
      await writing
      expect(await within(20_000, async () => server.pid !== before && (await usable(server)))).toBe(true)
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

describe('two starts on one data folder', () => {
  test('the second is refused and told the process of the first', async () => {
    await using server = stopping(await startServer({ folder }))
    await expect(startServer({ folder })).rejects.toThrow(`in use by the process ${process.pid}`)
    expect((await otherProgram(folder)).said).toContain(`in use by the process ${process.pid}`)
    expect(await usable(server)).toBe(true)
  })

  test('of five at once on a stale lock exactly one wins', async () => {
    writeFileSync(join(folder, 'belegt.lock'), JSON.stringify({ pid: 1, started: '1', boot: 'another' }))
    const programs = await Promise.all(Array.from({ length: 5 }, () => otherProgram(folder)))
    const winners = programs.filter(({ said }) => said.startsWith('started'))
    const told = programs.filter(({ said }) => said.includes(`in use by the process ${winners[0]?.child.pid}`))
    for (const { child } of winners) child.kill('SIGTERM')
    await Promise.all(programs.map(({ child }) => ended(child)))
    expect([winners.length, told.length]).toEqual([1, 4])
  })

  test('locks whose process number was given to somebody else block nothing', async () => {
    const own = processMark(process.pid)
    const before = { ...own, started: String(Number(own?.started) - 1) }
    writeFileSync(join(folder, 'belegt.lock'), JSON.stringify(before))
    writeFileSync(join(folder, 'database/postmaster.pid'), `${process.pid}\n${join(folder, 'database')}\n`)
    await using server = stopping(await startServer({ folder }))
    expect(await usable(server)).toBe(true)
  })

  test('a server in another container, whose process cannot be seen, is noticed by its socket', async () => {
    mkdirSync(join(folder, 'run'))
    const hidden = createServer((connection) => connection.destroy())
    await new Promise<void>((done) => hidden.listen(join(folder, 'run/.s.PGSQL.5432'), done))
    await expect(startServer({ folder })).rejects.toThrow(/its process cannot be seen from here/)
    expect(existsSync(join(folder, 'run/.s.PGSQL.5432'))).toBe(true)
    await new Promise((done) => hidden.close(done))
    await using server = stopping(await startServer({ folder }))
    expect(await usable(server)).toBe(true)
  })

  test('a lock file cut off by a power failure blocks nothing', async () => {
    writeFileSync(join(folder, 'belegt.lock'), '{"pid":')
    await using server = stopping(await startServer({ folder }))
    expect(await usable(server)).toBe(true)
  })
})

describe('the data folder', () => {
  test('may lie deeper than a socket path can be long', async () => {
    const deep = join(parent, 'x'.repeat(100), 'data')
    const server = await startServer({ folder: deep, tuning: 'test' })
    const outside = readFileSync(join(deep, 'socket-folder'), 'utf8')
    expect(server.login('app').host).toBe(outside)
    expect(statSync(outside).mode & 0o777).toBe(0o700)
    expect(await usable(server)).toBe(true)
    await server.stop()
    expect(existsSync(outside)).toBe(false)
  })

  test('is refused when it holds foreign files and is open to others', async () => {
    const foreign = join(parent, 'foreign')
    mkdirSync(foreign, { mode: 0o755 })
    writeFileSync(join(foreign, 'letter.txt'), 'mine')
    await expect(startServer({ folder: foreign })).rejects.toThrow(/holds other files and is open to other users/)
    expect(statSync(foreign).mode & 0o777).toBe(0o755)
  })

  test('is refused when its passwords are gone', async () => {
    const keys = join(folder, 'keys/database.json')
    renameSync(keys, `${keys}.away`)
    await expect(startServer({ folder })).rejects.toThrow(/database.json with the database passwords is missing/)
    renameSync(`${keys}.away`, keys)
  })

  test.runIf(asRoot)('is refused when the server may not enter a folder above it, and that one is named', async () => {
    const closed = join(parent, 'closed')
    mkdirSync(closed, { mode: 0o700 })
    expect(unreachable(join(closed, 'a/data'))).toBe(closed)
    expect(unreachable(folder)).toBeUndefined()
    await expect(startServer({ folder: join(closed, 'a/data') })).rejects.toThrow(
      new RegExp(`may not enter the folder ${closed} on the way`),
    )
    expect(readdirSync(closed)).toEqual([])
  })

  test.runIf(asRoot)('works for an ordinary user just as well', async () => {
    const home = join(parent, 'home')
    mkdirSync(home)
    const nobody = { uid: 65_534, gid: 65_534 }
    chownSync(home, nobody.uid, nobody.gid)
    const { child, said } = await otherProgram(join(home, 'data'), nobody)
    child.kill('SIGTERM')
    await ended(child)
    expect(said).toMatch(/^started \d+$/)
    expect(child.exitCode).toBe(0)
    expect(statSync(join(home, 'data')).mode & 0o777).toBe(0o700)
    expect(statSync(join(home, 'data/database')).uid).toBe(nobody.uid)
    const other = await otherProgram(folder, nobody)
    expect(other.said).toMatch(/EACCES|belongs to/)
  })

  test('no server process of it is left when all is stopped', () => {
    const name = /cluster_name=(belegt-[0-9a-f]{16})/.exec(
      readFileSync(join(folder, 'database/postmaster.opts'), 'utf8'),
    )
    expect(clusterProcesses(name?.[1] ?? 'belegt')).toEqual([])
  })
})
