import fc from 'fast-check'
import { expect, test } from 'vitest'
import { freeIn } from '../rules/working-days.ts'
import { informBy, waiting } from './rules.ts'

const day = (text: string) => Temporal.PlainDate.from(text)
const here = freeIn('DE-NW')

test.each([
  ['2026-11-16', '2026-12-16', 'the same number in the next month'],
  ['2027-01-31', '2027-03-01', 'the last of February is a Sunday'],
  ['2028-01-31', '2028-02-29', 'leap year'],
  ['2026-11-25', '2026-12-28', 'two days of Christmas, then a Sunday'],
])('A4 data of %s are told by %s: %s', (obtained, until) => {
  expect(informBy(day(obtained), here).toString()).toBe(until)
})

test('A4 counts agree with counting one by one', () => {
  const today = day('2026-11-16')
  const days = fc.array(fc.record({ back: fc.integer({ min: 0, max: 70 }), people: fc.integer({ min: 1, max: 9 }) }))
  fc.assert(
    fc.property(days, (some) => {
      const given = some.map(({ back, people }) => ({
        obtained_on: today.subtract({ days: back }).toString(),
        people,
      }))
      const one = given.flatMap(({ obtained_on, people }) =>
        Array.from({ length: people }, () => Temporal.PlainDate.compare(informBy(day(obtained_on), here), today) < 0),
      )
      const { people, overdue } = waiting(given, here, today)
      expect([people, overdue]).toEqual([one.length, one.filter(Boolean).length])
    }),
  )
})
