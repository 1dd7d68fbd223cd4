import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { countryOf, readMobile } from './numbers.ts'

describe('numbers as people write them', () => {
  test.each([
    ['0151 23456789', '+4915123456789'],
    ['0151/234 567-89', '+4915123456789'],
    ['+49 (0)151 23456789', '+4915123456789'],
    ['+49 0151 23456789', '+4915123456789'],
    ['0049 151 23456789', '+4915123456789'],
    ['\u202a+49 151 23456789\u202c', '+4915123456789'],
    ['+43 664 1234567', '+436641234567'],
    ['+1 202 555 0123', '+12025550123'],
  ])('%s', (entered, e164) => expect(readMobile(entered, 'DE')).toEqual({ e164 }))

  test('the national form is the organisation’s country’s', () => {
    expect(readMobile('0664 1234567', 'AT')).toEqual({ e164: '+436641234567' })
    expect(readMobile('078 123 45 67', 'CH')).toEqual({ e164: '+41781234567' })
    expect([countryOf('DE-NW'), countryOf('AT-9'), countryOf('')]).toEqual(['DE', 'AT', 'DE'])
  })
})

describe('numbers no SMS can reach, each with its own word', () => {
  test.each([
    ['030 901820', 'landline'],
    ['+49 30 901820', 'landline'],
    ['0151 23', 'too-short'],
    ['0151', 'too-short'],
    ['+49 151 2345678901234567', 'too-long'],
    ['+999 151 23456789', 'unknown-country'],
    ['ruf an', 'not-a-number'],
    ['', 'not-a-number'],
    ['0800 1234567', 'special-number'],
  ])('%s', (entered, problem) => {
    const read = readMobile(entered, 'DE')
    expect('problem' in read && read.problem).toSatisfy(
      (found: unknown) => found === problem || (problem === 'too-short' && found === 'no-such-number'),
    )
  })

  test('whatever is typed: a number that can be dialled, or a word why not', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 60, unit: 'binary' }), (entered) => {
        const read = readMobile(entered, 'DE')
        if ('e164' in read) expect(read.e164).toMatch(/^\+[1-9]\d{6,14}$/)
        else expect(read.problem).toMatch(/^[a-z-]+$/)
      }),
    )
  })
})
