import type { Scope } from '#platform/data/scope.ts'
import { refuse } from '#platform/errors/errors.ts'
import type { State } from '../types.ts'
import { settleKeeping } from '../working/actions/keeping.ts'
import { noteAct } from '../working/audit.ts'
import { db } from './data.ts'
import { openArchive } from './place.ts'

/** So long a document can be taken out of the bin again; then the deletion run erases it. */
export const BIN_DAYS = 30

const gone = () => refuse('documents.unknown', 'not-found')

const rowOf = async (at: Scope<string>, id: string) => {
  const row = await db(at).selectFrom('documents').selectAll().where('id', '=', id).forNoKeyUpdate().executeTakeFirst()
  if (!row) throw gone()
  return row
}

/**
 * Puts a document into the bin: nobody finds it any more, and after thirty days it is erased, unless it is taken out again or
 * held. One that is there already stays as it is.
 * @throws Refusal documents.unknown; what the archive lock refuses
 */
export async function trashDocument(at: Scope<string>, id: string): Promise<void> {
  const row = await rowOf(at, id)
  if (row.state === 'trash') return
  const before = { state: row.state as State, keepFrom: row.keep_from?.toString() ?? null, keepDays: row.keep_days }
  await db(at)
    .updateTable('documents')
    .set((to) => ({
      state: 'trash',
      before_trash: JSON.stringify(before) as never,
      keep_from: at.now,
      keep_days: BIN_DAYS,
      version: to('version', '+', 1),
    }))
    .where('id', '=', id)
    .execute()
  await noteAct(at, id, 'document.trashed')
}

/** Takes a document out of the bin, to where it was in its work and period. @throws Refusal documents.unknown */
export async function restoreDocument(at: Scope<string>, id: string): Promise<void> {
  const row = await rowOf(at, id)
  if (row.state !== 'trash' || !row.before_trash) return
  const { state, keepFrom, keepDays } = row.before_trash
  await db(at)
    .updateTable('documents')
    .set((to) => ({
      state,
      before_trash: null,
      keep_from: keepFrom === null ? null : Temporal.Instant.from(keepFrom),
      keep_days: keepDays,
      version: to('version', '+', 1),
    }))
    .where('id', '=', id)
    .execute()
  await noteAct(at, id, 'document.restored')
  await settleKeeping(at, id)
}

/**
 * Lays a document into another archive with its rights. Its file stays as it is: its key lies with the person, not with the
 * archive. Between archives that only members can read and others nothing moves here, only in a member's browser.
 * @throws Refusal documents.unknown, documents.no-archive, documents.archive-closed, documents.sealed-for-members
 */
export async function moveDocument(at: Scope<string>, id: string, archiveId: string): Promise<void> {
  const row = await rowOf(at, id)
  if (row.archive_id === archiveId) return
  const to = await openArchive(at, archiveId)
  const from = await db(at)
    .selectFrom('document_archives')
    .select('mode')
    .where('id', '=', row.archive_id)
    .executeTakeFirstOrThrow()
  if (to.mode !== 'readable' || from.mode !== 'readable') throw refuse('documents.sealed-for-members', 'conflict')
  await db(at)
    .updateTable('documents')
    .set((change) => ({ archive_id: archiveId, version: change('version', '+', 1) }))
    .where('id', '=', id)
    .execute()
  await noteAct(at, id, 'document.moved', { archive: archiveId })
}
