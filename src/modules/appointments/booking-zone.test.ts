import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { BOOK, calendarOf, openTownHall, type TownHall } from '#testing/citizen.ts'
import type { LocationFacts } from './setup/index.ts'
import { setOpeningHours } from './setup/index.ts'
import { offering } from './data.ts'

const places: [string, string, Partial<LocationFacts>, string][] = [
  ['Las Palmas', '2026-11-16T05:00:00Z', { zone: 'Atlantic/Canary', city: 'Las Palmas' }, '2026-11-16T08:00:00Z'],
  ['New York', '2026-11-16T05:00:00Z', { zone: 'America/New_York', city: 'New York' }, '2026-11-16T13:00:00Z'],
]

describe.each(places)('a town hall in %s', (city, start, location, eight) => {
  let hall: TownHall
  afterEach(() => expect(hall.web.defects.splice(0)).toEqual([]))
  beforeAll(async () => {
    hall = await openTownHall({ start, location })
  })
  afterAll(() => hall[Symbol.asyncDispose]())

  test('opens at eight by its own clock, on the page, in the mail and in the calendar', async () => {
    const { browser, form } = await hall.choose(undefined, '08:00')
    expect(form.page.text).toContain('8:00 Uhr')
    const booked = await browser.submit(BOOK, { name: 'Fern Felix', mail: 'felix@example.org' })
    expect(booked.page.text).toContain('8:00 Uhr')
    expect(booked.page.text).toContain(`Ortszeit in ${city}`)
    const mail = await hall.mailbox.mailTo('felix@example.org')
    expect(mail.subject).toContain('8:00 Uhr')
    expect(mail.text).toContain(`Ortszeit in ${city}`)
    expect(calendarOf(mail)).toMatchObject({ start: '2026-11-16T08:00:00', zone: location.zone })
    expect(await hall.rows(`select 1 as one from bookings where starts_at = '${eight}'`)).toHaveLength(1)
    const start = await browser.open(hall.town.path)
    const times = await browser.open(start.page.link('Personalausweis beantragen'))
    expect(times.page.text).toContain(`Alle Zeiten sind Ortszeit in ${city}.`)
  })
})

describe('around the clock', () => {
  let hall: TownHall
  afterEach(() => expect(hall.web.defects.splice(0)).toEqual([]))
  beforeAll(async () => {
    hall = await openTownHall({ start: '2026-10-24T10:00:00Z', service: { durationMinutes: 30, limitPerPerson: 50 } })
    await hall.web.scope({ organisation: hall.town.organisation, purpose: offering }, (at) =>
      setOpeningHours(
        at,
        hall.town.location,
        [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ weekday, opens: '01:00', closes: '04:00' })),
      ),
    )
  })
  afterAll(() => hall[Symbol.asyncDispose]())

  const timesOn = async (day: string) => {
    const browser = hall.web.browse()
    const path = `${hall.town.path}/termin/${hall.town.passport}/${hall.town.location}?ab=${day}&tag=${day}`
    return { browser, times: (await browser.open(path)).page.forms[0]?.buttons ?? [] }
  }

  test('the hour that comes twice is offered twice, each with its name, and booked as what it is', async () => {
    const { browser, times } = await timesOn('2026-10-25')
    expect(times).toEqual([
      '01:00',
      '01:30',
      '02:00 (vor der Zeitumstellung)',
      '02:30 (vor der Zeitumstellung)',
      '02:00 (nach der Zeitumstellung)',
      '02:30 (nach der Zeitumstellung)',
      '03:00',
      '03:30',
    ])
    await browser.submit('02:30 (nach der Zeitumstellung)')
    hall.web.clock.advance({ seconds: 20 })
    const booked = await browser.submit(BOOK, { name: 'Nacht Nora', mail: 'nora@example.org' })
    expect(booked.page.text).toContain('2:30 Uhr (nach der Zeitumstellung)')
    const mail = await hall.mailbox.mailTo('nora@example.org')
    expect(calendarOf(mail).start).toBe('2026-10-25T01:30:00Z')
  })

  test('the hour that is missing is not offered', async () => {
    hall.web.clock.moveTo('2027-03-27T10:00:00Z')
    expect((await timesOn('2027-03-28')).times).toEqual(['01:00', '01:30', '03:00', '03:30'])
  })

  test('29 February', async () => {
    hall.web.clock.moveTo('2028-02-27T10:00:00Z')
    const { browser, times } = await timesOn('2028-02-29')
    expect(times[0]).toBe('01:00')
    await browser.submit('01:00')
    hall.web.clock.advance({ seconds: 20 })
    const booked = await browser.submit(BOOK, { name: 'Schalt Jahr', mail: 'schalt@example.org' })
    expect(booked.page.text).toContain('Dienstag, 29. Februar 2028, 1:00 Uhr')
    const { browser: later } = await timesOn('2027-02-29') // a year that has none
    expect((await later.open(booked.url)).status).toBe(200)
  })
})

describe('over midnight', () => {
  let hall: TownHall
  afterEach(() => expect(hall.web.defects.splice(0)).toEqual([]))
  beforeAll(async () => {
    hall = await openTownHall({ start: '2026-11-19T10:00:00Z', service: { durationMinutes: 45, limitPerPerson: 50 } })
    await hall.web.scope({ organisation: hall.town.organisation, purpose: offering }, (at) =>
      setOpeningHours(at, hall.town.location, [{ weekday: 5, opens: '22:00', closes: '02:00' }]),
    )
  })
  afterAll(() => hall[Symbol.asyncDispose]())

  const timesOn = async (day: string) => {
    const browser = hall.web.browse()
    const path = `${hall.town.path}/termin/${hall.town.passport}/${hall.town.location}?ab=${day}&tag=${day}`
    return { browser, times: (await browser.open(path)).page.forms[0]?.buttons ?? [] }
  }

  test('a night is offered on both of its days, and what crosses midnight is booked as one', async () => {
    const { browser, times } = await timesOn('2026-11-20')
    expect(times).toEqual(['22:00', '22:45', '23:30'])
    await browser.submit('23:30')
    hall.web.clock.advance({ seconds: 20 })
    const booked = await browser.submit(BOOK, { name: 'Mitter Nacht', mail: 'nacht@example.org' })
    expect(booked.page.text).toContain('Freitag, 20. November 2026, 23:30 Uhr')
    const { file, start } = calendarOf(await hall.mailbox.mailTo('nacht@example.org'))
    expect(start).toBe('2026-11-20T23:30:00')
    expect(file).toContain('DTEND;TZID=Europe/Berlin:20261121T001500')
    expect((await timesOn('2026-11-20')).times).toContain('23:30') // at the other desk
    expect((await timesOn('2026-11-21')).times).toEqual(['00:15', '01:00'])
  })

  test('after midnight the page, the mail and the calendar name the new day', async () => {
    const { browser } = await timesOn('2026-11-21')
    await browser.submit('00:15')
    hall.web.clock.advance({ seconds: 20 })
    const booked = await browser.submit(BOOK, { name: 'Früh Auf', mail: 'frueh@example.org' })
    expect(booked.page.text).toContain('Samstag, 21. November 2026, 0:15 Uhr')
    expect(calendarOf(await hall.mailbox.mailTo('frueh@example.org')).start).toBe('2026-11-21T00:15:00')
  })
})
