import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  backups,
  backupNow,
  BackupProblem,
  type BackupPorts,
  completeOnes,
  drillNow,
  keeping,
  s3Target,
  type Target,
} from '#backups'
import { contact, personFor } from '#people'
import { erasePeople, proving } from '#privacy'
import type { Organisation } from '#platform/data/organisations.ts'
import { runJob } from '#platform/jobs/jobs.ts'
import { logFolder, openLog } from '#platform/log/log.ts'
import { openTown, type Town } from '#testing/registers.ts'
import { portsInto } from '#testing/restored.ts'
import { testStore, type TestStore } from '#testing/s3.ts'

// Backups in a company's store: only behind its entry in the operator's register, and safe from a secret that is wrong.

let town: Town
let store: TestStore
let target: Target
let ports: BackupPorts
let operator: Organisation
const folder = mkdtempSync(join(tmpdir(), 'belegt-store-'))
const log = openLog({ folder: logFolder(folder), delay: 10 })

beforeAll(async () => {
  town = await openTown()
  store = await testStore()
  target = s3Target({ ...store, prefix: 'haus/', region: 'eu-central-1' })
  ports = portsInto(() => target, log)
  operator = (await town.web.house.directory.bySlug('betrieb')) as Organisation
})
afterAll(async () => {
  await town.close()
  await store.close()
  await log.close()
  rmSync(folder, { recursive: true, force: true })
})

const job = (name: string) => {
  const found = backups(ports).jobs.find((one) => one.name === name)
  if (!found) throw new Error(`there is no job ${name}`)
  return runJob(town.web.house, found, (error) => {
    throw error
  })
}
const entry = {
  for: 'backup-store',
  name: 'Lagerwerk GmbH',
  place: 'Speicherstraße 2, 20457 Hamburg',
  task: 'bewahrt verschlüsselte Sicherungen auf',
  role: 'processor',
  contract_date: '2026-03-01',
  contract_reference: 'AVV 2026/31',
  contract_document: 'Akte 10.4',
}
const carried = () =>
  town.web.scope({ organisation: operator, purpose: keeping }, async (at) => {
    const { rows } = await sql<{ n: number }>`select count(*)::int as n from tombstones_carried`.execute(at.tx as never)
    return rows[0]?.n
  })

test('A17 nothing is copied to a company’s store before its entry and its switch, and the overview says so', async () => {
  const office = await town.arrive('data-protection', operator)
  const first = await job('backups.backup').catch((error: unknown) => error)
  expect(String(first)).toContain('register of processors')
  await job('backups.marks')
  expect(await target.list('')).toEqual([])
  expect((await office.browser.open(office.at(''))).page.text).toContain('Es wird nichts gesichert.')

  await office.browser.post(office.at('/auftragsverarbeiter/anbindung/backup-store/ein'), {})
  await expect(backupNow(town.web.house, target, ports.settings)).rejects.toThrow(BackupProblem) // there is no entry
  await office.browser.open(office.at('/auftragsverarbeiter/neu'))
  await office.browser.submit('Speichern', entry)
  await expect(backupNow(town.web.house, target, ports.settings)).rejects.toThrow(/switched off/)
  await office.browser.post(office.at('/auftragsverarbeiter/anbindung/backup-store/ein'), {})
  await job('backups.backup')
  expect(await completeOnes(target, 'backups')).toHaveLength(1)
  expect((await office.browser.open(office.at(''))).page.text).not.toContain('Es wird nichts gesichert.')

  // the switch is the operator's; nobody else sees it
  const other = await town.arrive()
  expect((await other.browser.open(other.at('/auftragsverarbeiter'))).page.text).not.toContain('Ablage der Sicherungen')
  expect((await other.browser.post(other.at('/auftragsverarbeiter/anbindung/backup-store/ein'), {})).status).toBe(404)
})

test('A19 the way by an S3-compatible store and back', async () => {
  const made = await backupNow(town.web.house, target, ports.settings)
  expect(made.rows).toBeGreaterThan(5)
  const restored = await drillNow(town.web.house, target, ports)
  expect(restored).toMatchObject({ marksMissing: undefined, unreadable: [] })
  expect(restored.rows).toBeGreaterThanOrEqual(made.rows)
})

test('B7 a wrong secret is told in words, marks nothing as carried, and what lies there stays restorable', async () => {
  const before = await target.list('')
  const person = await town.web.scope({ organisation: operator, purpose: contact }, (at) =>
    personFor(at, { name: 'Erika Musterfrau', mail: 'erika@example.org' }),
  )
  await town.web.scope({ organisation: operator, purpose: proving }, (at) => erasePeople(at, [person], 'request'))
  const marks = await carried()
  const right = target
  target = s3Target({ ...store, secretAccessKey: 'nicht-das-geheimnis', prefix: 'haus/', region: 'eu-central-1' })
  town.web.clock.advance({ hours: 25 })
  const attempts = {
    backup: () => job('backups.backup'),
    marks: () => job('backups.marks'),
    drill: () => drillNow(town.web.house, target, ports),
    removal: () => target.remove(before[0]?.name ?? ''),
  }
  for (const [name, attempt] of Object.entries(attempts)) {
    const error = String(await attempt().catch((thrown: unknown) => thrown))
    expect(error, name).toContain('403 SignatureDoesNotMatch. BELEGT_BACKUP_S3_SECRET is not the one of this key id.')
    expect(error).not.toContain('nicht-das-geheimnis')
  }
  target = right
  expect(await target.list('')).toEqual(before)
  expect(await carried()).toBe(marks)
  await job('backups.marks')
  expect(await carried()).toBeGreaterThan(marks ?? 0)
  expect(await drillNow(town.web.house, target, ports)).toMatchObject({ marksMissing: undefined })
})

test('when the contract ends, nothing more goes there, and what lies there can still be read', async () => {
  const office = await town.arrive('data-protection', operator)
  await office.browser.post(office.at('/auftragsverarbeiter/anbindung/backup-store/aus'), {})
  const before = await target.list('')
  await expect(backupNow(town.web.house, target, ports.settings)).rejects.toThrow(/stay as they are/)
  expect(await target.list('')).toEqual(before)
  expect(await drillNow(town.web.house, target, ports)).toMatchObject({ unreadable: [] })
})
