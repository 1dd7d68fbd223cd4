import { ENGLISH, GERMAN, LONG_WORD, type Vocabulary } from './vocabulary.ts'
import { termsOfForm } from './terms.ts'
import { codeTerm, eachPiece, formOf, hasDigit, readable, stopWords } from './words.ts'

// What somebody typed, and what it is widened to. Pure.

export type Asked =
  | { readonly kind: 'word'; readonly forms: readonly string[]; readonly joined: string }
  | { readonly kind: 'beginning'; readonly form: string }
  | { readonly kind: 'phrase'; readonly forms: readonly string[] }
export type Parsed = { readonly wanted: readonly Asked[]; readonly unwanted: readonly Asked[] }

const MOST_WORDS = 24
const PIECE = /(-?)(?:["„“”»«]([^"„“”»«]*)["„“”»«]?|([^\s"„“”»«]+))/gu
const SHORTEST_BEGINNING = 2

/** Takes apart what was typed: words, `"phrases"`, `beginnings*`, and what is `-not` wanted. */
export function parse(query: string): Parsed {
  const wanted: Asked[] = []
  const unwanted: Asked[] = []
  for (const [, minus, phrase, bare] of readable(query.slice(0, 1_000)).matchAll(PIECE)) {
    const to = minus ? unwanted : wanted
    if (wanted.length + unwanted.length >= MOST_WORDS) break
    if (phrase !== undefined) {
      const forms = eachPiece(phrase).flatMap(({ parts }) => parts)
      if (forms.length > 0) to.push({ kind: 'phrase', forms })
    } else if (bare?.endsWith('*')) {
      const form = eachPiece(bare)
        .flatMap(({ parts }) => parts)
        .join('')
      if (form.length >= SHORTEST_BEGINNING) to.push({ kind: 'beginning', form })
    } else {
      for (const { parts, joined } of eachPiece(bare ?? '')) to.push({ kind: 'word', forms: parts, joined })
    }
  }
  return { wanted, unwanted }
}

/** All of these terms must be there. */
export type Alternative = readonly string[]
/** One must be there: `exact` are the word and its forms; `wide`, thought out when it is asked for, what it was widened to. */
export type Group = {
  readonly exact: readonly Alternative[]
  readonly wide: readonly Alternative[]
  /** In how many documents the rarest wanted word stands, as far as known. */
  readonly documents: number
}

const MOST_WIDE = 24
const MOST_BEGUN = 64

/** The groups of what was asked for; words that no index knows (stop words) ask for nothing. */
export function groupsOf(asked: readonly Asked[], vocabulary: Vocabulary, how: 'wide' | 'plain'): Group[] {
  return asked.flatMap((one): Group[] => {
    if (one.kind === 'beginning') return [beginning(one.form, vocabulary)]
    const groups = one.kind === 'phrase' ? one.forms.flatMap((form) => word(form, vocabulary, 'plain')) : undefined
    return groups ?? piece(one as Extract<Asked, { kind: 'word' }>, vocabulary, how)
  })
}

const isLoneDigit = (form: string): boolean => form.length === 1 && hasDigit(form)

const single = (terms: readonly string[]): Alternative[] => [...new Set(terms)].map((term) => [term])

/** The terms of a word that was asked for; English ones only where an English text has one like it. */
const termsOf = (form: string, vocabulary: Vocabulary): string[] => [
  ...termsOfForm(form, false),
  ...(vocabulary.english && !hasDigit(form)
    ? termsOfForm(form, true, false).filter((term) => vocabulary.holdsEnglish(term))
    : []),
]

/** The terms under which a word of the vocabulary stands. */
function termsMet(form: string, vocabulary: Vocabulary): string[] {
  const tongues = vocabulary.tongues(form)
  return termsOfForm(form, (tongues & ENGLISH) !== 0, (tongues & GERMAN) !== 0)
}

function beginning(form: string, vocabulary: Vocabulary): Group {
  const words = vocabulary.beginning(form, MOST_BEGUN)
  const exact = single([...termsOf(form, vocabulary), ...words.flatMap((one) => termsMet(one, vocabulary))])
  return { exact, wide: [], documents: Math.max(1, ...words.map((one) => vocabulary.documents(one))) }
}

/** What is joined by hyphens or dots: as one word, or all of its parts. */
function piece(asked: Extract<Asked, { kind: 'word' }>, vocabulary: Vocabulary, how: 'wide' | 'plain'): Group[] {
  const { forms, joined } = asked
  if (forms.length === 1 && forms[0] !== undefined) return word(forms[0], vocabulary, how)
  if (hasDigit(joined)) return [{ exact: [[codeTerm(joined)]], wide: [], documents: 1 }]
  const parts = forms.flatMap((form) => word(form, vocabulary, how))
  if (how === 'plain') return parts
  const [whole] = word(joined, vocabulary, 'plain')
  const all = parts.flatMap(({ exact }) => exact[0]?.[0] ?? [])
  if (!whole || all.length === 0) return parts
  return [{ exact: [...whole.exact, all], wide: [], documents: whole.documents }]
}

function word(form: string, vocabulary: Vocabulary, how: 'wide' | 'plain'): Group[] {
  const terms = termsOf(form, vocabulary)
  // a digit by itself stands in no index; in a phrase the text decides about it
  if (terms.length === 0 || stopWords.de.has(form) || isLoneDigit(form)) return []
  const documents = Math.max(1, vocabulary.documents(form))
  if (how === 'plain' || hasDigit(form)) return [{ exact: single(terms), wide: [], documents }]
  const spelled = vocabulary.spelledAs(form)
  const exact = single([...terms, ...spelled.flatMap((one) => termsMet(one, vocabulary))])
  let wide: readonly Alternative[] | undefined
  return [
    {
      exact,
      get wide() {
        wide ??= wider(form, vocabulary, [form, ...spelled]).filter(([term, more]) => more || !has(exact, term))
        return wide
      },
      documents,
    },
  ]
}

const has = (alternatives: readonly Alternative[], term: string | undefined): boolean =>
  alternatives.some((one) => one.length === 1 && one[0] === term)

const widened = new WeakMap<
  Vocabulary,
  { readonly size: number; readonly known: Map<string, readonly Alternative[]> }
>()
const MOST_REMEMBERED = 5_000

/** What a word is widened to, remembered until the vocabulary has grown. */
function wider(form: string, vocabulary: Vocabulary, known: readonly string[]): readonly Alternative[] {
  let memory = widened.get(vocabulary)
  if (memory?.size !== vocabulary.size || memory.known.size > MOST_REMEMBERED) {
    memory = { size: vocabulary.size, known: new Map() }
    widened.set(vocabulary, memory)
  }
  const before = memory.known.get(form)
  const now = before ?? widerNow(form, vocabulary, known)
  memory.known.set(form, now)
  return now
}

function widerNow(form: string, vocabulary: Vocabulary, known: readonly string[]): Alternative[] {
  const alike = vocabulary.readAs(form)
  const compounds = vocabulary.compoundsOf(form, MOST_WIDE / 2)
  const unknown = !known.some((one) => vocabulary.has(one))
  // a word that stands nowhere may be misspelt; one that stands in many documents may be misread in one
  const near = unknown
    ? vocabulary.near(form, form.length >= 9 ? 2 : form.length >= 5 ? 1 : 0, 8)
    : form.length >= LONG_WORD
      ? vocabulary.near(form, 1, 24).filter((one) => vocabulary.documents(one) * 20 <= vocabulary.documents(form))
      : []
  const parts = unknown ? vocabulary.partsOf(form) : undefined
  const terms = new Set([...alike, ...compounds, ...near].flatMap((one) => termsMet(one, vocabulary)))
  const split = parts?.flatMap((one) => termsOfForm(one, false).slice(0, 1))
  return [...(split && split.length > 1 ? [split] : []), ...single([...terms])].slice(0, MOST_WIDE)
}

const MOST_NEAR = 8

/** Words of the vocabulary that may have been meant where nothing was found; who asks may not know all of them. */
export function suggestionsFor(parsed: Parsed, vocabulary: Vocabulary): string[] {
  const forms = parsed.wanted.flatMap((one) => (one.kind === 'beginning' ? [one.form] : one.forms))
  const missing = forms.map(formOf).filter((form) => form.length >= 4 && !hasDigit(form) && !vocabulary.has(form))
  return [...new Set(missing.flatMap((form) => vocabulary.near(form, form.length >= 7 ? 2 : 1, MOST_NEAR)))]
}
