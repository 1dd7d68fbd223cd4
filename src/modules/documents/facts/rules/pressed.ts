// Which words of a line are meant when one of them is pressed. Pure; runs in browsers.
import type { FieldKind } from '../../types.ts'
import { readEntered } from './chosen-words.ts'

export type LineWord = {
  readonly text: string
  /** A wide gap stands before it: another column begins. */
  readonly apart: boolean
}
/** Words from `from` to before `to`. */
export type WordRun = { readonly from: number; readonly to: number }

const LONGEST_DATE = 3 // `24. November 2026`
const LONGEST_IBAN = 9 // 34 signs in groups of four
const OF_AMOUNT =
  /^(?:[-+−–]?[\d.,'’]+(?:[-–—]{1,2})?|(?:[-+−–]?[\d.,'’]*)?(?:€|\$|£|EUR|Euro|USD|GBP|CHF|S?Fr\.)[\d.,'’]*)$/i
const LABEL = /[:=#]$/

/**
 * The words around the pressed one that are a value of the kind: of dates and accounts the fewest that are one, of amounts
 * all that stand together, of texts the column behind its label, of numbers the word itself.
 * @returns undefined where no such value stands
 */
export function pressedRun(kind: FieldKind, words: readonly LineWord[], at: number): WordRun | undefined {
  switch (kind) {
    case 'date':
      return shortest(kind, words, at, LONGEST_DATE)
    case 'iban':
      return shortest(kind, words, at, LONGEST_IBAN)
    case 'amount':
      return amountAround(words, at)
    case 'number':
      return { from: at, to: at + 1 }
    case 'text':
      return within(words, at, (word) => !LABEL.test(word))
    case 'choice':
      return undefined
  }
}

/** The words of a run as they are read, without the signs around them. */
export const textOfRun = (words: readonly LineWord[], { from, to }: WordRun): string =>
  words
    .slice(from, to)
    .map(({ text }) => text)
    .join(' ')
    .replaceAll(/^[\s:;,("'„“”]+|[\s:;,)"'“”]+$/g, '')

function shortest(kind: FieldKind, words: readonly LineWord[], at: number, most: number): WordRun | undefined {
  for (let count = 1; count <= most; count++)
    for (let from = Math.max(0, at - count + 1); from <= at && from + count <= words.length; from++) {
      const run = { from, to: from + count }
      if (readEntered(kind, textOfRun(words, run)) !== undefined) return run
    }
  return undefined
}

function amountAround(words: readonly LineWord[], at: number): WordRun | undefined {
  if (!OF_AMOUNT.test(words[at]?.text ?? '')) return undefined
  const run = within(words, at, (word) => OF_AMOUNT.test(word))
  for (const one of [run, { from: at, to: at + 1 }])
    if (readEntered('amount', textOfRun(words, one)) !== undefined) return one
  return undefined
}

/** From the pressed word on to both sides, as far as the column and the words that belong to it go. */
function within(words: readonly LineWord[], at: number, belongs: (word: string) => boolean): WordRun {
  let [from, to] = [at, at + 1]
  while (from > 0 && !words[from]?.apart && belongs(words[from - 1]?.text ?? '')) from--
  while (to < words.length && !words[to]?.apart && belongs(words[to]?.text ?? '')) to++
  return { from, to }
}
