import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import type { Scope } from '#platform/data/scope.ts'
import { refuse } from '#platform/errors/errors.ts'
import { open, openAll, seal } from '#platform/keys/sealed.ts'
import { readToken, tokenFor } from '#platform/keys/token.ts'
import { record, revocation } from '#privacy'
import type { filing } from '../../data.ts'
import { SHOWN, type Stretch, stretch } from '../../onwards.tsx'
import { holderFor } from '../../storing/holder.ts'
import { openArchive } from '../../storing/place.ts'
import { db, type FileRequestRow, requests } from '../data.ts'
import { actorAccount, giveTask } from './tasks.ts'

type Opens = (typeof filing)['opens'][number]

export type FileRequestWish = {
  readonly archiveId: string
  /** Known here; without one what comes belongs to nobody yet. */
  readonly person?: string | undefined
  /** What is needed, as the person reads it. */
  readonly title: string
  readonly wording?: string | undefined
  /** The last day, `2026-12-31`. */
  readonly until: Temporal.PlainDate
  readonly most: number
}

/**
 * Asks somebody without an account for files; answers the request's id.
 * @throws Refusal documents.request-until, documents.no-archive, documents.archive-closed, documents.no-such-person
 */
export async function askForFiles(at: Scope<string>, wish: FileRequestWish): Promise<string> {
  const { zone, id: organisation_id } = at.organisation
  const expires_at = wish.until.add({ days: 1 }).toZonedDateTime(zone).toInstant()
  const latest = at.now.toZonedDateTimeISO(zone).add({ years: 1, days: 1 }).toInstant()
  if (Temporal.Instant.compare(expires_at, at.now) <= 0 || Temporal.Instant.compare(expires_at, latest) > 0)
    throw refuse('documents.request-until', 'invalid')
  await openArchive(at, wish.archiveId)
  if (wish.person && (await at.keys.persons([wish.person], 'general')).size === 0)
    throw refuse('documents.no-such-person', 'not-found')
  const holder_id = await holderFor(at, wish.person)
  const id = randomUUID()
  await db(at)
    .insertInto('document_requests')
    .values({
      organisation_id,
      id,
      archive_id: wish.archiveId,
      holder_id,
      known: wish.person !== undefined,
      title: await seal(at, requests, 'title', holder_id, wish.title),
      wording: wish.wording ? await seal(at, requests, 'wording', holder_id, wish.wording) : null,
      made_at: at.now,
      made_by: actorAccount(at),
      expires_at,
      most: wish.most,
    })
    .execute()
  await record(at, 'documents.requested', { request: id, most: wish.most })
  return id
}

/** A request as staff and the person see it. */
export type FileRequest = {
  readonly id: string
  readonly archiveId: string
  readonly holderId: string
  /** Whether that is a person known here. */
  readonly known: boolean
  readonly title: string
  readonly wording: string
  readonly madeBy: string | null
  readonly expiresAt: Temporal.Instant
  readonly most: number
  readonly received: number
  readonly alive: boolean
  /** The address behind the organisation's. */
  readonly link: string
}

const isAlive = (row: Pick<FileRequestRow, 'ended_at' | 'expires_at'>, now: Temporal.Instant): boolean =>
  row.ended_at === null && Temporal.Instant.compare(row.expires_at, now) > 0

/** What one person is asked for, or everybody; the newest first. */
export async function requestsOf(at: Scope<Opens>, { person }: { readonly person?: string }): Promise<FileRequest[]> {
  const query = newestFirst(at)
  return shown(at, await (person === undefined ? query : query.where('holder_id', '=', person)).execute())
}

const newestFirst = (at: Scope<string>) =>
  db(at).selectFrom('document_requests').selectAll().orderBy('made_at', 'desc').orderBy('id', 'desc')

/**
 * A page of the requests, the newest first.
 * @param archives where who looks may file; without it all
 * @param after the request that the page before ends with
 */
export async function requestPage(
  at: Scope<Opens>,
  archives: ReadonlySet<string> | undefined,
  after?: string,
): Promise<Stretch<FileRequest>> {
  let query = newestFirst(at).limit(SHOWN + 1)
  if (archives) query = query.where('archive_id', '=', (is) => is.fn.any(is.val([...archives])))
  if (after)
    query = query.where(
      sql<boolean>`(made_at, id) < (select r.made_at, r.id from document_requests r where r.id = ${after})`,
    )
  const found = await query.execute()
  if (found.length === 0 && after) return requestPage(at, archives)
  const { rows, next } = stretch(found)
  return { rows: await shown(at, rows), next }
}

async function shown(at: Scope<Opens>, rows: readonly FileRequestRow[]): Promise<FileRequest[]> {
  const titles = await openAll(
    at,
    rows.map(({ title }) => title),
  )
  const wordings = await openAll(
    at,
    rows.map(({ wording }) => wording),
  )
  return Promise.all(
    rows.map(async (row, place) => ({
      id: row.id,
      archiveId: row.archive_id,
      holderId: row.holder_id,
      known: row.known,
      title: titles[place] ?? '',
      wording: wordings[place] ?? '',
      madeBy: row.made_by,
      expiresAt: row.expires_at,
      most: row.most,
      received: row.received,
      alive: isAlive(row, at.now),
      link: `/einreichen/${await tokenFor(at, 'document-request', row.id)}`,
    })),
  )
}

/** Ends a request; the archive it files into, for who asks whether they may. @throws Refusal documents.request-gone */
export async function endRequest(at: Scope<string>, id: string): Promise<void> {
  const { numUpdatedRows } = await db(at)
    .updateTable('document_requests')
    .set({ ended_at: at.now })
    .where('id', '=', id)
    .where('ended_at', 'is', null)
    .executeTakeFirst()
  if (numUpdatedRows === 0n) throw refuse('documents.request-gone', 'gone')
  await record(at, 'documents.request-ended', { request: id })
}

revocation('documents.request-ended', async (at, { request }) => {
  await endRequest(at, String(request))
  return true
})

/**
 * The request behind a link. Ended, expired, never made, of a restricted person: all the same.
 * @throws Refusal documents.request-gone
 */
export async function requestBehind(at: Scope<string>, token: string): Promise<FileRequestRow> {
  const id = await readToken(at, 'document-request', token)
  const row = id
    ? await db(at).selectFrom('document_requests').selectAll().where('id', '=', id).executeTakeFirst()
    : undefined
  if (!row || !isAlive(row, at.now)) throw refuse('documents.request-gone', 'gone')
  return row
}

/** What the person reads. */
export const wordingOf = async (at: Scope<Opens>, row: FileRequestRow) => ({
  title: (await open(at, row.title)) ?? '',
  wording: (await open(at, row.wording)) ?? '',
})

/**
 * Counts a file that came by a request, in the transaction that files it, and gives who asked the task to look at it.
 * @throws Refusal documents.request-full, documents.request-gone: then the file is not filed either
 */
export async function countReceived(at: Scope<string>, requestId: string, documentId: string): Promise<void> {
  const row = await db(at)
    .updateTable('document_requests')
    .set((one) => ({ received: one('received', '+', 1) }))
    .where('id', '=', requestId)
    .where('ended_at', 'is', null)
    .whereRef('received', '<', 'most')
    .returningAll()
    .executeTakeFirst()
  if (!row) throw refuse('documents.request-full', 'conflict')
  await db(at)
    .updateTable('documents')
    .set({ shown_at: row.known ? at.now : null })
    .where('id', '=', documentId)
    .execute()
  await giveTask(at, { documentId, kind: 'look', forAccount: row.made_by ?? undefined })
}
