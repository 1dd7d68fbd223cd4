// The German stemming algorithm of the Snowball project (snowballstem.org), version 3, as PostgreSQL 18 has it.

const VOWEL = /[aeiouyäöü]/
const isVowel = (letter: string | undefined): boolean => letter !== undefined && VOWEL.test(letter)

/** `u` and `y` between vowels are no vowels: written large while the word is worked on. `ae` is `ä`, but `que` stays. */
function prepared(word: string): string {
  const marked = word.replaceAll(/(?<=[aeiouyäöü])[uy](?=[aeiouyäöü])/g, (letter) => letter.toUpperCase())
  return marked.replaceAll(/ß|ae|oe|ue|qu/g, (found) => replaced[found] ?? found)
}
const replaced: Readonly<Record<string, string>> = { ß: 'ss', ae: 'ä', oe: 'ö', ue: 'ü' }

/** Where the part after the first consonant that follows a vowel begins. */
function region(word: string, from: number): number {
  let place = from
  while (place < word.length && !isVowel(word[place])) place++
  while (place < word.length && isVowel(word[place])) place++
  return Math.min(place + 1, word.length)
}

const first = /(?:erinnen|erin|ern|em|er|en|es|lns|ln|e|s)$/
const second = /(?:est|en|er|st)$/
const third = /(?:lich|heit|keit|isch|end|ung|ig|ik)$/

function firstEnding(word: string, r1: number): string {
  const ending = first.exec(word)?.[0]
  if (ending === undefined || word.length - ending.length < r1) return word
  const rest = word.slice(0, -ending.length)
  switch (ending) {
    case 'em':
      return rest.endsWith('syst') ? word : rest
    case 'e':
    case 'en':
    case 'es':
      return rest.endsWith('niss') ? rest.slice(0, -1) : rest
    case 's':
      return /[bdfghklmnrt]$/.test(rest) ? rest : word
    case 'ln':
    case 'lns':
      return `${rest}l`
    default:
      return rest
  }
}

function secondEnding(word: string, r1: number): string {
  const ending = second.exec(word)?.[0]
  if (ending === undefined || word.length - ending.length < r1) return word
  const rest = word.slice(0, -ending.length)
  if (ending === 'st') return /[bdfghklmnt]$/.test(rest) && rest.length > 3 ? rest : word
  return rest
}

function thirdEnding(word: string, r1: number, r2: number): string {
  const ending = third.exec(word)?.[0]
  if (ending === undefined || word.length - ending.length < r2) return word
  const rest = word.slice(0, -ending.length)
  switch (ending) {
    case 'end':
    case 'ung':
      return rest.endsWith('ig') && !rest.endsWith('eig') && rest.length - 2 >= r2 ? rest.slice(0, -2) : rest
    case 'ig':
    case 'ik':
    case 'isch':
      return rest.endsWith('e') ? word : rest
    case 'lich':
    case 'heit':
      return /e[rn]$/.test(rest) && rest.length - 2 >= r1 ? rest.slice(0, -2) : rest
    default: {
      const inner = /(?:lich|ig)$/.exec(rest)?.[0]
      return inner !== undefined && rest.length - inner.length >= r2 ? rest.slice(0, -inner.length) : rest
    }
  }
}

const plain: Readonly<Record<string, string>> = { Y: 'y', U: 'u', ä: 'a', ö: 'o', ü: 'u' }

/** The stem of a German word in lower case, by which its forms meet: `häuser` and `haus`, `kündigung` and `kuendigungen`. */
export function germanStem(word: string): string {
  let stem = prepared(word)
  const begins = region(stem, 0)
  const r1 = stem.length < 3 ? stem.length : Math.max(begins, 3)
  const r2 = region(stem, begins)
  stem = firstEnding(stem, r1)
  stem = secondEnding(stem, r1)
  stem = thirdEnding(stem, r1, r2)
  return stem.replaceAll(/[YUäöü]/g, (letter) => plain[letter] ?? letter)
}
