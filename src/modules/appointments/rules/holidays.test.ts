import { describe, expect, test } from 'vitest'
import { isRefusal } from '#platform/errors/errors.ts'
import { holidayRegions, holidaysOf, isHolidayIn, isHolidayRegion } from './holidays.ts'

describe('public holidays', () => {
  test('follow the state', () => {
    expect(isHolidayIn('DE-NW')('2026-11-01')).toBe(true)
    expect(isHolidayIn('DE-BE')('2026-11-01')).toBe(false)
    expect(isHolidayIn('DE')('2026-12-25')).toBe(true)
    expect(isHolidayIn('DE')('2026-12-24')).toBe(false)
  })

  test('follow the municipality where it has its own', () => {
    expect(isHolidayIn('DE-BY-A')('2026-08-08')).toBe(true)
    expect(isHolidayIn('DE-BY')('2026-08-08')).toBe(false)
  })

  test('know the one-off of Berlin in 2028', () => {
    expect(isHolidayIn('DE-BE')('2028-06-17')).toBe(true)
    expect(isHolidayIn('DE-BE')('2027-06-17')).toBe(false)
  })

  test('are named in both languages and do not depend on the zone of the machine', () => {
    expect(holidaysOf('DE-NW', 2026).get('2026-10-03')).toEqual({
      date: '2026-10-03',
      name: { de: 'Tag der Deutschen Einheit', en: 'National Holiday' },
    })
    expect([...holidaysOf('DE-NW', 2026).keys()]).toEqual([
      '2026-01-01',
      '2026-04-03',
      '2026-04-06',
      '2026-05-01',
      '2026-05-14',
      '2026-05-25',
      '2026-06-04',
      '2026-10-03',
      '2026-11-01',
      '2026-12-25',
      '2026-12-26',
    ])
  })

  test('are worked out once per region and year', () => {
    expect(holidaysOf('DE-NW', 2026)).toBe(holidaysOf('DE-NW', 2026))
  })
})

test('a region that does not exist is refused', () => {
  for (const region of ['DE-XX', 'DE-BY-XX', 'XX', 'constructor', 'DE-NW-A-B', '', 'de-nw']) {
    expect([region, isHolidayRegion(region)]).toEqual([region, false])
  }
  expect(isHolidayRegion('DE-BY-A')).toBe(true)
  try {
    holidaysOf('DE-XX', 2026)
    expect.unreachable()
  } catch (error) {
    expect(isRefusal(error, 'appointments.unknown-holiday-region')).toBe(true)
  }
})

test('regions can be listed for choosing one', () => {
  expect(holidayRegions('DE')).toContainEqual({ code: 'DE-NW', name: 'Nordrhein-Westfalen' })
  expect(holidayRegions('DE')).toHaveLength(16)
  expect(holidayRegions('DE-BY').map((region) => region.code)).toContain('DE-BY-A')
})
