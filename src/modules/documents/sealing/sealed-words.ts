import { sql } from 'kysely'
import type { Scope } from '#platform/data/scope.ts'
import { refuse } from '#platform/errors/errors.ts'
import { db } from '../search/data.ts'
import type { SentPart } from './browser/words.ts'
import { sealedArchives } from './members.ts'

const HITS = 200

/** @throws Refusal documents.not-for-you for who cannot open the archive: they could not have made its tokens */
async function refuseOthers(at: Scope<string>, archiveId: string): Promise<void> {
  const mine = (await sealedArchives(at)).some(({ id, ownShare }) => id === archiveId && ownShare)
  if (!mine) throw refuse('documents.not-for-you', 'forbidden')
}

/**
 * Keeps the words of a document as a member's device made them: tokens under a key that the server does not have.
 * @throws Refusal documents.not-for-you
 */
export async function keepWords(
  at: Scope<string>,
  { archiveId, documentId, versionId }: { archiveId: string; documentId: string; versionId: string },
  parts: readonly SentPart[],
): Promise<void> {
  await refuseOthers(at, archiveId)
  await db(at).deleteFrom('document_words').where('document_id', '=', documentId).execute()
  for (const [part, { firstPage, lastPage, words }] of parts.entries())
    await db(at)
      .insertInto('document_words')
      .values({
        organisation_id: at.organisation.id,
        document_id: documentId,
        part,
        version_id: versionId,
        first_page: firstPage,
        last_page: lastPage,
        whole: parts.length === 1,
        words: sql`${words.map(([token, weight]) => `'${token}':1${weight}`).join(' ')}::tsvector`,
      })
      .execute()
  await db(at).updateTable('document_versions').set({ stage: 'ready' }).where('id', '=', versionId).execute()
}

/**
 * The documents of an archive that hold all of these words, best first, at most 200.
 * @param asked each word as the tokens of its forms
 * @throws Refusal documents.not-for-you
 */
export async function findWords(
  at: Scope<string>,
  archiveId: string,
  asked: readonly (readonly string[])[],
): Promise<string[]> {
  await refuseOthers(at, archiveId)
  if (asked.length === 0) return []
  const query = asked.map((some) => `(${some.map((token) => `'${token}'`).join(' | ')})`).join(' & ')
  const rows = await db(at)
    .selectFrom('document_words as w')
    .innerJoin('documents as d', 'd.id', 'w.document_id')
    .select('d.id')
    .where('d.archive_id', '=', archiveId)
    .where('d.state', '<>', 'trash')
    .where(sql<boolean>`w.words @@ ${query}::tsquery`)
    .groupBy('d.id')
    .orderBy(sql`max(ts_rank(w.words, ${query}::tsquery))`, 'desc')
    .limit(HITS)
    .execute()
  return rows.map(({ id }) => id)
}
