import { mkdir, mkdtemp, readFile, readdir, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { movableClock } from '#platform/clock/clock.ts'
import type { AccessEntry } from '#platform/log/fields.ts'
import { logFolder, openLog } from '#platform/log/log.ts'
import { inspectLogs, oldestLog, purgeLogs } from '#platform/log/purge.ts'

let folder: string
beforeEach(async () => {
  folder = logFolder(await mkdtemp(join(tmpdir(), 'belegt-log-')))
})
afterEach(async () => {
  await rm(join(folder, '..'), { recursive: true })
})

const request = (time: Temporal.Instant): AccessEntry => ({
  time,
  method: 'GET',
  route: '/rathaus',
  status: 200,
  ms: 3,
  bytes: 100,
  host: '192.0.2.1',
  address: '203.0.113.77',
})
const linesIn = async (file: string) => (await readFile(join(folder, file), 'utf8')).trim().split('\n')
const start = Temporal.Instant.from('2026-03-01T00:00:00Z')

describe('writing', () => {
  test('a file for each day and kind, readable by the owner only', async () => {
    const clock = movableClock('2026-03-04T23:59:59.900Z')
    const log = openLog({ folder })
    log.access(request(clock.now()))
    clock.advance({ seconds: 1 })
    log.access(request(clock.now()))
    log.event({ time: clock.now(), level: 'error', code: 'mail.server-away', count: 3 })
    await log.close()
    expect((await readdir(folder)).sort()).toEqual([
      'access-2026-03-04.jsonl',
      'access-2026-03-05.jsonl',
      'events-2026-03-05.jsonl',
    ])
    expect((await stat(join(folder, 'access-2026-03-04.jsonl'))).mode & 0o777).toBe(0o600)
    expect((await stat(folder)).mode & 0o777).toBe(0o700)
    expect(JSON.parse((await linesIn('events-2026-03-05.jsonl'))[0] ?? '')).toMatchObject({
      code: 'mail.server-away',
      count: 3,
    })
  })

  test('ten thousand lines arrive whole and in order, without waiting for the stop', async () => {
    const log = openLog({ folder, delay: 5 })
    for (let n = 0; n < 10_000; n++) log.access({ ...request(start), bytes: n })
    await log.flush()
    const lines = await linesIn('access-2026-03-01.jsonl')
    expect(lines.map((line) => JSON.parse(line).bytes)).toEqual(Array.from({ length: 10_000 }, (_, n) => n))
    expect(log.lost()).toBe(0)
    await log.close()
  })

  test('what is noted is on disk soon, without flush or stop', async () => {
    const log = openLog({ folder, delay: 5 })
    log.access(request(start))
    await expect.poll(() => linesIn('access-2026-03-01.jsonl').catch(() => [])).toHaveLength(1)
    await log.close()
    log.access(request(start))
    expect(log.lost()).toBe(1)
  })

  test('a full disk stops nothing: lines are counted, the complaint comes once, and again after it has worked', async () => {
    const complaints: string[] = []
    await mkdir(folder, { recursive: true })
    const full = join(folder, 'access-2026-03-01.jsonl')
    await symlink('/dev/full', full) // a real device on which every write fails with ENOSPC
    const log = openLog({ folder, complain: (message) => complaints.push(message) })
    for (let n = 0; n < 3; n++) {
      log.access(request(start))
      await log.flush()
    }
    expect(log.lost()).toBe(3)
    expect(complaints).toHaveLength(1)
    expect(complaints[0]).toMatch(/cannot be written \(ENOSPC.*The service goes on/)
    await rm(full)
    await writeFile(full, '{"time":"2026-03-01T0') // the half line such a day leaves
    log.access(request(start))
    await log.flush()
    expect(JSON.parse((await linesIn('access-2026-03-01.jsonl'))[1] ?? '')).toMatchObject({ route: '/rathaus' })
    await rm(full)
    await symlink('/dev/full', full)
    log.access(request(start))
    await log.close()
    expect([log.lost(), complaints.length]).toEqual([4, 2])
  })

  test('a folder that vanished is made again', async () => {
    const log = openLog({ folder })
    log.access(request(start))
    await log.flush()
    await rm(folder, { recursive: true })
    log.access(request(start))
    await log.close()
    expect(await linesIn('access-2026-03-01.jsonl')).toHaveLength(1)
  })

  test('memory is bounded when more comes than can be written', async () => {
    const log = openLog({ folder, most: 1_000, delay: 60_000 })
    for (let n = 0; n < 100; n++) log.access(request(start))
    expect(log.lost()).toBeGreaterThan(90)
    await log.close()
    expect(log.lost() + (await linesIn('access-2026-03-01.jsonl')).length).toBe(100)
  })
})

describe('smartcx/log-8-weeks', () => {
  /** A line every six hours for `days` days, then the clock at the end. */
  const logFor = async (days: number) => {
    const clock = movableClock(start)
    const log = openLog({ folder })
    for (let n = 0; n < days * 4; n++) {
      log.access(request(clock.now()))
      log.event({ time: clock.now(), level: 'info', code: 'test.tick' })
      clock.advance({ hours: 6 })
    }
    await log.close()
    return clock
  }
  const eightWeeks = { hours: 56 * 24 }

  test('keeps logs 8 weeks, not 8 weeks and a day', async () => {
    const clock = movableClock(start)
    const log = openLog({ folder })
    log.access(request(clock.now()))
    log.event({ time: clock.now(), level: 'info', code: 'test.tick' })
    await log.close()
    clock.moveTo(start.add(eightWeeks))
    expect(await purgeLogs(folder, clock.now())).toEqual({ files: 0, lines: 0, bytes: 0 })
    expect((await oldestLog(folder))?.toString()).toBe('2026-03-01T00:00:00Z')
    clock.advance({ milliseconds: 1 })
    expect(await purgeLogs(folder, clock.now())).toMatchObject({ files: 2, lines: 2 })
    expect(await oldestLog(folder)).toBeUndefined()
    expect(await readdir(folder)).toEqual([])
  })

  test('of a hundred days exactly the last 56 stay, to the line', async () => {
    const clock = await logFor(100)
    clock.advance({ hours: 3 })
    const purged = await purgeLogs(folder, clock.now())
    expect((await oldestLog(folder))?.toString()).toBe(clock.now().subtract(eightWeeks).add({ hours: 3 }).toString())
    const left = await inspectLogs(folder)
    expect([purged.lines, left.lines]).toEqual([2 * 4 * 44 + 2, 2 * 4 * 56 - 2])
    expect(purged.files).toBe(88)
    expect(purged.bytes).toBeGreaterThan(purged.lines * 50)
    expect(left).toMatchObject({ unreadable: 0, foreignFields: [], foreignFiles: [], fullAddresses: 0 })
    expect(await purgeLogs(folder, clock.now())).toEqual({ files: 0, lines: 0, bytes: 0 })
  })

  test('run every day, nothing is ever older than 8 weeks after the run, and nothing younger is lost', async () => {
    const clock = await logFor(10)
    clock.advance({ days: 44, hours: 1 })
    for (let day = 54; day < 68; day++) {
      await purgeLogs(folder, clock.now())
      const limit = clock.now().subtract(eightWeeks)
      const expected = Array.from({ length: 40 }, (_, n) => start.add({ hours: 6 * n })).filter(
        (time) => Temporal.Instant.compare(time, limit) >= 0,
      )
      const left = await inspectLogs(folder)
      expect([left.lines, left.oldest?.toString()]).toEqual([2 * expected.length, expected[0]?.toString()])
      clock.advance({ hours: 24 })
    }
    expect(await readdir(folder)).toEqual([])
  })

  test('half lines and empty lines of the day in question go, other files are left alone', async () => {
    const limit = start.add({ hours: 12 })
    await mkdir(folder, { recursive: true })
    const keep = '{"time":"2026-03-01T13:00:00Z","code":"b.c"}'
    await writeFile(
      join(folder, 'events-2026-03-01.jsonl'),
      `{"time":"2026-03-01T0\n\n{"time":"2026-03-01T11:00:00Z"}\n${keep}\n`,
    )
    await writeFile(join(folder, 'events-2026-02-01.jsonl.keeping'), 'left by an interrupted run')
    await writeFile(join(folder, 'notes.txt'), 'mine')
    expect(await purgeLogs(folder, limit.add(eightWeeks))).toMatchObject({ files: 0, lines: 2 })
    expect(await linesIn('events-2026-03-01.jsonl')).toEqual([keep])
    expect((await readdir(folder)).sort()).toEqual(['events-2026-03-01.jsonl', 'notes.txt'])
  })

  test('a purge that cannot finish says so and keeps the file as it was', async () => {
    await mkdir(join(folder, 'access-2026-03-01.jsonl'), { recursive: true })
    await expect(purgeLogs(folder, start.add(eightWeeks))).rejects.toThrow(/EISDIR/)
    expect(await readdir(folder)).toEqual(['access-2026-03-01.jsonl'])
  })

  test('the inspection does not believe names: old lines, foreign fields, full addresses and files are found', async () => {
    await mkdir(join(folder, 'sub'), { recursive: true })
    await writeFile(
      join(folder, 'access-2026-03-01.jsonl'),
      [
        '{"time":"2020-01-01T00:00:00Z","address":"203.0.113.0","host":"192.0.2.1"}',
        '{"time":"2026-01-01T00:00:00Z","address":"203.0.113.77"}',
        '{"time":"2026-01-01T00:00:00Z","address":"2001:db8:1::1"}',
        '{"time":"2026-01-01T00:00:00Z","address":"2001:db8:1::","mail":"erika@example.org"}',
        'rubbish',
      ].join('\n'),
    )
    await writeFile(join(folder, 'debug.log'), '')
    const found = await inspectLogs(folder)
    expect(found.oldest?.toString()).toBe('2020-01-01T00:00:00Z')
    expect(found).toMatchObject({
      lines: 5,
      unreadable: 1,
      foreignFields: ['mail'],
      foreignFiles: ['debug.log', 'sub'],
      fullAddresses: 2,
    })
  })

  test('no folder is no log', async () => {
    expect(await purgeLogs(folder, start)).toEqual({ files: 0, lines: 0, bytes: 0 })
    expect(await oldestLog(folder)).toBeUndefined()
    await expect(purgeLogs(folder, start, 0)).rejects.toThrow(RangeError)
  })
})
