import type { Scope } from '#platform/data/scope.ts'
import type { LeasePurpose } from './types.ts'

export type LeaseWish = { readonly versionId: string; readonly purpose: LeasePurpose }

export type Opened = {
  /** The plain bytes, authentic piece by piece; that nothing is missing is known when it ends without a throw. */
  readonly content: AsyncIterable<Uint8Array>
  /** Of the plain file, in bytes. */
  readonly size: number
  readonly mediaType: string
  readonly fileName: string
  readonly documentId: string
  readonly number: number
}

/**
 * Opens a version's plaintext for `work` and for no longer than that: who opened it, for what and until when is recorded
 * before the first byte, whatever becomes of the scope. A lease ends after two minutes unless bytes are still being read.
 * @throws Refusal documents.unknown, documents.sealed-for-members, documents.lease-ended, files.damaged, files.not-found
 */
export async function lease<T>(
  _at: Scope<string>,
  _wish: LeaseWish,
  _work: (opened: Opened) => Promise<T>,
): Promise<T> {
  throw new Error('not built yet')
}

/** As `lease`, for a stream that is read after the transaction's end; the lease ends with the stream. */
export async function openVersion(_at: Scope<string>, _wish: LeaseWish): Promise<Opened> {
  throw new Error('not built yet')
}
