import { sql } from 'kysely'
import type { Scope } from '#platform/data/scope.ts'
import { refuse } from '#platform/errors/errors.ts'
import { openAll } from '#platform/keys/sealed.ts'
import { record } from '#privacy'
import type { filing } from '../../data.ts'
import { SHOWN, type Stretch, stretch } from '../../onwards.tsx'
import { db as storedDb } from '../../storing/data.ts'
import { openArchive } from '../../storing/place.ts'
import { noteAct } from '../audit.ts'
import { giveTask } from './tasks.ts'

type Opens = (typeof filing)['opens'][number]

/** Shows a document to the person it is about, in their customer account, or no longer. @throws Refusal documents.unknown */
export async function showToHolder(at: Scope<string>, documentId: string, shown: boolean): Promise<void> {
  const { numUpdatedRows } = await storedDb(at)
    .updateTable('documents')
    .set({ shown_at: shown ? at.now : null })
    .where('id', '=', documentId)
    .where('shown_at', shown ? 'is' : 'is not', null)
    .executeTakeFirst()
  if (numUpdatedRows === 0n) return
  await noteAct(at, documentId, shown ? 'document.shown' : 'document.hidden')
  if (shown) await record(at, 'documents.shown', { document: documentId })
}

/** A document as the person sees it in their account. */
export type OwnDocument = {
  readonly id: string
  readonly title: string
  readonly receivedAt: Temporal.Instant
  readonly versionId: string
  readonly size: number
  /** It lies in an archive that no server reads: there is nothing to hand out. */
  readonly isSealed: boolean
}

const ownQuery = (at: Scope<string>, person: string) =>
  storedDb(at)
    .selectFrom('documents as d')
    .innerJoin('document_versions as v', (join) =>
      join.onRef('v.document_id', '=', 'd.id').onRef('v.number', '=', 'd.current'),
    )
    .where('d.holder_id', '=', person)
    .where('d.shown_at', 'is not', null)
    .where('d.state', '<>', 'trash')

/**
 * A page of what somebody sees in their customer account, the newest first.
 * @param after the document that the page before ends with
 */
export async function documentsShownTo(
  at: Scope<Opens>,
  person: string,
  after?: string,
): Promise<Stretch<OwnDocument>> {
  const found = await ownQuery(at, person)
    .select(['d.id', 'd.title', 'd.received_at', 'v.id as version', 'v.size', 'v.file'])
    .$if(after !== undefined, (query) =>
      query.where(
        sql<boolean>`(d.received_at, d.id) < (select o.received_at, o.id from documents o where o.id = ${after})`,
      ),
    )
    .orderBy('d.received_at', 'desc')
    .orderBy('d.id', 'desc')
    .limit(SHOWN + 1)
    .execute()
  if (found.length === 0 && after !== undefined) return documentsShownTo(at, person)
  const { rows, next } = stretch(found)
  const titles = await openAll(
    at,
    rows.map(({ title }) => title),
  )
  const shown = rows.map((row, place) => ({
    id: row.id,
    title: titles[place] ?? '',
    receivedAt: row.received_at,
    versionId: row.version,
    size: row.size,
    isSealed: row.file.sealed?.toMembers !== undefined,
  }))
  return { rows: shown, next }
}

/** How many that are; opens nothing. */
export async function countShownTo(at: Scope<string>, person: string): Promise<number> {
  const row = await ownQuery(at, person)
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .executeTakeFirst()
  return row?.count ?? 0
}

/** @throws Refusal documents.unknown also for a document of somebody else, or one that is not shown */
export async function shownTo(at: Scope<string>, person: string, documentId: string): Promise<string> {
  const row = await ownQuery(at, person).select('v.id').where('d.id', '=', documentId).executeTakeFirst()
  if (!row) throw refuse('documents.unknown', 'not-found')
  return row.id
}

/** Where customers may hand in documents unasked; undefined: nowhere. */
export const archiveForCustomers = async (at: Scope<string>): Promise<string | undefined> =>
  (
    await storedDb(at)
      .selectFrom('document_archives')
      .select('id')
      .where('from_customers', '=', true)
      .where('closed_at', 'is', null)
      .executeTakeFirst()
  )?.id

/** @param archive undefined: nowhere @throws Refusal documents.no-archive, documents.archive-closed */
export async function takeFromCustomers(at: Scope<string>, archive: string | undefined): Promise<void> {
  if (archive) await openArchive(at, archive)
  await storedDb(at)
    .updateTable('document_archives')
    .set({ from_customers: false })
    .where('from_customers', '=', true)
    .execute()
  if (archive)
    await storedDb(at)
      .updateTable('document_archives')
      .set({ from_customers: true })
      .where('id', '=', archive)
      .execute()
}

/** What a customer handed in stands in their account at once, and somebody shall look at it. */
export async function receivedFromCustomer(at: Scope<string>, documentId: string): Promise<void> {
  await storedDb(at).updateTable('documents').set({ shown_at: at.now }).where('id', '=', documentId).execute()
  await giveTask(at, { documentId, kind: 'look' })
}
