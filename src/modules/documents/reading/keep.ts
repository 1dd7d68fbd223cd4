import { randomUUID } from 'node:crypto'
import { lockHolds } from '#privacy'
import type { Scope } from '#platform/data/scope.ts'
import { storeBlob } from '#platform/keys/sealed-blob.ts'
import { seal } from '#platform/keys/sealed.ts'
import type { PageRead } from '../types.ts'
import { db, pages, previews } from './data.ts'
import type { Filing, PreviewKind } from './pages.ts'
import type { Picture } from './read-file.ts'
import { packWords } from './words.ts'

export type KeptPage = { readonly page: PageRead; readonly picture?: Picture; readonly thumb?: Picture }
export type Whose = { readonly documentId: string; readonly versionId: string }

/**
 * Whose key seals what is kept now; undefined when the document is gone. Asked first in a transaction that keeps something:
 * it then goes before or after an erasure, never amid one, and until the commit nobody else is given the document.
 */
export async function holderOf(at: Scope<Filing>, documentId: string): Promise<string | undefined> {
  await lockHolds(at, 'alone')
  const row = await db(at)
    .selectFrom('documents')
    .select('holder_id')
    .where('id', '=', documentId)
    .forKeyShare()
    .executeTakeFirst()
  return row?.holder_id
}

/** Keeps pages that were read, sealed, with their pictures. What is there already stays as it is. */
export async function keepPages(
  at: Scope<Filing>,
  whose: Whose,
  holder: string,
  read: readonly KeptPage[],
): Promise<void> {
  const rows = await Promise.all(
    read.map(async ({ page }) => ({
      organisation_id: at.organisation.id,
      document_id: whose.documentId,
      version_id: whose.versionId,
      number: page.number,
      width: Math.max(1, page.width),
      height: Math.max(1, page.height),
      text: await seal(at, pages, 'text', holder, page.text),
      words: await seal(at, pages, 'words', holder, packWords(page.words)),
      read_from: page.from,
    })),
  )
  if (rows.length > 0)
    await db(at)
      .insertInto('document_pages')
      .values(rows)
      .onConflict((same) => same.columns(['organisation_id', 'version_id', 'number']).doNothing())
      .execute()
  const pictures = read.flatMap(({ page, picture, thumb }) => [
    ...(picture ? [{ kind: 'page' as const, page: page.number, ...picture, content: picture.png }] : []),
    ...(thumb ? [{ kind: 'thumb' as const, page: page.number, ...thumb, content: thumb.png }] : []),
  ])
  await keepPreviews(at, whose, holder, pictures)
}

type ToKeep = {
  readonly kind: PreviewKind
  readonly page: number
  readonly width: number
  readonly height: number
  readonly content: Uint8Array
}

/** Stores previews, each sealed under a key of its own; what is there already stays, and no file is stored for it. */
export async function keepPreviews(
  at: Scope<Filing>,
  whose: Whose,
  holder: string,
  wanted: readonly ToKeep[],
): Promise<void> {
  if (wanted.length === 0) return
  const there = await db(at)
    .selectFrom('document_previews')
    .select(['kind', 'page'])
    .where('version_id', '=', whose.versionId)
    .where('page', 'in', [...new Set(wanted.map(({ page }) => page))])
    .execute()
  const known = new Set(there.map(({ kind, page }) => `${kind} ${page}`))
  const fresh = wanted.filter(({ kind, page }) => !known.has(`${kind} ${page}`))
  if (fresh.length === 0) return
  // many at once: the disk then writes them in one go
  const rows = await Promise.all(
    fresh.map(async ({ kind, page, width, height, content }) => ({
      organisation_id: at.organisation.id,
      id: randomUUID(),
      document_id: whose.documentId,
      version_id: whose.versionId,
      kind,
      page,
      width,
      height,
      file: await storeBlob(at, at.house.blobs, previews, 'file', [holder], one(content)),
    })),
  )
  await db(at).insertInto('document_previews').values(rows).execute()
}

async function* one(content: Uint8Array): AsyncGenerator<Uint8Array> {
  yield content
}
