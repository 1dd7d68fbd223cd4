import type { Scope } from '#platform/data/scope.ts'
import type { Language } from '#platform/text/language.ts'
import type { PersonExport } from './types.ts'

/**
 * Everything that every module keeps about these persons, from the declarations alone. Writes to the ledger that it was
 * opened; the scope's purpose must be, or use, `answering`.
 */
export async function personData(
  _at: Scope<string>,
  _persons: readonly string[],
  _language: Language,
): Promise<PersonExport> {
  throw new Error('not built yet')
}
