import { sql } from 'kysely'
import type { Scope } from '#platform/data/scope.ts'
import { openAll } from '#platform/keys/sealed.ts'
import type { filing } from '../data.ts'
import { db } from './data.ts'
import { marksIn, phraseIn, snippetOf, type Span } from './marks.ts'
import { type Asked, type Group, groupsOf, parse, type Parsed, suggestionsFor } from './query.ts'
import { type Candidate, candidates, type Question } from './statement.ts'
import { tokensFor } from './token.ts'
import type { Hit, Marks, SearchResult, SearchWish } from './wanted.ts'
import { knownWords, vocabularyFor } from './word-list.ts'
import { readable } from './words.ts'

type Opens = (typeof filing)['opens'][number]

export const HITS_A_PAGE = 20
/** So many documents are opened to look for a phrase, the best ones first. */
const MOST_OPENED = 500
const MOST_HIT_PAGES = 20

export type Ranked = Omit<SearchResult, 'hits'> & { readonly rows: readonly Candidate[] }

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
  const marks = marksOf(parsed, groups)
  const tooCommon = parsed.wanted.length > 0 && groups.length === 0
  if (tooCommon) return { rows: [], total: 0, more: false, marks, suggestions: [], tooCommon }
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
  const found = await candidates(at, asked, await tokensFor(at))
  const all = Number(found[0]?.total ?? 0)
  const verified = phrases ? await withPhrases(at, found, parsed) : found
  const rows = phrases ? verified.slice(offset, offset + HITS_A_PAGE) : verified
  return {
    rows,
    total: phrases ? verified.length : all,
    more: phrases && all > found.length,
    marks,
    suggestions: rows.length === 0 ? suggestionsFor(parsed, vocabulary) : [],
    tooCommon,
  }
}

/**
 * Finds documents by words and filters, best first, and shows where the words stand. Only what the scope may see is found: of
 * its organisation, not restricted, in the archives that are given. Nothing that somebody may type is refused.
 */
export async function search(at: Scope<Opens>, wish: SearchWish): Promise<SearchResult> {
  const { rows, ...found } = await ranked(at, wish)
  return { ...found, hits: await withSnippets(at, rows, found.marks) }
}

/** What is to be marked on the pages of documents that a query finds. */
export async function marksFor(at: Scope<Opens>, query: string): Promise<Marks> {
  const parsed = parse(query)
  return marksOf(parsed, groupsOf(parsed.wanted, await vocabularyFor(at), 'wide'))
}

function marksOf({ wanted }: Parsed, groups: readonly Group[]): Marks {
  const phrases = wanted.flatMap((one) => (one.kind === 'phrase' ? [one.forms] : []))
  const terms = groups.flatMap(({ exact, wide }) => [...exact, ...wide].flat())
  return { terms: [...new Set(terms)], phrases }
}

type Texts = ReadonlyMap<string, readonly { readonly number: number; readonly text: string }[]>

/** Texts of pages by version, those from `first` to `last` only. */
async function textsOf(at: Scope<Opens>, versions: readonly string[], first: number, last: number): Promise<Texts> {
  const rows = await db(at)
    .selectFrom('document_pages')
    .select(['version_id', 'number', 'text'])
    .where(sql<boolean>`version_id = any(${versions}::uuid[])`)
    .where('number', '>=', first)
    .where('number', '<=', last)
    .orderBy('number')
    .execute()
  const texts = await openAll(
    at,
    rows.map(({ text }) => text),
  )
  const found = new Map<string, { number: number; text: string }[]>()
  for (const [place, { version_id, number }] of rows.entries()) {
    const mine = found.get(version_id) ?? []
    found.set(version_id, mine)
    mine.push({ number, text: readable(texts[place] ?? '') })
  }
  return found
}

const isPhrase = (one: Asked): one is Extract<Asked, { kind: 'phrase' }> => one.kind === 'phrase'
const BATCH = 50
const ALL_PAGES = 1_000

/** The index keeps no order of words: whether they stand one after the other is looked up in the text itself. */
async function withPhrases(at: Scope<Opens>, rows: readonly Candidate[], parsed: Parsed): Promise<Candidate[]> {
  const wanted = parsed.wanted.filter(isPhrase).map(({ forms }) => phraseIn(forms))
  const unwanted = parsed.unwanted.filter(isPhrase).map(({ forms }) => phraseIn(forms))
  const kept: Candidate[] = []
  for (let from = 0; from < rows.length; from += BATCH) {
    const batch = rows.slice(from, from + BATCH)
    const versions = batch.flatMap(({ version_id }) => version_id ?? [])
    const texts = await textsOf(at, versions, 1, ALL_PAGES)
    for (const row of batch) {
      const whole = [...(await titleOf(at, row.document_id)), ...(texts.get(row.version_id ?? '') ?? [])]
      const has = (phrase: RegExp) => whole.some(({ text }) => text.search(phrase) !== -1)
      if (wanted.every(has) && !unwanted.some(has)) kept.push(row)
    }
  }
  return kept
}

async function titleOf(at: Scope<Opens>, documentId: string): Promise<{ text: string }[]> {
  const row = await db(at).selectFrom('documents').select('title').where('id', '=', documentId).executeTakeFirst()
  const [title] = row ? await openAll(at, [row.title]) : []
  return title ? [{ text: readable(title) }] : []
}

/** Pages are opened in steps, until each hit has shown where it is. */
const STEPS = [1, 6, 41, 201, ALL_PAGES + 1] as const

async function withSnippets(at: Scope<Opens>, rows: readonly Candidate[], marks: Marks): Promise<Hit[]> {
  const spans = new Map<string, { page: number; text: string; spans: Span[] }[]>()
  if (marks.terms.length + marks.phrases.length > 0) {
    for (let step = 0; step + 1 < STEPS.length; step++) {
      const versions = rows.flatMap(({ version_id }) => (version_id && !spans.has(version_id) ? [version_id] : []))
      if (versions.length === 0) break
      const texts = await textsOf(at, versions, STEPS[step] ?? 1, (STEPS[step + 1] ?? 1) - 1)
      if (texts.size === 0) break
      for (const [version, pages] of texts) {
        const marked = pages.flatMap(({ number: page, text }) => {
          const found = marksIn(text, marks)
          return found.length > 0 ? [{ page, text, spans: found }] : []
        })
        if (marked.length > 0) spans.set(version, marked)
      }
    }
  }
  return rows.map(({ document_id, version_id, rank }) => {
    const marked = (spans.get(version_id ?? '') ?? []).toSorted(
      (one, other) => different(other.spans) - different(one.spans) || one.page - other.page,
    )
    return {
      documentId: document_id,
      versionId: version_id ?? undefined,
      rank,
      pages: marked.slice(0, MOST_HIT_PAGES).map(({ page }) => page),
      snippets: marked.slice(0, 1).flatMap(({ page, text, spans: found }) => snippetOf(page, text, found) ?? []),
    }
  })
}

const different = (spans: readonly Span[]): number => new Set(spans.map(({ term }) => term)).size
