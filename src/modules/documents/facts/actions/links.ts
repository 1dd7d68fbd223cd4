import { sql } from 'kysely'
import { namesOf } from '#people'
import type { Scope } from '#platform/data/scope.ts'
import { refuse } from '#platform/errors/errors.ts'
import { openAll } from '#platform/keys/sealed.ts'
import { holderFor } from '../../storing/holder.ts'
import { assignHolder } from '../../storing/assign.ts'
import type { Opens } from '../../viewing/panels.ts'
import { noteAct } from '../../working/audit.ts'
import { db } from '../data.ts'
import { lockDocumentRow } from './change.ts'

export const personRoles = ['concerns', 'sender', 'recipient'] as const
export type PersonRole = (typeof personRoles)[number]
export type LinkedPerson = {
  readonly id: string
  readonly role: PersonRole
  readonly name: string
  /** It belongs to them: there is no link to take away. */
  readonly holder?: true
}

/**
 * Links somebody to a document. Whom it concerns it belongs to: their answer holds it and their erasure ends it.
 * @throws Refusal documents.unknown, documents.locked, documents.unknown-person
 */
export async function linkPerson(
  at: Scope<Opens>,
  documentId: string,
  person: string,
  role: PersonRole,
): Promise<void> {
  await lockDocumentRow(at, documentId)
  await holderFor(at, person)
  await db(at)
    .insertInto('document_people')
    .values({
      organisation_id: at.organisation.id,
      document_id: documentId,
      person_id: person,
      role,
      linked_at: at.now,
    })
    .onConflict((same) => same.doNothing())
    .execute()
  await noteAct(at, documentId, 'document.linked', { role })
  if (role === 'concerns') await assignHolder(at, documentId, person)
}

/** Takes the link away; whose the document is stays as it is. */
export async function unlinkPerson(
  at: Scope<Opens>,
  documentId: string,
  person: string,
  role: PersonRole,
): Promise<void> {
  await lockDocumentRow(at, documentId)
  await db(at)
    .deleteFrom('document_people')
    .where('document_id', '=', documentId)
    .where('person_id', '=', person)
    .where('role', '=', role)
    .execute()
  await noteAct(at, documentId, 'document.unlinked', { role })
}

/** Keeps the number of the paper on the shelf, or forgets it. @throws Refusal documents.archive-number-taken, documents.locked */
export async function setArchiveNumber(at: Scope<Opens>, documentId: string, number: number | null): Promise<void> {
  const document = await lockDocumentRow(at, documentId)
  if (number !== null) {
    await sql`select pg_advisory_xact_lock(hashtextextended(${`archive-number ${at.organisation.id}`}, 0))`.execute(
      db(at),
    )
    const taken = await db(at)
      .selectFrom('documents')
      .select('id')
      .where('archive_number', '=', number)
      .where('id', '<>', documentId)
      .executeTakeFirst()
    if (taken) throw refuse('documents.archive-number-taken', 'conflict')
  }
  await db(at)
    .updateTable('documents')
    .set({ archive_number: number, version: document.version + 1 })
    .where('id', '=', documentId)
    .execute()
  await noteAct(at, documentId, 'document.changed', { archiveNumber: number ?? 0 })
}

/** The highest archive number in use, and one more. */
export async function nextArchiveNumber(at: Scope<Opens>): Promise<number> {
  const row = await db(at)
    .selectFrom('documents')
    .select(sql<number>`coalesce(max(archive_number), 0)`.as('last'))
    .executeTakeFirst()
  return (row?.last ?? 0) + 1
}

/** The people of a document with their names, whom it belongs to first. */
export async function peopleOfDocument(at: Scope<Opens>, documentId: string): Promise<LinkedPerson[]> {
  const rows = await db(at)
    .selectFrom('document_people')
    .select(['person_id', 'role'])
    .where('document_id', '=', documentId)
    .orderBy('linked_at')
    .execute()
  const document = await db(at)
    .selectFrom('documents')
    .select('holder_id')
    .where('id', '=', documentId)
    .executeTakeFirst()
  const holder = document?.holder_id ?? ''
  const names = await namesFor(at, [holder, ...rows.map(({ person_id }) => person_id)].filter(Boolean))
  const linked = rows.map(({ person_id, role }) => ({
    id: person_id,
    role: role as PersonRole,
    name: names.get(person_id) ?? '',
  }))
  const name = names.get(holder)
  // one that was filed for somebody concerns them also where nobody has linked it since
  return name === undefined || linked.some(({ id, role }) => id === holder && role === 'concerns')
    ? linked
    : [{ id: holder, role: 'concerns', name, holder: true }, ...linked]
}

/** The people of a case with their names. */
export async function peopleOfCase(at: Scope<Opens>, caseId: string): Promise<{ id: string; name: string }[]> {
  const rows = await db(at)
    .selectFrom('document_case_people')
    .select('person_id')
    .where('case_id', '=', caseId)
    .orderBy('linked_at')
    .execute()
  const names = await namesFor(at, rows.map(({ person_id }) => person_id)) // oxfmt-ignore
  return rows.map(({ person_id }) => ({ id: person_id, name: names.get(person_id) ?? '' }))
}

/** What people known here are called, by their ids. */
export async function namesFor(at: Scope<Opens>, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  if (ids.length === 0) return new Map()
  const rows = await namesOf(at, ids)
  const opened = await openAll(at, rows.map(({ name }) => name)) // oxfmt-ignore
  return new Map(rows.map(({ id }, place) => [id, opened[place] ?? '']))
}
