import { sql } from 'kysely'
import type { Scope } from '#platform/data/scope.ts'
import { isRefusal, refuse } from '#platform/errors/errors.ts'
import { mayAt, type Permission } from '#platform/http/permission.ts'
import { openAll } from '#platform/keys/sealed.ts'
import type { DocumentRow, filing } from '../../data.ts'
import { mayFileDocuments, mayLockDocuments, mayReadDocuments } from '../../permissions.ts'
import { putIntoCase } from '../../facts/actions/cases.ts'
import { linkPerson, type PersonRole } from '../../facts/actions/links.ts'
import { giveType, tagDocument, untagDocument } from '../../facts/actions/tagging.ts'
import { moveDocument, restoreDocument, trashDocument } from '../../storing/bin.ts'
import { db } from '../data.ts'
import { grounds } from '../rules/period.ts'
import { showToHolder } from './customers.ts'
import { groundOfType } from './locks.ts'
import { putStamp } from './stamping.ts'
import { stampWithRow } from './stamps.ts'
import { giveTask } from './tasks.ts'
import { MOST_AT_ONCE } from '../rules/chosen-ids.ts'

type Opens = (typeof filing)['opens'][number]

export type BulkWish =
  | { readonly act: 'stamp'; readonly stamp: string; readonly note: string }
  | { readonly act: 'archive'; readonly stamp: string; readonly ground: string }
  | {
      readonly act: 'task'
      readonly account?: string | undefined
      readonly what: string
      readonly due?: string | undefined
    }
  | { readonly act: 'move'; readonly archive: string }
  | { readonly act: 'tag' | 'untag'; readonly tags: readonly string[] }
  /** undefined takes the type away, or out of the case. */
  | { readonly act: 'type'; readonly type?: string | undefined }
  | { readonly act: 'case'; readonly case?: string | undefined }
  | { readonly act: 'link'; readonly person: string; readonly role: PersonRole }
  | { readonly act: 'show' | 'hide' | 'trash' | 'restore' }

/** What came of it: those that could not be done stay as they were, each for its reason. */
export type BulkDone = { readonly done: number; readonly refused: Readonly<Record<string, number>> }

const allows = ({ actor }: Scope<string>, may: Permission, archive: string): boolean =>
  actor.kind === 'member' && mayAt(actor, may, archive)

export type Selected = {
  readonly id: string
  readonly title: string
  readonly state: string
  readonly archiveId: string
}

/** The documents of a selection that who acts may read, with their titles. */
export async function selected(at: Scope<Opens>, ids: readonly string[]): Promise<Selected[]> {
  const rows = await rowsOf(at, ids)
  const seen = rows.filter(({ archive_id }) => allows(at, mayReadDocuments, archive_id))
  const titles = await openAll(
    at,
    seen.map(({ title }) => title),
  )
  return seen.map(({ id, state, archive_id }, place) => ({
    id,
    title: titles[place] ?? '',
    state,
    archiveId: archive_id,
  }))
}

const rowsOf = async (at: Scope<string>, ids: readonly string[]): Promise<DocumentRow[]> =>
  ids.length === 0
    ? []
    : db(at)
        .selectFrom('documents')
        .selectAll()
        .where('id', 'in', [...new Set(ids)].slice(0, MOST_AT_ONCE))
        .orderBy('id') // whoever works on several takes them in one order, so that nobody waits for ever
        .execute()

async function doOne(at: Scope<Opens>, document: DocumentRow, wish: BulkWish): Promise<void> {
  const { id, archive_id } = document
  const may = wish.act === 'archive' || wish.act === 'trash' ? mayLockDocuments : mayFileDocuments
  if (!allows(at, may, archive_id)) throw refuse('documents.bulk-no-right', 'forbidden')
  switch (wish.act) {
    case 'stamp':
      await putStamp(at, { documentId: id, stampId: wish.stamp, note: wish.note })
      return
    case 'archive': {
      const ground =
        wish.ground === 'type'
          ? await groundOfType(at, document.type_id)
          : grounds.find((one) => one.key === wish.ground)
      await putStamp(at, { documentId: id, stampId: wish.stamp, ground })
      return
    }
    case 'task':
      await giveTask(at, { documentId: id, kind: 'look', forAccount: wish.account, what: wish.what, dueOn: wish.due })
      return
    case 'move':
      if (!allows(at, mayFileDocuments, wish.archive)) throw refuse('documents.bulk-no-right', 'forbidden')
      return moveDocument(at, id, wish.archive)
    case 'tag':
      return tagDocument(at, id, wish.tags)
    case 'untag':
      return untagDocument(at, id, wish.tags)
    case 'type':
      return giveType(at, id, wish.type ?? null)
    case 'case':
      return putIntoCase(at, id, wish.case ?? null)
    case 'link':
      return linkPerson(at, id, wish.person, wish.role)
    case 'show':
    case 'hide':
      return showToHolder(at, id, wish.act === 'show')
    case 'trash':
      return trashDocument(at, id)
    case 'restore':
      return restoreDocument(at, id)
  }
}

/** Whether the database refused a guarded change; what the scope turns into a refusal at its end is one already here. */
const reasonOf = (error: unknown): string | undefined => {
  if (isRefusal(error)) return error.code
  const { code, constraint } = error as { code?: string; constraint?: string }
  return code === '23001' && constraint?.includes('.') ? constraint : undefined
}

/**
 * Does the same with several documents. Each succeeds or fails for itself; what fails is counted by its reason and leaves its
 * document as it was.
 */
export async function doWithAll(at: Scope<Opens>, ids: readonly string[], wish: BulkWish): Promise<BulkDone> {
  if (wish.act === 'stamp' || wish.act === 'archive') {
    const { movesTo } = await stampWithRow(at, wish.stamp)
    if ((movesTo === 'archived') !== (wish.act === 'archive')) throw refuse('documents.lock-ground', 'invalid')
  }
  let done = 0
  const rows = await rowsOf(at, ids)
  const gone = Math.min(new Set(ids).size, MOST_AT_ONCE) - rows.length
  const refused: Record<string, number> = gone > 0 ? { 'documents.unknown': gone } : {}
  for (const document of rows) {
    await sql`savepoint one`.execute(db(at))
    try {
      await doOne(at, document, wish)
      await sql`release savepoint one`.execute(db(at))
      done++
    } catch (error) {
      const reason = reasonOf(error)
      if (reason === undefined) throw error
      await sql`rollback to savepoint one`.execute(db(at))
      refused[reason] = (refused[reason] ?? 0) + 1
    }
  }
  if (done > 0) at.tell('documents')
  return { done, refused }
}
