import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Period } from '#platform/data/table.ts'
import { dueFrom, latestDue, latestDueDay, lengthIn, type Rule, ruleOn } from './rules.ts'

const instant = (text: string) => Temporal.Instant.from(text)
const BERLIN = 'Europe/Berlin'
const due = (rule: Rule, start: string, zone = BERLIN) =>
  dueFrom(rule, instant(start), zone).toZonedDateTimeISO(zone).toString({ timeZoneName: 'never', offset: 'never' })

const vouchers = {
  from: 'issued_on',
  period: 'P8Y',
  to: 'year-end',
  law: '§ 147 Abs. 3 AO',
  validFrom: '2025-01-01',
  formerly: [{ period: 'P10Y', to: 'year-end', law: '§ 147 Abs. 3 AO a. F.' }],
} as const

describe('B4 HGB § 257, AO § 147', () => {
  test('a voucher of 5 March 2024 with eight years goes from 1 January 2033', () => {
    expect(due(vouchers, '2024-03-05T09:00:00Z')).toBe('2033-01-01T00:00:00')
  })
  test('books of that day with ten years from 2035, letters with six from 2031', () => {
    expect(due({ period: 'P10Y', to: 'year-end' }, '2024-03-05T09:00:00Z')).toBe('2035-01-01T00:00:00')
    expect(due({ period: 'P6Y', to: 'year-end' }, '2024-03-05T09:00:00Z')).toBe('2031-01-01T00:00:00')
  })
  test('the year is the one of the organisation: the last hour of December in UTC is next year in Berlin', () => {
    expect(due(vouchers, '2024-12-31T23:30:00Z')).toBe('2034-01-01T00:00:00')
    expect(due(vouchers, '2024-12-31T23:30:00Z', 'UTC')).toBe('2033-01-01T00:00:00')
  })
  test('eight instead of ten years since 1 January 2025, also for vouchers that were there already', () => {
    expect(ruleOn(vouchers, '2024-12-31').period).toBe('P10Y')
    expect(ruleOn(vouchers, '2025-01-01').period).toBe('P8Y')
    const made = instant('2016-05-01T10:00:00Z')
    const isDue = (now: string) => {
      const at = instant(now)
      const rule = ruleOn(vouchers, at.toZonedDateTimeISO(BERLIN).toPlainDate().toString())
      return Temporal.Instant.compare(made, latestDue(rule, at, BERLIN)) <= 0
    }
    expect(isDue('2024-12-31T22:59:59Z')).toBe(false)
    expect(isDue('2024-12-31T23:00:00Z')).toBe(true)
  })
})

test('B5 what is no commercial letter has no six years: the period is the table’s own', () => {
  expect(ruleOn({ from: 'sent_at', period: 'P30D' }, '2026-11-24')).toMatchObject({ period: 'P30D' })
  expect(due({ period: 'P30D' }, '2024-03-05T09:00:00Z')).toBe('2024-04-04T11:00:00')
})

describe('B6 a period in months or years ends with a calendar day', () => {
  test.each([
    ['P1Y', '2024-02-29T10:00:00Z', '2025-03-01T00:00:00'],
    ['P1Y', '2024-02-28T10:00:00Z', '2025-03-01T00:00:00'],
    ['P4Y', '2024-02-29T10:00:00Z', '2028-03-01T00:00:00'],
    ['P1M', '2025-01-31T10:00:00Z', '2025-03-01T00:00:00'],
    ['P6M', '2024-08-31T10:00:00Z', '2025-03-01T00:00:00'],
    ['P3Y', '2024-12-31T10:00:00Z', '2028-01-01T00:00:00'],
    ['P1M', '2026-09-24T22:30:00Z', '2026-10-26T00:00:00'],
  ] as const)('%s from %s: %s', (period, start, end) => expect(due({ period }, start)).toBe(end))

  test('months after the end of a year', () => {
    const rule = { period: 'P6M', to: 'year-end' } as const
    expect(due(rule, '2024-03-05T09:00:00Z')).toBe('2025-07-01T00:00:00')
    const last = (now: string) => latestDueDay(rule, instant(now), BERLIN).toString()
    expect([last('2025-06-30T12:00:00Z'), last('2025-06-30T22:00:00Z')]).toEqual(['2023-12-31', '2024-12-31'])
  })

  test('what is no period is refused', () => {
    for (const wrong of ['P1W', '8Y', 'P-1D', 'PT5H', '']) expect(() => lengthIn(wrong)).toThrow(/no period/)
  })
})

const zones = [BERLIN, 'UTC', 'Pacific/Apia', 'America/New_York', 'Asia/Kathmandu', 'Pacific/Chatham']
const FROM = instant('1995-01-01T00:00:00Z').epochMilliseconds
const TO = instant('2095-12-31T00:00:00Z').epochMilliseconds
const moment = fc.integer({ min: FROM, max: TO }).map((at) => Temporal.Instant.fromEpochMilliseconds(at))
const rule = fc
  .record({
    count: fc.integer({ min: 0, max: 40 }),
    unit: fc.constantFrom('D', 'M', 'Y'),
    to: fc.constantFrom('year-end', undefined),
  })
  .map(({ count, unit, to }): Rule => ({ period: `P${count}${unit}` as Period, to }))

describe('whatever the rule, the zone and the moment', () => {
  test('what is due by the row is due by the table', () => {
    fc.assert(
      fc.property(rule, moment, moment, fc.constantFrom(...zones), (one, start, now, zone) => {
        const byRow = Temporal.Instant.compare(dueFrom(one, start, zone), now) <= 0
        const byTable = Temporal.Instant.compare(start, latestDue(one, now, zone)) <= 0
        expect(byTable).toBe(byRow)
      }),
      { numRuns: 500 },
    )
  })

  test('at the very edge too: a moment before is not due, and no later start is', () => {
    fc.assert(
      fc.property(rule, moment, fc.constantFrom(...zones), (one, start, zone) => {
        const from = dueFrom(one, start, zone)
        expect(Temporal.Instant.compare(latestDue(one, from, zone), start) >= 0).toBe(true)
        const before = latestDue(one, from.subtract({ microseconds: 1 }), zone)
        expect(Temporal.Instant.compare(before, start) < 0).toBe(true)
      }),
      { numRuns: 500 },
    )
  })

  test('nothing becomes due again later: the limit only moves on with time', () => {
    fc.assert(
      fc.property(rule, moment, fc.nat(40_000), fc.constantFrom(...zones), (one, now, hours, zone) => {
        const later = latestDue(one, now.add({ hours }), zone)
        expect(Temporal.Instant.compare(latestDue(one, now, zone), later) <= 0).toBe(true)
      }),
      { numRuns: 300 },
    )
  })
})
