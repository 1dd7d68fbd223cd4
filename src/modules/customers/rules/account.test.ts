import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { endProblem, fullName, hasEnded, keptUntil, letterKeptUntil, nameParts, wordsIn } from './account.ts'
import { cookieWasRefused, safeTarget } from './target.ts'

const word = fc.stringMatching(/^[A-ZÄÖÜa-zäöüß'-]{1,12}$/)
const words = fc.array(word, { minLength: 1, maxLength: 4 }).map((list) => list.join(' '))
const day = fc
  .date({ min: new Date('2020-01-01'), max: new Date('2060-12-31'), noInvalidDate: true })
  .map((date) => Temporal.PlainDate.from(date.toISOString().slice(0, 10)))

describe('first and last names', () => {
  test('come back as they were given, however many words each has', () => {
    fc.assert(
      fc.property(words, words, (first, last) => {
        expect(nameParts(fullName(`  ${first} `, last.replaceAll(' ', '   ')), wordsIn(first))).toEqual({ first, last })
      }),
    )
  })

  test('both have a word whatever became of a name of several words, and nothing is lost', () => {
    fc.assert(
      fc.property(fc.array(word, { minLength: 2, maxLength: 6 }), fc.integer({ min: -3, max: 9 }), (list, given) => {
        const { first, last } = nameParts(list.join(' '), given)
        expect(`${first} ${last}`).toBe(list.join(' '))
        expect([first, last]).not.toContain('')
      }),
    )
  })

  test('a name of one word is a first name', () => {
    expect(nameParts('Sukarno', 1)).toEqual({ first: 'Sukarno', last: '' })
  })
})

describe('the end of a contract', () => {
  test('the last day still counts, the day after does not', () => {
    fc.assert(
      fc.property(day, (last) => {
        const contract = { ended_on: last.toString() }
        expect(hasEnded(contract, last)).toBe(false)
        expect(hasEnded(contract, last.subtract({ days: 1 }))).toBe(false)
        expect(hasEnded(contract, last.add({ days: 1 }))).toBe(true)
      }),
    )
    expect(hasEnded({ ended_on: null }, Temporal.PlainDate.from('2099-01-01'))).toBe(false)
  })

  test('amagno/master-data-year-end: master data are kept to the last day of that very year, letters for six more', () => {
    fc.assert(
      fc.property(day, (end) => {
        expect(keptUntil(end.toString()).toString()).toBe(`${end.year}-12-31`)
        expect(letterKeptUntil(end.toString()).toString()).toBe(`${end.year + 6}-12-31`)
      }),
    )
  })

  test('it is never before the beginning', () => {
    const contract = { began_on: '2026-03-01', ended_on: null }
    expect(endProblem(contract, Temporal.PlainDate.from('2026-02-28'))).toBe('before-begin')
    expect(endProblem(contract, Temporal.PlainDate.from('2026-03-01'))).toBeUndefined()
    expect(endProblem(contract, Temporal.PlainDate.from('2200-01-01'))).toBe('far')
  })
})

test('the sign-in leads to pages of the account only', () => {
  for (const good of ['/konto', '/konto/bank', '/konto?ok=gespeichert']) expect(safeTarget(good)).toBe(good)
  for (const bad of [
    '//evil.example',
    'https://evil.example',
    '/team',
    '/konto/anmelden',
    '/konto/../team',
    '/kontoauszug',
    undefined,
  ])
    expect(safeTarget(bad)).toBeUndefined()
  expect(cookieWasRefused('/konto/anmelden/pruefen?ok=neu')).toBe(true)
})
