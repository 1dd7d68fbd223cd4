import { expect, test } from 'vitest'
import type { Keep, Table } from '#platform/data/table.ts'
import { keptUntil } from './until.ts'

// A6 the day that an answer names for each item is the one on which the deletion run acts.

const now = Temporal.Instant.from('2026-11-24T09:00:00Z')
const until = (keep: object, row: Record<string, unknown>, at = now) =>
  keptUntil({ keep: keep as Keep<string> } as Table, row, 'Europe/Berlin', at)?.toString()

test('A6 B4 a voucher of 5 March 2024 with eight years to the year’s end is there until 31 December 2032', () => {
  const books = { from: 'on', period: 'P8Y', to: 'year-end', law: '§ 147 AO' }
  expect(until(books, { on: '2024-03-05' })).toBe('2032-12-31')
  expect(until(books, { on: Temporal.Instant.from('2024-12-31T23:30:00Z') })).toBe('2033-12-31') // New Year in Berlin
})

test('A6 the version of a rule holds that is in force, as for the run', () => {
  const keep = {
    from: 'on',
    period: 'P8Y',
    to: 'year-end',
    validFrom: '2027-01-01',
    formerly: [{ period: 'P10Y', to: 'year-end' }],
  }
  expect(until(keep, { on: '2024-03-05' })).toBe('2034-12-31')
  expect(until(keep, { on: '2024-03-05' }, Temporal.Instant.from('2027-01-01T09:00:00Z'))).toBe('2032-12-31')
})

test('A6 months and years end with the day of the same number, days after so many hours', () => {
  const start = { on: Temporal.Instant.from('2026-01-31T10:00:00Z') }
  expect(until({ from: 'on', period: 'P1M' }, start)).toBe('2026-02-28')
  expect(until({ from: 'on', period: 'P14D' }, start)).toBe('2026-02-14')
  expect(until({ from: 'on', period: { days: 'days', most: 'P90D' } }, { ...start, days: 30 })).toBe('2026-03-02')
})

test('A6 no day where none is known', () => {
  expect(until({ from: 'on', period: 'P1M' }, { on: null })).toBeUndefined()
  expect(
    until({ from: 'on', period: { days: 'days', most: 'P90D' } }, { on: '2026-01-01', days: null }),
  ).toBeUndefined()
  expect(until({ while: 'referenced' }, {})).toBeUndefined()
})
