import type { Scope } from '#platform/data/scope.ts'
import { seal } from '#platform/keys/sealed.ts'
import { STORED } from '../storing/file.ts'
import { noteAct } from '../working/audit.ts'
import { db, readings } from './data.ts'
import type { Filing } from './pages.ts'

/**
 * Has a version read once more, with a password if the file asks for one. One that waits or was read stays as it is.
 * @returns whether it is read again
 */
export async function readAgain(
  at: Scope<Filing>,
  version: { readonly id: string; readonly document_id: string },
  holder: string,
  password?: string,
): Promise<boolean> {
  const { numUpdatedRows } = await db(at)
    .updateTable('document_versions')
    .set({ stage: 'stored', problem: null, attempts: 0 })
    .where('id', '=', version.id)
    .where('stage', '=', 'unreadable')
    .executeTakeFirst()
  if (numUpdatedRows === 0n) return false
  const sealed = password ? await seal(at, readings, 'password', holder, password) : null
  await db(at)
    .insertInto('document_readings')
    .values({
      organisation_id: at.organisation.id,
      document_id: version.document_id,
      version_id: version.id,
      password: sealed,
    })
    .onConflict((same) =>
      same
        .columns(['organisation_id', 'version_id'])
        .doUpdateSet({ password: sealed, claimed_until: null, next_at: null }),
    )
    .execute()
  await noteAct(at, version.document_id, 'document.read-again')
  at.tell(STORED)
  return true
}
