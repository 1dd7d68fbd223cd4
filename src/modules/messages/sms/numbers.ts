import { createRequire } from 'node:module'
import type * as Numbers from 'libphonenumber-js/max'

/** Why no SMS can go to what was entered. */
export type NumberProblem =
  | 'not-a-number'
  | 'too-short'
  | 'too-long'
  | 'unknown-country'
  | 'no-such-number'
  | 'landline'
  | 'special-number'

export type MobileNumber = { readonly e164: string } | { readonly problem: NumberProblem }

// numbers that may be a mobile or, in countries that do not part the two, a line that takes messages
const REACHABLE: ReadonlySet<string | undefined> = new Set(['MOBILE', 'FIXED_LINE_OR_MOBILE', 'PERSONAL_NUMBER'])
const LINES: ReadonlySet<string | undefined> = new Set(['FIXED_LINE', 'VOIP', 'UAN'])

const wrongs: Readonly<Record<string, NumberProblem>> = {
  TOO_SHORT: 'too-short',
  TOO_LONG: 'too-long',
  INVALID_COUNTRY: 'unknown-country',
  NOT_A_NUMBER: 'not-a-number',
}

/** The numbering plans of the world: read with the first number, as they are large. */
const library = () => createRequire(import.meta.url)('libphonenumber-js/max') as typeof Numbers

/**
 * Reads a number that SMS are to go to.
 * @param country whose national form is taken where no country code is given, two letters (`DE`)
 */
export function readMobile(entered: string, country: string): MobileNumber {
  // address books wrap numbers in marks of direction; "(0)" and the slip +49 0171 are common in Germany
  const plain = entered
    .normalize('NFKC')
    .replaceAll(/[\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '')
    .replace('(0)', '')
    .replace(/^\s*(\+|00)\s*49[\s/-]*0+/, '+49')
    .trim()
  if (/\p{L}/u.test(plain)) return { problem: 'not-a-number' } // no vanity numbers, no extensions
  const { isSupportedCountry, parsePhoneNumberWithError } = library()
  try {
    const number = parsePhoneNumberWithError(plain, {
      defaultCountry: isSupportedCountry(country) ? (country as Numbers.CountryCode) : 'DE',
      extract: false,
    })
    if (!number.isPossible()) return { problem: 'no-such-number' }
    const type = number.getType()
    if (LINES.has(type)) return { problem: 'landline' }
    if (!number.isValid()) return { problem: 'no-such-number' }
    return REACHABLE.has(type) ? { e164: number.number } : { problem: 'special-number' }
  } catch (error) {
    return { problem: wrongs[(error as Error).message] ?? 'not-a-number' }
  }
}

/** The country whose numbers an organisation's people write without a code: the one of its holidays. */
export const countryOf = (holidayRegion: string): string => holidayRegion.slice(0, 2) || 'DE'

/** A number as it may be shown where the whole is not needed. */
export const lastDigits = (e164: string): string => `… ${e164.slice(-3)}`
