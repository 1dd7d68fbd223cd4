import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isCommon } from '../common-passwords.ts'
import { passwordProblem } from './password.ts'

const about = ['Anna-Lena Größe', 'a.groesse@stadt-musterheim.example', 'Stadt Musterheim']

describe('a new password', () => {
  test.each([
    ['kurz', 'password-short'],
    ['ein'.repeat(80), 'password-long'],
    ['Passwort2026!', 'password-common'],
    ['P@ssw0rd2026', 'password-common'],
    ['passwordpassword', 'password-common'],
    ['Sommer2026!!', 'password-common'],
    ['1q2w3e4r5t6y', 'password-common'],
    ['0123456789', 'password-common'],
    ['qwertzuiop', 'password-common'],
    ['aaaaaaaaaaaaaaa', 'password-common'],
    ['iloveyou12345', 'password-common'],
    ['Anna-Lena2026', 'password-own'],
    ['Musterheim2026!', 'password-own'],
    ['stadt-musterheim', 'password-own'],
    ['a.groesse@stadt-musterheim.example', 'password-own'],
    ['Groesse!!Anna', 'password-own'],
  ])('%s is refused: %s', (password, problem) => expect(passwordProblem(password, about)).toBe(problem))

  test.each([
    'ein gutes Passwort',
    'der Kaffee ist schon wieder kalt',
    'x7#qLp9!vT2m',
    'Anna isst gern Rhabarber',
    '🦊🐻🐼🦁🐯🐨🐷🐸🐵🐔',
  ])('%s is accepted', (password) => expect(passwordProblem(password, about)).toBeUndefined())

  test('is never refused for its kinds of characters', () => {
    const letters = fc.string({ unit: fc.constantFrom(...'abcdefghijklmnopqrstuvwxyz'), minLength: 20, maxLength: 40 })
    fc.assert(fc.property(letters, (password) => new Set(password).size < 8 || passwordProblem(password) === undefined))
  })
})

test('the list is the one that came with the program', () => {
  for (const known of ['123456', 'password', 'iloveyou', 'football']) expect(isCommon(known), known).toBe(true)
  expect(isCommon('ein gutes passwort')).toBe(false)
})
