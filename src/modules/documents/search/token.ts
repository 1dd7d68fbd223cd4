import { createHmac } from 'node:crypto'
import type { Scope } from '#platform/data/scope.ts'
import type { Key } from '#platform/keys/keyring.ts'

/** Base64url letters of a token: 48 bits, so that some hundred thousand words of an organisation hardly ever meet. */
export const TOKEN_LENGTH = 8
const MOST_KNOWN = 200_000

const known = new WeakMap<Key, Map<string, string>>()

export type Tokens = (term: string) => string

/** Makes tokens of terms under a key; the same word gives another token under every other key. */
export function tokensUnder(key: Key): Tokens {
  const mine = known.get(key) ?? new Map<string, string>()
  known.set(key, mine)
  return (term) => {
    const before = mine.get(term)
    if (before !== undefined) return before
    const token = createHmac('sha256', key).update(term).digest('base64url').slice(0, TOKEN_LENGTH)
    if (mine.size >= MOST_KNOWN) mine.clear()
    mine.set(term, token)
    return token
  }
}

/** The tokens of the scope's organisation. */
export const tokensFor = async (at: Scope<string>): Promise<Tokens> =>
  tokensUnder(await at.keys.organisationFor('documents.words'))
