import type { Scope } from '#platform/data/scope.ts'
import type { BlobStore } from '#platform/files/blobs.ts'
import { openBlob } from '#platform/keys/sealed-blob.ts'
import { openAll } from '#platform/keys/sealed.ts'
import type { filing } from '../data.ts'
import type { PageRead } from '../types.ts'
import { db, previews } from './data.ts'
import { unpackWords } from './words.ts'

export type Filing = typeof filing.name
/** Of all that filing may open, reading needs its own alone. */
export const filingOnly = (at: Scope<(typeof filing)['opens'][number]>): Scope<Filing> => at as unknown as Scope<Filing>

export type PreviewKind = 'page' | 'thumb' | 'pdf'

/**
 * The pages of a version as they were read, by number. A page whose holder's key was destroyed is left out.
 * @param only given: these pages alone
 */
export async function pagesOf(
  at: Scope<Filing>,
  versionId: string,
  only?: readonly number[],
): Promise<readonly PageRead[]> {
  if (only?.length === 0) return []
  const rows = await db(at)
    .selectFrom('document_pages')
    .selectAll()
    .where('version_id', '=', versionId)
    .$if(only !== undefined, (query) => query.where('number', 'in', [...(only ?? [])]))
    .orderBy('number')
    .execute()
  const texts = await openAll(
    at,
    rows.map(({ text }) => text),
  )
  const words = await openAll(
    at,
    rows.map(({ words: packed }) => packed),
  )
  return rows.flatMap((row, place) => {
    const text = texts[place]
    if (text === null || text === undefined) return []
    return [
      {
        number: row.number,
        width: row.width,
        height: row.height,
        text,
        words: unpackWords(words[place] ?? ''),
        from: row.read_from as PageRead['from'],
      },
    ]
  })
}

export type Preview = {
  readonly mediaType: 'image/png' | 'application/pdf'
  /** Pixels; 0 for a PDF. */
  readonly width: number
  readonly height: number
  readonly content: AsyncIterable<Uint8Array>
}

/**
 * A preview of a version: `page` (PNG, about 100 dpi), `thumb` (PNG, 240 pixels wide, of page 1) or `pdf` (of the whole; page 0).
 * @returns undefined where there is none: not read yet, beyond the first hundred pages, or a PDF that is its own preview
 */
export async function previewOf(
  at: Scope<Filing>,
  blobs: BlobStore,
  versionId: string,
  page: number,
  kind: PreviewKind,
): Promise<Preview | undefined> {
  const row = await db(at)
    .selectFrom('document_previews as p')
    .innerJoin('documents as d', 'd.id', 'p.document_id')
    .select(['p.file', 'p.width', 'p.height', 'd.holder_id'])
    .where('p.version_id', '=', versionId)
    .where('p.kind', '=', kind)
    .where('p.page', '=', kind === 'pdf' ? 0 : page)
    .executeTakeFirst()
  if (!row) return undefined
  const content = await openBlob(at, blobs, previews, 'file', [row.holder_id], row.file)
  if (!content) return undefined
  const mediaType = kind === 'pdf' ? 'application/pdf' : 'image/png'
  return { mediaType, width: row.width, height: row.height, content }
}
