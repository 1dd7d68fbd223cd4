import pg from 'pg'
import type { House } from '#platform/data/scope.ts'
import { houseJob, type Job } from '#platform/jobs/jobs.ts'
import { drill, type DrillPorts, sweepDrill } from './drill.ts'
import { BACKUP_LOCK, makeBackup, type Made } from './make/backup.ts'
import { BackupProblem } from './problem.ts'
import { type Periods, prune, type Pruned } from './prune.ts'
import { isBackupDue, isDrillDue } from './rules.ts'
import { backupState, recordRun } from './runs.ts'
import type { Restored, RestoreWish } from './restore/restore.ts'
import type { Target } from './target/target.ts'
import { mayStoreIn, refuseUnregistered } from './store.ts'
import { carryTombstones } from './tombstones.ts'
import { openVault } from './vault.ts'

export type BackupPorts = DrillPorts & {
  /** Where backups go; asked at each run. Undefined: nowhere, and the overview says so. */
  readonly target: () => Target | undefined
  readonly settings: Periods & { readonly hour: number; readonly drillDays: number }
}

/** `prune` when no backup is being made: what another one has begun is not torn. Waits for it. */
async function pruneAlone(
  house: Pick<House, 'maintenance' | 'instanceKey' | 'clock'>,
  target: Target,
  periods: Periods,
): Promise<Pruned> {
  const client = new pg.Client({ ...house.maintenance, application_name: 'belegt backups' })
  client.on('error', () => undefined) // without its connection the lock is gone; what is removed is over its time nevertheless
  await client.connect()
  try {
    await client.query('select pg_advisory_lock($1)', [BACKUP_LOCK])
    return await prune(target, await openVault(target, house.instanceKey), house.clock.now(), periods)
  } finally {
    await client.end()
  }
}

/**
 * Makes a backup, writes it down, and removes those whose days have ended. A backup that is made counts, whatever becomes of the
 * older ones: or one would be made every hour where nothing may be removed.
 */
export async function backupNow(
  house: House,
  target: Target,
  periods: Periods,
  step?: (name: string) => void,
): Promise<Made> {
  await refuseUnregistered(house, target)
  const started = house.clock.now()
  const made = await makeBackup(house, target, step ? { step } : {}).catch(async (error: unknown) => {
    await recordRun(house, { kind: 'backup', started, ok: false, backup: '', parts: [] })
    throw error
  })
  await recordRun(house, { kind: 'backup', started, ok: true, backup: made.id, parts: made.parts })
  await pruneAlone(house, target, periods).catch((error: unknown) => {
    if (!(error instanceof BackupProblem)) throw error
    throw new BackupProblem(
      `The backup ${made.id} is made, but what is over its time could not be removed. Copies of keys that stay too long open what was ` +
        `erased: ${error.message}`,
      { cause: error },
    )
  })
  return made
}

/** Tries a backup out, the newest unless named, and writes the result into every ledger. */
export async function drillNow(
  house: House,
  target: Target,
  ports: DrillPorts,
  wish: RestoreWish = {},
): Promise<Restored> {
  const started = house.clock.now()
  const done = (ok: boolean, backup: string, parts: Restored['parts']) =>
    recordRun(house, { kind: 'drill', started, ok, backup, parts }, { inLedger: true })
  try {
    const restored = await drill(house, target, ports, wish)
    await done(true, restored.backup, restored.parts)
    return restored
  } catch (error) {
    await done(false, '', [])
    throw error
  }
}

/** Looked for every hour, so that a night in which the program rested is made up for. */
export const backupJobs = ({ target, settings, ...ports }: BackupPorts): readonly Job[] => [
  houseJob('backups.backup', '41 * * * *', async (house) => {
    const to = target()
    if (!to || !isBackupDue((await backupState(house)).lastBackup, house.clock.now(), settings.hour)) return
    await backupNow(house, to, settings)
  }),
  houseJob('backups.marks', '*/5 * * * *', async (house) => {
    const to = target()
    // that nothing may be copied there, the nightly backup says
    if (to && (await mayStoreIn(house, to))) await carryTombstones(house, to, await openVault(to, house.instanceKey))
  }),
  houseJob('backups.drill', '23 4 * * *', async (house) => {
    const to = target()
    await sweepDrill(house)
    const { lastBackup, lastDrill } = await backupState(house)
    if (!to || !isDrillDue(lastDrill, house.clock.now(), settings.drillDays)) return
    // without a backup there is nothing to try; that one is missing is told elsewhere
    if (lastBackup !== undefined) await drillNow(house, to, ports)
  }),
]
