import { domainToASCII } from 'node:url'

const longestMail = 254 // RFC 5321, 4.5.3.1.3 less the angle brackets
const longestLocalPart = 64 // RFC 5321, 4.5.3.1.1

/** Looks like an address mail can be sent to: one @, sane parts, safe in a header. Says nothing of its existence. */
export const isMailAddress = (text: string): boolean => normaliseMail(text) !== undefined && text === text.trim()

/** The form for comparing and finding: lower case, domain in ASCII; undefined when it is no mail address. */
export const normaliseMail = (entered: string): string | undefined => {
  if (entered.length > 2 * longestMail) return undefined
  const parts = entered.trim().normalize('NFC').split('@')
  const [local, domain] = parts
  if (parts.length !== 2 || !local || !domain) return undefined
  // Quoted local parts (RFC 5321) are refused: real ones are rare, and they may hold spaces and line ends.
  if (!/^[\p{L}\p{M}\p{N}!#$%&'*+\-/=?^_`{|}~.]+$/u.test(local) || /^\.|\.\.|\.$/.test(local)) return undefined
  const host = asciiHost(domain)
  const found = `${lower(local)}@${host}`
  return host && Buffer.byteLength(local) <= longestLocalPart && Buffer.byteLength(found) <= longestMail
    ? found
    : undefined
}

const asciiHost = (domain: string): string | undefined => {
  if (!/^[\p{L}\p{M}\p{N}.-]+$/u.test(domain)) return undefined
  const host = domainToASCII(domain)
  const labels = host.split('.')
  const sane = labels.every((label) => /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(label))
  return labels.length >= 2 && sane && /^[a-z]/.test(labels.at(-1) ?? '') && host.length <= 253 ? host : undefined
}

const lower = (text: string): string => text.toLowerCase().normalize('NFC')

export type Phone = {
  /** As the person wrote it. */
  entered: string
  /** '+4930123456', undefined when the number cannot be completed (no area code, too short, letters). */
  e164: string | undefined
}

/** Reads a phone number; without a country code it is taken as dialled in `country` (49 is Germany). */
export const normalisePhone = (entered: string, country = '49'): Phone => ({ entered, e164: e164(entered, country) })

const e164 = (entered: string, country: string): string | undefined => {
  const compact = entered
    .normalize('NFKC')
    .replaceAll(/[\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '') // address books wrap numbers in these
    .replace(/^\s*(?:tel|telefon|mobil|handy|phone)\s*[.:]*\s*/i, '')
    .replace('(0)', '')
    .replaceAll(/[\s().\-/\u2010-\u2015]/g, '')
  if (!/^\+?\d+$/.test(compact)) return undefined
  const international = compact.startsWith('+')
    ? compact.slice(1)
    : compact.startsWith('00')
      ? compact.slice(2)
      : compact.startsWith('0')
        ? `${country}${compact.slice(1)}`
        : undefined
  if (international === undefined) return undefined
  // "+49 0171 ..." is a common slip; in Germany no number begins with 0 after the country code.
  const number = international.replace(/^490+/, '49')
  return /^[1-9]\d{6,14}$/.test(number) ? `+${number}` : undefined
}

const folded: Readonly<Record<string, string>> = {
  ä: 'ae',
  ö: 'oe',
  ü: 'ue',
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'oe',
  å: 'aa',
  ı: 'i',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ς: 'σ',
}
const foldable = new RegExp(`[${Object.keys(folded).join('')}]`, 'gu')
// Accents only: vowel signs of Indian scripts and the Japanese voice marks make another word.
const accents = /[[\p{Mn}&&\p{Script=Inherited}]--[\u3099\u309a]]/gv

/**
 * A name as words for searching: 'Dr. Jörg MÜLLER-Lüdenscheidt' and 'joerg mueller luedenscheidt' meet. Lower case,
 * umlauts and accents folded, apostrophes dropped, other signs are spaces. Idempotent; '' when nothing is left.
 */
export const normaliseName = (name: string): string => {
  // Folding can bring forth a letter that folds again (compatibility forms of rare scripts).
  for (let before = name, round = 0; ; round++) {
    const after = foldOnce(before)
    if (after === before || round === 9) return after
    before = after
  }
}

const foldOnce = (name: string): string =>
  name
    .toWellFormed()
    .normalize('NFKC')
    .toLowerCase()
    .normalize('NFC')
    .replace(foldable, (letter) => folded[letter] ?? letter)
    .normalize('NFD')
    .replace(accents, '')
    .normalize('NFC')
    .replace(/['’‘`´ʼ\p{Cf}]/gu, '')
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, ' ')
    .trim()

/** The search words of a name, each once. */
export const nameWords = (name: string): string[] =>
  [...new Set(normaliseName(name).split(' '))].filter((word) => word !== '')
