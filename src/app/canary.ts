import { accountCanary, ensureOperator, foundOrganisation } from '#accounts'
import { appointmentCanary } from '#appointments'
import { type BackupPorts, backupNow, carryTombstones, inRestored, openVault } from '#backups'
import { customerCanary } from '#customers'
import { documentCanary } from '#documents'
import { type CanaryOptions, type CanaryStep, type RestoredPort } from '#privacy'
import type { House } from '#platform/data/scope.ts'
import { registerCanary } from '#registers'
import { rightsCanary } from '#rights'
import { residueOf } from '#platform/residue/residue.ts'
import { appOn, manySignIns, type Program } from './checks/door.ts'

/** Through which modules the canary goes, in this order. */
const steps: readonly CanaryStep[] = [
  accountCanary,
  appointmentCanary,
  customerCanary,
  documentCanary,
  registerCanary,
  rightsCanary,
]

/**
 * What a run of the canary needs: the pages with their real log, which are among the places searched afterwards.
 * @param backups given: a backup is made into its target, restored beside and searched
 */
export async function canaryOptions(house: House, given: Program, backups?: BackupPorts): Promise<CanaryOptions> {
  return {
    operator: await ensureOperator(house),
    found: foundOrganisation,
    routes: given.modules.flatMap(({ routes }) => routes),
    web: (on) => {
      const app = appOn(on, given, { ...manySignIns, log: given.log })
      return (path, init) => app.request(path, init)
    },
    steps,
    flushed: () => given.log.flush(),
    restored: backups && restoredBy(house, backups),
  }
}

function restoredBy(house: House, backups: BackupPorts): RestoredPort {
  return {
    async backUp() {
      const target = backups.target()
      return target && (await backupNow(house, target, backups.settings)).id
    },
    async search(backup, needles) {
      const target = backups.target()
      if (!target) throw new Error('the target of the backups is gone')
      await carryTombstones(house, target, await openVault(target, house.instanceKey))
      return inRestored(
        house,
        target,
        backups,
        async ({ dataFolder, login }) => {
          const hits = await residueOf({ ...needles, dataFolder, root: login.root })
          return hits.map((hit) => ({ ...hit, where: `restored backup: ${hit.where}` }))
        },
        { backup },
      )
    },
  }
}
