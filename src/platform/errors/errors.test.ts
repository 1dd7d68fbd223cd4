import { expect, test } from 'vitest'
import { Refusal, isRefusal, refuse } from '#platform/errors/errors.ts'

test('a refusal carries its code, kind and details', () => {
  const refusal = refuse('appointments.slot-is-full', 'conflict', { places: 8 })
  expect(refusal).toBeInstanceOf(Error)
  expect(refusal).toBeInstanceOf(Refusal)
  expect([refusal.code, refusal.kind, refusal.details]).toEqual([
    'appointments.slot-is-full',
    'conflict',
    { places: 8 },
  ])
})

test('the message names the code and none of the details', () => {
  expect(refuse('people.unknown', 'not-found', { name: 'Erika' }).message).toBe('refused: people.unknown')
})

test('details cannot be changed after the fact, nor through the object they came from', () => {
  const details = { places: 8 }
  const refusal = refuse('a.b', 'invalid', details)
  details.places = 9
  expect(refusal.details).toEqual({ places: 8 })
  expect(() => Object.assign(refusal.details, { places: 1 })).toThrow(TypeError)
})

test('isRefusal tells refusals from defects, and one code from another', () => {
  expect(isRefusal(refuse('a.b', 'gone'))).toBe(true)
  expect(isRefusal(refuse('a.b', 'gone'), 'a.b')).toBe(true)
  expect(isRefusal(refuse('a.b', 'gone'), 'a.c')).toBe(false)
  expect(isRefusal(new Error('a.b'))).toBe(false)
  expect(isRefusal(undefined)).toBe(false)
})
