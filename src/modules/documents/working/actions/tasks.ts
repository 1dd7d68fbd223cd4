import { randomUUID } from 'node:crypto'
import { type Expression, type SqlBool, sql } from 'kysely'
import type { Scope } from '#platform/data/scope.ts'
import { refuse } from '#platform/errors/errors.ts'
import { openAll, seal } from '#platform/keys/sealed.ts'
import type { filing } from '../../data.ts'
import { SHOWN, type Stretch, stretch } from '../../onwards.tsx'
import { noteAct } from '../audit.ts'
import { db, tasks } from '../data.ts'
import { settleKeeping } from './keeping.ts'

type Opens = (typeof filing)['opens'][number]

export type TaskKind = 'stamp' | 'look' | 'release'
export type Task = {
  readonly id: string
  readonly documentId: string
  readonly archiveId: string
  readonly title: string
  readonly kind: TaskKind
  readonly stampId: string | null
  readonly forAccount: string | null
  readonly what: string
  /** `2026-11-30` */
  readonly dueOn: string | null
  readonly madeAt: Temporal.Instant
  readonly madeBy: string | null
  readonly doneAt: Temporal.Instant | null
}

export type TaskWish = {
  readonly documentId: string
  readonly kind: 'stamp' | 'look'
  readonly stampId?: string | undefined
  /** Nobody told: whoever may file documents in the archive. */
  readonly forAccount?: string | undefined
  readonly what?: string | undefined
  readonly dueOn?: string | undefined
}

export const actorAccount = ({ actor }: Scope<string>): string | null => ('account' in actor ? actor.account : null)

/** Gives somebody a task about a document; answers its id. @throws Refusal documents.unknown */
export async function giveTask(at: Scope<string>, wish: TaskWish): Promise<string> {
  const document = await db(at)
    .selectFrom('documents')
    .select('holder_id')
    .where('id', '=', wish.documentId)
    .executeTakeFirst()
  if (!document) throw refuse('documents.unknown', 'not-found')
  const id = randomUUID()
  await db(at)
    .insertInto('document_tasks')
    .values({
      organisation_id: at.organisation.id,
      id,
      document_id: wish.documentId,
      kind: wish.kind,
      stamp_id: wish.stampId ?? null,
      for_account: wish.forAccount ?? null,
      what: wish.what ? await seal(at, tasks, 'what', document.holder_id, wish.what) : null,
      due_on: wish.dueOn ?? null,
      made_at: at.now,
      made_by: actorAccount(at),
    })
    .execute()
  await noteAct(at, wish.documentId, 'document.task-given', { task: id })
  await settleKeeping(at, wish.documentId)
  at.tell('documents.tasks')
  return id
}

/** @returns false when somebody else had done it before, or the task is about another document */
export async function finishTask(at: Scope<string>, documentId: string, id: string): Promise<boolean> {
  const done = await db(at)
    .updateTable('document_tasks')
    .set({ done_at: at.now, done_by: actorAccount(at) })
    .where('id', '=', id)
    .where('document_id', '=', documentId)
    .where('done_at', 'is', null)
    .where('kind', '!=', 'release')
    .returning('document_id')
    .executeTakeFirst()
  if (!done) return false
  await noteAct(at, done.document_id, 'document.task-done', { task: id })
  await settleKeeping(at, done.document_id)
  at.tell('documents.tasks')
  return true
}

/** Tasks that a stamp fulfils are done with it. */
export const finishTasksOf = (at: Scope<string>, documentId: string, stampId: string) =>
  db(at)
    .updateTable('document_tasks')
    .set({ done_at: at.now, done_by: actorAccount(at) })
    .where('document_id', '=', documentId)
    .where('stamp_id', '=', stampId)
    .where('done_at', 'is', null)
    .execute()

export type TaskFilter = {
  readonly documentId?: string
  /** Their own tasks and those that are nobody's. */
  readonly account?: string
  /** Ids of archives; without it all. */
  readonly archives?: ReadonlySet<string> | undefined
  readonly done?: boolean
}
const due = sql`coalesce(t.due_on, 'infinity')`

/** What is due first on top; of what is done, the last. */
function wanted(at: Scope<string>, filter: TaskFilter) {
  let query = db(at)
    .selectFrom('document_tasks as t')
    .innerJoin('documents as d', 'd.id', 't.document_id')
    .selectAll('t')
    .select(['d.title', 'd.archive_id'])
  query = filter.done
    ? query.where('t.done_at', 'is not', null).orderBy('t.done_at', 'desc').orderBy('t.id', 'desc')
    : query.where('t.done_at', 'is', null).orderBy(due).orderBy('t.made_at').orderBy('t.id')
  const { documentId, account, archives } = filter
  if (documentId) query = query.where('t.document_id', '=', documentId)
  if (account) query = query.where((is) => is.or([is('t.for_account', '=', account), is('t.for_account', 'is', null)]))
  return archives ? query.where('d.archive_id', '=', (is) => is.fn.any(is.val([...archives]))) : query
}

const behind = ({ done }: TaskFilter, after: string): Expression<SqlBool> =>
  done
    ? sql`(t.done_at, t.id) < (select t.done_at, t.id from document_tasks t where t.id = ${after})`
    : sql`(${due}, t.made_at, t.id) > (select ${due}, t.made_at, t.id from document_tasks t where t.id = ${after})`

/** All of these tasks with the titles of their documents: for one document, where there are few. */
export const tasksOf = async (at: Scope<Opens>, filter: TaskFilter): Promise<Task[]> =>
  shown(at, await wanted(at, filter).execute())

/** A page of them. @param after the task that the page before ends with; the first page where it is gone */
export async function taskPage(at: Scope<Opens>, filter: TaskFilter, after?: string): Promise<Stretch<Task>> {
  const rows = await wanted(at, filter)
    .$if(after !== undefined, (query) => query.where(behind(filter, after ?? '')))
    .limit(SHOWN + 1)
    .execute()
  if (rows.length === 0 && after !== undefined) return taskPage(at, filter)
  const { next } = stretch(rows)
  return { rows: await shown(at, rows.slice(0, SHOWN)), next }
}

type Row = Awaited<ReturnType<ReturnType<typeof wanted>['execute']>>[number]

async function shown(at: Scope<Opens>, rows: readonly Row[]): Promise<Task[]> {
  const titles = await openAll(
    at,
    rows.map(({ title }) => title),
  )
  const whats = await openAll(
    at,
    rows.map(({ what }) => what),
  )
  return rows.map((row, place) => ({
    id: row.id,
    documentId: row.document_id,
    archiveId: row.archive_id,
    title: titles[place] ?? '',
    kind: row.kind as TaskKind,
    stampId: row.stamp_id,
    forAccount: row.for_account,
    what: whats[place] ?? '',
    dueOn: row.due_on,
    madeAt: row.made_at,
    madeBy: row.made_by,
    doneAt: row.done_at,
  }))
}
