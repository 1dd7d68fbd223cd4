import { chmod, mkdir, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { instanceKeyPath } from '#platform/keys/instance-key.ts'
import { logFolder } from '#platform/log/log.ts'
import { mergeAndPublish, proving, record } from '#privacy'
import { openTown, type Town } from '#testing/registers.ts'
import { registering } from '../data/index.ts'
import { findings } from './actions.ts'
import { measures } from './catalogue.ts'
import { measureChecks } from './checks.ts'
import { dutyRules } from './form.ts'
import { kept, measureList } from './list.ts'

let publicUrl = 'https://termine.example.org'
let backup: string | undefined = '2026-11-15T20:00:00Z'
let drill: string | undefined = '2026-11-01T00:00:00Z'
let town: Town
let home: Awaited<ReturnType<Town['web']['organisation']>> | undefined
beforeAll(async () => {
  town = await openTown({
    running: () => ({ publicUrl }),
    backups: async () => ({
      lastBackup: backup ? Temporal.Instant.from(backup) : undefined,
      lastDrill: drill ? Temporal.Instant.from(drill) : undefined,
    }),
  })
})
afterAll(() => town.close())

const ports = () => ({
  house: () => town.web.house,
  failed: () => undefined,
  running: () => ({ publicUrl }),
  backups: async () => ({
    lastBackup: backup ? Temporal.Instant.from(backup) : undefined,
    lastDrill: drill ? Temporal.Instant.from(drill) : undefined,
  }),
})

// made before: making one reads the key file, and the program mends its mode then
const atHome = async () => (home ??= await town.web.organisation())
let deaf = false

async function brokenNow(): Promise<string[]> {
  const organisation = await atHome()
  const house = deaf ? { ...town.web.house, handlers: new Map() } : town.web.house
  const found = await town.web.scope({ organisation, purpose: registering }, (at) => findings(at, house, ports()))
  return found.filter(({ outcome }) => outcome === 'broken').map(({ measure }) => measure)
}

async function asRoot(statement: string): Promise<void> {
  const client = new pg.Client(town.web.database.root)
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}

const rooted = (statement: (organisation: string) => string) => async () => asRoot(statement((await atHome()).id))
const logged = (line: object) => async () => {
  await mkdir(logFolder(town.web.dataFolder), { recursive: true })
  await writeFile(spoiledLog(), `${JSON.stringify(line)}\n`)
}
const spoiledLog = () => join(logFolder(town.web.dataFolder), 'access-2026-11-01.jsonl')
const noLog = () => rm(spoiledLog())
const found = (outcome: string, at: string) =>
  rooted(
    (id) => `insert into verify_results (organisation_id, run_id, promise, outcome, evidence, at)
      values ('${id}', gen_random_uuid(), 'optigem/toms', '${outcome}', 'x', '${at}')`,
  )
const forgetFound = rooted((id) => `delete from verify_results where organisation_id = '${id}'`)
/** An entry of the ledger, merged and signed, as it says something else or what it said. */
const said = (n: number) => async () => {
  const organisation = await atHome()
  if (n > 1) {
    await town.web.scope({ organisation, purpose: proving }, (at) => record(at, 'test.said', { n: 1 }))
    await mergeAndPublish(town.web.house, organisation)
  }
  await asRoot(
    `update ledger_leaves set body = '{"n": ${n}}' where organisation_id = '${organisation.id}' and kind = 'test.said'`,
  )
}

describe('A19 optigem/toms: the measures are true of the running configuration', () => {
  test('every measure has a check or is kept by people, and no check is without its line', () => {
    const checked = measures.filter(({ by }) => by === 'program').map(({ id }) => id)
    expect(Object.keys(measureChecks).toSorted()).toEqual(checked.toSorted())
    expect(new Set(measures.map(({ id }) => id)).size).toBe(measures.length)
  })

  test('A19 on a sound system nothing is broken', async () => {
    expect(await brokenNow()).toEqual([])
  })

  const spoiled: readonly (readonly [string, () => Promise<void>, () => Promise<void>])[] = [
    [
      'tls',
      async () => void (publicUrl = 'http://termine.example.org'),
      async () => void (publicUrl = 'https://t.example.org'),
    ],
    ['backups', async () => void (backup = '2026-11-01T00:00:00Z'), async () => void (backup = '2026-11-15T20:00:00Z')],
    ['backups', async () => void (backup = undefined), async () => void (backup = '2026-11-15T20:00:00Z')],
    ['backups', async () => void (drill = undefined), async () => void (drill = '2026-11-01T00:00:00Z')],
    ['backups', async () => void (drill = '2026-08-01T00:00:00Z'), async () => void (drill = '2026-11-01T00:00:00Z')],
    [
      'tenants',
      () => asRoot('alter table processors no force row level security'),
      () => asRoot('alter table processors force row level security'),
    ],
    [
      'passwords',
      () => asRoot(`update accounts set password = '$argon2id$v=19$m=1024,t=1,p=1$AAAA$AAAA' || password`),
      () => asRoot(`update accounts set password = replace(password, '$argon2id$v=19$m=1024,t=1,p=1$AAAA$AAAA', '')`),
    ],
    [
      'sessions',
      () => asRoot(`update sessions set expires_at = expires_at + interval '30 days'`),
      () => asRoot(`update sessions set expires_at = expires_at - interval '30 days'`),
    ],
    ['instance-key', () => keyFile(0o644), () => keyFile(0o600)],
    ['accesses', async () => void (deaf = true), async () => void (deaf = false)],
    ['logs', logged({ time: '2026-11-16T07:00:00Z', browser: '203.0.113.77' }), noLog],
    ['logs', logged({ time: '2026-11-16T07:00:00Z', surname: 'Muster' }), noLog],
    ['logs', logged({ time: '2026-09-01T07:00:00Z' }), noLog],
    [
      'deletion',
      rooted((id) => `insert into tombstones values ('${id}', gen_random_uuid(), '2020-01-01')`),
      rooted((id) => `delete from tombstones where organisation_id = '${id}'`),
    ],
    [
      'deletion',
      rooted(
        (id) => `insert into deletion_runs (organisation_id, id, started_at, finished_at)
          values ('${id}', gen_random_uuid(), '2026-11-15T01:00:00Z', '2026-11-15T01:00:00Z')`,
      ),
      rooted((id) => `delete from deletion_runs where organisation_id = '${id}'`),
    ],
    ['ledger', said(2), said(1)],
    ['promises', found('broken', '2026-11-16T07:00:00Z'), forgetFound],
    ['promises', found('kept', '2026-11-13T07:00:00Z'), forgetFound],
  ]
  test.each(spoiled)('A19 %s turns red when it is not so any more, and only that', async (measure, spoil, mend) => {
    await town.arrive()
    await spoil()
    try {
      expect(await brokenNow()).toEqual([measure])
    } finally {
      await mend()
    }
    expect(await brokenNow()).toEqual([])
  })

  test('A19 every measure that the program keeps is spoiled here', () => {
    const below = ['sealed', 'second-factor']
    expect(new Set([...spoiled.map(([measure]) => measure), ...below])).toEqual(new Set(Object.keys(measureChecks)))
  })

  test('A19 accesses that are kept too long are told by those who record and those who delete', async () => {
    await rooted(
      (id) => `insert into access_records (organisation_id, id, account_id, role, what, place, people, at)
        values ('${id}', gen_random_uuid(), gen_random_uuid(), 'desk', 'opened', 'test', 1, '2026-08-01')`,
    )()
    expect((await brokenNow()).toSorted()).toEqual(['accesses', 'deletion'])
    await rooted((id) => `delete from access_records where organisation_id = '${id}'`)()
    expect(await brokenNow()).toEqual([])
  })

  test('A19 sealed data that lie open are found', async () => {
    const { organisation } = await town.arrive()
    const look = () =>
      town.web.scope({ organisation, purpose: registering }, async (at) =>
        (await findings(at, town.web.house, ports())).find(({ measure }) => measure === 'sealed'),
      )
    expect((await look())?.outcome).toBe('holds')
    await asRoot(`update members set name = 'Klartext'::bytea where organisation_id = '${organisation.id}'`)
    expect(await look()).toMatchObject({ outcome: 'broken', de: expect.stringContaining('members.name') })
  })

  test('A19 the second factor is red while who administers has none and need not have one; the share is said', async () => {
    const { organisation } = await town.arrive('administrator')
    await town.arrive('desk', organisation)
    const look = () =>
      town.web.scope({ organisation, purpose: registering }, async (at) =>
        (await findings(at, town.web.house, ports())).find(({ measure }) => measure === 'second-factor'),
      )
    expect(await look()).toMatchObject({ outcome: 'broken', de: expect.stringContaining('0 von 2 Mitgliedern') })
    await asRoot(`update organisations set factor_roles = '{administrator}' where id = '${organisation.id}'`)
    expect(await look()).toMatchObject({
      outcome: 'holds',
      de: '0 von 2 Mitgliedern haben einen. Verlangt wird er von: Administration.',
    })
  })

  test('A19 what was never checked is not said to hold, on the page and in the overview', async () => {
    const { browser, at } = await town.arrive()
    const page = await browser.open(at('/massnahmen'))
    expect(page.page.text).toMatch(/\d+ Maßnahmen (sind nicht geprüft|gelten nicht)\./)
    expect(page.page.text).not.toContain('Alle Maßnahmen gelten.')
    expect(page.page.text).not.toContain('nicht prüfbar')
    expect(page.page.text).toContain('noch nicht geprüft')
    expect((await browser.open(at(''))).page.text).toMatch(/\d+ Maßnahmen sind nicht geprüft\./)
    await browser.open(at('/massnahmen'))
    await browser.submit('Jetzt prüfen')
    // one has nothing to look at in a test, and says so
    expect((await browser.open(at(''))).page.text).toContain('1 Maßnahme ist nicht geprüft.')
  })

  test('A19 the page shows each line with the time of its check, red where it is broken', async () => {
    const { browser, at, organisation } = await town.arrive()
    const before = await browser.open(at('/massnahmen'))
    expect(before.page.text).toContain('Noch nicht geprüft.')
    publicUrl = 'http://termine.example.org'
    const after = await browser.submit('Jetzt prüfen')
    publicUrl = 'https://termine.example.org'
    expect(after.page.text).toContain('Erreichbar unter http://termine.example.org: ohne Verschlüsselung.')
    expect(after.page.text).toContain('16.11.2026, 9:00 Uhr')
    const lines = await town.web.scope({ organisation, purpose: registering }, (scope) => measureList(scope, 'de'))
    const red = lines.filter(({ state }) => state === 'broken')
    expect(after.html.match(/pill-danger/g)?.length).toBe(red.length)
    expect(red.map(({ id }) => id)).toContain('tls')
    const csv = (await browser.open(at('/massnahmen.csv'))).html
    for (const { title } of lines) expect(csv).toContain(title)
    expect((await browser.open(at('/massnahmen.pdf'))).headers.get('content-type')).toBe('application/pdf')
  })

  test('A19 what people keep holds only while somebody answers for it and the review is not overdue', async () => {
    const duty = {
      measure: 'training',
      title: '',
      how: '',
      owner: 'Personal',
      reviewed_on: '2026-01-10',
      review_by: '2026-11-16',
    }
    expect(kept(undefined, '2026-11-16').state).toBe('broken')
    expect(kept(duty, '2026-11-16').state).toBe('holds')
    expect(kept(duty, '2026-11-17').state).toBe('broken')
    expect(dutyRules({ reviewed_on: '2026-01-10', review_by: '2026-01-10' })).toEqual({ review_by: 'before' })
    expect(dutyRules({ reviewed_on: '2026-01-10', review_by: '2028-01-11' })).toEqual({ review_by: 'too-late' })

    const { browser, at } = await town.arrive()
    await browser.open(at('/massnahmen/training'))
    const refused = await browser.submit('Speichern', { owner: '', review_by: '2031-01-01' })
    expect([refused.status, refused.page.text]).toEqual([422, expect.stringContaining('Zuständige Stelle')])
    const saved = await browser.submit('Speichern', { owner: 'Leitung Personal', review_by: '2027-06-01' })
    expect(saved.page.text).toContain('Zuständig: Leitung Personal')
    await browser.open(at('/massnahmen/neu'))
    const own = await browser.submit('Speichern', { title: 'Aktenvernichter', how: 'Stufe P-4', owner: 'Hausdienst' })
    expect(own.page.text).toContain('Aktenvernichter')
    expect((await browser.open(at('/massnahmen/tls'))).status).toBe(404)
    expect(town.web.defects).toEqual([])
  })
})

async function keyFile(mode: number): Promise<void> {
  const path = instanceKeyPath(town.web.dataFolder)
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, '', { flag: 'a' })
  await chmod(path, mode)
}
