import { type Expression, sql, type SqlBool } from 'kysely'
import type { Scope } from '#platform/data/scope.ts'
import { refuse } from '#platform/errors/errors.ts'
import { lexemeOf } from '../search/vector.ts'
import type { SentPart } from './browser/words.ts'
import { db } from './data.ts'
import { sealedArchives } from './members.ts'
import type { HitsJson } from './paths.ts'

const HITS = 200

/** What a member's device read, and where it belongs. */
export type WordsOf = { readonly archiveId: string; readonly documentId: string; readonly versionId: string }

/** One of these must be there: each all of its tokens. */
export type AskedGroup = readonly (readonly string[])[]
export type Asked = { readonly wanted: readonly AskedGroup[]; readonly unwanted: readonly AskedGroup[] }

/** @throws Refusal documents.not-for-you for who cannot open the archive: they could not have made its tokens */
export async function refuseOthers(at: Scope<string>, archiveId: string): Promise<void> {
  const mine = (await sealedArchives(at)).some(({ id, ownShare }) => id === archiveId && ownShare)
  if (!mine) throw refuse('documents.not-for-you', 'forbidden')
}

/**
 * Keeps the words of a document as a member's device made them: tokens under a key that the server does not have, and the
 * words themselves sealed, to widen a search with. What was kept of other versions goes.
 * @throws Refusal documents.not-for-you
 */
export async function keepWords(
  at: Scope<string>,
  { archiveId, documentId, versionId }: WordsOf,
  { parts, box }: { readonly parts: readonly SentPart[]; readonly box: Uint8Array },
): Promise<void> {
  await refuseOthers(at, archiveId)
  await db(at).deleteFrom('document_words').where('document_id', '=', documentId).execute()
  await db(at)
    .deleteFrom('document_sealed_texts')
    .where('document_id', '=', documentId)
    .where((row) => row.or([row('version_id', '<>', versionId), row('kind', '=', 'words')]))
    .execute()
  const own = { organisation_id: at.organisation.id, document_id: documentId, version_id: versionId }
  for (const [part, { firstPage, lastPage, words }] of parts.entries())
    await db(at)
      .insertInto('document_words')
      .values({
        ...own,
        part,
        first_page: firstPage,
        last_page: lastPage,
        whole: parts.length === 1,
        words: sql`${words.map(([token, weight]) => lexemeOf(token, weight)).join(' ')}::tsvector`,
      })
      .execute()
  const [first_page, last_page] = [1, Math.max(1, ...parts.map(({ lastPage }) => lastPage))]
  await db(at)
    .insertInto('document_sealed_texts')
    .values({ ...own, kind: 'words', part: 0, first_page, last_page, box: Buffer.from(box) })
    .execute()
  await db(at).updateTable('document_versions').set({ stage: 'ready' }).where('id', '=', versionId).execute()
}

/** As PostgreSQL writes a question; tokens are of letters that mean nothing to it. */
const questionOf = (group: AskedGroup): string =>
  group.map((all) => `(${all.map((token) => `'${token}'`).join(' & ')})`).join(' | ')

/**
 * The documents of an archive that hold what was asked for, on whatever pages, best first, at most 200; `more` says that there are others.
 * @throws Refusal documents.not-for-you
 */
export async function findWords(at: Scope<string>, archiveId: string, { wanted, unwanted }: Asked): Promise<HitsJson> {
  await refuseOthers(at, archiveId)
  if (wanted.length === 0) return { ids: [], more: false }
  const holds = (group: AskedGroup): Expression<SqlBool> =>
    sql<boolean>`exists (select from document_words w where w.document_id = d.id
      and w.organisation_id = d.organisation_id and w.words @@ ${questionOf(group)}::tsquery)`
  const all = wanted.map(questionOf).join(' | ')
  const rows = await db(at)
    .selectFrom('document_words as w')
    .innerJoin('documents as d', 'd.id', 'w.document_id')
    .select('d.id')
    .where('d.archive_id', '=', archiveId)
    .where('d.state', '<>', 'trash')
    .where(sql<boolean>`w.words @@ ${all}::tsquery`)
    .where((row) => row.and(wanted.map(holds)))
    .where((row) => row.and(unwanted.map((group) => row.not(holds(group)))))
    .groupBy(['d.id', 'd.received_at'])
    .orderBy(sql`max(ts_rank(w.words, ${all}::tsquery))`, 'desc')
    .orderBy('d.received_at', 'desc')
    .limit(HITS + 1)
    .execute()
  return { ids: rows.slice(0, HITS).map(({ id }) => id), more: rows.length > HITS }
}
