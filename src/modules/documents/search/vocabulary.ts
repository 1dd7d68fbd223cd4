import { asRecognised, distance, folded, lettersOf, mayBeNear } from './spelling.ts'
import { germanStem } from './german.ts'
import { termsOfForm } from './terms.ts'

/** Which tongues a word was met in: German, English, or both. */
export const GERMAN = 1
export const ENGLISH = 2
export type Entry = { readonly form: string; readonly tongues: number; readonly documents: number }

/** The words of an organisation's documents, in memory while they are searched: what a query is widened with. */
export type Vocabulary = {
  readonly size: number
  /** Whether any text was English: German words need no English stem otherwise. */
  readonly english: boolean
  has(form: string): boolean
  /** The tongues in which the word was met; 0 for a word that stands nowhere. */
  tongues(form: string): number
  /** Whether a word of this English term was met in an English text. */
  holdsEnglish(term: string): boolean
  /** How many documents hold the word, as far as counted. */
  documents(form: string): number
  add(entry: Entry): void
  entries(): Iterable<Entry>
  /** Words that begin so, those in most documents first. */
  beginning(beginning: string, most: number): readonly string[]
  /** Other spellings of the word: umlauts, accents. */
  spelledAs(form: string): readonly string[]
  /** What the word may have been read as. */
  readAs(form: string): readonly string[]
  /** Compounds that it is a part of: `doppelschale` of `schale`, `versicherungsnummer` of `versicherung`. */
  compoundsOf(form: string, most: number): readonly string[]
  /** The parts of a compound, each a word itself; undefined when it is none. */
  partsOf(form: string): readonly string[] | undefined
  /** Words within so many changes, the nearest and most frequent first. */
  near(form: string, changes: number, most: number): readonly string[]
}

/** What joins the parts of a German compound. */
const JOINTS = ['', 's', 'es', 'n', 'en', 'er', 'e']
const SHORTEST_PART = 4
const SHORTEST_REST = 3
/** What begins verbs and is no word by itself: `verhalten` is no compound of `halten`. */
const PREFIXES = new Set(['emp', 'ent', 'ver', 'zer'])

/** From so many letters on one changed letter is taken for a misreading. */
export const LONG_WORD = 7
const headOf = (form: string): string => form.slice(0, 3)
const tailOf = (form: string): string => form.slice(-4)

type Lists<Key = string> = Map<Key, string | string[]>
const listed = (lists: Lists, key: string): readonly string[] => {
  const list = lists.get(key) ?? []
  return typeof list === 'string' ? [list] : list
}

/** Most lists have one word: it stands by itself, which saves most of the memory. */
function put<Key>(lists: Lists<Key>, key: Key, form: string): void {
  const others = lists.get(key)
  if (others === undefined) lists.set(key, form)
  else if (typeof others === 'string') lists.set(key, [others, form])
  else others.push(form)
}

const amount = (list: string | readonly string[]): number => (typeof list === 'string' ? 1 : list.length)

/** The runs of four letters in a word as numbers, by which those are found that have it inside; some runs share one. */
function gramsOf(word: string): number[] {
  const grams: number[] = []
  let gram = 0
  for (let at = 0; at < word.length; at++) {
    gram = ((gram << 7) | (word.charCodeAt(at) & 127)) & 0xfffffff
    if (at >= SHORTEST_PART - 1) grams.push(gram)
  }
  return grams
}

const MOST_REMEMBERED = 50_000

/** A function of words whose answers are kept: pieces of compounds come again and again. */
function remembered<T>(work: (word: string) => T): ((word: string) => T) & { forget(): void } {
  const known = new Map<string, T>()
  const ask = (word: string): T => {
    const before = known.get(word)
    if (before !== undefined) return before
    const now = work(word)
    if (known.size >= MOST_REMEMBERED) known.clear()
    known.set(word, now)
    return now
  }
  return Object.assign(ask, { forget: () => known.clear() })
}
const stemOf = remembered(germanStem)

export function vocabularyOf(first: Iterable<Entry> = []): Vocabulary {
  const words = new Map<string, { tongues: number; documents: number; letters: number }>()
  const byReading: Lists = new Map()
  const byHead: Lists = new Map()
  const byTail: Lists = new Map()
  const byGram: Lists<number> = new Map()
  let lines = '\n'
  let pending: string[] = []
  let unsorted: string[] = []
  let english = false
  const englishTerms = new Set<string>()
  let untold: string[] = []

  function add({ form, tongues, documents }: Entry): void {
    const known = words.get(form)
    if (tongues & ENGLISH) {
      english = true
      if (!known || !(known.tongues & ENGLISH)) untold.push(form)
    }
    if (known) {
      known.tongues |= tongues
      known.documents = Math.max(known.documents, documents)
      return
    }
    words.set(form, { tongues, documents, letters: lettersOf(form) })
    pending.push(form)
    isPart.forget()
    put(byReading, asRecognised(form), form)
    if (form.length >= SHORTEST_PART + SHORTEST_REST) unsorted.push(form)
    if (form.length < LONG_WORD - 1) return
    put(byHead, headOf(form), form)
    put(byTail, tailOf(form), form)
  }

  /** All words in one text, which is searched far faster than a list. */
  function text(): string {
    if (pending.length > 0) {
      lines += `${pending.join('\n')}\n`
      pending = []
    }
    return lines
  }

  const documents = (form: string): number => words.get(form)?.documents ?? 0
  const frequent = (forms: Iterable<string>, most: number): string[] =>
    Array.from(forms, (form) => ({ form, count: documents(form) }))
      .sort((one, other) => other.count - one.count || (one.form < other.form ? -1 : 1))
      .slice(0, most)
      .map(({ form }) => form)

  function beginningWith(beginning: string, bound: number): string[] {
    const all = text()
    const found: string[] = []
    for (let at = all.indexOf(beginning); at !== -1 && found.length < bound; at = all.indexOf(beginning, at)) {
      const end = all.indexOf('\n', at + 1)
      found.push(all.slice(at + 1, end))
      at = end
    }
    return found
  }

  /** Longer words in which a piece may stand: those with the rarest of its runs of letters. */
  function mayContain(piece: string): readonly string[] {
    for (const word of unsorted) for (const gram of gramsOf(word)) put(byGram, gram, word)
    unsorted = []
    const rarest = gramsOf(piece)
      .map((gram) => byGram.get(gram) ?? [])
      .reduce((one, other) => (amount(other) < amount(one) ? other : one))
    return typeof rarest === 'string' ? [rarest] : rarest
  }

  const readings = (form: string): string[] => listed(byReading, asRecognised(form)).filter((other) => other !== form)

  /** Whether this is a word by itself, apart from what joins it to the next. */
  const isPart = remembered(
    (piece) =>
      piece.length >= SHORTEST_REST &&
      !PREFIXES.has(piece) &&
      JOINTS.some((joint) => {
        if (!piece.endsWith(joint)) return false
        const bare = piece.slice(0, piece.length - joint.length)
        return bare.length >= SHORTEST_REST && words.has(bare)
      }),
  )

  const isWord = (piece: string): boolean => piece.length >= SHORTEST_REST && words.has(piece)

  /** Whether this is the wanted word in one of its forms, perhaps with what joins it to the next. */
  const isForm = (piece: string, stem: string): boolean =>
    JOINTS.some((joint) => piece.endsWith(joint) && stemOf(piece.slice(0, piece.length - joint.length)) === stem)

  function isCompound(word: string, piece: string, stem: string): boolean {
    for (let at = word.indexOf(piece); at !== -1; at = word.indexOf(piece, at + 1)) {
      const before = word.slice(0, at)
      if (before !== '' && !isPart(before)) continue
      if (before !== '' && stemOf(word.slice(at)) === stem) return true
      for (let end = at + piece.length; end <= word.length - SHORTEST_REST; end++)
        if (isWord(word.slice(end)) && isForm(word.slice(at, end), stem)) return true
    }
    return false
  }

  for (const entry of first) add(entry)
  return {
    get size() {
      return words.size
    },
    get english() {
      return english
    },
    has: (form) => words.has(form),
    tongues: (form) => words.get(form)?.tongues ?? 0,
    holdsEnglish(term) {
      for (const form of untold) for (const one of termsOfForm(form, true, false)) englishTerms.add(one)
      untold = []
      return englishTerms.has(term)
    },
    documents,
    add,
    *entries() {
      for (const [form, { tongues, documents: count }] of words) yield { form, tongues, documents: count }
    },
    beginning: (beginning, most) => frequent(beginningWith(`\n${beginning}`, 20_000), most),
    spelledAs: (form) => readings(form).filter((other) => folded(other) === folded(form)),
    readAs: (form) => readings(form).filter((other) => folded(other) !== folded(form)),
    compoundsOf(form, most) {
      const stem = stemOf(form)
      if (stem.length < SHORTEST_PART) return []
      // the stem has no umlauts any more, a compound keeps those of its parts
      const pieces = new Set([stem, form.slice(0, stem.length)])
      const found = new Set<string>()
      for (const piece of pieces)
        for (const word of mayContain(piece))
          if (word.length >= piece.length + SHORTEST_REST && isCompound(word, piece, stem)) found.add(word)
      return frequent(found, most)
    },
    partsOf(form) {
      for (let at = form.length - SHORTEST_PART; at >= SHORTEST_PART; at--) {
        const [head, tail] = [form.slice(0, at), form.slice(at)]
        if (!words.has(tail)) continue
        const joint = JOINTS.find((one) => head.endsWith(one) && words.has(head.slice(0, head.length - one.length)))
        if (joint !== undefined) return [head.slice(0, head.length - joint.length), tail]
      }
      return undefined
    },
    near(form, changes, most) {
      const letters = lettersOf(form)
      const found: { word: string; away: number }[] = []
      const look = (word: string): void => {
        if (Math.abs(word.length - form.length) > changes) return
        if (!mayBeNear(letters, words.get(word)?.letters ?? 0, changes)) return
        const away = distance(form, word, changes)
        if (away > 0 && away <= changes) found.push({ word, away })
      }
      if (changes === 1 && form.length >= LONG_WORD) {
        // one change leaves the first three letters of a long word as they are, or the last four
        const head = headOf(form)
        for (const word of listed(byHead, head)) look(word)
        for (const word of listed(byTail, tailOf(form))) if (!word.startsWith(head)) look(word)
      } else for (const word of words.keys()) look(word)
      return found
        .toSorted((one, other) => one.away - other.away || documents(other.word) - documents(one.word))
        .slice(0, most)
        .map(({ word }) => word)
    },
  }
}
