import { sql } from 'kysely'
import type { Scope } from '#platform/data/scope.ts'
import { openAll } from '#platform/keys/sealed.ts'
import type { filing } from '../data.ts'
import { db } from './data.ts'
import { marksIn, phraseIn, snippetOf, type Span } from './marks.ts'
import type { Asked, Parsed } from './query.ts'
import type { Candidate } from './statement.ts'
import { termsOfForm } from './terms.ts'
import type { Tokens } from './token.ts'
import { PAGES_A_PART } from './vector.ts'
import type { Hit, Marks } from './wanted.ts'
import { readable, stopWords } from './words.ts'

type Opens = (typeof filing)['opens'][number]
type Page = { readonly number: number; readonly text: string }
type Texts = ReadonlyMap<string, readonly Page[]>

export const isPhrase = (one: Asked): one is Extract<Asked, { kind: 'phrase' }> => one.kind === 'phrase'

/** Texts of pages by version, those from `first` to `last` only. */
async function textsOf(at: Scope<Opens>, versions: readonly string[], first: number, last: number): Promise<Texts> {
  const rows = await db(at)
    .selectFrom('document_pages')
    .select(['version_id', 'number', 'text'])
    .where(sql<boolean>`version_id = any(${[...versions]}::uuid[])`)
    .where('number', '>=', first)
    .where('number', '<=', last)
    .orderBy('number')
    .execute()
  const texts = await openAll(
    at,
    rows.map(({ text }) => text),
  )
  return Map.groupBy(
    rows.map(({ version_id, number }, place) => ({ version: version_id, number, text: readable(texts[place] ?? '') })),
    ({ version }) => version,
  )
}

type Stretch = { readonly first: number; readonly last: number }

/** Parts of long documents that hold what is asked for, by document; those of short documents are the documents themselves. */
async function partsHolding(
  at: Scope<string>,
  documents: readonly string[],
  queries: readonly (string | undefined)[],
): Promise<ReadonlyMap<string, readonly Stretch[]>> {
  const asked = queries.filter((query) => query !== undefined)
  const holds = asked.length < queries.length ? sql`true` : sql`words @@ ${asked.join(' | ')}::tsquery`
  const { rows } = await sql<Stretch & { id: string }>`
    select document_id as id, first_page as first, last_page as last from document_words
    where organisation_id = ${at.organisation.id}::uuid and not whole
      and document_id = any(${[...documents]}::uuid[]) and ${holds} order by part`.execute(db(at))
  return Map.groupBy(rows, ({ id }) => id)
}

/** A small word of one tongue stands in no index of its texts, whatever it is in the other; nor does a digit by itself. */
const isKnown = (form: string): boolean => form.length > 1 && !stopWords.de.has(form) && !stopWords.en.has(form)

/** What a part must hold in which a phrase stands; undefined where that is nothing but words that no index knows. */
function wordsOf(forms: readonly string[], token: Tokens): string | undefined {
  const known = forms.filter(isKnown).map((form) => termsOfForm(form, true))
  const query = known.map((terms) => `(${terms.map((term) => `'${token(term)}'`).join(' | ')})`).join(' & ')
  return query === '' ? undefined : `(${query})`
}

const BATCH = 50

/** A document that was found, with the page on which its phrase stands where one was looked for. */
export type Placed = Candidate & { readonly page?: number }

/** The index keeps no order of words: whether they stand one after the other is looked up in the text itself. */
export async function withPhrases(
  at: Scope<Opens>,
  rows: readonly Candidate[],
  parsed: Parsed,
  token: Tokens,
): Promise<Placed[]> {
  const [wanted, unwanted] = [parsed.wanted.filter(isPhrase), parsed.unwanted.filter(isPhrase)]
  const queries = [...wanted, ...unwanted].map(({ forms }) => wordsOf(forms, token))
  const kept: Placed[] = []
  for (let from = 0; from < rows.length; from += BATCH) {
    const batch = rows.slice(from, from + BATCH)
    const ids = batch.map(({ document_id }) => document_id)
    const versions = batch.flatMap(({ version_id }) => version_id ?? [])
    const [titles, texts, parts] = [
      await titlesOf(at, ids),
      await textsOf(at, versions, 1, PAGES_A_PART),
      await partsHolding(at, ids, queries),
    ]
    for (const row of batch) {
      const look = looking(wanted, unwanted)
      look.at({ number: 0, text: titles.get(row.document_id) ?? '' })
      for (const page of texts.get(row.version_id ?? '') ?? []) look.at(page)
      for (const { first, last } of parts.get(row.document_id) ?? []) {
        if (look.isOver() || row.version_id === null) break
        const more = await textsOf(at, [row.version_id], Math.max(first, PAGES_A_PART + 1), last)
        for (const page of more.get(row.version_id) ?? []) look.at(page)
      }
      if (look.isFound()) kept.push({ ...row, ...look.page() })
    }
  }
  return kept
}

type Phrases = readonly { readonly forms: readonly string[] }[]

/** Looks at page after page, until it is clear whether all wanted phrases stand there and no other. */
function looking(wanted: Phrases, unwanted: Phrases) {
  const open = new Set(wanted.map(({ forms }) => phraseIn(forms)))
  const never = unwanted.map(({ forms }) => phraseIn(forms))
  let isBarred = false
  let first = 0
  return {
    at({ number, text }: Page): void {
      isBarred ||= never.some((phrase) => text.search(phrase) !== -1)
      for (const phrase of open)
        if (text.search(phrase) !== -1) {
          open.delete(phrase)
          first ||= number
        }
    },
    isOver: () => isBarred || (open.size === 0 && never.length === 0),
    isFound: () => !isBarred && open.size === 0,
    page: () => (first > 0 ? { page: first } : {}),
  }
}

async function titlesOf(at: Scope<Opens>, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const rows = await db(at)
    .selectFrom('documents')
    .select(['id', 'title'])
    .where(sql<boolean>`id = any(${[...ids]}::uuid[])`)
    .execute()
  const titles = await openAll(
    at,
    rows.map(({ title }) => title),
  )
  return new Map(rows.map(({ id }, place) => [id, readable(titles[place] ?? '')]))
}

/** Pages are opened in steps, until each hit has shown where it is. */
const STEPS = [1, 6, 41, 201] as const
/** So many parts of a longer document are opened then, those that hold what is looked for. */
const MOST_PARTS = 3
const MOST_HIT_PAGES = 20

type Marked = Page & { readonly spans: readonly Span[] }

/** Shows where on the pages of these documents the words stand. */
export async function withSnippets(
  at: Scope<Opens>,
  rows: readonly Placed[],
  marks: Marks,
  token: Tokens,
): Promise<Hit[]> {
  const found = new Map<string, Marked[]>()
  const add = (texts: Texts): void => {
    for (const [version, pages] of texts) {
      const marked = pages.flatMap((page) => {
        const spans = marksIn(page.text, marks)
        return spans.length > 0 ? [{ ...page, spans }] : []
      })
      if (marked.length > 0) found.set(version, [...(found.get(version) ?? []), ...marked])
    }
  }
  if (marks.terms.length + marks.phrases.length > 0) {
    for (let step = 0; step + 1 < STEPS.length; step++) {
      const versions = rows.flatMap(({ version_id }) => (version_id && !found.has(version_id) ? [version_id] : []))
      if (versions.length === 0) break
      const texts = await textsOf(at, versions, STEPS[step] ?? 1, (STEPS[step + 1] ?? 1) - 1)
      if (texts.size === 0) break
      add(texts)
    }
    await farBehind(at, rows, marks, token, { found, add })
  }
  return rows.map((row) => hitOf(row, found.get(row.version_id ?? '') ?? []))
}

/** Pages of long documents that were not come to: where the phrase stands, or what the index says of their parts. */
async function farBehind(
  at: Scope<Opens>,
  rows: readonly Placed[],
  marks: Marks,
  token: Tokens,
  { found, add }: { readonly found: ReadonlyMap<string, readonly Marked[]>; readonly add: (texts: Texts) => void },
): Promise<void> {
  for (const { version_id: version, page } of rows)
    if (version && page !== undefined && !found.get(version)?.some(({ number }) => number === page))
      add(await textsOf(at, [version], page, page))
  const without = rows.filter(({ version_id: version }) => version !== null && !found.has(version))
  if (without.length === 0 || marks.terms.length === 0) return
  const ids = without.map(({ document_id }) => document_id)
  const parts = await partsHolding(at, ids, [marks.terms.map((term) => `'${token(term)}'`).join(' | ')])
  for (const { document_id, version_id: version } of without) {
    const far = (parts.get(document_id) ?? []).filter(({ last }) => last >= STEPS[3])
    for (const { first, last } of far.slice(0, MOST_PARTS)) {
      if (version === null || found.has(version)) break
      add(await textsOf(at, [version], first, last))
    }
  }
}

function hitOf({ document_id, version_id, rank, page }: Placed, found: readonly Marked[]): Hit {
  const marked = found.toSorted(
    (one, other) =>
      Number(other.number === page) - Number(one.number === page) ||
      different(other.spans) - different(one.spans) ||
      one.number - other.number,
  )
  return {
    documentId: document_id,
    versionId: version_id ?? undefined,
    rank,
    pages: marked.slice(0, MOST_HIT_PAGES).map(({ number }) => number),
    snippets: marked.slice(0, 1).flatMap(({ number, text, spans }) => snippetOf(number, text, spans) ?? []),
  }
}

const different = (spans: readonly Span[]): number => new Set(spans.map(({ term }) => term)).size
