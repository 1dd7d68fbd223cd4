import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import {
  backupNow,
  BackupProblem,
  carryTombstones,
  completeOnes,
  directoryTarget,
  drillNow,
  forgetOrganisation,
  keeping,
  makeBackup,
  openVault,
  restore,
  type BackupPorts,
  type Made,
  type Target,
} from '#backups'
import { erasePeople, proving } from '#privacy'
import type { Organisation } from '#platform/data/organisations.ts'
import { inScope } from '#platform/data/scope.ts'
import { openLog, logFolder } from '#platform/log/log.ts'
import { siteIn, type Site } from '#testing/desk.ts'
import { programUnderTest, type ProgramUnderTest } from '#testing/program.ts'
import { emptyPlace, namesIn, portsInto, type EmptyPlace } from '#testing/restored.ts'

// What goes wrong around backups: a store that lets nothing be removed, two at once, keys and marks that were lost.

let program: ProgramUnderTest
let town: Organisation
let site: Site
let folder: string
let target: Target
let ports: BackupPorts
const actor = { kind: 'system', job: 'test' } as const

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
  ports = portsInto(() => target, openLog({ folder: logFolder(program.web.dataFolder), delay: 10 }))
  program.web.clock.advance({ hours: 1 })
  return () => rmSync(folder, { recursive: true, force: true })
})

const backup = (): Promise<Made> => makeBackup(program.web.house, target)
const later = (): Promise<Made> => {
  program.web.clock.advance({ hours: 1 })
  return backup()
}
async function into(work: (place: EmptyPlace) => Promise<void>): Promise<void> {
  const place = await emptyPlace(program.web.dataFolder, program.web.clock.now())
  try {
    await work(place)
  } finally {
    await place.close()
  }
}
async function erase(booking: string): Promise<void> {
  const person = String((await site.row(booking))['person_id'])
  await inScope(program.web.house, { organisation: town, actor, purpose: proving }, (at) =>
    erasePeople(at, [person], 'request'),
  )
}
const runsOf = (kind: string) =>
  inScope(program.web.house, { organisation: town, actor, purpose: keeping, readOnly: true }, async (at) => {
    const { rows } = await sql<{ ok: boolean; backup: string }>`
      select ok, backup from backup_runs where kind = ${kind} order by finished_at, id`.execute(at.tx as never)
    return rows
  })

test('a store that lets nothing be removed: the backup counts, and what stays too long is told', async () => {
  const { web } = program
  await backupNow(web.house, target, ports.settings)
  web.clock.advance({ hours: 24 * 9 })
  const kept: Target = {
    ...target,
    remove: () => Promise.reject(new BackupProblem('refused to remove a file: 403 AccessDenied.')),
  }
  const error = await backupNow(web.house, kept, ports.settings).catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(BackupProblem)
  const [newest = ''] = await completeOnes(target, 'backups')
  expect(String(error)).toMatch(new RegExp(`backup ${newest} is made.*403 AccessDenied`))
  // not once more every hour until somebody comes
  expect((await runsOf('backup')).at(-1)).toEqual({ ok: true, backup: newest })
})

test('what another one is just writing is not taken for torn', async () => {
  const { web } = program
  let second: Promise<Made> | undefined
  const list: Target['list'] = async (prefix) => {
    // the first is made and clears up: now somebody makes another by hand
    if (second === undefined && (await completeOnes(target, 'backups')).length === 1) {
      const begun = Promise.withResolvers<void>()
      second = makeBackup(web.house, target, { step: (name) => void (name === 'keyring list' && begun.resolve()) })
      await Promise.race([begun.promise, second.catch(() => undefined)])
    }
    return target.list(prefix)
  }
  await backupNow(web.house, { ...target, list }, ports.settings)
  // refused while the first clears up, or whole
  const made = await second?.catch((thrown: unknown) => thrown)
  if (made instanceof Error) expect(String(made)).toMatch(/Another backup is being made/)
  await into(async (place) => {
    await expect(restore(target, place)).resolves.toMatchObject({ marksMissing: undefined })
  })
})

test('two drills at once: none takes away what the other has begun', async () => {
  const { web } = program
  await backup()
  let other: Promise<unknown> | undefined
  const step = (name: string) => {
    if (name === 'compare') other ??= drillNow(web.house, target, ports)
  }
  await expect(drillNow(web.house, target, ports, { step })).resolves.toMatchObject({ marksMissing: undefined })
  await expect(other).resolves.toMatchObject({ marksMissing: undefined })
  expect((await runsOf('drill')).map(({ ok }) => ok)).toEqual([true, true])
  expect(existsSync(join(web.dataFolder, 'drill'))).toBe(false)
})

describe('B7 keys that were lost, or are older than the rows', () => {
  test('are told before anything is touched: people who came since could not be read', async () => {
    const first = await backup()
    await site.book('2026-11-20T09:00:00Z', { name: 'Nina Neu' })
    const second = await later()
    rmSync(join(folder, 'keyrings', second.id), { recursive: true })
    await into(async (place) => {
      await expect(restore(target, place)).rejects.toThrow(/keyring.*older than the backup.*Nothing was changed/)
      // the older backup is whole with it
      await expect(restore(target, place, { backup: first.id })).resolves.toMatchObject({ backup: first.id })
    })
    await into(async (place) => {
      await restore(target, place, { withoutMissingKeys: true })
      await (await place.open()).close()
    })
  })
  test('a target that does not answer for a moment lets no older keys or backups pass for the newest', async () => {
    await backup()
    const second = await later()
    await later()
    for (const kind of ['keyrings', 'backups']) {
      const away: Target = {
        ...target,
        get: (name) =>
          name === `${kind}/${second.id}/manifest.json`
            ? Promise.reject(new BackupProblem('does not answer'))
            : target.get(name),
      }
      await into((place) => expect(restore(away, place)).rejects.toThrow(/does not answer/) as Promise<void>)
    }
  })
  test('a list of contents that was forged to reach far keeps nobody busy', async () => {
    const { id } = await backup()
    const second = await later()
    const path = join(folder, 'backups', second.id, 'manifest.json')
    writeFileSync(path, readFileSync(path, 'utf8').replace(/(\\"tombstones\\":)\d+/, '$19000000000000'))
    await into(async (place) => {
      await expect(restore(target, place)).rejects.toThrow(/list of contents .* was changed/)
      await expect(restore(target, place, { backup: id })).resolves.toMatchObject({ marksMissing: undefined })
    })
  })
  test('a damaged newest keyring: what it says helps', async () => {
    const { id } = await backup()
    await later()
    const newest = readdirSync(join(folder, 'keyrings')).toSorted().at(-1) as string
    const path = join(folder, 'keyrings', newest, 'manifest.json')
    writeFileSync(path, readFileSync(path, 'utf8').replace(/(\\"tombstones\\":)\d+/, '$199'))
    await into(async (place) => {
      await expect(restore(target, place, { backup: id })).rejects.toThrow(
        new RegExp(`keyrings/${newest}.*lay .*aside`),
      )
      rmSync(join(folder, 'keyrings', newest), { recursive: true })
      await expect(restore(target, place, { backup: id })).resolves.toMatchObject({ backup: id })
    })
  })
})

test('optigem/deleted-after-a-month: a damaged list of contents keeps an organisation’s keys in no other', async () => {
  const { web } = program
  const ending = await web.organisation({ slug: 'verein-ende' })
  const [oldest, damaged, newest] = [await backup(), await later(), await later()]
  for (const kind of ['keyrings', 'backups']) {
    const path = join(folder, kind, damaged.id, 'manifest.json')
    writeFileSync(path, readFileSync(path, 'utf8').slice(0, -20))
  }
  const error = await forgetOrganisation(web.house, target, ending.id).catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(BackupProblem)
  expect(String(error)).toMatch(new RegExp(`keyrings/${damaged.id}.*backups/${damaged.id}`))
  for (const { id } of [oldest, newest])
    for (const kind of ['keyrings', 'backups'])
      expect(readFileSync(join(folder, kind, id, 'manifest.json'), 'utf8'), `${kind} ${id}`).not.toContain(ending.id)
})

describe('B7 marks that were lost', () => {
  const vault = () => openVault(target, program.web.house.instanceKey)
  test('all of them: the numbers go on, a new backup is the newest, an older one says what is missing', async () => {
    const older = await backup()
    for (let n = 0; n < 3; n++) await later()
    rmSync(join(folder, 'tombstones'), { recursive: true })
    await site.book('2026-11-20T10:00:00Z', { name: 'Nora Nachher' })
    const made = await later()
    await into(async (place) => {
      await expect(restore(target, place)).resolves.toMatchObject({ backup: made.id, marksMissing: undefined })
      const house = await place.open()
      expect(await namesIn(house, town)).toContain('Nora Nachher')
      await house.close()
    })
    await into(
      (place) =>
        expect(restore(target, place, { backup: older.id })).rejects.toThrow(/marks are missing/) as Promise<void>,
    )
  })
  test('the last of them, before the next is carried: a restore still sees the gap', async () => {
    const made = await backup()
    await erase(await site.book('2026-11-20T11:00:00Z', { name: 'Vera Vergessen' }))
    await carryTombstones(program.web.house, target, await vault())
    await later()
    const files = readdirSync(join(folder, 'tombstones')).toSorted()
    rmSync(join(folder, 'tombstones', files.at(-1) as string))
    await later()
    await into(
      (place) =>
        expect(restore(target, place, { backup: made.id })).rejects.toThrow(/marks are missing/) as Promise<void>,
    )
  })
  test('a damaged last one: said in words by the next backup, with what to do', async () => {
    await backup()
    const last = join(folder, 'tombstones', readdirSync(join(folder, 'tombstones')).toSorted().at(-1) as string)
    const bytes = readFileSync(last)
    bytes[bytes.length - 5]! ^= 1
    writeFileSync(last, bytes)
    const error = await later().catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(BackupProblem)
    expect(String(error)).toMatch(/tombstones\/0+\d+ .*damaged/)
    rmSync(last)
    await expect(later()).resolves.toMatchObject({ id: expect.any(String) as string })
  })
  test('a target that does not answer for a moment is not taken for lost marks', async () => {
    const made = await backup()
    await later()
    const away: Target = {
      ...target,
      get: (name) =>
        name.startsWith('tombstones/') ? Promise.reject(new BackupProblem('does not answer')) : target.get(name),
    }
    await into(async (place) => {
      await expect(restore(away, place, { backup: made.id })).rejects.toThrow(/does not answer/)
      await expect(restore(target, place)).resolves.toMatchObject({ marksMissing: undefined })
    })
  })
})
