import type { Scope } from '#platform/data/scope.ts'
import type { AnswerWish } from './types.ts'

/**
 * The answer to a request for access (Art. 15 GDPR) as one ZIP: HTML, PDF, JSON and a CSV per kind of data, and the files.
 * Read it while the scope is open.
 */
export async function* accessArchive(
  _at: Scope<string>,
  _persons: readonly string[],
  _wish: AnswerWish,
): AsyncIterable<Uint8Array> {
  throw new Error('not built yet')
}
