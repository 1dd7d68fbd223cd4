// Documents with text on pages, indexed as reading does it; without files in the store.
import { documentRow, type DocumentRowWish } from './document-rows.ts'
import { db, pages } from '../../src/modules/documents/reading/data.ts'
import { type filing, versions } from '../../src/modules/documents/data.ts'
import { indexPages } from '../../src/modules/documents/search/index.ts'
import type { Scope } from '../../src/platform/data/scope.ts'
import { seal } from '../../src/platform/keys/sealed.ts'

type Opens = (typeof filing)['opens'][number]
export type Searchable = DocumentRowWish & { readonly texts: readonly string[] }

/** A document whose pages have these texts; answers its id. */
export async function searchable(at: Scope<Opens>, { texts, ...wish }: Searchable): Promise<string> {
  const id = await documentRow(at, wish)
  await withPages(at, id, texts)
  return id
}

/** Gives a document pages with these texts instead of those it had, and indexes them. */
export async function withPages(at: Scope<Opens>, id: string, texts: readonly string[]): Promise<void> {
  const { holder_id } = await db(at)
    .selectFrom('documents')
    .select('holder_id')
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
  const version = await db(at)
    .selectFrom('document_versions')
    .select('id')
    .where('document_id', '=', id)
    .orderBy('number', 'desc')
    .executeTakeFirstOrThrow()
  await db(at)
    .updateTable('document_versions')
    .set({ file_name: await seal(at, versions, 'file_name', holder_id, 'x.bin') })
    .where('id', '=', version.id)
    .execute()
  await db(at).deleteFrom('document_pages').where('document_id', '=', id).execute()
  for (const [place, text] of texts.entries())
    await db(at)
      .insertInto('document_pages')
      .values({
        organisation_id: at.organisation.id,
        document_id: id,
        version_id: version.id,
        number: place + 1,
        width: 595,
        height: 842,
        text: await seal(at, pages, 'text', holder_id, text),
        words: await seal(at, pages, 'words', holder_id, ''),
        read_from: 'layer',
      })
      .execute()
  await indexPages(at, {
    documentId: id,
    versionId: version.id,
    pages: texts.map((text, place) => ({ number: place + 1, text })),
  })
}
