import fc from 'fast-check'
import { expect, test } from 'vitest'
import { openings } from '../../rules/hours.ts'
import { crossesMidnight, tidyWeek, type Stretch } from './week.ts'

const on = (weekday: number, opens: string, closes: string, given: Partial<Stretch> = {}): Stretch => ({
  weekday,
  opens,
  closes,
  ...given,
})
const brief = (week: readonly Stretch[]) => week.map((one) => `${one.weekday} ${one.opens}-${one.closes}`)

test.each<[string, Stretch[], string[]]>([
  ['overlapping', [on(1, '10:00', '14:00'), on(1, '08:00', '12:00')], ['1 08:00-14:00']],
  ['touching', [on(1, '08:00', '12:00'), on(1, '12:00', '13:00')], ['1 08:00-13:00']],
  ['inside', [on(1, '08:00', '18:00'), on(1, '09:00', '10:00')], ['1 08:00-18:00']],
  ['twice the same', [on(1, '08:00', '18:00'), on(1, '08:00:00', '18:00:00')], ['1 08:00-18:00']],
  ['apart', [on(1, '13:00', '16:00'), on(1, '08:00', '12:00')], ['1 08:00-12:00', '1 13:00-16:00']],
  ['of two days', [on(2, '08:00', '12:00'), on(1, '08:00', '12:00')], ['1 08:00-12:00', '2 08:00-12:00']],
  ['across midnight', [on(5, '20:00', '02:00'), on(5, '18:00', '21:00')], ['5 18:00-02:00']],
  ['to a whole day', [on(5, '06:00', '20:00'), on(5, '18:00', '06:00')], ['5 06:00-06:00']],
  ['beyond a day', [on(5, '06:00', '05:00'), on(5, '18:00', '08:00')], ['5 06:00-05:00', '5 18:00-08:00']],
])('stretches %s', (_, given, expected) => expect(brief(tidyWeek(given))).toEqual(expected))

test('stretches that hold on other dates stay apart', () => {
  const summer = { valid_from: '2026-06-01', valid_until: '2026-08-31' }
  expect(tidyWeek([on(1, '08:00', '12:00', summer), on(1, '08:00', '14:00')])).toHaveLength(2)
})

test('a tidy week is open at exactly the same times', () => {
  const time = fc.tuple(fc.nat(23), fc.constantFrom('00', '30')).map(([h, m]) => `${String(h).padStart(2, '0')}:${m}`)
  const stretch = fc.record({ weekday: fc.integer({ min: 1, max: 7 }), opens: time, closes: time })
  const open = (hours: readonly Stretch[]) =>
    openings(
      {
        zone: 'Europe/Berlin',
        hours: hours.map((one) => ({ ...one, valid_from: null, valid_until: null })),
        exceptions: [],
        isHoliday: () => false,
      },
      '2026-10-19',
      '2026-11-01',
    )
  fc.assert(
    fc.property(fc.array(stretch, { maxLength: 12 }), (week) => {
      expect(open(tidyWeek(week))).toEqual(open(week))
    }),
  )
})

test('what ends at or before its beginning crosses midnight', () => {
  expect(crossesMidnight({ opens: '22:00', closes: '02:00' })).toBe(true)
  expect(crossesMidnight({ opens: '08:00', closes: '08:00' })).toBe(true)
  expect(crossesMidnight({ opens: '08:00:00', closes: '12:00' })).toBe(false)
})
