// An empty system to restore into: another database and another data folder, with the instance key of the first.
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { openHouse, type OpenHouse } from '../../src/app/house.ts'
import type { BackupPorts, Place, Target } from '../../src/modules/backups/index.ts'
import { contact, namesOf } from '../../src/modules/people/index.ts'
import { movableClock, type MovableClock } from '../../src/platform/clock/clock.ts'
import type { Organisation } from '../../src/platform/data/organisations.ts'
import { inScope, type House } from '../../src/platform/data/scope.ts'
import { openInstanceKeys } from '../../src/platform/keys/instance-key.ts'
import { openAll } from '../../src/platform/keys/sealed.ts'
import { type Log, logFolder, openLog } from '../../src/platform/log/log.ts'
import { testDatabase, type TestDatabase } from './database.ts'

export const migrations = join(import.meta.dirname, '../../migrations')

/** How backups are made and tried out in a test: as the program does it, into this target. @param log of the tried-out house */
export const portsInto = (target: () => Target, log: Log): BackupPorts => ({
  target,
  settings: { keepDays: 35, keyringDays: 7, hour: 1, drillDays: 30 },
  migrations,
  openScratch: ({ dataFolder, login, instanceKey, clock }) =>
    openHouse({
      dataFolder,
      login,
      migrations,
      modules: [],
      publicUrl: 'http://belegt.test',
      instance: instanceKey,
      clock,
      log,
      connections: 4,
      restoring: true,
    }),
})

export type EmptyPlace = Place & {
  readonly clock: MovableClock
  readonly database: TestDatabase
  /** Opens it as the program does: refused while it is closed. */
  readonly open: () => Promise<OpenHouse>
  close(): Promise<void>
}

/** @param from data folder whose instance key is taken along; left out for a machine with none */
export async function emptyPlace(from: string | undefined, now: Temporal.Instant): Promise<EmptyPlace> {
  const database = await testDatabase({ incomplete: true })
  const dataFolder = mkdtempSync(join(tmpdir(), 'belegt-restored-'))
  mkdirSync(join(dataFolder, 'keys'), { mode: 0o700 })
  if (from) cpSync(join(from, 'keys', 'instance.key'), join(dataFolder, 'keys', 'instance.key'))
  const clock = movableClock(now)
  const log = openLog({ folder: logFolder(dataFolder), delay: 10 })
  const login = { app: database.app, owner: database.owner }
  const house = (restoring: boolean) =>
    openHouse({
      dataFolder,
      login,
      migrations,
      modules: [],
      clock,
      log,
      connections: 4,
      restoring,
      publicUrl: 'http://belegt.test',
    })
  return {
    dataFolder,
    login,
    migrations,
    instanceKey: await openInstanceKeys({ dataFolder, mayMake: from === undefined }),
    clock,
    database,
    openHouse: () => house(true),
    open: () => house(false),
    async close() {
      await log.close()
      await database.drop()
      rmSync(dataFolder, { recursive: true, force: true })
    },
  }
}

const actor = { kind: 'system', job: 'test' } as const

/** The names of everybody in an organisation, as its staff reads them. */
export async function namesIn(house: House, organisation: Organisation): Promise<string[]> {
  const found = await inScope(house, { organisation, actor, purpose: contact }, async (at) => {
    const { rows } = await sql<{ id: string }>`select id from people`.execute(at.tx as never)
    const sealed = await namesOf(
      at,
      rows.map(({ id }) => id),
    )
    return openAll(
      at,
      sealed.map(({ name }) => name),
    )
  })
  return found.map(String).toSorted()
}

/** The ids of an organisation's files. */
export const filesIn = async (house: House, organisation: Organisation): Promise<string[]> =>
  (await Array.fromAsync(house.blobs.list(organisation.id))).toSorted()
