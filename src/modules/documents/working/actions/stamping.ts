import { randomUUID } from 'node:crypto'
import type { Scope } from '#platform/data/scope.ts'
import { refuse } from '#platform/errors/errors.ts'
import { openAll, seal } from '#platform/keys/sealed.ts'
import { lockHolds, record } from '#privacy'
import type { DocumentRow, filing } from '../../data.ts'
import type { State } from '../../types.ts'
import { noteAct } from '../audit.ts'
import { db, stampings } from '../data.ts'
import { type Stamp, stampProblem, type StampProblem, stateAfter } from '../rules/stamps.ts'
import { settleKeeping } from './keeping.ts'
import { lockDocument, type LockGround, lockOn } from './locks.ts'
import { stampsOf, stampWithRow } from './stamps.ts'
import { actorAccount, finishTasksOf, giveTask } from './tasks.ts'

type Opens = (typeof filing)['opens'][number]

export type StampingWish = {
  readonly documentId: string
  readonly stampId: string
  readonly note?: string | undefined
  /** The document's version that was seen; without it the stamp is put on whatever stands there. */
  readonly version?: number | undefined
  /** For the stamp that archives: how long the law asks. */
  readonly ground?: LockGround | undefined
  /** Who gets the task that follows, and until when; else the stamp's own rule. */
  readonly next?: { readonly account?: string | undefined; readonly dueOn?: string | undefined } | undefined
}

const kinds = { locked: 'locked', 'four-eyes': 'forbidden' } as const satisfies Partial<Record<StampProblem, string>>
const refusalFor = (problem: StampProblem) =>
  refuse(
    problem === 'locked' ? 'documents.locked' : `documents.stamp-${problem}`,
    problem in kinds ? kinds[problem as 'locked'] : 'conflict',
  )

/** How a document stands for stamps. */
async function standingOf(at: Scope<string>, document: DocumentRow) {
  const last = await db(at)
    .selectFrom('document_stampings')
    .select('by_account')
    .where('document_id', '=', document.id)
    .orderBy('at', 'desc')
    .limit(1)
    .executeTakeFirst()
  const locked = (await lockOn(at, document.id)) !== undefined
  return { state: document.state as State, locked, lastBy: last?.by_account ?? null }
}

/**
 * Stamps a document: what the stamp does to its state, the tasks it fulfils and the one that follows, and its lock happen in
 * this transaction, or nothing.
 * @throws Refusal documents.unknown, documents.no-such-stamp, documents.changed-meanwhile, documents.locked,
 *   documents.stamp-in-trash, documents.stamp-stamp-closed, documents.stamp-wrong-state, documents.stamp-four-eyes,
 *   documents.stamp-needs-note, documents.lock-ground
 */
export async function putStamp(at: Scope<string>, wish: StampingWish): Promise<State> {
  // a lock sets a hold: its turn comes before the document's, as it does for who keeps what is read of it just now
  if (wish.ground) await lockHolds(at, 'alone')
  const document = await db(at)
    .selectFrom('documents')
    .selectAll()
    .where('id', '=', wish.documentId)
    .forNoKeyUpdate()
    .executeTakeFirst()
  if (!document) throw refuse('documents.unknown', 'not-found')
  if (wish.version !== undefined && wish.version !== document.version)
    throw refuse('documents.changed-meanwhile', 'conflict')
  const stamp = await stampWithRow(at, wish.stampId)
  const by = actorAccount(at)
  const problem = stampProblem(stamp, await standingOf(at, document), by)
  if (problem) throw refusalFor(problem)
  if (stamp.needsNote && !wish.note) throw refuse('documents.stamp-needs-note', 'invalid')
  const archives = stamp.movesTo === 'archived'
  if (archives && !wish.ground) throw refuse('documents.lock-ground', 'invalid')
  const state = stateAfter(stamp, document.state as State)
  await db(at)
    .updateTable('documents')
    .set({ state, version: document.version + 1 })
    .where('id', '=', document.id)
    .execute()
  await db(at)
    .insertInto('document_stampings')
    .values({
      organisation_id: at.organisation.id,
      id: randomUUID(),
      document_id: document.id,
      stamp_id: stamp.id,
      version_number: document.current,
      state,
      note: wish.note ? await seal(at, stampings, 'note', document.holder_id, wish.note) : null,
      at: at.now,
      by_account: by,
    })
    .execute()
  await noteAct(at, document.id, 'document.stamped', { stamp: stamp.id, from: document.state, to: state })
  await record(at, 'documents.stamped', { document: document.id, stamp: stamp.id })
  await finishTasksOf(at, document.id, stamp.id)
  await followUp(at, document.id, stamp, wish.next)
  if (archives && wish.ground) await lockDocument(at, { ...document, state }, wish.ground)
  else await settleKeeping(at, document.id)
  at.tell('documents.tasks')
  return state
}

async function followUp(
  at: Scope<string>,
  documentId: string,
  stamp: Stamp,
  next: StampingWish['next'],
): Promise<void> {
  if (!stamp.followsWith) return
  const wanted = await stampWithRow(at, stamp.followsWith)
  if (wanted.closed) return
  const today = at.now.toZonedDateTimeISO(at.organisation.zone).toPlainDate()
  const byRule = stamp.followDays === null ? undefined : today.add({ days: stamp.followDays }).toString()
  await giveTask(at, {
    documentId,
    kind: 'stamp',
    stampId: wanted.id,
    forAccount: next?.account,
    dueOn: next?.dueOn ?? byRule,
  })
}

/** The stamps that may be put on a document now, in order. */
export async function stampsFor(at: Scope<string>, document: DocumentRow): Promise<Stamp[]> {
  const standing = await standingOf(at, document)
  const by = actorAccount(at)
  return (await stampsOf(at)).filter((stamp) => stampProblem(stamp, standing, by) === undefined)
}

/** A stamp on a document. */
export type Stamping = {
  readonly id: string
  readonly name: string
  readonly state: State
  readonly version: number
  readonly note: string
  readonly at: Temporal.Instant
  readonly by: string | null
}

/** The stamps on a document, the newest first. */
export async function stampingsOf(at: Scope<Opens>, documentId: string): Promise<Stamping[]> {
  const rows = await db(at)
    .selectFrom('document_stampings')
    .selectAll()
    .where('document_id', '=', documentId)
    .orderBy('at', 'desc')
    .execute()
  const names = new Map((await stampsOf(at)).map(({ id, name }) => [id, name]))
  const notes = await openAll(
    at,
    rows.map(({ note }) => note),
  )
  return rows.map((row, place) => ({
    id: row.id,
    name: names.get(row.stamp_id) ?? '',
    state: row.state as State,
    version: row.version_number,
    note: notes[place] ?? '',
    at: row.at,
    by: row.by_account,
  }))
}
