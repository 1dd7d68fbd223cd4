import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { State } from '../../types.ts'
import { grounds, keptFor } from './period.ts'
import { houseStamps, purposes, stampProblem, type Stamp, stateAfter } from './stamps.ts'

const zone = 'Europe/Berlin'
const noon = (day: string) =>
  Temporal.PlainDate.from(day).toZonedDateTime({ timeZone: zone, plainTime: '12:00' }).toInstant()

describe('how long the law asks', () => {
  test.each([
    ['vouchers', '2024-03-05', '2032-12-31'],
    ['letters', '2026-01-01', '2032-12-31'],
    ['books', '2025-12-31', '2035-12-31'],
  ])('%s of %s until %s', (key, day, until) => {
    const ground = grounds.find((one) => one.key === key)
    if (!ground) throw new Error('no such ground')
    expect(keptFor(ground, noon(day), zone).until.toString()).toBe(until)
  })

  test('New Year’s Eve is told by the zone of the organisation', () => {
    const late = Temporal.Instant.from('2025-12-31T23:30:00Z') // already 2026 in Berlin
    expect(keptFor({ unit: 'years', length: 8, yearEnd: true }, late, zone).until.toString()).toBe('2034-12-31')
  })

  test('the days end when the last day does', () => {
    const some = fc.record({
      unit: fc.constantFrom('days' as const, 'years' as const),
      length: fc.integer({ min: 0, max: 30 }),
      yearEnd: fc.boolean(),
    })
    fc.assert(
      fc.property(some, fc.integer({ min: 0, max: 40_000 }), (keeping, days) => {
        const start = noon('1990-01-01').add({ hours: 24 * days })
        const { from, days: kept, until } = keptFor(keeping, start, zone)
        expect(Temporal.Instant.compare(from, start)).toBe(1)
        const end = from
          .add({ hours: 24 * kept })
          .toZonedDateTimeISO(zone)
          .add({ hours: 2 })
          .toPlainDate()
        expect(end.toString()).toBe(until.add({ days: 1 }).toString())
      }),
    )
  })

  test('nothing is kept for more than thirty years', () => {
    expect(() => keptFor({ unit: 'years', length: 32, yearEnd: false }, noon('2026-01-01'), zone)).toThrow(RangeError)
  })
})

const stamp = (some: Partial<Stamp> = {}): Stamp => ({
  id: 'one',
  name: 'Geprüft',
  purpose: null,
  movesTo: null,
  movesFrom: [],
  needsNote: false,
  otherPerson: false,
  followsWith: null,
  followDays: null,
  position: 1,
  closed: false,
  version: 1,
  ...some,
})
const states: State[] = ['new', 'checked', 'approved', 'archived', 'rejected', 'trash']
const standing = (state: State) => ({ state, locked: false, lastBy: null })

describe('where a stamp may be put', () => {
  test('nowhere while the document is locked or in the bin', () => {
    for (const state of states) {
      expect(stampProblem(stamp(), { state, locked: true, lastBy: null }, 'me')).toBe('locked')
    }
    expect(stampProblem(stamp(), standing('trash'), 'me')).toBe('in-trash')
  })
  test('the stamps of the house lead from new over checked and approved to archived', () => {
    const path = (['check', 'approve', 'archive'] as const).map((purpose) =>
      stamp({ ...houseStamps[purpose], name: '' }),
    )
    let state: State = 'new'
    for (const one of path) {
      expect(stampProblem(one, standing(state), 'me')).toBeUndefined()
      state = stateAfter(one, state)
    }
    expect(state).toBe('archived')
  })
  test('no stamp of the house leaves the archive', () => {
    for (const purpose of purposes)
      expect(stampProblem(stamp({ ...houseStamps[purpose], name: '' }), standing('archived'), 'me')).toBe('wrong-state')
  })
  test('with four eyes not by who stamped last', () => {
    const four = stamp({ otherPerson: true })
    expect(stampProblem(four, { state: 'checked', locked: false, lastBy: 'me' }, 'me')).toBe('four-eyes')
    expect(stampProblem(four, { state: 'checked', locked: false, lastBy: 'you' }, 'me')).toBeUndefined()
  })
  test('a stamp without a state of its own leaves it as it is', () => {
    expect(stateAfter(stamp(), 'checked')).toBe('checked')
  })
})
