import type { Scope } from '#platform/data/scope.ts'
import { mac } from '#platform/keys/keyring.ts'
import type { Keyed } from './alike/sketch.ts'
import type { Mark } from './learn/marks.ts'

const LENGTH = 16

/** Hashes words for sketches; of no use in another organisation. */
export async function sketching(at: Scope<string>): Promise<Keyed> {
  const key = await at.keys.organisationFor('documents.sketches')
  return (text) => mac(key, text)
}

/** The tokens by which what was learned of a sender is found. */
export async function tokensOf(at: Scope<string>, marks: readonly Mark[]): Promise<Buffer[]> {
  const key = await at.keys.organisationFor('documents.senders')
  return marks.map(({ kind, value }) => mac(key, kind, value).subarray(0, LENGTH))
}
