import { expect, test } from 'vitest'
import { issuerProblem, mailOf, strengthOf } from './rules.ts'

test('who set up a second factor here shows it, unless the provider asked for one', () => {
  expect(strengthOf({ sub: 'a' }, false)).toBe('one')
  expect(strengthOf({ sub: 'a', amr: ['pwd'] }, true)).toBe('half')
  expect(strengthOf({ sub: 'a', amr: ['pwd', 'mfa'] }, true)).toBe('two')
})

test('an address counts where the provider checked it, or is trusted to and does not deny it', () => {
  const email = 'emil@example.org'
  expect(mailOf({ sub: 'a', email, email_verified: true }, false)).toBe(email)
  expect(mailOf({ sub: 'a', email }, false)).toBeUndefined()
  expect(mailOf({ sub: 'a', email }, true)).toBe(email)
  expect(mailOf({ sub: 'a', email, email_verified: false }, true)).toBeUndefined()
})

test.each([
  ['https://login.example.org/stadt', undefined],
  ['http://login.example.org', 'issuer-plain'],
  ['login.example.org', 'issuer-invalid'],
  ['https://user@login.example.org', 'issuer-invalid'],
  ['https://login.example.org/?a=b', 'issuer-invalid'],
])('the issuer %s', (typed, problem) => {
  expect(issuerProblem(typed, false)).toBe(problem)
})
