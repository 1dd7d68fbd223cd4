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
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startServer, unreachable } from './server.ts'
import { clusterProcesses, processMark } from './server-processes.ts'
import { ended, otherProgram, query, stopping, usable } from '#testing/servers.ts'

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
