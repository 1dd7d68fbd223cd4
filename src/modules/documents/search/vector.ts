import { eachTerm, readable, type Tongue, tongueOf } from './words.ts'

// Pure, and free of Node: runs in the browser of a client-only archive too.

export const PAGES_A_PART = 64
/** PostgreSQL bounds a vector at one megabyte; sixteen bytes a word. */
const TERMS_A_PART = 40_000
const SLICE = 100_000

/** A part of a document: how often each term occurs on these pages. */
export type Part = {
  readonly firstPage: number
  lastPage: number
  readonly counts: Map<string, number>
}
export type PageText = { readonly number: number; readonly text: string }
export type Weight = 'A' | 'B' | 'C' | 'D'

/** Text of any length in pieces that end between words. */
function* slicesOf(text: string): Generator<string> {
  for (let from = 0; from < text.length;) {
    const space = from + SLICE >= text.length ? text.length : text.indexOf('\n', from + SLICE)
    const end = space === -1 ? Math.min(from + 2 * SLICE, text.length) : space
    yield text.slice(from, end)
    from = end
  }
}

/**
 * Counts the terms of pages, part after part.
 * @param met told of each word, as the vocabulary keeps it
 */
export async function* partsOf(
  pages: Iterable<PageText> | AsyncIterable<PageText>,
  met: (form: string, tongue: Tongue) => void = () => undefined,
): AsyncGenerator<Part> {
  let part: Part | undefined
  for await (const { number, text } of pages) {
    if (part && number - part.firstPage >= PAGES_A_PART) {
      yield part
      part = undefined
    }
    const whole = readable(text)
    const tongue = tongueOf(whole)
    for (const slice of slicesOf(whole)) {
      part ??= { firstPage: number, lastPage: number, counts: new Map<string, number>() }
      part.lastPage = number
      const { counts } = part
      eachTerm(slice, tongue, (term, form) => {
        counts.set(term, (counts.get(term) ?? 0) + 1)
        if (form !== '') met(form, tongue)
      })
      if (counts.size < TERMS_A_PART) continue
      yield part
      part = undefined
    }
  }
  if (part) yield part
}

/** The terms of what stands above a document: title, file name, values found. */
export function headTerms(heads: readonly string[], met: (form: string, tongue: Tongue) => void): Set<string> {
  const terms = new Set<string>()
  for (const head of heads)
    eachTerm(readable(head), 'de', (term, form) => {
      terms.add(term)
      if (form !== '') met(form, 'de')
    })
  return terms
}

/** Only four classes are kept of how often a word occurs: the exact number would tell more of the text than ranking needs. */
export const weightOf = (count: number): Weight => (count >= 4 ? 'B' : count >= 2 ? 'C' : 'D')

/**
 * A token as it stands in a vector. A place without a meaning is written only to bear a weight: without one PostgreSQL takes the
 * lowest, `D`, which most words have, and a row is a fifth smaller.
 */
export const lexemeOf = (token: string, weight: Weight): string =>
  weight === 'D' ? `'${token}'` : `'${token}':1${weight}`

/** A vector in PostgreSQL's text form: tokens with their weights, and no places. */
export function vectorOf(
  part: Pick<Part, 'counts'>,
  heads: ReadonlySet<string>,
  token: (term: string) => string,
): string {
  const pieces: string[] = []
  for (const term of heads) pieces.push(lexemeOf(token(term), 'A'))
  for (const [term, count] of part.counts) if (!heads.has(term)) pieces.push(lexemeOf(token(term), weightOf(count)))
  return pieces.join(' ')
}
