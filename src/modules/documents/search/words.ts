import { englishStem } from './english.ts'
import { germanStem } from './german.ts'
import { stopWords } from './stop-words.ts'

// Pure, and free of Node: the same words come out on the server and in the browser of a client-only archive.

export type Tongue = 'de' | 'en'

/** A word where it stands in a text; `start` and `end` count UTF-16 units. */
export type Place = { readonly form: string; readonly start: number; readonly end: number }

const LONGEST = 64
const LETTER = String.raw`\p{L}\p{N}\p{M}\u00AD`
const CHUNK = new RegExp(`[${LETTER}]+(?:[-‐‑./,:_&@+'’][${LETTER}]+)*`, 'gu')
const PART = new RegExp(`[${LETTER}]+`, 'gu')
const DIGIT = /\p{N}/u
const HYPHENS = /^[^./,:_&@+'’]+$/u
const GROUPED = /(?<![\p{L}\p{N}])[A-Z]{2}\d{2}(?: [0-9A-Z]{4}){2,7}(?: [0-9A-Z]{1,3})?(?![\p{L}\p{N}])/gu
const BROKEN = /(?<=\p{L})[-\u00AD] *\r?\n *(?=\p{Ll})(?!(?:und|oder|bzw|sowie|als|bis)(?!\p{L}))/gu

/** A text as it is searched and shown: composed letters, words put together that a line's end had parted. */
export const readable = (text: string): string => text.normalize('NFC').replaceAll(BROKEN, '')

/** How a word is compared: lower case, composed, without soft hyphens. */
export const formOf = (word: string): string => word.normalize('NFC').toLowerCase().replaceAll('\u00AD', '')

/** The words of a readable text in order; what is joined by hyphens or dots counts as several. */
export function* placesOf(text: string): Generator<Place> {
  for (const { 0: word, index } of text.matchAll(PART))
    yield { form: formOf(word).slice(0, LONGEST), start: index, end: index + word.length }
}

export type Piece = { readonly parts: readonly string[]; readonly joined: string }

/** The codes of a readable text where they stand: `RE-2026/0417`, `1.234,56`, an IBAN in groups of four. */
export function* codesOf(text: string): Generator<Place> {
  for (const code of [GROUPED, CHUNK])
    for (const { 0: found, index } of text.matchAll(code)) {
      const form = (formOf(found).match(PART) ?? []).join('')
      if (hasDigit(form) && form.length <= LONGEST) yield { form, start: index, end: index + found.length }
    }
}

/** The pieces of what was typed, each with the words that hyphens or dots join in it. */
export const eachPiece = (text: string): Piece[] =>
  (text.match(CHUNK) ?? []).map((chunk) => {
    const parts = (formOf(chunk).match(PART) ?? []).map((part) => part.slice(0, LONGEST))
    return { parts, joined: parts.join('').slice(0, LONGEST) }
  })

export { stopWords }
export const hasDigit = (form: string): boolean => DIGIT.test(form)
export const stemOf = (form: string, tongue: Tongue): string => (tongue === 'de' ? germanStem(form) : englishStem(form))

const stems: Record<Tongue, Map<string, string>> = { de: new Map(), en: new Map() }
const MOST_STEMS = 100_000

/**
 * The term of a word without digits: the stem with its tongue. Two tongues never meet, as a stem of one may be a word of the
 * other. Undefined for a stop word, which is told before stemming: the stem of `Sicherheit` is that of `sich`.
 */
export function termOf(form: string, tongue: Tongue): string | undefined {
  const known = stems[tongue].get(form)
  if (known !== undefined) return known === '' ? undefined : known
  const term = stopWords[tongue].has(form) ? '' : `${tongue === 'de' ? 'd' : 'e'}:${stemOf(form, tongue)}`
  if (stems[tongue].size >= MOST_STEMS) stems[tongue].clear()
  stems[tongue].set(form, term)
  return term === '' ? undefined : term
}

/** The term of a number or a code, whatever separates its parts: `1.234,56`, `RE-2026/0417`, `DE89 3704 ...`. */
export const codeTerm = (form: string): string => `n:${form}`

/** Told of each word as it is found; `term` is what is indexed, `form` the word itself, '' for what was put together of codes. */
export type Found = (term: string, form: string) => void

/** Gives the terms of a readable text, each as often as it occurs. */
export function eachTerm(text: string, tongue: Tongue, found: Found): void {
  for (const [grouped] of text.matchAll(GROUPED)) found(codeTerm(formOf(grouped.replaceAll(' ', ''))), '')
  for (const [chunk] of text.matchAll(CHUNK)) {
    const form = formOf(chunk)
    const parts = form.match(PART) ?? []
    for (const part of parts) one(part.slice(0, LONGEST), tongue, found)
    if (parts.length < 2) continue
    const joined = parts.join('')
    if (joined.length > LONGEST) continue
    if (hasDigit(joined)) found(codeTerm(joined), '')
    else if (HYPHENS.test(form)) word(joined, tongue, found)
  }
}

function one(form: string, tongue: Tongue, found: Found): void {
  if (!hasDigit(form)) word(form, tongue, found)
  else if (form.length > 1) found(codeTerm(form), /\p{L}/u.test(form) ? form : '')
}

function word(form: string, tongue: Tongue, found: Found): void {
  const term = termOf(form, tongue)
  if (term !== undefined) found(term, form)
}

const FEW = 4

/** The language a text is written in: German unless its small words are mostly English ones. */
export function tongueOf(text: string): Tongue {
  let german = 0
  let english = 0
  let seen = 0
  for (const { form } of placesOf(text)) {
    if (stopWords.de.has(form)) german++
    if (stopWords.en.has(form)) english++
    if (++seen > 2_000) break
  }
  return english >= FEW && english > 2 * german ? 'en' : 'de'
}
