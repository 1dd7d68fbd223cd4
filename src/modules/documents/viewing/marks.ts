import { randomUUID } from 'node:crypto'
import type { Scope } from '#platform/data/scope.ts'
import { refuse } from '#platform/errors/errors.ts'
import { openAll, seal } from '#platform/keys/sealed.ts'
import type { Box } from '../types.ts'
import { noteAct } from '../working/audit.ts'
import { db, type MarkRow, marks } from './data.ts'
import type { Opens, ShownDocument } from './panels.ts'

export const markKinds = ['note', 'mark', 'stamp'] as const
export type MarkKind = (typeof markKinds)[number]
/** Also a place that is blackened in every copy that is given out. */
export type LayerKind = MarkKind | 'redaction'

/** A layer over a page. */
export type Mark = {
  readonly id: string
  readonly page: number
  readonly kind: LayerKind
  readonly box: Box
  readonly words: string
  readonly madeAt: Temporal.Instant
  /** Account of who put it there. */
  readonly by: string | null
}

const PARTS = 10_000
export const MOST_MARK_WORDS = 2_000

const parts = (share: number): number => Math.round(Math.min(1, Math.max(0, share)) * PARTS)

const markOf = (row: MarkRow, words: string | null): Mark => ({
  id: row.id,
  page: row.page,
  kind: row.kind as LayerKind,
  box: { x: row.x / PARTS, y: row.y / PARTS, width: row.width / PARTS, height: row.height / PARTS },
  words: words ?? '',
  madeAt: row.made_at,
  by: row.by_account,
})

/** The layers over a version's pages, from the first page on. */
export async function marksOf(at: Scope<Opens>, documentId: string, number: number): Promise<readonly Mark[]> {
  const rows = await db(at)
    .selectFrom('document_marks')
    .selectAll()
    .where('document_id', '=', documentId)
    .where('version_number', '=', number)
    .orderBy('page')
    .orderBy('y')
    .orderBy('id')
    .execute()
  const words = await openAll(
    at,
    rows.map((row) => row.words),
  )
  return rows.map((row, place) => markOf(row, words[place] ?? null))
}

/** Whether who looks may lay something over the pages: what is written there the server reads, which it must not everywhere. */
export const mayMark = ({ may, archive }: Pick<ShownDocument, 'may' | 'archive'>): boolean =>
  may.file && archive.mode === 'readable'

/** A note on a document in the archive belongs to its record and stays; new ones may follow. */
export const mayUnmark = (shown: ShownDocument): boolean => mayMark(shown) && shown.document.state !== 'archived'

/** Who lifts a redaction could give out what is below: for that it takes the right of the archive lock. */
export const mayUncover = (shown: ShownDocument): boolean => mayUnmark(shown) && shown.may.lock

export type NewMark = Pick<Mark, 'page' | 'kind' | 'box' | 'words'>

/** Lays a note, a mark or a stamp's picture over a page of the version that is shown; the file stays as it is. */
export async function addMark(
  at: Scope<Opens>,
  { document, version }: Pick<ShownDocument, 'document' | 'version'>,
  mark: NewMark,
): Promise<string> {
  const id = randomUUID()
  await db(at)
    .insertInto('document_marks')
    .values({
      organisation_id: at.organisation.id,
      id,
      document_id: document.id,
      version_number: version.number,
      page: mark.page,
      kind: mark.kind,
      x: parts(mark.box.x),
      y: parts(mark.box.y),
      width: parts(mark.box.width),
      height: parts(mark.box.height),
      words: mark.words ? await seal(at, marks, 'words', document.holder_id, mark.words) : null,
      made_at: at.now,
      by_account: at.actor.kind === 'member' ? at.actor.account : null,
    })
    .execute()
  const act = mark.kind === 'redaction' ? 'document.redacted' : 'document.marked'
  await noteAct(at, document.id, act, { kind: mark.kind, page: mark.page, version: version.number })
  return id
}

/** @throws Refusal documents.locked, documents.redaction-stays, documents.unknown-mark when somebody else removed it meanwhile */
export async function removeMark(at: Scope<Opens>, shown: ShownDocument, id: string): Promise<void> {
  const { document } = shown
  if (!mayUnmark(shown)) throw refuse('documents.locked', 'locked')
  const gone = await db(at)
    .deleteFrom('document_marks')
    .where('document_id', '=', document.id)
    .where('id', '=', id)
    .returning(['kind', 'page', 'version_number'])
    .executeTakeFirst()
  if (!gone) throw refuse('documents.unknown-mark', 'not-found')
  const isRedaction = gone.kind === 'redaction'
  if (isRedaction && !mayUncover(shown)) throw refuse('documents.redaction-stays', 'forbidden')
  const facts = { kind: gone.kind, page: gone.page, version: gone.version_number }
  await noteAct(at, document.id, isRedaction ? 'document.unredacted' : 'document.unmarked', facts)
}
