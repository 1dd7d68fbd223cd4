import { fold } from './layout.ts'

const MONTHS: readonly (readonly string[])[] = [
  ['januar', 'jan', 'january', 'jaenner', 'jaen'],
  ['februar', 'feb', 'february', 'feber'],
  ['maerz', 'mrz', 'march', 'mar', 'maer'],
  ['april', 'apr'],
  ['mai', 'may'],
  ['juni', 'jun', 'june'],
  ['juli', 'jul', 'july'],
  ['august', 'aug'],
  ['september', 'sep', 'sept'],
  ['oktober', 'okt', 'october', 'oct'],
  ['november', 'nov'],
  ['dezember', 'dez', 'december', 'dec'],
]

/** The month a word names, 1 to 12; OCR likes to read `rn` for `m` and `0` for `o`. */
export function monthOf(word: string): number | undefined {
  const folded = fold(word)
  const read = folded.replaceAll('rn', 'm').replaceAll('0', 'o').replaceAll('1', 'l')
  const found = MONTHS.findIndex((names) => names.includes(folded) || names.includes(read))
  if (found >= 0) return found + 1
  // one letter misread in a long name
  const near = MONTHS.findIndex(
    ([name = '']) => name.length >= 6 && name.length === read.length && differ(name, read) === 1,
  )
  return near < 0 ? undefined : near + 1
}

const differ = (one: string, other: string): number => [...one].filter((sign, place) => sign !== other[place]).length
