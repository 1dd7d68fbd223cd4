import { Secret, TOTP } from 'otpauth'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { digitsOf, isConfirmed, newSecret, readRecoveryCode, recoveryCode, stepOf, STEP_SECONDS } from './rules.ts'

const now = Temporal.Instant.from('2026-11-16T08:00:00Z')
const codeAt = (secret: string, at: Temporal.Instant) =>
  new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: at.epochMilliseconds })

describe('codes of an app', () => {
  // RFC 6238, appendix B, the last six of the eight digits
  test.each([
    ['1970-01-01T00:00:59Z', '287082'],
    ['2005-03-18T01:58:29Z', '081804'],
    ['2033-05-18T03:33:20Z', '279037'],
  ])('are those of the standard at %s', (at, code) => {
    const secret = Secret.fromLatin1('12345678901234567890').base32
    const instant = Temporal.Instant.from(at)
    expect(stepOf(secret, code, instant, 0)).toBe(Math.floor(instant.epochMilliseconds / 1000 / STEP_SECONDS))
  })

  test('drift by one step and no more, and never count twice', () => {
    const secret = newSecret()
    const step = Math.floor(now.epochMilliseconds / 30_000)
    for (const [off, found] of [
      [-2, undefined],
      [-1, step - 1],
      [0, step],
      [1, step + 1],
      [2, undefined],
    ] as const) {
      const code = codeAt(secret, now.add({ seconds: off * STEP_SECONDS }))
      expect(stepOf(secret, code, now, 0), String(off)).toBe(found)
    }
    const code = codeAt(secret, now)
    expect(stepOf(secret, `${code.slice(0, 3)} ${code.slice(3)}`, now, step - 1)).toBe(step)
    expect(stepOf(secret, code, now, step)).toBeUndefined()
    expect(stepOf(secret, codeAt(secret, now.subtract({ seconds: 30 })), now, step)).toBeUndefined()
  })

  test('are six digits', () => {
    expect(digitsOf('12 34 56')).toBe('123456')
    for (const wrong of ['12345', '1234567', '12345a', '']) expect(digitsOf(wrong), wrong).toBeUndefined()
  })
})

test('a recovery code is read however it was typed', () => {
  const bytes = fc.uint8Array({ minLength: 10, maxLength: 10 })
  fc.assert(
    fc.property(bytes, (random) => {
      const code = recoveryCode(random)
      expect(code).toMatch(/^[0-9a-z]{5}-[0-9a-z]{5}$/)
      const plain = code.replace('-', '')
      expect(readRecoveryCode(code)).toBe(plain)
      expect(readRecoveryCode(` ${plain.toUpperCase().replaceAll('0', 'O').replaceAll('1', 'I')} `)).toBe(plain)
    }),
  )
  for (const wrong of ['', 'abc', 'uuuuu-uuuuu', '123456']) expect(readRecoveryCode(wrong), wrong).toBeUndefined()
})

test('a confirmation lasts ten minutes', () => {
  expect(isConfirmed(now.subtract({ minutes: 9 }), now)).toBe(true)
  expect(isConfirmed(now.subtract({ minutes: 10 }), now)).toBe(false)
  expect(isConfirmed(undefined, now)).toBe(false)
})
