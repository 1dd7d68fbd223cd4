import { expect, test } from 'vitest'
import { daysAhead, holidaysAhead, outsideOf, type ReasonedException, type Rules } from './preview.ts'
import { changesBetween, overwritten, readSnapshot, writeSnapshot } from './snapshot.ts'

const rules = (given: Partial<Rules> = {}): Rules => ({
  zone: 'Europe/Berlin',
  region: 'DE-NW',
  hours: [],
  exceptions: [],
  ...given,
})
const friday = { weekday: 5, opens: '22:00', closes: '02:00', valid_from: null, valid_until: null }
const exception = (given: Partial<ReasonedException>): ReasonedException => ({
  kind: 'closed',
  from_date: '2026-11-20',
  until_date: '2026-11-20',
  from_time: null,
  until_time: null,
  reason: '',
  reason_en: '',
  ...given,
})
const booking = (starts: string, minutes = 30) => {
  const starts_at = Temporal.Instant.from(starts)
  return { starts_at, ends_at: starts_at.add({ minutes }) }
}
const hoursOpen = (given: Rules, date: string) =>
  daysAhead(given, date, 1).flatMap(({ open }) => open.map(({ start, end }) => (end - start) / 3_600_000))

test('a night is shown on both of its days', () => {
  expect(hoursOpen(rules({ hours: [friday] }), '2026-11-20')).toEqual([2])
  const days = daysAhead(rules({ hours: [friday] }), '2026-11-20', 2)
  expect(days.map(({ open }) => open.length)).toEqual([1, 1])
  expect(days[1]?.open[0]?.end).toBe(Date.parse('2026-11-21T01:00Z'))
})

test('on the nights of the clock change an open day has 23 and 25 hours', () => {
  const always = [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ ...friday, weekday, opens: '00:00', closes: '00:00' }))
  expect(hoursOpen(rules({ hours: always }), '2026-03-29')).toEqual([23])
  expect(hoursOpen(rules({ hours: always }), '2026-10-25')).toEqual([25])
  expect(hoursOpen(rules({ hours: always, zone: 'Asia/Tokyo', region: 'JP' }), '2026-10-25')).toEqual([24])
})

test('a booking is outside when any part of it is; one in the night that began the day before is not', () => {
  const night = [booking('2026-11-20T21:00Z'), booking('2026-11-21T00:30Z'), booking('2026-11-21T00:45Z')]
  expect(outsideOf(night, rules({ hours: [friday] }))).toEqual([night[2]])
  expect(outsideOf(night.slice(1), rules({ hours: [friday] }))).toEqual([night[2]])
  expect(outsideOf(night, rules())).toEqual(night)
  const shut = exception({ from_time: '23:00', until_time: '23:30' })
  const cut = booking('2026-11-20T21:45Z')
  expect(outsideOf([cut], rules({ hours: [friday], exceptions: [shut] }))).toEqual([cut])
  expect(outsideOf([], rules())).toEqual([])
})

test('a day on which closure and opening meet is marked', () => {
  const both = [exception({}), exception({ kind: 'open', from_time: '08:00', until_time: '12:00' })]
  const [day] = daysAhead(rules({ exceptions: both }), '2026-11-20', 1)
  expect(day).toMatchObject({ contested: true, open: [] })
})

test('a holiday closes, is opened by an exception, or falls on a closed day', () => {
  const open = exception({ kind: 'open', from_date: '2026-12-25', until_date: '2026-12-25' })
  const effects = (exceptions: ReasonedException[]) =>
    holidaysAhead(rules({ hours: [{ ...friday, closes: '23:00' }], exceptions }), '2026-12-01', 2).map(
      ({ effect }) => effect,
    )
  expect(effects([])).toEqual(['closes', 'closed-anyway'])
  expect(effects([open])).toEqual(['open', 'closed-anyway'])
})

test('saving is stopped only when it would undo what another person changed', () => {
  const base = { a: '1', b: '2' }
  const form = (wanted: object, present: object, version = 2) =>
    overwritten({
      version: 1,
      base,
      wanted: { ...base, ...wanted },
      present: { version, snapshot: { ...base, ...present } },
    })
  expect(form({ a: '9' }, { b: '3' })).toEqual([{ key: 'b', before: '2', after: '3' }])
  expect(form({ a: '9' }, { b: '3' }, 1)).toEqual([])
  expect(form({ a: '9' }, {})).toEqual([])
  expect(form({ b: '3' }, { b: '3' })).toEqual([])
})

test('what a form showed comes back from its hidden field; anything broken counts as nothing shown', () => {
  const shown = { a: 'Größe "1"', b: '' }
  expect(readSnapshot(writeSnapshot(shown))).toEqual(shown)
  for (const broken of ['', '{', '[]', '1', 'null', '{"a":1}']) expect(readSnapshot(broken)).toEqual({})
  expect(changesBetween({}, { a: 'x' })).toEqual([{ key: 'a', before: '', after: 'x' }])
})
