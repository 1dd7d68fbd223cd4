// Which words of a page are marked, by the very rules of the search. Runs in browsers.
import { marksIn } from '../../search/marks.ts'
import { folded } from '../../search/spelling.ts'
import { termsOfForm } from '../../search/terms.ts'
import type { Marks } from '../../search/wanted.ts'
import { eachPiece, placesOf } from '../../search/words.ts'
import type { Box } from '../../types.ts'
import type { PageWords } from './overlay.ts'

/** What is looked for; `beginnings` of words, without umlauts, come from the viewer's own field only. */
export type Sought = Marks & {
  readonly beginnings: readonly string[]
  /** Instead of words: a place on a page. */
  readonly place?: { readonly page: number; readonly box: Box }
}

const isTexts = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((one) => typeof one === 'string')

const PLACE = /^#stelle=(\d{1,6})_([\d.]+)_([\d.]+)_([\d.]+)_([\d.]+)$/

function placeIn(fragment: string): Sought | undefined {
  const numbers = PLACE.exec(fragment)?.slice(1).map(Number)
  if (!numbers?.every((one, at) => (at === 0 ? one >= 1 : one >= 0 && one <= 1))) return undefined
  const [page = 1, x = 0, y = 0, width = 0, height = 0] = numbers
  return { terms: [], phrases: [], beginnings: [], place: { page, box: { x, y, width, height } } }
}

/**
 * Reads the marks that a list of hits, or a list of values, wrote behind the `#` of an address; undefined when there are none.
 */
export function soughtIn(fragment: string): Sought | undefined {
  const place = placeIn(fragment)
  if (place) return place
  const written = /^#treffer=(.+)$/s.exec(fragment)?.[1]
  if (written === undefined) return undefined
  try {
    const read = JSON.parse(decodeURIComponent(written)) as Partial<Marks> | null
    if (!isTexts(read?.terms) || !Array.isArray(read.phrases)) return undefined
    return {
      terms: read.terms,
      phrases: read.phrases.filter(isTexts).filter(({ length }) => length > 0),
      beginnings: [],
    }
  } catch {
    return undefined // somebody else's fragment
  }
}

/** What somebody types into the viewer's own field: words in any of their forms or as beginnings; `"..."` is a phrase. */
export function soughtFor(query: string): Sought | undefined {
  const phrases = [...query.matchAll(/"([^"]+)"/g)].map(([, text = '']) =>
    eachPiece(text).flatMap(({ parts }) => parts),
  )
  const pieces = eachPiece(query.replaceAll(/"[^"]*"/g, ' '))
  const forms = pieces.flatMap(({ parts, joined }) => (parts.length > 1 ? [joined] : parts))
  if (forms.length + phrases.length === 0) return undefined
  return { terms: forms.flatMap((form) => termsOfForm(form, true)), phrases, beginnings: forms.map(folded) }
}

/** Numbers of the words of a page, in order, that are to be marked. */
export function hitsAmong(words: readonly string[], sought: Sought): readonly number[] {
  const found = new Set<number>()
  const starts: number[] = []
  let text = ''
  for (const word of words) {
    starts.push(text.length)
    text += `${word} `
  }
  let place = 0
  for (const { start, end } of marksIn(text, sought)) {
    while ((starts[place + 1] ?? Infinity) <= start) place += 1
    for (let over = place; over < words.length && (starts[over] ?? 0) < end; over++) found.add(over)
  }
  if (sought.beginnings.length > 0)
    for (const [number, word] of words.entries()) if (begins(word, sought.beginnings)) found.add(number)
  return [...found].toSorted((one, other) => one - other)
}

/** Numbers of the words whose middle lies in a box. */
export const wordsWithin = (words: PageWords['words'], box: Box): readonly number[] =>
  words.flatMap(([, x, y, width, height], number) => {
    const [right, down] = [x + width / 2 - box.x, y + height / 2 - box.y]
    return right >= 0 && right <= box.width && down >= 0 && down <= box.height ? [number] : []
  })

const begins = (word: string, beginnings: readonly string[]): boolean => {
  for (const { form } of placesOf(word)) {
    const plain = folded(form)
    if (beginnings.some((beginning) => plain.startsWith(beginning))) return true
  }
  return false
}
