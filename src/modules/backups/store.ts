import { recipientBehind } from '#privacy'
import { isRefusal } from '#platform/errors/errors.ts'
import { type House, inScope } from '#platform/data/scope.ts'
import { OPERATOR } from '#platform/http/app.tsx'
import { keeping } from './data.ts'
import { backupStore } from './connector.ts'
import { BackupProblem } from './problem.ts'
import type { Target } from './target/target.ts'

/** Whether anything may be copied there: into a folder always, to a company only behind its entry in the register. */
export async function mayStoreIn(house: House, target: Target): Promise<boolean> {
  if (!target.company) return true
  const operator = await house.directory.bySlug(OPERATOR)
  if (!operator) return false
  const actor = { kind: 'system', job: 'backups' } as const
  return inScope(house, { organisation: operator, actor, purpose: keeping, readOnly: true }, (at) =>
    recipientBehind(at, backupStore).then(
      () => true,
      (error: unknown) => {
        if (isRefusal(error) && error.code === 'privacy.connector-off') return false
        throw error
      },
    ),
  )
}

/** @throws BackupProblem that says what to do */
export async function refuseUnregistered(house: House, target: Target): Promise<void> {
  if (await mayStoreIn(house, target)) return
  throw new BackupProblem(
    `Nothing was copied to ${target.where}: it is a company's store, and the operator's register of processors has no complete ` +
      `entry for it, or its connection is switched off. Enter it under /${OPERATOR}/team/datenschutz/auftragsverarbeiter and switch ` +
      '"Ablage der Sicherungen" on. Backups that lie there already stay as they are.',
  )
}
