import type { Scope } from '#platform/data/scope.ts'
import type { Filed, ToStore } from './types.ts'

/**
 * Seals a file within this process and stores it the same way as one that was sealed by its sender: stored, read again,
 * verified, filed. What the transaction of the scope does not commit is swept from the store within a day.
 * @throws Refusal documents.no-archive, documents.archive-closed, documents.empty-file, files.too-large, files.no-space
 */
export async function storeSealed(_at: Scope<string>, _given: ToStore): Promise<Filed> {
  throw new Error('not built yet')
}
