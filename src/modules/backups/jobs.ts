import type { House } from '#platform/data/scope.ts'
import { houseJob, type Job } from '#platform/jobs/jobs.ts'
import { drill, type DrillPorts, sweepDrill } from './drill.ts'
import { makeBackup, type Made } from './make/backup.ts'
import { type Periods, prune } from './prune.ts'
import { isBackupDue, isDrillDue } from './rules.ts'
import { backupState, recordRun } from './runs.ts'
import type { Restored } from './restore/restore.ts'
import type { Target } from './target/target.ts'
import { mayStoreIn, refuseUnregistered } from './store.ts'
import { carryTombstones } from './tombstones.ts'
import { openVault } from './vault.ts'

export type BackupPorts = DrillPorts & {
  /** Where backups go; asked at each run. Undefined: nowhere, and the overview says so. */
  readonly target: () => Target | undefined
  readonly settings: Periods & { readonly hour: number; readonly drillDays: number }
}

/** Makes a backup, removes those whose days have ended, and writes both down. */
export async function backupNow(
  house: House,
  target: Target,
  periods: Periods,
  step?: (name: string) => void,
): Promise<Made> {
  await refuseUnregistered(house, target)
  const started = house.clock.now()
  try {
    const made = await makeBackup(house, target, step ? { step } : {})
    await prune(target, await openVault(target, house.instanceKey), house.clock.now(), periods)
    await recordRun(house, { kind: 'backup', started, ok: true, backup: made.id, parts: made.parts })
    return made
  } catch (error) {
    await recordRun(house, { kind: 'backup', started, ok: false, backup: '', parts: [] })
    throw error
  }
}

/** Tries the newest backup out and writes the result into every ledger. */
export async function drillNow(
  house: House,
  target: Target,
  ports: DrillPorts,
  step?: (name: string) => void,
): Promise<Restored> {
  const started = house.clock.now()
  const done = (ok: boolean, backup: string, parts: Restored['parts']) =>
    recordRun(house, { kind: 'drill', started, ok, backup, parts }, { inLedger: true })
  try {
    const restored = await drill(house, target, ports, step ? { step } : {})
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
