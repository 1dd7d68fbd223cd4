import type { Scope } from '#platform/data/scope.ts'
import { db } from './data.ts'
import { refuseOthers, type WordsOf } from './sealed-words.ts'

/** Some pages of a document, sealed. */
export type TextPart = {
  readonly part: number
  readonly firstPage: number
  readonly lastPage: number
  readonly box: Uint8Array
}

/** As much is handed out at once, in bytes; a part by itself may be larger. */
const MUCH = 2 * 1024 ** 2

/** Keeps some pages as a member's device read and sealed them, instead of what was kept of them. @throws Refusal documents.not-for-you */
export async function keepText(
  at: Scope<string>,
  of: WordsOf,
  { part, firstPage, lastPage, box }: TextPart,
): Promise<void> {
  await refuseOthers(at, of.archiveId)
  const pages = { first_page: firstPage, last_page: lastPage, box: Buffer.from(box) }
  await db(at)
    .insertInto('document_sealed_texts')
    .values({
      organisation_id: at.organisation.id,
      document_id: of.documentId,
      version_id: of.versionId,
      kind: 'pages',
      part,
      ...pages,
    })
    .onConflict((same) =>
      same.columns(['organisation_id', 'document_id', 'version_id', 'kind', 'part']).doUpdateSet(pages),
    )
    .execute()
}

/**
 * What is kept of a version from a page on, some of it at once.
 * @returns `words` only from the first page on; `next` is the page to go on from
 * @throws Refusal documents.not-for-you
 */
export async function textsOf(
  at: Scope<string>,
  of: WordsOf,
  from: number,
): Promise<{ words: Buffer | undefined; parts: TextPart[]; next: number | undefined }> {
  await refuseOthers(at, of.archiveId)
  const rows = db(at).selectFrom('document_sealed_texts').where('version_id', '=', of.versionId)
  const words = from > 1 ? undefined : await rows.select('box').where('kind', '=', 'words').executeTakeFirst()
  const sizes = await rows
    .select(['part', 'first_page', 'last_page', ({ fn }) => fn<number>('length', ['box']).as('size')])
    .where('kind', '=', 'pages')
    .where('last_page', '>=', from)
    .orderBy('part')
    .limit(1_000)
    .execute()
  const taken: typeof sizes = []
  let size = 0
  for (const one of sizes) {
    size += one.size
    if (taken.length > 0 && size > MUCH) break
    taken.push(one)
  }
  const parts: TextPart[] = []
  for (const { part, first_page: firstPage, last_page: lastPage } of taken) {
    const { box } = await rows
      .select('box')
      .where('kind', '=', 'pages')
      .where('part', '=', part)
      .executeTakeFirstOrThrow()
    parts.push({ part, firstPage, lastPage, box })
  }
  return { words: words?.box, parts, next: sizes[taken.length]?.first_page }
}
