// The English stemming algorithm of the Snowball project (Porter 2, snowballstem.org).

const special: Readonly<Record<string, string>> = {
  skis: 'ski',
  skies: 'sky',
  idly: 'idl',
  gently: 'gentl',
  ugly: 'ugli',
  early: 'earli',
  only: 'onli',
  singly: 'singl',
  sky: 'sky',
  news: 'news',
  howe: 'howe',
  atlas: 'atlas',
  cosmos: 'cosmos',
  bias: 'bias',
  andes: 'andes',
}
const kept = new Set(['inning', 'outing', 'canning', 'herring', 'earring', 'evening', 'proceed', 'exceed', 'succeed'])

/** A `y` at the beginning or after a vowel is no vowel: written large while the word is worked on. */
const prepared = (word: string): string => word.replace(/^y/, 'Y').replaceAll(/(?<=[aeiouy])y/g, 'Y')

function region(word: string, from: number): number {
  const found = /[aeiouy][^aeiouy]/.exec(word.slice(from))
  return found ? from + found.index + 2 : word.length
}

const endsShort = (word: string): boolean =>
  /[^aeiouy][aeiouy][^aeiouywxY]$/.test(word) || /^[aeiouy][^aeiouy]$/.test(word)

/** Replaces the ending, if the word has it and it begins behind `region`; the longest ending counts alone. */
function exchanged(word: string, region: number, endings: Readonly<Record<string, string>>): string {
  for (let length = 7; length >= 2; length--) {
    const replacement = endings[word.slice(-length)]
    if (replacement === undefined || length > word.length) continue
    return word.length - length >= region ? word.slice(0, -length) + replacement : word
  }
  return word
}

function plural(word: string): string {
  if (word.endsWith('sses')) return word.slice(0, -2)
  if (/ie[ds]$/.test(word)) return word.slice(0, word.length > 4 ? -2 : -1)
  if (/[us]s$/.test(word)) return word
  return word.endsWith('s') && /[aeiouy].+s$/.test(word) ? word.slice(0, -1) : word
}

function past(word: string, r1: number): string {
  const eed = /eed(?:ly)?$/.exec(word)?.[0]
  if (eed !== undefined) return word.length - eed.length >= r1 ? `${word.slice(0, -eed.length)}ee` : word
  const ending = /(?:ed|ing)(?:ly)?$/.exec(word)?.[0]
  if (ending === undefined) return word
  const rest = word.slice(0, -ending.length)
  if (ending.startsWith('ing') && /^[^aeiouy]y$/i.test(rest)) return `${rest.slice(0, -1)}ie`
  if (!/[aeiouy]/.test(rest)) return word
  if (/(?:at|bl|iz)$/.test(rest)) return `${rest}e`
  if (/(bb|dd|ff|gg|mm|nn|pp|rr|tt)$/.test(rest)) return /^[aeo]..$/.test(rest) ? rest : rest.slice(0, -1)
  return r1 >= rest.length && endsShort(rest) ? `${rest}e` : rest
}

const manner: Readonly<Record<string, string>> = {
  tional: 'tion',
  enci: 'ence',
  anci: 'ance',
  abli: 'able',
  entli: 'ent',
  izer: 'ize',
  ization: 'ize',
  ational: 'ate',
  ation: 'ate',
  ator: 'ate',
  alism: 'al',
  aliti: 'al',
  alli: 'al',
  fulness: 'ful',
  ousli: 'ous',
  ousness: 'ous',
  iveness: 'ive',
  iviti: 'ive',
  biliti: 'ble',
  bli: 'ble',
  fulli: 'ful',
  lessli: 'less',
}
const quality: Readonly<Record<string, string>> = {
  tional: 'tion',
  ational: 'ate',
  alize: 'al',
  icate: 'ic',
  iciti: 'ic',
  ical: 'ic',
  ful: '',
  ness: '',
}
const noun = ['ement', 'ance', 'ence', 'able', 'ible', 'ment', 'ant', 'ent', 'ism', 'ate', 'iti', 'ous', 'ive', 'ize']
const nouns = [...noun, 'al', 'er', 'ic']

function second(word: string, r1: number): string {
  if (word.endsWith('logi')) return word.length - 3 >= r1 ? word.slice(0, -1) : word
  const changed = exchanged(word, r1, manner)
  const other = Object.keys(manner).some((ending) => word.endsWith(ending))
  return !other && /[cdeghkmnrt]li$/.test(word) && word.length - 2 >= r1 ? word.slice(0, -2) : changed
}

function fourth(word: string, r2: number): string {
  if (word.endsWith('ion')) return /[st]ion$/.test(word) && word.length - 3 >= r2 ? word.slice(0, -3) : word
  const ending = nouns.find((one) => word.endsWith(one))
  return ending !== undefined && word.length - ending.length >= r2 ? word.slice(0, -ending.length) : word
}

function last(word: string, r1: number, r2: number): string {
  const rest = word.slice(0, -1)
  if (word.endsWith('e')) return rest.length >= r2 || (rest.length >= r1 && !endsShort(rest)) ? rest : word
  return word.endsWith('ll') && rest.length >= r2 ? rest : word
}

/** The stem of an English word in lower case, by which its forms meet: `invoices` and `invoice`. */
export function englishStem(word: string): string {
  const known = special[word]
  if (known !== undefined || word.length < 3) return known ?? word
  let stem = prepared(word)
  const begins = /^(?:gener|commun|arsen)/.exec(stem)?.[0].length
  const r1 = begins ?? region(stem, 0)
  const r2 = region(stem, r1)
  stem = plural(stem)
  if (kept.has(stem)) return stem
  stem = past(stem, r1)
  stem = stem.replace(/(?<=.[^aeiouy])[yY]$/, 'i')
  stem = second(stem, r1)
  stem = stem.endsWith('ative') ? (stem.length - 5 >= r2 ? stem.slice(0, -5) : stem) : exchanged(stem, r1, quality)
  stem = fourth(stem, r2)
  stem = last(stem, r1, r2)
  return stem.replaceAll('Y', 'y')
}
