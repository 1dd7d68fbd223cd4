import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  alarmOn,
  alarmRank,
  type Clock,
  daysPaused,
  dueOn,
  firstMonthEnds,
  isPaused,
  mayExtend,
  paused,
  resumed,
} from './clock.ts'
import { freeIn } from './working-days.ts'

const nrw = freeIn('DE-NW')
const never = () => false
const on = (text: string) => Temporal.PlainDate.from(text)
const clock = (received: string, more: Partial<Clock> = {}): Clock => ({ received, pauses: [], extended: 0, ...more })
const due = (received: string, isFree = nrw, more: Partial<Clock> = {}) =>
  dueOn(clock(received, more), isFree, on(received)).toString()

describe('A1 one month from receipt', () => {
  test.each([
    ['2026-11-16', '2026-12-16', 'the day with the same number'],
    ['2027-01-31', '2027-03-01', '31 January ends on 28 February, a Sunday: Monday'],
    ['2028-01-31', '2028-02-29', '31 January of a leap year ends on 29 February'],
    ['2027-08-31', '2027-09-30', '31 August ends on 30 September'],
    ['2026-10-24', '2026-11-24', 'the change of the clocks moves nothing'],
    ['2026-11-25', '2026-12-28', '25 December is a holiday, 26 too, 27 a Sunday: Monday'],
    ['2026-04-01', '2026-05-04', '1 May is a holiday and a Friday: Monday'],
    ['2026-10-31', '2026-11-30', 'a day off on receipt does not matter'],
    ['2026-12-01', '2027-01-04', 'New Year is a Friday: Monday'],
  ])('A1 received on %s is due on %s: %s', (received, expected) => expect(due(received)).toBe(expected))

  test('A1 29 February has 29 March, and 31 January without days off has the last of February', () => {
    expect(due('2028-02-29', never)).toBe('2028-03-29')
    expect(due('2027-01-31', never)).toBe('2027-02-28')
    expect(due('2028-01-31', never)).toBe('2028-02-29')
  })

  test('A1 a holiday of the region on the last day: Corpus Christi in Dortmund, not in Hamburg', () => {
    // 27 May 2027 is Corpus Christi
    expect(due('2027-04-27', freeIn('DE-NW'))).toBe('2027-05-28')
    expect(due('2027-04-27', freeIn('DE-HH'))).toBe('2027-05-27')
    // 8 August 2026 is a Saturday; the Augsburg peace festival of 2028 is a Tuesday, only there
    expect(due('2028-07-08', freeIn('DE-BY-A'))).toBe('2028-08-09')
    expect(due('2028-07-08', freeIn('DE-BY'))).toBe('2028-08-08')
    expect(due('2026-11-16', freeIn('XX-YY'))).toBe('2026-12-16')
  })

  const days = fc.integer({ min: 0, max: 20_000 }).map((n) => on('2000-01-01').add({ days: n }))
  const regions = fc.constantFrom('DE', 'DE-NW', 'DE-BY', 'DE-BY-A', 'DE-SN', 'AT', 'FR')

  test('A1 the end is a working day, never before the same day of the next month, and the first such', () => {
    fc.assert(
      fc.property(days, regions, fc.constantFrom(0, 1, 2), (received, region, extended) => {
        const isFree = freeIn(region)
        const end = dueOn(clock(received.toString(), { extended }), isFree, received)
        // told apart from the rule: the month by its number, the day cut to the month's length
        const month = received.toPlainYearMonth().add({ months: 1 + extended })
        const plain = month.toPlainDate({ day: Math.min(received.day, month.daysInMonth) })
        expect(isFree(end)).toBe(false)
        expect(Temporal.PlainDate.compare(end, plain)).toBeGreaterThanOrEqual(0)
        for (let day = plain; !day.equals(end); day = day.add({ days: 1 })) expect(isFree(day)).toBe(true)
      }),
    )
  })

  test('A1 who asks later is never answered earlier; an extension never shortens', () => {
    fc.assert(
      fc.property(days, fc.integer({ min: 0, max: 60 }), regions, (first, later, region) => {
        const isFree = freeIn(region)
        const [a, b] = [first, first.add({ days: later })].map((day) => dueOn(clock(day.toString()), isFree, day))
        expect(Temporal.PlainDate.compare(a as never, b as never)).toBeLessThanOrEqual(0)
        const ends = [0, 1, 2].map((extended) => dueOn(clock(first.toString(), { extended }), isFree, first))
        expect(ends.toSorted(Temporal.PlainDate.compare)).toEqual(ends)
      }),
    )
  })
})

describe('A1 extension', () => {
  const received = clock('2026-11-16')
  const wish = { months: 2, reason: 'Die Anfrage betrifft viele Unterlagen.', noticeSent: '2026-12-10' }
  const may = (more: Partial<typeof wish> = {}, of = received, today = '2026-12-10') =>
    mayExtend(of, { ...wish, ...more }, nrw, on(today))

  test('A1 with a reason and a notice sent inside the first month', () => {
    expect(may()).toBeUndefined()
    expect(may({ noticeSent: '2026-12-16' }, received, '2026-12-16')).toBeUndefined()
    expect(dueOn({ ...received, extended: 2 }, nrw, on('2026-12-10')).toString()).toBe('2027-02-16')
  })
  test.each([
    [{ reason: '  ' }, 'no-reason'],
    [{ noticeSent: '' }, 'not-sent'],
    [{ noticeSent: '2026-12-11' }, 'not-sent'],
    [{ noticeSent: '2026-11-15' }, 'not-sent'],
    [{ months: 3 }, 'too-long'],
    [{ months: 0 }, 'too-long'],
    [{ months: 1.5 }, 'too-long'],
  ] as const)('A1 not with %o', (more, why) => expect(may(more)).toBe(why))
  test('A1 not after the first month, also when the letter is said to have left later; not twice', () => {
    expect(may({ noticeSent: '2026-12-17' }, received, '2026-12-17')).toBe('first-month-over')
    // a letter that left in time may be noted a day late
    expect(may({ noticeSent: '2026-12-16' }, received, '2026-12-17')).toBeUndefined()
    expect(may({}, { ...received, extended: 1 })).toBe('extended-already')
  })
  test('A1 no sequence of wishes reaches beyond three months and the days of doubt', () => {
    fc.assert(
      fc.property(fc.array(fc.record({ months: fc.integer({ min: -1, max: 5 }), day: fc.nat(60) })), (wishes) => {
        let now = clock('2026-11-16')
        for (const { months, day } of wishes) {
          const today = on('2026-11-16').add({ days: day })
          const wanted = { months, reason: 'x', noticeSent: today.toString() }
          if (mayExtend(now, wanted, never, today) === undefined) now = { ...now, extended: now.extended + months }
        }
        expect(Temporal.PlainDate.compare(dueOn(now, never, on('2026-11-16')), on('2027-02-16'))).toBeLessThanOrEqual(0)
      }),
    )
  })
})

describe('A2 doubt about who somebody is stops the clock', () => {
  test('A2 the days of doubt are added, and no others', () => {
    const start = clock('2026-11-16')
    const stopped = { ...start, pauses: paused(start, on('2026-11-18')) }
    expect(isPaused(stopped)).toBe(true)
    expect(dueOn(stopped, never, on('2026-11-28')).toString()).toBe('2026-12-26')
    const running = { ...stopped, pauses: resumed(stopped, on('2026-11-28')) }
    expect(isPaused(running)).toBe(false)
    expect(dueOn(running, never, on('2027-01-30')).toString()).toBe('2026-12-26')
    expect(firstMonthEnds(running, never, on('2026-12-01')).toString()).toBe('2026-12-26')
    // who stops twice stops once
    expect(paused(stopped, on('2026-11-20'))).toEqual(stopped.pauses)
  })

  test('A2 after any pauses the end is the first end and exactly the days that were paused', () => {
    const steps = fc.array(fc.record({ after: fc.nat(20), stop: fc.boolean() }), { maxLength: 12 })
    fc.assert(
      fc.property(steps, (taken) => {
        let now = clock('2026-11-16')
        let today = on('2026-11-16')
        let stood = 0
        for (const { after, stop } of taken) {
          if (isPaused(now)) stood += after
          today = today.add({ days: after })
          now = { ...now, pauses: stop ? paused(now, today) : resumed(now, today) }
        }
        expect(daysPaused(now, today)).toBe(stood)
        expect(dueOn(now, never, today).toString()).toBe(on('2026-12-16').add({ days: stood }).toString())
      }),
    )
  })
})

describe('A1 escalation', () => {
  const received = clock('2026-11-16') // due on 16 December
  test.each([
    ['2026-12-08', undefined],
    ['2026-12-09', 7],
    ['2026-12-12', 7],
    ['2026-12-13', 3],
    ['2026-12-15', 1],
    ['2026-12-16', 1],
    ['2026-12-17', 'overdue'],
  ] as const)('A1 on %s: %s', (today, alarm) => expect(alarmOn(received, nrw, on(today))).toBe(alarm))
  test('A1 a clock that stands still alarms nobody', () => {
    expect(alarmOn({ ...received, pauses: paused(received, on('2026-11-20')) }, nrw, on('2027-05-01'))).toBeUndefined()
  })
  test('A1 the alarms ring in order', () => {
    expect([undefined, 7, 3, 1, 'overdue'].map((one) => alarmRank(one as never))).toEqual([0, 1, 2, 3, 4])
  })
})
