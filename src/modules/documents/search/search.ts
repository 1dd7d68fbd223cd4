import type { Scope } from '#platform/data/scope.ts'
import type { filing } from '../data.ts'
import { isPhrase, type Placed, withPhrases, withSnippets } from './places.ts'
import { type Group, groupsOf, parse, type Parsed, suggestionsFor } from './query.ts'
import { findable, standingIn } from './standing.ts'
import { candidates, type Question } from './statement.ts'
import { tokensFor } from './token.ts'
import type { Marks, SearchResult, SearchWish } from './wanted.ts'
import { knownWords } from './word-list.ts'

type Opens = (typeof filing)['opens'][number]

export const HITS_A_PAGE = 20
/** So many documents are opened to look for a phrase, the best ones first. */
const MOST_OPENED = 500

export type Ranked = Omit<SearchResult, 'hits'> & { readonly rows: readonly Placed[] }

/** Finds documents by words and filters, best first, without showing where the words stand. See `search`. */
export async function ranked(at: Scope<Opens>, wish: SearchWish): Promise<Ranked> {
  const parsed = parse(wish.query)
  const { vocabulary, long } = await knownWords(at)
  const how = wish.how ?? 'wide'
  const groups = groupsOf(parsed.wanted, vocabulary, how)
  const unwanted = groupsOf(
    parsed.unwanted.filter((one) => !isPhrase(one)),
    vocabulary,
    'plain',
  )
  const tooCommon = parsed.wanted.length > 0 && groups.length === 0
  if (tooCommon) return { rows: [], total: 0, more: false, marks: marksOf(parsed, []), suggestions: [], tooCommon }
  const phrases = [...parsed.wanted, ...parsed.unwanted].some(isPhrase)
  const offset = ((wish.page ?? 1) - 1) * HITS_A_PAGE
  const asked: Question = {
    groups,
    unwanted,
    long,
    archives: wish.archives,
    filters: wish.filters ?? {},
    order: wish.order ?? (groups.length > 0 ? 'best' : 'newest'),
    // what phrases are in is told apart here, so all of them are asked for
    ...(phrases ? { limit: MOST_OPENED, offset: 0 } : { limit: HITS_A_PAGE, offset }),
  }
  const token = await tokensFor(at)
  const found = await candidates(at, asked, token)
  const all = Number(found[0]?.total ?? 0)
  const verified = phrases ? await withPhrases(at, found, parsed, token) : found
  const rows = phrases ? verified.slice(offset, offset + HITS_A_PAGE) : verified
  return {
    rows,
    total: phrases ? verified.length : all,
    more: phrases && all > found.length,
    marks: marksOf(parsed, groups),
    suggestions:
      rows.length === 0 ? await findable(at, suggestionsFor(parsed, vocabulary), vocabulary, asked, token) : [],
    tooCommon,
  }
}

/**
 * Finds documents by words and filters, best first, and shows where the words stand. Only what the scope may see is found: of
 * its organisation, not restricted, in the archives that are given. Nothing that somebody may type is refused.
 */
export async function search(at: Scope<Opens>, wish: SearchWish): Promise<SearchResult> {
  const { rows, ...found } = await ranked(at, wish)
  const token = await tokensFor(at)
  const ids = rows.map(({ document_id }) => document_id)
  const marks = await standingIn(at, ids, found.marks, token)
  return { ...found, marks, hits: await withSnippets(at, rows, marks, token) }
}

function marksOf({ wanted }: Parsed, groups: readonly Group[]): Marks {
  const phrases = wanted.flatMap((one) => (one.kind === 'phrase' ? [one.forms] : []))
  const terms = groups.flatMap(({ exact, wide }) => [...exact, ...wide].flat())
  return { terms: [...new Set(terms)], phrases }
}
