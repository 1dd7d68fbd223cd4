import { base64url, type Bytes, utf8 } from '#platform/sealing/bytes.ts'
import { type Group, groupsOf, parse } from '../../search/query.ts'
import { headTerms, type PageText, partsOf, type Weight, weightOf } from '../../search/vector.ts'
import { ENGLISH, GERMAN, type Vocabulary } from '../../search/vocabulary.ts'
import type { Marks } from '../../search/wanted.ts'

// The words of documents that no server reads: made into tokens on members' devices, under a key that only they have.

export type SentPart = {
  readonly firstPage: number
  readonly lastPage: number
  /** Tokens with how much they count. */
  readonly words: readonly (readonly [string, Weight])[]
}

/** What is kept of a document to widen a search with, sealed. */
export type DocumentWords = {
  /** Each word with the tongues it was met in. */
  readonly forms: readonly (readonly [string, number])[]
  /** Pages whose words could not be read. */
  readonly missing: readonly number[]
}

const LETTERS = 8
const MOST_FORMS = 50_000

async function tokensUnder(key: Bytes): Promise<(term: string) => Promise<string>> {
  const how = { name: 'HMAC', hash: 'SHA-256' } as const
  const imported = await crypto.subtle.importKey('raw', key, how, false, ['sign'])
  return async (term) =>
    base64url(new Uint8Array(await crypto.subtle.sign('HMAC', imported, utf8(term)))).slice(0, LETTERS)
}

/**
 * The tokens of a document's words, part by part, in no order that tells of the text, and the words themselves.
 * @param key `wordsKeyOf` the archive
 * @param heads what stands above the text: title, file name
 */
export async function wordsOf(
  key: Bytes,
  pages: Iterable<PageText> | AsyncIterable<PageText>,
  heads: readonly string[],
): Promise<{ readonly parts: SentPart[]; readonly forms: DocumentWords['forms'] }> {
  const token = await tokensUnder(key)
  const forms = new Map<string, number>()
  const met = (form: string, tongue: 'de' | 'en'): void => {
    if (forms.size < MOST_FORMS || forms.has(form))
      forms.set(form, (forms.get(form) ?? 0) | (tongue === 'en' ? ENGLISH : GERMAN))
  }
  const above = headTerms(heads, met)
  const parts: SentPart[] = []
  const add = async (firstPage: number, lastPage: number, counts: ReadonlyMap<string, number>): Promise<void> => {
    const weights = new Map<string, Weight>([...counts].map(([term, count]) => [term, weightOf(count)]))
    for (const term of above) weights.set(term, 'A')
    const words = await Promise.all([...weights].map(async ([term, weight]) => [await token(term), weight] as const))
    parts.push({ firstPage, lastPage, words: words.toSorted(([one], [other]) => (one < other ? -1 : 1)) })
  }
  for await (const { firstPage, lastPage, counts } of partsOf(pages, met)) await add(firstPage, lastPage, counts)
  if (parts.length === 0) await add(1, 1, new Map())
  return { parts, forms: [...forms].toSorted(([one], [other]) => (one < other ? -1 : 1)) }
}

/**
 * So many different words are held to widen a search with; a device bears them. Where an archive has more, those of its newest
 * documents are held: the others are found as they are written and in all their forms, but not by pieces or misreadings.
 */
export const MOST_WORDS = 250_000

/**
 * Counts the words of one more document into what a search is widened with: beginnings, umlauts, compounds, misreadings.
 * @returns false when new ones had to be left out
 */
export function widenBy(vocabulary: Vocabulary, forms: DocumentWords['forms'], most = MOST_WORDS): boolean {
  let fits = true
  for (const [form, tongues] of forms)
    if (vocabulary.size < most || vocabulary.has(form))
      vocabulary.add({ form, tongues, documents: vocabulary.documents(form) + 1 })
    else fits = false
  return fits
}

/** A question as the server gets it, and what is marked in the texts of what it finds. */
export type Question = {
  readonly asked: { readonly wanted: readonly string[][][]; readonly unwanted: readonly string[][][] }
  readonly marks: Marks
  /** Phrases that must not stand there. */
  readonly without: Marks['phrases']
}

/** What was typed, widened by the words of the archive, as tokens; words that say nothing are left out. */
export async function questionOf(key: Bytes, query: string, vocabulary: Vocabulary): Promise<Question> {
  const token = await tokensUnder(key)
  const { wanted, unwanted } = parse(query)
  const groups = groupsOf(wanted, vocabulary, 'wide')
  // a document that has the words of an unwanted phrase, but not the phrase, is found: its text decides
  const never = groupsOf(
    unwanted.filter(({ kind }) => kind !== 'phrase'),
    vocabulary,
    'plain',
  )
  const tokens = ({ exact, wide }: Group) =>
    Promise.all([...exact, ...wide].map((terms) => Promise.all(terms.map(token))))
  const phrases = (some: typeof wanted) => some.flatMap((one) => (one.kind === 'phrase' ? [one.forms] : []))
  return {
    asked: { wanted: await Promise.all(groups.map(tokens)), unwanted: await Promise.all(never.map(tokens)) },
    marks: {
      terms: [...new Set(groups.flatMap(({ exact, wide }) => [...exact, ...wide].flat()))],
      phrases: phrases(wanted),
    },
    without: phrases(unwanted),
  }
}
