import type { Scope } from '#platform/data/scope.ts'
import type { filing } from '../data.ts'
import type { PageRead } from '../types.ts'
import type { SearchResult, SearchWish } from './wanted.ts'

type Filing = typeof filing.name

export type Indexed = {
  readonly documentId: string
  readonly versionId: string
  /** The pages of the version; read once, in order. */
  readonly pages: Iterable<Pick<PageRead, 'number' | 'text'>> | AsyncIterable<Pick<PageRead, 'number' | 'text'>>
}

/** Makes a document found by the words of its pages and its title; what was there of it before is replaced. */
export async function indexPages(_at: Scope<Filing>, _of: Indexed): Promise<void> {
  throw new Error('not built yet')
}

/** Makes a document not found any more. Deleting its row does so too. */
export async function unindex(_at: Scope<string>, _documentId: string): Promise<void> {
  throw new Error('not built yet')
}

/** Finds documents by words and filters, best first; only what the scope may see. */
export async function search(_at: Scope<Filing>, _wish: SearchWish): Promise<SearchResult> {
  throw new Error('not built yet')
}
