import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isLanguage, languages, negotiate } from '#platform/text/language.ts'

test.each([
  ['en-GB,en;q=0.9,de;q=0.5', 'en'],
  ['en;q=0.3, de-AT;q=0.8', 'de'],
  ['fr, es;q=0.9, en;q=0.1', 'en'],
  ['EN', 'en'],
  ['*', 'de'],
  ['de;q=0, *;q=0.5', 'en'],
  ['fr', 'de'],
  ['', 'de'],
  [undefined, 'de'],
  ['en;q=broken, de;q=0.1', 'de'],
  ['en;q=0', 'de'],
  ['english', 'de'],
] as const)('%s asks for %s', (header, language) => {
  expect(negotiate(header, ['de', 'en'])).toBe(language)
})

test('only an offered language is answered, and the first offered one is the fallback', () => {
  expect(negotiate('de', ['en'])).toBe('en')
  expect(negotiate('fr', ['en', 'de'])).toBe('en')
  expect(negotiate('en', [])).toBe('de')
})

test('any header gives an offered language', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 5_000 }), fc.subarray([...languages], { minLength: 1 }), (header, offered) => {
      expect(offered).toContain(negotiate(header, offered))
    }),
  )
})

test('isLanguage knows the languages of the house only', () => {
  expect(['de', 'en', 'fr', '', undefined, 1].map(isLanguage)).toEqual([true, true, false, false, false, false])
})
