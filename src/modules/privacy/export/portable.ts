import type { Scope } from '#platform/data/scope.ts'
import type { AnswerWish } from './types.ts'

/** What a person takes along (Art. 20 GDPR) as one ZIP of JSON and CSV; read it while the scope is open. */
export async function* portable(
  _at: Scope<string>,
  _persons: readonly string[],
  _wish: AnswerWish,
): AsyncIterable<Uint8Array> {
  throw new Error('not built yet')
}

export type Imported = { readonly person: string; readonly items: number; readonly from: string }

/**
 * Takes over what a person brings along from another organisation.
 * @throws refusal privacy.portable-foreign, privacy.portable-tampered; nothing is stored then
 */
export async function importPortable(_at: Scope<string>, _archive: Uint8Array): Promise<Imported> {
  throw new Error('not built yet')
}
