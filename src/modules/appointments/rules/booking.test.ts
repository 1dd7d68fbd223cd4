import { describe, expect, test } from 'vitest'
import { isRefusal } from '#platform/errors/errors.ts'
import {
  mayCancel,
  mayConfirm,
  mayHaveMore,
  mayHold,
  mayMove,
  possibleSteps,
  states,
  step,
  transition,
  transitions,
  verbs,
} from './booking.ts'
import type { Booking, Changes, State, Verb, Wish } from './booking.ts'

const time = (text: string) => Temporal.Instant.from(`2026-11-24T${text}:00Z`)
const booking = (given: Partial<Booking> = {}): Booking => ({
  id: 'b',
  state: 'booked',
  walk_in: false,
  version: 0,
  location_id: 'l',
  starts_at: time('09:00'),
  ends_at: time('09:20'),
  ended_at: time('09:20'),
  expires_at: null,
  zone: 'Europe/Berlin',
  arrived_at: null,
  called_at: null,
  serving_at: null,
  served_at: null,
  called_count: 0,
  called_desk_id: null,
  ...given,
})
const code = (refusal: unknown) => (isRefusal(refusal) ? refusal.code : refusal)
/** Takes the steps one after the other, a minute each, and gives the booking after them. */
const after = (start: Booking, ...taken: Verb[]): Booking =>
  taken.reduce(
    (current, verb, i) => ({ ...current, ...done(step(current, verb, time('08:50').add({ minutes: i }), 'desk')) }),
    start,
  )
const done = (result: Changes | Error): Changes => {
  if (result instanceof Error) throw result
  return result
}

describe('a hold', () => {
  const wish = (given: Partial<Wish> = {}): Wish => ({
    serviceActive: true,
    locationActive: true,
    servedThere: true,
    offered: true,
    start: time('09:00'),
    earliest: time('08:00').epochMilliseconds,
    latest: time('10:00').epochMilliseconds,
    ...given,
  })

  test('is given for a start on offer', () => {
    expect(mayHold(wish())).toBeUndefined()
    expect(mayHold(wish({ start: time('08:00') }))).toBeUndefined()
  })

  test.each([
    [{ serviceActive: false }, 'appointments.service-closed'],
    [{ locationActive: false }, 'appointments.location-closed'],
    [{ servedThere: false }, 'appointments.not-served-there'],
    [{ start: time('07:59') }, 'appointments.too-soon'],
    [{ start: time('10:00') }, 'appointments.too-far-ahead'],
    [{ offered: false }, 'appointments.not-open-then'],
  ])('is refused for %o', (given, expected) => expect(code(mayHold(wish(given)))).toBe(expected))
})

describe('confirming', () => {
  const held = booking({ state: 'held', expires_at: time('08:05') })

  test('turns a hold until the second it expires', () => {
    expect(mayConfirm(held, time('08:04'))).toBeUndefined()
    expect(code(mayConfirm(held, time('08:05')))).toBe('appointments.hold-expired')
  })

  test('a token of nobody, of somebody else and of a deleted hold are told the same', () => {
    expect(code(mayConfirm(undefined, time('08:00')))).toBe('appointments.hold-expired')
  })

  test('a second time says that it is booked, so that a double click ends well', () => {
    expect(code(mayConfirm(booking(), time('08:00')))).toBe('appointments.already-booked')
    expect(code(mayConfirm(booking({ state: 'cancelled' }), time('08:00')))).toBe('appointments.already-cancelled')
  })
})

test('the limit per person counts what is still to come', () => {
  expect(mayHaveMore(0, 1)).toBeUndefined()
  expect(code(mayHaveMore(1, 1))).toBe('appointments.limit-reached')
  expect(code(mayHaveMore(5, 3))).toBe('appointments.limit-reached')
})

describe('moving and cancelling', () => {
  const target = { location: 'l', start: time('11:00') }

  test('are open until the appointment begins', () => {
    expect(mayMove(booking(), target, time('08:59'))).toBeUndefined()
    expect(mayCancel(booking(), time('08:59'))).toBeUndefined()
    expect(code(mayMove(booking(), target, time('09:00')))).toBe('appointments.already-past')
    expect(code(mayCancel(booking(), time('09:00')))).toBe('appointments.already-past')
  })

  test('to where it already is, or into the past, is refused', () => {
    expect(code(mayMove(booking(), { location: 'l', start: time('09:00') }, time('08:00')))).toBe(
      'appointments.same-time',
    )
    expect(mayMove(booking(), { location: 'other', start: time('09:00') }, time('08:00'))).toBeUndefined()
    expect(code(mayMove(booking(), { location: 'l', start: time('07:00') }, time('08:00')))).toBe(
      'appointments.too-soon',
    )
  })

  test.each([
    [undefined, 'appointments.unknown'],
    ['held', 'appointments.not-confirmed'],
    ['arrived', 'appointments.already-begun'],
    ['served', 'appointments.already-begun'],
    ['cancelled', 'appointments.already-cancelled'],
  ] as const)('in state %s are refused', (state, expected) => {
    const given = state && booking({ state })
    expect(code(mayMove(given, target, time('08:00')))).toBe(expected)
    expect(code(mayCancel(given, time('08:00')))).toBe(expected)
  })
})

describe('the steps of staff', () => {
  test('lead from arrival to the end, and stamp what they do', () => {
    expect(after(booking(), 'arrive', 'call', 'serve', 'close')).toEqual(
      booking({
        state: 'served',
        arrived_at: time('08:50'),
        called_at: time('08:51'),
        called_desk_id: 'desk',
        called_count: 1,
        serving_at: time('08:52'),
        served_at: time('08:53'),
        ended_at: time('08:53'),
      }),
    )
  })

  test('every step not in the table is refused by name', () => {
    for (const state of states) {
      for (const verb of verbs) {
        if (verb === 'undo') continue
        const result = step(booking({ state }), verb, time('09:00'), 'desk')
        const target = transitions[state][verb]
        expect([state, verb, code(result instanceof Error ? result : result.state)]).toEqual([
          state,
          verb,
          target ?? 'appointments.step-not-possible',
        ])
        expect(transition(state, verb)).toBe(target)
      }
    }
  })

  test('nothing leads back to a hold, and nothing out of a cancelled booking', () => {
    expect(states.flatMap((state) => Object.values<State>(transitions[state]))).not.toContain('held')
    expect(possibleSteps(booking({ state: 'cancelled' }), time('09:00'))).toEqual([])
    expect(possibleSteps(booking({ state: 'held' }), time('09:00'))).toEqual([])
  })

  test('calling needs a desk', () => {
    expect(code(step(booking({ state: 'arrived' }), 'call', time('09:00'), null))).toBe('appointments.choose-desk')
  })

  test('whoever missed the call and comes after all waits again', () => {
    const back = after(booking(), 'arrive', 'call', 'no-show', 'arrive')
    expect(back).toEqual(booking({ state: 'arrived', arrived_at: time('08:53') }))
  })

  test('are offered in the order a clerk takes them', () => {
    expect(possibleSteps(booking(), time('09:00'))).toEqual(['arrive', 'call', 'no-show', 'cancel'])
    expect(possibleSteps(after(booking(), 'arrive'), time('09:00'))).toEqual(['call', 'no-show', 'cancel', 'undo'])
    expect(
      possibleSteps(after(booking({ walk_in: true, state: 'arrived', arrived_at: time('08:00') })), time('09:00')),
    ).toEqual(['call', 'no-show', 'cancel'])
  })
})

describe('undo', () => {
  test.each<Verb[]>([
    ['arrive'],
    ['call'],
    ['arrive', 'call'],
    ['arrive', 'call', 'call'],
    ['arrive', 'call', 'serve'],
    ['arrive', 'call', 'serve', 'close'],
    ['call', 'close'],
    ['arrive', 'call', 'no-show'],
    ['arrive', 'no-show'],
    ['no-show'],
  ])('takes back the last of %s %s %s %s', (...taken) => {
    const before = after(booking(), ...taken.slice(0, -1))
    const taken_back = after(booking(), ...taken, 'undo')
    // The second of two calls keeps its own time: the first one's is gone.
    expect({ ...taken_back, called_at: null }).toEqual({ ...before, called_at: null })
  })

  test('brings a finished booking back only on the day it ended, by the clock of the place', () => {
    const served = after(booking({ zone: 'Pacific/Auckland' }), 'arrive', 'call', 'close')
    expect(code(step(served, 'undo', time('10:59'), 'desk'))).toMatchObject({
      state: 'called',
      served_at: null,
      ended_at: time('09:20'),
    })
    expect(code(step(served, 'undo', time('11:01'), 'desk'))).toBe('appointments.too-late-to-undo')
    const missed = after(booking({ zone: 'Pacific/Auckland' }), 'no-show')
    expect(code(step(missed, 'arrive', time('11:01'), 'desk'))).toBe('appointments.too-late-to-undo')
  })

  test('does not exist for a cancelled booking, whose place may be taken, nor for what has not begun', () => {
    expect(code(step(booking({ state: 'cancelled' }), 'undo', time('09:00'), null))).toBe(
      'appointments.place-was-released',
    )
    expect(code(step(booking(), 'undo', time('09:00'), null))).toBe('appointments.nothing-to-undo')
    expect(code(step(booking({ walk_in: true, state: 'arrived' }), 'undo', time('09:00'), null))).toBe(
      'appointments.nothing-to-undo',
    )
  })
})
