import { mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { appointments } from '#appointments'
import { BackupProblem, directoryTarget, makeBackup, restore, type Made, type Target } from '#backups'
import { eraseOrganisation, erasePeople, proving } from '#privacy'
import type { Organisation } from '#platform/data/organisations.ts'
import { inScope } from '#platform/data/scope.ts'
import { siteIn, type Site } from '#testing/desk.ts'
import { programUnderTest, type ProgramUnderTest } from '#testing/program.ts'
import { emptyPlace, filesIn, namesIn, type EmptyPlace } from '#testing/restored.ts'

void appointments
let program: ProgramUnderTest
let town: Organisation
let village: Organisation
let operator: Organisation
let site: Site
let folder: string
let target: Target

beforeAll(async () => {
  program = await programUnderTest()
  const { web } = program
  town = await web.organisation({ slug: 'stadt-ost' })
  village = await web.organisation({ slug: 'dorf-west' })
  operator = (await web.house.directory.bySlug('betrieb')) as Organisation
  site = await siteIn(web, town)
  const other = await siteIn(web, village)
  await site.book('2026-11-20T08:00:00Z', { name: 'Erika Musterfrau', mail: 'erika@example.org' })
  await site.book('2026-11-20T08:20:00Z', { name: 'Özlem Yıldız', mail: 'oezlem@example.org' })
  await other.book('2026-11-20T08:00:00Z', { name: 'Jan Dorfmann' })
  for (let n = 0; n < 5; n++) await web.house.blobs.put(town.id, Buffer.alloc(400_000 * n, String(n)))
})
afterAll(() => program.close())

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'belegt-target-'))
  target = directoryTarget(folder)
  return () => rmSync(folder, { recursive: true, force: true })
})

const backup = (): Promise<Made> => makeBackup(program.web.house, target)

async function into<T>(
  work: (place: EmptyPlace) => Promise<T>,
  from: string | undefined = program.web.dataFolder,
): Promise<T> {
  const place = await emptyPlace(from, program.web.clock.now())
  try {
    return await work(place)
  } finally {
    await place.close()
  }
}

const actor = { kind: 'system', job: 'test' } as const
const fileOf = async (...tables: string[]): Promise<string[]> => {
  const { rows } = await program.web.house.pool.query<{ file: string }>(
    'select pg_relation_filepath(t::regclass) as file from unnest($1::text[]) t',
    [tables],
  )
  return rows.map(({ file }) => file)
}
/** Whether the place is as empty as it was. */
async function expectUntouched(place: EmptyPlace): Promise<void> {
  const house = await place.open()
  try {
    expect(await house.directory.all()).toEqual([])
  } finally {
    await house.close()
  }
}

test('optigem/backups: what was backed up is restored into an empty system, row by row, and read again', async () => {
  const made = await backup()
  expect(made.organisations).toHaveLength(4)
  await into(async (place) => {
    const restored = await restore(target, place)
    expect(restored).toMatchObject({ backup: made.id, files: 5, unreadable: [], marksMissing: undefined })
    expect(restored.rows).toBeGreaterThanOrEqual(made.rows)
    expect(restored.tables).toBeGreaterThan(40)
    const house = await place.open()
    try {
      expect(await namesIn(house, town)).toEqual(['Erika Musterfrau', 'Özlem Yıldız'])
      expect(await namesIn(house, village)).toEqual(['Jan Dorfmann'])
      expect(await filesIn(house, town)).toEqual(await filesIn(program.web.house, town))
    } finally {
      await house.close()
    }
  })
})

test('nothing of anybody stands readable in the target, and no key beside the rows', async () => {
  const made = await backup()
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((one) => one.isFile())
  expect(files.length).toBeGreaterThan(8)
  for (const one of files) {
    const bytes = readFileSync(join(one.parentPath, one.name))
    for (const text of ['Erika', 'Musterfrau', 'erika@example.org', 'stadt-ost', 'Bürgeramt'])
      expect(bytes.includes(text)).toBe(false)
  }
  const list = readFileSync(join(folder, 'backups', made.id, 'manifest.json'), 'utf8')
  expect(list).toContain('bookings')
  expect(list).not.toContain('person_keys')
  expect(readFileSync(join(folder, 'keyrings', made.id, 'manifest.json'), 'utf8')).toContain('person_keys')
})

test('B7 a restored system stays closed until the erasures since are repeated, and opens without the erased', async () => {
  await backup()
  const { web } = program
  const erased = await site.book('2026-11-20T09:00:00Z', { name: 'Vera Vergessen' })
  const made = await backup()
  const row = await site.row(erased)
  await inScope(web.house, { organisation: town, actor, purpose: proving }, (at) =>
    erasePeople(at, [String(row['person_id'])], 'request'),
  )
  // the newer backup has keys without her and the mark of her
  web.clock.advance({ hours: 1 })
  await backup()
  await into(async (place) => {
    const steps: string[] = []
    await restore(target, place, {
      backup: made.id,
      step: (name) => {
        steps.push(name)
        if (name === 'migrate') throw new Error('the machine stops here')
      },
    }).catch(() => undefined)
    expect(steps).toContain('commit')
    await expect(place.open()).rejects.toThrow(/closed/)
    const restored = await restore(target, place)
    expect(restored).toMatchObject({ backup: made.id, replayed: { people: 1 } })
    const house = await place.open()
    try {
      expect(await namesIn(house, town)).toEqual(['Erika Musterfrau', 'Özlem Yıldız'])
    } finally {
      await house.close()
    }
  })
})

test('optigem/deleted-after-a-month an organisation that ended cannot be read in older backups', async () => {
  const ending = await program.web.organisation({ slug: 'verein-alt' })
  await (await siteIn(program.web, ending)).book('2026-11-20T08:00:00Z', { name: 'Max Mitglied' })
  const made = await backup()
  const before = readFileSync(join(folder, 'backups', made.id, `${ending.id}.rows`))
  const files = await fileOf('person_keys', 'organisation_keys', 'people')
  const ended = await eraseOrganisation(program.web.house, ending, operator)
  expect(ended.left).toEqual({})
  // the tables' own files were written anew: no dead row holds a key
  for (const [place, file] of (await fileOf('person_keys', 'organisation_keys', 'people')).entries())
    expect(file).not.toBe(files[place])
  program.web.clock.advance({ hours: 1 })
  const later = await backup()
  // after the days of the keyring only the newer one is left
  rmSync(join(folder, 'keyrings', made.id), { recursive: true })
  expect(readFileSync(join(folder, 'backups', made.id, `${ending.id}.rows`)).equals(before)).toBe(true)
  expect(later.organisations).not.toContain(ending.id)
  await into(async (place) => {
    const restored = await restore(target, place, { backup: made.id })
    expect(restored.unreadable).toEqual([ending.id])
    const house = await place.open()
    expect((await house.directory.all()).map(({ slug }) => slug)).not.toContain('verein-alt')
    await house.close()
  })
})

describe('refused with a clear message, and nothing is changed, is', () => {
  const refused = (pattern: RegExp, wish: { backup?: string } = {}, from = program.web.dataFolder) =>
    into(async (place) => {
      const error = await restore(target, place, wish).catch((thrown: unknown) => thrown)
      expect(error).toBeInstanceOf(BackupProblem)
      expect(String(error)).toMatch(pattern)
      expect(String(error)).toMatch(/Nothing was changed/)
      await expectUntouched(place)
    }, from)
  const spoil = (name: string, change: (bytes: Buffer) => Buffer) =>
    writeFileSync(join(folder, name), change(readFileSync(join(folder, name))))
  const flip = (place: number) => (bytes: Buffer) => {
    bytes[place] = (bytes[place] ?? 0) ^ 1
    return bytes
  }

  test('a part that was changed by one bit', async () => {
    const { id } = await backup()
    spoil(`backups/${id}/${town.id}.rows`, flip(200))
    await refused(/changed/)
  })
  test('a part that is missing, or shorter', async () => {
    const { id } = await backup()
    truncateSync(join(folder, 'backups', id, `${town.id}.files`), 50)
    await refused(/not complete/)
    rmSync(join(folder, 'backups', id, `${town.id}.files`))
    await refused(/not complete.*none instead of/)
  })
  test('a list of contents that was changed', async () => {
    const { id } = await backup()
    spoil(`backups/${id}/manifest.json`, (bytes) =>
      Buffer.from(bytes.toString().replace(/(\\"tombstones\\":)\d+/, '$19')),
    )
    await refused(/list of contents .* was changed/)
    spoil(`backups/${id}/manifest.json`, () => Buffer.from('{'))
    await refused(/not in the form/)
  })
  test('a keyring that was changed', async () => {
    const { id } = await backup()
    spoil(`keyrings/${id}/keys`, flip(200))
    await refused(/changed/)
    spoil(`keyrings/${id}/keys`, flip(200))
    spoil(`keyrings/${id}/manifest.json`, (bytes) =>
      Buffer.from(bytes.toString().replace(/(\\"tombstones\\":)\d+/, '$10')),
    )
    await refused(/list of contents .* was changed/)
  })
  test('another backup’s part under this one’s name', async () => {
    const first = await backup()
    program.web.clock.advance({ hours: 1 })
    const second = await backup()
    const [from, to] = [first, second].map(({ id }) => join(folder, 'backups', id, 'directory')) as [string, string]
    writeFileSync(to, readFileSync(from))
    await refused(/directory .* cannot be restored|not complete/)
  })
  test('another installation’s instance key', async () => {
    await backup()
    const place = await emptyPlace(undefined, program.web.clock.now())
    try {
      await expect(restore(target, place)).rejects.toThrow(/another instance key.*Nothing was changed/)
      await expectUntouched(place)
    } finally {
      await place.close()
    }
  })
  test('a target without a backup, and an unknown one', async () => {
    await refused(/no complete backup/)
    await backup()
    await refused(/no complete backup 20200101T000000Z-00000000/, { backup: '20200101T000000Z-00000000' })
  })
  test('a system that is not empty', async () => {
    await backup()
    await into(async (place) => {
      await restore(target, place)
      await expect(restore(target, place)).rejects.toThrow(/not empty.*Nothing was changed/)
    })
  })
})

test('a second backup at the same moment is refused', async () => {
  const both = await Promise.allSettled([backup(), backup()])
  expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
})
