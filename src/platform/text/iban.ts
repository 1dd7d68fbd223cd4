/** How long an IBAN is in each country that has them (SWIFT IBAN registry, release 98). */
const LENGTHS: Readonly<Record<string, number>> = {
  AD: 24, AE: 23, AL: 28, AT: 20, AZ: 28, BA: 20, BE: 16, BG: 22, BH: 22, BI: 27, BR: 29, BY: 28, CH: 21, CR: 22,
  CY: 28, CZ: 24, DE: 22, DJ: 27, DK: 18, DO: 28, EE: 20, EG: 29, ES: 24, FI: 18, FK: 18, FO: 18, FR: 27, GB: 22,
  GE: 22, GI: 23, GL: 18, GR: 27, GT: 28, HN: 28, HR: 21, HU: 28, IE: 22, IL: 23, IQ: 23, IS: 26, IT: 27, JO: 30,
  KW: 30, KZ: 20, LB: 28, LC: 32, LI: 21, LT: 20, LU: 20, LV: 21, LY: 25, MC: 27, MD: 24, ME: 22, MK: 19, MN: 20,
  MR: 27, MT: 31, MU: 30, NI: 28, NL: 18, NO: 15, OM: 23, PK: 24, PL: 28, PS: 29, PT: 25, QA: 29, RO: 24, RS: 22,
  RU: 33, SA: 24, SC: 31, SD: 18, SE: 24, SI: 19, SK: 24, SM: 27, SO: 23, ST: 25, SV: 28, TL: 23, TN: 24, TR: 26,
  UA: 29, VA: 22, VG: 24, XK: 20, YE: 30,
} // oxfmt-ignore

/** Countries in whose IBANs stand digits only after the country (same registry): a letter there was misread or mistyped. */
const DIGITS_ONLY = new Set('AT BA BE CZ DE DK EE ES FI FO GL HR HU IL IS LT ME NO PL PT RS SE SI SK XK'.split(' '))

export type IbanProblem = 'iban-characters' | 'iban-country' | 'iban-length' | 'iban-digits'
export type Iban = { readonly iban: string } | { readonly problem: IbanProblem }

/** The remainder by 97 of the account's text, letters as 10 to 35 (ISO 13616, ISO 7064 MOD 97-10). */
function remainder(text: string): number {
  let rest = 0
  for (const sign of text) {
    const value = Number.parseInt(sign, 36)
    rest = (rest * (value > 9 ? 100 : 10) + value) % 97
  }
  return rest
}

/**
 * Reads an IBAN as people type it, with spaces or hyphens and in small letters.
 * @returns its electronic form, or what is wrong: signs that belong in none, an unknown country, the wrong length for the
 * country, or check digits that do not fit (a digit is mistyped)
 */
export function readIban(entered: string): Iban {
  const iban = entered.normalize('NFKC').replaceAll(/[\s\-\u2010-\u2015]/g, '').toUpperCase() // oxfmt-ignore
  if (!/^[A-Z0-9]+$/.test(iban) || !/^[A-Z]{2}\d{2}/.test(iban)) return { problem: 'iban-characters' }
  const length = LENGTHS[iban.slice(0, 2)]
  if (length === undefined) return { problem: 'iban-country' }
  if (DIGITS_ONLY.has(iban.slice(0, 2)) && !/^..\d+$/.test(iban)) return { problem: 'iban-characters' }
  if (iban.length !== length) return { problem: 'iban-length' }
  return remainder(iban.slice(4) + iban.slice(0, 4)) === 1 ? { iban } : { problem: 'iban-digits' }
}

/** In groups of four, as it stands on paper: `DE89 3704 0044 0532 0130 00`. */
export const spacedIban = (iban: string): string => iban.replaceAll(/(.{4})(?!$)/g, '$1 ')

/** Enough to recognise one's own account and too little to use it: `DE•• •••• •••• •••• ••30 00`. */
export function maskedIban(iban: string): string {
  const shown = 4
  const hidden = '•'.repeat(Math.max(0, iban.length - 2 - shown))
  return spacedIban(iban.slice(0, 2) + hidden + iban.slice(-shown))
}

/** A BIC (ISO 9362): bank, country, place, and perhaps a branch. */
export const isBic = (text: string): boolean => /^[A-Z0-9]{4}[A-Z]{2}[A-Z0-9]{2}([A-Z0-9]{3})?$/.test(text)
