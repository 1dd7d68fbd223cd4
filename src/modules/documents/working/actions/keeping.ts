import { sql } from 'kysely'
import { tables } from '#platform/data/query-builder.ts'
import type { Scope } from '#platform/data/scope.ts'
import type { DocumentRow } from '../../data.ts'
import { type TypeRow, types } from '../../facts/data.ts'
import { keepFor } from '../../facts/rules/keep.ts'
import type { State } from '../../types.ts'
import { noteAct } from '../audit.ts'
import { db, type LockRow } from '../data.ts'
import { workEnded } from '../rules/keeping.ts'
import { lockOn } from './locks.ts'

const typesDb = tables({ document_types: types })

export const typeWith = (at: Scope<string>, id: string): Promise<TypeRow | undefined> =>
  typesDb(at).selectFrom('document_types').selectAll().where('id', '=', id).executeTakeFirst()

/** When the work on a document ended; undefined while it goes on. */
export async function workEnd(
  at: Scope<string>,
  { id, state }: Pick<DocumentRow, 'id' | 'state'>,
): Promise<Temporal.Instant | undefined> {
  const stamped = await db(at)
    .selectFrom('document_stampings')
    .select('at')
    .where('document_id', '=', id)
    .orderBy('at', 'desc')
    .limit(1)
    .executeTakeFirst()
  const tasks = await db(at)
    .selectFrom('document_tasks')
    .select([
      sql<number>`count(*) filter (where done_at is null)::int`.as('open'),
      ({ fn }) => fn.max('done_at').as('last'),
    ])
    .where('document_id', '=', id)
    .where('kind', '<>', 'release')
    .executeTakeFirst()
  return workEnded({
    state: state as State,
    stampedAt: stamped?.at ?? null,
    openTasks: tasks?.open ?? 0,
    lastDone: tasks?.last ?? null,
  })
}

/**
 * Begins a document's period where its type counts from the end of the work and that has come, and lets it wait again where the
 * work goes on. To be called after a stamp, and when a task is given or done. A type that nobody confirmed begins nothing; what
 * lies in the bin or is locked keeps its period.
 */
export async function settleKeeping(at: Scope<string>, documentId: string): Promise<void> {
  const document = await db(at).selectFrom('documents').selectAll().where('id', '=', documentId).executeTakeFirst()
  if (!document || document.state === 'trash' || document.type_id === null || document.type_by !== 'person') return
  const type = await typeWith(at, document.type_id)
  if (type?.starts !== 'closed' || (await lockOn(at, documentId))) return
  const { zone } = at.organisation
  const { days, from } = keepFor(type, document, zone, await workEnd(at, document))
  const [before, after] = [document.keep_from?.epochMilliseconds ?? null, from?.epochMilliseconds ?? null]
  if (before === after) return
  await db(at)
    .updateTable('documents')
    // a type that was shortened meanwhile shortens nothing that has it; a leap day is not shortening
    .set({ keep_from: from ?? null, keep_days: days < document.keep_days - 1 ? document.keep_days : days })
    .where('id', '=', documentId)
    .execute()
  await noteAct(at, documentId, from ? 'document.period-began' : 'document.period-waits')
}

/** From when until when a document is kept, and why. */
export type Kept =
  | { readonly is: 'locked'; readonly lock: LockRow; readonly from: string }
  | {
      readonly is: 'running'
      readonly type: TypeRow | undefined
      readonly from: string
      /** The last day; both days as `2032-12-31`. */
      readonly until: string
    }
  | { readonly is: 'waiting'; readonly type: TypeRow }
  | { readonly is: 'guessed'; readonly type: TypeRow }
  | { readonly is: 'open' }

/** @returns undefined for a document in the bin, which says its end itself */
export async function keptOf(at: Scope<string>, document: DocumentRow): Promise<Kept | undefined> {
  if (document.state === 'trash') return undefined
  const { zone } = at.organisation
  const from = document.keep_from?.toZonedDateTimeISO(zone).toPlainDate()
  const lock = await lockOn(at, document.id)
  if (lock && from) return { is: 'locked', lock, from: from.toString() }
  const type = document.type_id === null ? undefined : await typeWith(at, document.type_id)
  if (from) {
    const until = from.add({ days: document.keep_days }).subtract({ days: 1 })
    return { is: 'running', type, from: from.toString(), until: until.toString() }
  }
  if (!type) return { is: 'open' }
  return { is: document.type_by === 'person' ? 'waiting' : 'guessed', type }
}
