import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import type { Scope } from '#platform/data/scope.ts'
import { refuse } from '#platform/errors/errors.ts'
import { handOver, open, openAll, seal } from '#platform/keys/sealed.ts'
import { SHOWN, type Stretch, stretch } from '../../onwards.tsx'
import { holderFor } from '../../storing/holder.ts'
import type { Opens } from '../../viewing/panels.ts'
import { noteAct } from '../../working/audit.ts'
import { type CaseRow, cases, db } from '../data.ts'
import { lockDocumentRow } from './change.ts'

export type CaseWish = {
  /** '' for the next free one of the year. */
  readonly number: string
  readonly title: string
  readonly note: string
  readonly keepDays: number
}
export type Case = CaseRow & { readonly shownTitle: string; readonly shownNote: string }

/** Opens a case; its id. @param person whom it concerns, where that is one person @throws Refusal documents.number-taken */
export async function openCase(at: Scope<Opens>, wish: CaseWish, person?: string): Promise<string> {
  const number = await freeNumber(at, wish.number)
  const [id, holder] = [randomUUID(), await holderFor(at, person)]
  await db(at)
    .insertInto('document_cases')
    .values({
      organisation_id: at.organisation.id,
      id,
      holder_id: holder,
      number,
      title: await seal(at, cases, 'title', holder, wish.title),
      note: wish.note === '' ? null : await seal(at, cases, 'note', holder, wish.note),
      opened_at: at.now,
      closed_at: null,
      keep_days: wish.keepDays,
    })
    .execute()
  if (person) await linkToCase(at, id, person)
  return id
}

/** The number as wished where nobody has it, else the next of this year: `2026-0042`. */
async function freeNumber(at: Scope<Opens>, wished: string, except?: string): Promise<string> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`document-cases ${at.organisation.id}`}, 0))`.execute(
    db(at),
  )
  if (wished !== '') {
    const taken = await db(at).selectFrom('document_cases').select('id').where('number', '=', wished).executeTakeFirst()
    if (taken && taken.id !== except) throw refuse('documents.number-taken', 'conflict')
    return wished
  }
  const year = String(at.now.toZonedDateTimeISO(at.organisation.zone).year)
  const { rows } = await sql<{ last: number | null }>`
    select max(substring(number from 6)::int) as last from document_cases
    where number ~ ${`^${year}-[0-9]{4,8}$`}`.execute(db(at))
  return `${year}-${String((rows[0]?.last ?? 0) + 1).padStart(4, '0')}`
}

/** @throws Refusal documents.no-such-case */
export async function lockedCase(at: Scope<Opens>, id: string, version?: number): Promise<CaseRow> {
  const row = await db(at).selectFrom('document_cases').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()
  if (!row) throw refuse('documents.no-such-case', 'not-found')
  if (version !== undefined && row.version !== version) throw refuse('documents.changed-meanwhile', 'conflict')
  return row
}

/** Changes what a case says. @throws Refusal documents.no-such-case, documents.changed-meanwhile, documents.number-taken */
export async function changeCase(at: Scope<Opens>, id: string, wish: CaseWish, version: number): Promise<void> {
  const row = await lockedCase(at, id, version)
  await db(at)
    .updateTable('document_cases')
    .set({
      number: await freeNumber(at, wish.number === '' ? row.number : wish.number, id),
      title: await seal(at, cases, 'title', row.holder_id, wish.title),
      note: wish.note === '' ? null : await seal(at, cases, 'note', row.holder_id, wish.note),
      keep_days: wish.keepDays,
      version: row.version + 1,
    })
    .where('id', '=', id)
    .execute()
}

/** Closes a case, from when on its period runs, or opens it again. */
export async function closeCase(at: Scope<Opens>, id: string, closed: boolean): Promise<void> {
  const row = await lockedCase(at, id)
  await db(at)
    .updateTable('document_cases')
    .set({ closed_at: closed ? (row.closed_at ?? at.now) : null, version: row.version + 1 })
    .where('id', '=', id)
    .execute()
}

/** Says whom a case concerns: it is theirs from now on, in answers and erasure. */
export async function assignCase(at: Scope<Opens>, id: string, person: string): Promise<void> {
  const row = await lockedCase(at, id)
  await holderFor(at, person)
  const [title, note] = await handOver(at, [row.title, ...(row.note ? [row.note] : [])], person)
  await db(at)
    .updateTable('document_cases')
    .set({
      holder_id: person,
      ...(title ? { title: title as CaseRow['title'] } : {}),
      ...(note ? { note: note as CaseRow['note'] } : {}),
      version: row.version + 1,
    })
    .where('id', '=', id)
    .execute()
}

/** Links somebody to a case; the first one is whom it concerns. */
export async function linkToCase(at: Scope<Opens>, case_id: string, person: string): Promise<void> {
  await holderFor(at, person)
  await db(at)
    .insertInto('document_case_people')
    .values({ organisation_id: at.organisation.id, case_id, person_id: person, linked_at: at.now })
    .onConflict((same) => same.doNothing())
    .execute()
}

export const unlinkFromCase = (at: Scope<Opens>, case_id: string, person: string) =>
  db(at).deleteFrom('document_case_people').where('case_id', '=', case_id).where('person_id', '=', person).execute()

/**
 * Puts a document into a case, or takes it out with null.
 * @throws Refusal documents.no-such-case, documents.case-closed, documents.locked, documents.unknown
 */
export async function putIntoCase(at: Scope<Opens>, documentId: string, caseId: string | null): Promise<void> {
  const document = await lockDocumentRow(at, documentId)
  if (caseId !== null) {
    const row = await lockedCase(at, caseId)
    if (row.closed_at !== null) throw refuse('documents.case-closed', 'conflict')
  }
  if (document.case_id === caseId) return
  await db(at)
    .updateTable('documents')
    .set({ case_id: caseId, version: document.version + 1 })
    .where('id', '=', documentId)
    .execute()
  await noteAct(
    at,
    documentId,
    caseId === null ? 'document.unlinked' : 'document.linked',
    caseId === null ? {} : { case: caseId },
  )
}

/** Which of them a list shows. */
export type CaseStand = 'open' | 'closed' | 'all'

const newestFirst = (at: Scope<string>, stand: CaseStand) =>
  db(at)
    .selectFrom('document_cases')
    .selectAll()
    .$if(stand === 'open', (query) => query.where('closed_at', 'is', null))
    .$if(stand === 'closed', (query) => query.where('closed_at', 'is not', null))
    .orderBy('opened_at', 'desc')
    .orderBy('number', 'desc')

/** A page of the cases with their titles, the newest first. @param after the case that the page before ends with */
export async function casePageOf(at: Scope<Opens>, stand: CaseStand, after?: string): Promise<Stretch<Case>> {
  const found = await newestFirst(at, stand)
    .$if(after !== undefined, (query) =>
      query.where(
        sql<boolean>`(opened_at, number) < (select c.opened_at, c.number from document_cases c where c.id = ${after})`,
      ),
    )
    .limit(SHOWN + 1)
    .execute()
  if (found.length === 0 && after !== undefined) return casePageOf(at, stand)
  const { rows, next } = stretch(found)
  return { rows: await titled(at, rows), next }
}

/** Cases to put a document into. */
export type CaseChoices = {
  readonly cases: readonly Case[]
  /** There are more: by their number. */
  readonly more: boolean
}
const MOST_CHOICES = 200

/** The newest open cases. @param current chosen already, wherever it stands */
export async function caseChoices(at: Scope<Opens>, current?: Case): Promise<CaseChoices> {
  const rows = await newestFirst(at, 'open')
    .limit(MOST_CHOICES + 1)
    .execute()
  const newest = await titled(at, rows.slice(0, MOST_CHOICES))
  const cases = current && !newest.some(({ id }) => id === current.id) ? [current, ...newest] : newest
  return { cases, more: rows.length > MOST_CHOICES }
}

/** What was chosen: by its number where one was typed. @throws Refusal documents.no-such-case */
export async function chosenCase(
  at: Scope<Opens>,
  { id, number }: { readonly id: string | null; readonly number: string },
): Promise<string | null> {
  if (number === '') return id
  const found = await db(at).selectFrom('document_cases').select('id').where('number', '=', number).executeTakeFirst()
  if (!found) throw refuse('documents.no-such-case', 'not-found')
  return found.id
}

async function titled(at: Scope<Opens>, rows: readonly CaseRow[]): Promise<Case[]> {
  const titles = await openAll(at, rows.map(({ title }) => title)) // oxfmt-ignore
  return rows.map((row, place) => ({ ...row, shownTitle: titles[place] ?? '', shownNote: '' }))
}

export async function caseOf(at: Scope<Opens>, id: string): Promise<Case | undefined> {
  const row = await db(at).selectFrom('document_cases').selectAll().where('id', '=', id).executeTakeFirst()
  return row && { ...row, shownTitle: (await open(at, row.title)) ?? '', shownNote: (await open(at, row.note)) ?? '' }
}
