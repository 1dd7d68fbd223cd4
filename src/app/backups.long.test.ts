import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  backupAlarms,
  backupNow,
  backups,
  BackupProblem,
  carryTombstones,
  completeOnes,
  directoryTarget,
  drillNow,
  inRestored,
  keeping,
  makeBackup,
  openVault,
  type BackupPorts,
  type Target,
} from '#backups'
import { erasePeople, eraseOrganisation, proving } from '#privacy'
import type { Organisation } from '#platform/data/organisations.ts'
import { inScope } from '#platform/data/scope.ts'
import { runJob } from '#platform/jobs/jobs.ts'
import { openLog, logFolder } from '#platform/log/log.ts'
import { siteIn, type Site } from '#testing/desk.ts'
import { programUnderTest, type ProgramUnderTest } from '#testing/program.ts'
import { portsInto } from '#testing/restored.ts'
import { residueOf } from '#testing/residue.ts'

let program: ProgramUnderTest
let town: Organisation
let operator: Organisation
let site: Site
let folder: string
let target: Target
let ports: BackupPorts
const actor = { kind: 'system', job: 'test' } as const

beforeAll(async () => {
  program = await programUnderTest()
  const { web } = program
  town = await web.organisation({ slug: 'stadt-nord' })
  operator = (await web.house.directory.bySlug('betrieb')) as Organisation
  site = await siteIn(web, town)
  await site.book('2026-11-20T08:00:00Z', { name: 'Erika Musterfrau', mail: 'erika@example.org' })
  folder = mkdtempSync(join(tmpdir(), 'belegt-target-'))
  target = directoryTarget(folder)
  for (const name of ['alt', 'gestört', 'kanarienvogel']) mkdirSync(join(folder, name))
  const log = openLog({ folder: logFolder(web.dataFolder), delay: 10 })
  ports = portsInto(() => target, log)
})
afterAll(async () => {
  await program.close()
  rmSync(folder, { recursive: true, force: true })
})

const job = async (name: string, given: BackupPorts = ports): Promise<void> => {
  const found = backups(given).jobs.find((one) => one.name === name)
  if (!found) throw new Error(`there is no job ${name}`)
  await runJob(program.web.house, found, (error) => {
    throw error
  })
}
const runs = async (kind: string) =>
  inScope(program.web.house, { organisation: town, actor, purpose: keeping, readOnly: true }, async (at) => {
    const { rows } = await sql<{ ok: boolean; rows: number }>`
      select ok, rows from backup_runs where kind = ${kind} order by started_at, id`.execute(at.tx as never)
    return rows
  })
const leaves = async (kind: string) =>
  inScope(program.web.house, { organisation: town, actor, purpose: proving, readOnly: true }, async (at) => {
    const { rows } = await sql<{ body: Record<string, unknown> }>`
      select body from ledger_leaves where kind = ${kind}`.execute(at.tx as never)
    return rows.map(({ body }) => body)
  })
const erase = async (booking: string): Promise<string> => {
  const person = String((await site.row(booking))['person_id'])
  await inScope(program.web.house, { organisation: town, actor, purpose: proving }, (at) =>
    erasePeople(at, [person], 'request'),
  )
  return person
}

test('optigem/backups: every night by itself, once; a missed night is made up for and told', async () => {
  const { web } = program
  expect(await backupAlarms(web.house)).toBe(0)
  await job('backups.backup')
  await job('backups.backup')
  expect(await completeOnes(target, 'backups')).toHaveLength(1)
  web.clock.advance({ hours: 18 }) // past one o'clock
  await job('backups.backup')
  expect(await completeOnes(target, 'backups')).toHaveLength(2)
  expect(await runs('backup')).toMatchObject([{ ok: true }, { ok: true }])
  expect((await runs('backup'))[0]?.rows).toBeGreaterThan(3)
  web.clock.advance({ hours: 30 })
  expect(await backupAlarms(web.house)).toBeGreaterThan(0)
  await job('backups.backup')
  expect(await backupAlarms(web.house)).toBe(0)
})

test('a backup that fails is written down, and the alarm rings although it was tried', async () => {
  const { web } = program
  web.clock.advance({ hours: 30 })
  const full: Target = { ...target, put: async () => Promise.reject(new BackupProblem('no space left')) }
  await expect(job('backups.backup', { ...ports, target: () => full })).rejects.toThrow('no space left')
  expect((await runs('backup')).at(-1)).toMatchObject({ ok: false })
  expect(await backupAlarms(web.house)).toBeGreaterThan(0)
  await job('backups.backup')
  expect(await backupAlarms(web.house)).toBe(0)
})

test('a backup made while the clock was ahead does not stand for the nights until then', async () => {
  const { web } = program
  const now = web.clock.now()
  web.clock.advance({ hours: 24 * 20 })
  await job('backups.backup')
  web.clock.moveTo(now)
  const before = (await runs('backup')).length
  web.clock.advance({ hours: 30 })
  expect(await backupAlarms(web.house)).toBeGreaterThan(0)
  await job('backups.backup')
  expect((await runs('backup')).length).toBe(before + 1)
  expect(await backupAlarms(web.house)).toBe(0)
})

test('without a target no job does anything', async () => {
  const before = await runs('backup')
  program.web.clock.advance({ hours: 48 })
  for (const name of ['backups.backup', 'backups.marks', 'backups.drill'])
    await job(name, { ...ports, target: () => undefined })
  expect(await runs('backup')).toEqual(before)
  await job('backups.backup')
})

test('B7 backups and keyrings go when their days have ended, the keys first; torn ones go at once', async () => {
  const { web } = program
  const place = directoryTarget(join(folder, 'alt'))
  const periods = { keepDays: 7, keyringDays: 2 }
  const days = async (count: number) => {
    web.clock.advance({ hours: 24 * count })
    return backupNow(web.house, place, periods)
  }
  const first = await backupNow(web.house, place, periods)
  const torn = join(folder, 'alt', 'backups', '20261101T000000Z-0badf00d')
  await place.put('backups/20261101T000000Z-0badf00d/directory', [Buffer.from('x')])
  await place.put('notizen.txt', [Buffer.from('not ours')])
  await days(3)
  expect(existsSync(torn)).toBe(false)
  expect(await completeOnes(place, 'keyrings')).not.toContain(first.id)
  expect(await completeOnes(place, 'backups')).toContain(first.id)
  await days(3)
  await days(2)
  expect(await completeOnes(place, 'backups')).not.toContain(first.id)
  expect(existsSync(join(folder, 'alt', 'backups', first.id))).toBe(false)
  expect(existsSync(join(folder, 'alt', 'notizen.txt'))).toBe(true)
})

describe('B7 marks of erased people', () => {
  test('leave the machine sealed, once each, within minutes', async () => {
    const { web } = program
    const person = await erase(await site.book('2026-11-20T09:00:00Z', { name: 'Vera Vergessen' }))
    const before = (await target.list('tombstones/')).length
    await job('backups.marks')
    await job('backups.marks')
    const files = await target.list('tombstones/')
    expect(files).toHaveLength(before + 1)
    for (const { name } of files) {
      const bytes = readFileSync(join(folder, name))
      expect(bytes.includes(person) || bytes.includes(Buffer.from(person.replaceAll('-', ''), 'hex'))).toBe(false)
    }
    const vault = await openVault(target, web.house.instanceKey)
    expect((await carryTombstones(web.house, target, vault)).marks).toBe(0)
  })

  test('carry the end of an organisation, too', async () => {
    const { web } = program
    await job('backups.marks')
    const ending = await web.organisation({ slug: 'verein-ende' })
    await eraseOrganisation(web.house, ending, operator)
    const vault = await openVault(target, web.house.instanceKey)
    expect((await carryTombstones(web.house, target, vault)).marks).toBe(1)
  })

  test('two at once carry each mark once', async () => {
    const { web } = program
    await erase(await site.book('2026-11-20T09:20:00Z', { name: 'Viola Vorbei' }))
    const vault = await openVault(target, web.house.instanceKey)
    const both = await Promise.all([
      carryTombstones(web.house, target, vault),
      carryTombstones(web.house, target, vault),
    ])
    expect(both[0].marks + both[1].marks).toBe(1)
  })
})

test('optigem/backups: a drill restores the newest backup, compares, repeats erasures, leaves nothing and is evidenced', async () => {
  const { web } = program
  await backupNow(web.house, target, ports.settings)
  await erase(await site.book('2026-11-20T09:40:00Z', { name: 'Walter Weg' }))
  await job('backups.marks')
  await job('backups.drill')
  await job('backups.drill')
  expect(await runs('drill')).toMatchObject([{ ok: true }])
  expect((await runs('drill'))[0]?.rows).toBeGreaterThan(3)
  expect(await leaves('drill.done')).toMatchObject([{ ok: true }])
  expect(existsSync(join(web.dataFolder, 'drill'))).toBe(false)
  web.clock.advance({ hours: 24 * 31 })
  await job('backups.backup')
  await job('backups.drill')
  expect(await runs('drill')).toHaveLength(2)
})

test('a drill of a backup that was tampered with fails, is told and evidenced', async () => {
  const { web } = program
  const place = directoryTarget(join(folder, 'gestört'))
  const made = await makeBackup(web.house, place)
  const path = join(folder, 'gestört', 'backups', made.id, `${town.id}.rows`)
  const bytes = readFileSync(path)
  bytes[100]! ^= 1
  writeFileSync(path, bytes)
  await expect(drillNow(web.house, place, ports)).rejects.toThrow(/cannot be restored/)
  expect((await leaves('drill.done')).some(({ ok }) => ok === false)).toBe(true)
  const { cookie } = await web.member(town, { role: 'data-protection' })
  const officer = web.browse({ cookie })
  const overview = async () => (await officer.open(`/${town.slug}/team/datenschutz`)).page.text
  expect(await overview()).toContain('Die letzte Probe ist gescheitert.')
  expect(existsSync(join(web.dataFolder, 'drill'))).toBe(false)
  // one that came to its end while the clock was ahead does not hide that
  const now = web.clock.now()
  web.clock.advance({ hours: 24 * 50 })
  await makeBackup(web.house, target)
  await drillNow(web.house, target, ports)
  web.clock.moveTo(now)
  expect(await overview()).toContain('Die letzte Probe ist gescheitert.')
})

test('A8 an erased person is nowhere in a system that was restored from a backup of before: rows, files, log', async () => {
  const { web } = program
  const place = directoryTarget(join(folder, 'kanarienvogel'))
  const secret = 'Kanarienvogel-Quittengelee'
  const booking = await site.book('2026-11-20T10:00:00Z', { name: secret, mail: 'kanarie@example.org' })
  const made = await makeBackup(web.house, place)
  const person = await erase(booking)
  web.clock.advance({ hours: 1 })
  await makeBackup(web.house, place)
  const keyrings = readdirSync(join(folder, 'kanarienvogel', 'keyrings')).toSorted()
  rmSync(join(folder, 'kanarienvogel', 'keyrings', keyrings[0] as string), { recursive: true })
  await inRestored(
    web.house,
    place,
    ports,
    async ({ dataFolder, login }, restored) => {
      expect(restored).toMatchObject({ backup: made.id, replayed: { people: 1 } })
      const left = await residueOf({
        dataFolder,
        strings: [secret, 'kanarie@example.org'],
        root: { ...login.root, database: 'postgres' },
      })
      expect(left).toEqual([])
      const { default: pg } = await import('pg')
      const client = new pg.Client(login.root)
      await client.connect()
      const { rows } = await client.query(
        'select (select count(*)::int from people where id = $1) as people, (select count(*)::int from person_keys where person_id = $1) as keys, (select count(*)::int from tombstones where person_id = $1) as marks',
        [person],
      )
      await client.end()
      expect(rows).toEqual([{ people: 0, keys: 0, marks: 1 }])
    },
    { backup: made.id },
  )
})

test('what a backup would leave out silently stops it', async () => {
  const { default: pg } = await import('pg')
  const { web } = program
  const root = new pg.Client(web.database.root)
  await root.connect()
  try {
    await root.query('create table niemandes (id uuid primary key, name text)')
    await expect(makeBackup(web.house, target)).rejects.toThrow(/would not contain: niemandes/)
    await root.query('drop table niemandes; create schema fremd; create table fremd.liste (x text)')
    await expect(makeBackup(web.house, target)).rejects.toThrow(/would not contain: fremd.liste/)
    await root.query('drop schema fremd cascade; create sequence zaehler')
    await expect(makeBackup(web.house, target)).rejects.toThrow(/would not contain: public.zaehler/)
    await root.query('drop sequence zaehler')
    await makeBackup(web.house, target)
  } finally {
    await root.end()
  }
})
