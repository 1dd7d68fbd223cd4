import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isBic, maskedIban, readIban, spacedIban } from './iban.ts'

// Examples of the SWIFT IBAN registry.
const examples = [
  'DE89370400440532013000', 'AT611904300234573201', 'CH9300762011623852957', 'FR1420041010050500013M02606',
  'GB29NWBK60161331926819', 'NL91ABNA0417164300', 'BE68539007547034', 'NO9386011117947', 'MT84MALT011000012345MTLCAST001S',
  'IT60X0542811101000000123456', 'ES9121000418450200051332', 'PL61109010140000071219812874', 'SE4550000000058398257466',
] // oxfmt-ignore

describe('an IBAN', () => {
  test.each(examples)('%s is read, also with spaces and in small letters', (iban) => {
    expect(readIban(iban)).toEqual({ iban })
    expect(readIban(` ${spacedIban(iban).toLowerCase()} `)).toEqual({ iban })
    expect(spacedIban(iban).replaceAll(' ', '')).toBe(iban)
  })

  test('with one digit changed, or two neighbours swapped, is never taken', () => {
    fc.assert(
      fc.property(fc.constantFrom(...examples), fc.nat(), fc.integer({ min: 1, max: 9 }), (iban, where, by) => {
        const places = [...iban].flatMap((sign, place) => (/\d/.test(sign) ? [place] : []))
        const place = places[where % places.length] as number
        const changed = iban.slice(0, place) + ((Number(iban[place]) + by) % 10) + iban.slice(place + 1)
        expect(readIban(changed)).toEqual({ problem: 'iban-digits' })
        const [a, b] = [iban[place] ?? '', iban[place + 1] ?? '']
        if (place < 4 || a === b || !/\d/.test(b)) return
        expect(readIban(iban.slice(0, place) + b + a + iban.slice(place + 2))).toEqual({ problem: 'iban-digits' })
      }),
    )
  })

  test('says what is wrong', () => {
    expect(readIban('DE89 3704 0044 0532 0130 0')).toEqual({ problem: 'iban-length' })
    expect(readIban('XX89370400440532013000')).toEqual({ problem: 'iban-country' })
    expect(readIban('meine Bank')).toEqual({ problem: 'iban-characters' })
    expect(readIban('532013000')).toEqual({ problem: 'iban-characters' })
    expect(readIban('DE49 57B7 O254 3576 7374 B4')).toEqual({ problem: 'iban-characters' })
    expect(readIban('DE89370400440532013001')).toEqual({ problem: 'iban-digits' })
  })

  test('masked shows the country and the last four signs, and nothing else', () => {
    expect(maskedIban('DE89370400440532013000')).toBe('DE•• •••• •••• •••• ••30 00')
    fc.assert(
      fc.property(fc.constantFrom(...examples), (iban) => {
        const masked = maskedIban(iban).replaceAll(' ', '')
        expect(masked).toHaveLength(iban.length)
        expect(masked.slice(2, -4)).toMatch(/^•+$/)
      }),
    )
  })

  test('a BIC has eight or eleven signs', () => {
    expect(['COBADEFF', 'COBADEFFXXX'].every(isBic)).toBe(true)
    expect(['COBADEF', 'cobadeff', 'COBADEFFXX', 'COBA11FF'].some(isBic)).toBe(false)
  })
})
