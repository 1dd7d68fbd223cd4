import type { Marks, Snippet } from './wanted.ts'
import { codesOf, codeTerm, hasDigit, placesOf, termOf } from './words.ts'

// Where in a text the words stand that were looked for. Pure, and free of Node: the viewer marks by the same rules.

export type Span = { readonly start: number; readonly end: number; readonly term: string }

/** Matches the words of a phrase one after the other, whatever stands between them but letters. */
export const phraseIn = (forms: readonly string[]): RegExp => {
  const escaped = forms.map((form) => form.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`))
  return new RegExp(String.raw`(?<![\p{L}\p{N}])${escaped.join(String.raw`[^\p{L}\p{N}]+`)}(?![\p{L}\p{N}])`, 'giu')
}

/** The places of what was looked for in a readable text (see `readable`), in order, none within another. */
export function marksIn(text: string, { terms, phrases }: Marks): Span[] {
  const wanted = new Set(terms)
  const spans: Span[] = []
  for (const phrase of phrases)
    for (const { 0: found, index } of text.matchAll(phraseIn(phrase)))
      spans.push({ start: index, end: index + found.length, term: phrase.join(' ') })
  if (terms.some((term) => term.startsWith('n:')))
    for (const { form, start, end } of codesOf(text)) {
      const term = codeTerm(form)
      if (wanted.has(term)) spans.push({ start, end, term })
    }
  for (const { form, start, end } of placesOf(text)) {
    const term = termWanted(form, wanted)
    if (term !== undefined) spans.push({ start, end, term })
  }
  const kept: Span[] = []
  for (const span of spans.toSorted((one, other) => one.start - other.start || other.end - one.end))
    if (span.start >= (kept.at(-1)?.end ?? 0)) kept.push(span)
  return kept
}

function termWanted(form: string, wanted: ReadonlySet<string>): string | undefined {
  const first = hasDigit(form) ? codeTerm(form) : termOf(form, 'de')
  if (first !== undefined && wanted.has(first)) return first
  const second = hasDigit(form) ? undefined : termOf(form, 'en')
  return second !== undefined && wanted.has(second) ? second : undefined
}

const AROUND = 90

/** A piece of the text around the most different marks, with the marks told apart. */
export function snippetOf(page: number, text: string, spans: readonly Span[]): Snippet | undefined {
  let best: { readonly first: number; readonly different: number } | undefined
  for (let first = 0; first < spans.length; first++) {
    const begin = spans[first]?.start ?? 0
    const within = spans.filter(({ start, end }) => start >= begin && end <= begin + 2 * AROUND)
    const different = new Set(within.map(({ term }) => term)).size
    if (!best || different > best.different) best = { first, different }
    if (first > 200) break // a page full of hits: the first places do
  }
  const from = best && spans[best.first]
  if (!from) return undefined
  const begin = wordEdge(text, Math.max(0, from.start - AROUND / 2), 1)
  const end = wordEdge(text, Math.min(text.length, begin + 2.5 * AROUND), -1)
  const pieces: { text: string; hit: boolean }[] = []
  let at = begin
  for (const span of spans.filter(({ start, end: until }) => start >= begin && until <= end)) {
    if (span.start > at) pieces.push({ text: text.slice(at, span.start), hit: false })
    pieces.push({ text: text.slice(span.start, span.end), hit: true })
    at = span.end
  }
  if (at < end) pieces.push({ text: text.slice(at, end), hit: false })
  const spaced = pieces.map((piece) => ({ ...piece, text: piece.text.replaceAll(/\s+/g, ' ') }))
  if (begin > 0) spaced.unshift({ text: '… ', hit: false })
  if (end < text.length) spaced.push({ text: ' …', hit: false })
  return { page, pieces: spaced }
}

/** The nearest place between words, so that no word is cut. */
function wordEdge(text: string, from: number, step: 1 | -1): number {
  if (from <= 0 || from >= text.length) return Math.min(Math.max(from, 0), text.length)
  for (let at = Math.trunc(from), steps = 0; steps < 40 && at > 0 && at < text.length; at += step, steps++)
    if (/\s/.test(text[at] ?? '')) return step === 1 ? at + 1 : at
  return Math.trunc(from)
}
