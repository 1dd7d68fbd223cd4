import type { Scope } from '#platform/data/scope.ts'
import type { PageRead } from '../types.ts'
import type { Barcode } from './barcodes/types.ts'

/** What was read of a version; `invoice` is the XML that lies in the file or is the file. */
export type ReadVersion = {
  readonly documentId: string
  readonly versionId: string
  readonly pages: readonly PageRead[]
  readonly invoice?: string | undefined
  readonly barcodes?: readonly Barcode[] | undefined
}

/**
 * Understands a document that was read: finds facts (what a person entered stays), reads its invoice, proposes type and
 * tags from what was filed before, takes the archive number from its barcode, and keeps a keyed sketch to find its like.
 * Called by the reading in the transaction that keeps the pages; may be repeated.
 */
export async function understand(_at: Scope<'documents.filing'>, _read: ReadVersion): Promise<void> {
  throw new Error('not built yet')
}
