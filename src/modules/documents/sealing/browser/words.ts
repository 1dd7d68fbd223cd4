import { base64url, type Bytes, utf8 } from '#platform/sealing/bytes.ts'
import { parse } from '../../search/query.ts'
import { termsOfForm } from '../../search/terms.ts'
import { headTerms, type PageText, partsOf, type Weight, weightOf } from '../../search/vector.ts'

// The words of documents that no server reads: made into tokens on members' devices, under a key that only they have.

export type SentPart = {
  readonly firstPage: number
  readonly lastPage: number
  /** Tokens with how much they count. */
  readonly words: readonly (readonly [string, Weight])[]
}

const LETTERS = 8

async function tokensUnder(key: Bytes): Promise<(term: string) => Promise<string>> {
  const how = { name: 'HMAC', hash: 'SHA-256' } as const
  const imported = await crypto.subtle.importKey('raw', key, how, false, ['sign'])
  return async (term) =>
    base64url(new Uint8Array(await crypto.subtle.sign('HMAC', imported, utf8(term)))).slice(0, LETTERS)
}

/**
 * The tokens of a document's words, part by part, in no order that tells of the text.
 * @param key `wordsKeyOf` the archive
 * @param heads what stands above the text: title, file name
 */
export async function wordsOf(
  key: Bytes,
  pages: Iterable<PageText> | AsyncIterable<PageText>,
  heads: readonly string[],
): Promise<SentPart[]> {
  const token = await tokensUnder(key)
  const above = headTerms(heads, () => undefined)
  const made: SentPart[] = []
  const add = async (firstPage: number, lastPage: number, counts: ReadonlyMap<string, number>): Promise<void> => {
    const weights = new Map<string, Weight>([...counts].map(([term, count]) => [term, weightOf(count)]))
    for (const term of above) weights.set(term, 'A')
    const words = await Promise.all([...weights].map(async ([term, weight]) => [await token(term), weight] as const))
    made.push({ firstPage, lastPage, words: words.toSorted(([one], [other]) => (one < other ? -1 : 1)) })
  }
  for await (const { firstPage, lastPage, counts } of partsOf(pages)) await add(firstPage, lastPage, counts)
  if (made.length === 0) await add(1, 1, new Map())
  return made
}

/** What is looked for, as tokens: each word of the question in one of its forms. Words that say nothing are left out. */
export async function tokensOfQuery(key: Bytes, query: string): Promise<string[][]> {
  const token = await tokensUnder(key)
  const forms = parse(query).wanted.flatMap((one) => ('forms' in one ? one.forms : [one.form]))
  const terms = forms.map((form) => termsOfForm(form, true)).filter((some) => some.length > 0)
  return Promise.all(terms.map((some) => Promise.all(some.map(token))))
}
