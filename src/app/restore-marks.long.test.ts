import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import {
  backupAlarms,
  backupNow,
  completeOnes,
  carryTombstones,
  directoryTarget,
  makeBackup,
  openVault,
  restore,
  type Made,
  type Target,
} from '#backups'
import { erasePeople, proving } from '#privacy'
import type { Organisation } from '#platform/data/organisations.ts'
import { inScope } from '#platform/data/scope.ts'
import { siteIn, type Site } from '#testing/desk.ts'
import { programUnderTest, type ProgramUnderTest } from '#testing/program.ts'
import { emptyPlace, namesIn, type EmptyPlace } from '#testing/restored.ts'

// What a restore knows from the marks beside the backups, and what it does when they, or the clock, are not as they should be.

let program: ProgramUnderTest
let town: Organisation
let site: Site
let folder: string
let target: Target

beforeAll(async () => {
  program = await programUnderTest()
  town = await program.web.organisation({ slug: 'stadt-ost' })
  site = await siteIn(program.web, town)
  await site.book('2026-11-20T08:00:00Z', { name: 'Erika Musterfrau', mail: 'erika@example.org' })
})
afterAll(() => program.close())

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'belegt-target-'))
  target = directoryTarget(folder)
  return () => rmSync(folder, { recursive: true, force: true })
})

const actor = { kind: 'system', job: 'test' } as const
const backup = (): Promise<Made> => makeBackup(program.web.house, target)

async function into(work: (place: EmptyPlace) => Promise<void>): Promise<void> {
  const place = await emptyPlace(program.web.dataFolder, program.web.clock.now())
  try {
    await work(place)
  } finally {
    await place.close()
  }
}

test('B7 marks alone keep somebody away whose key is in the newest keyring', async () => {
  const { web } = program
  const booking = await site.book('2026-11-20T11:00:00Z', { name: 'Willi Widerruf' })
  const made = await backup()
  const person = String((await site.row(booking))['person_id'])
  await inScope(web.house, { organisation: town, actor, purpose: proving }, (at) =>
    erasePeople(at, [person], 'request'),
  )
  await carryTombstones(web.house, target, await openVault(target, web.house.instanceKey))
  await into(async (place) => {
    expect(await restore(target, place)).toMatchObject({ backup: made.id, replayed: { people: 1 } })
    const house = await place.open()
    expect(await namesIn(house, town)).toEqual(['Erika Musterfrau'])
    await house.close()
  })
})

test('B7 marks that are missing are said, and only a recorded decision opens the system', async () => {
  const made = await backup()
  program.web.clock.advance({ hours: 1 })
  await backup()
  const marks = readdirSync(join(folder, 'tombstones')).toSorted()
  rmSync(join(folder, 'tombstones', marks.at(-1) as string))
  await into(async (place) => {
    await expect(restore(target, place, { backup: made.id })).rejects.toThrow(/marks are missing/)
    await expect(place.open()).rejects.toThrow(/closed/)
    const restored = await restore(target, place, { withoutAllMarks: 'Entscheidung der Leitung vom 16.11.' })
    expect(restored.marksMissing).toMatch(/missing/)
    const house = await place.open()
    const leaf = await inScope(house, { organisation: town, actor, purpose: proving }, async (at) => {
      return sql<{ body: Record<string, unknown> }>`select body from ledger_leaves where kind = 'restore.done'`.execute(
        at.tx as never,
      )
    })
    expect(leaf.rows[0]?.body).toMatchObject({ complete: false, decided: true })
    await house.close()
  })
})

test('B7 a file of marks that was changed counts as missing: the system stays closed until it is back', async () => {
  const made = await backup()
  program.web.clock.advance({ hours: 1 })
  await backup()
  const path = join(folder, 'tombstones', readdirSync(join(folder, 'tombstones')).toSorted().at(-1) as string)
  const whole = readFileSync(path)
  const bent = Buffer.from(whole)
  bent[bent.length - 5]! ^= 1
  writeFileSync(path, bent)
  await into(async (place) => {
    await expect(restore(target, place, { backup: made.id })).rejects.toThrow(/marks are missing or damaged/)
    await expect(place.open()).rejects.toThrow(/closed/)
    writeFileSync(path, whole)
    expect(await restore(target, place)).toMatchObject({ marksMissing: undefined })
    await (await place.open()).close()
  })
})

test('B7 what was backed up while the clock was ahead is neither the newest nor keeps keys for as long', async () => {
  const { web } = program
  const now = web.clock.now()
  web.clock.advance({ hours: 24 * 400 })
  const early = await backup()
  web.clock.moveTo(now.add({ hours: 1 }))
  await site.book('2026-11-20T10:00:00Z', { name: 'Nina Neu' })
  const made = await backupNow(web.house, target, { keepDays: 35, keyringDays: 7 })
  expect(readdirSync(join(folder, 'keyrings'))).toEqual([made.id])
  expect(readdirSync(join(folder, 'backups'))).toContain(early.id)
  await into(async (place) => {
    expect(await restore(target, place)).toMatchObject({ backup: made.id, marksMissing: undefined })
    const house = await place.open()
    expect(await namesIn(house, town)).toContain('Nina Neu')
    await house.close()
  })
})

test('B7 a clock that jumps ahead takes neither backups nor their marks away, only keys, and the alarm rings', async () => {
  const { web } = program
  const periods = { keepDays: 35, keyringDays: 7 }
  const first = await backupNow(web.house, target, periods)
  const right = web.clock.now()
  const marks = (await target.list('tombstones/')).map(({ name }) => name)
  web.clock.advance({ hours: 24 * 1000 })
  const early = await backupNow(web.house, target, periods)
  expect((await completeOnes(target, 'backups')).toSorted()).toEqual([first.id, early.id].toSorted())
  expect(await completeOnes(target, 'keyrings')).toEqual([early.id])
  web.clock.advance({ hours: 24 })
  await backupNow(web.house, target, periods)
  expect(await completeOnes(target, 'backups')).toContain(first.id)
  expect((await target.list('tombstones/')).map(({ name }) => name)).toEqual(expect.arrayContaining(marks))
  expect(await backupAlarms(web.house)).toBeGreaterThan(0)
  web.clock.moveTo(right.add({ hours: 25 }))
  const made = await backupNow(web.house, target, periods)
  expect(await completeOnes(target, 'backups')).toEqual(expect.arrayContaining([first.id, made.id]))
})
