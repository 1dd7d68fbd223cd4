import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { BOOK, calendarOf, openTownHall, type TownHall } from '#testing/citizen.ts'

let hall: TownHall

afterEach(() => expect(hall.web.defects.splice(0)).toEqual([]))
beforeAll(async () => {
  hall = await openTownHall({ location: { desks: ['Schalter 1'] } })
})
afterAll(() => hall[Symbol.asyncDispose]())

const own = (url: string) => url.split('?')[0] ?? ''
const times = async () => {
  const start = await hall.web.browse().open(hall.town.path)
  const day = await hall.web.browse().open(start.page.link('Personalausweis beantragen'))
  return day.page.forms[0]?.buttons ?? []
}

test('moved: one row, the old place free, one new mail that replaces the calendar entry', async () => {
  const person = { name: 'Karin Umzug', mail: 'karin@example.org' }
  const { browser, booked } = await hall.book(person, '08:00')
  const first = calendarOf(await hall.mailbox.mailTo(person.mail))
  const before = await hall.rows(`select id, person_id from bookings where state = 'booked'`)
  expect(await times()).not.toContain('08:00')

  await browser.open(`${own(booked.url)}/verschieben`)
  const moved = await browser.submit('10:40')
  expect(moved.page.text).toContain('Ihr Termin ist verschoben')
  expect(moved.page.text).toContain('10:40 Uhr')
  expect(await times()).toContain('08:00')
  expect(await times()).not.toContain('10:40')

  const mail = await hall.mailbox.mailTo(person.mail, 2)
  expect(mail.subject).toContain('Verschoben')
  const second = calendarOf(mail)
  expect(second).toMatchObject({ method: 'REQUEST', uid: first.uid, sequence: 1, start: '2026-11-16T10:40:00' })
  expect(await hall.rows(`select id, person_id from bookings where state = 'booked'`)).toEqual(before)
})

test('moving to the time one has changes nothing and sends nothing', async () => {
  const person = { name: 'Gerd Gleich', mail: 'gerd@example.org' }
  const { browser, booked } = await hall.book(person, '08:20')
  const same = await browser.post(`${own(booked.url)}/verschieben`, { start: '2026-11-16T07:20:00Z' })
  expect(same.status).toBe(200)
  expect(same.page.text).toContain('Es bleibt alles, wie es ist.')
  const [row] = await hall.rows(`select version from bookings where starts_at = '2026-11-16T07:20:00Z'`)
  expect(row).toEqual({ version: 0 })
  await hall.mailbox.mailTo(person.mail)
  expect(await hall.rows(`select kind from messages where kind = 'appointments.moved' and version = 1`)).toHaveLength(1)
})

test('moving to a time that is taken keeps the appointment and offers others', async () => {
  const person = { name: 'Petra Pech', mail: 'petra@example.org' }
  const { browser, booked } = await hall.book(person, '09:00')
  await hall.book({ name: 'Vera Vorher', mail: 'vera@example.org' }, '09:20')
  const taken = await browser.post(`${own(booked.url)}/verschieben`, { start: '2026-11-16T08:20:00Z' })
  expect(taken.status).toBe(409)
  expect(taken.page.text).toContain('jetzt hat sie jemand anderes')
  expect(taken.page.text).toContain('BisherMontag, 16. November 2026, 9:00 Uhr')
  expect((await browser.open(own(booked.url))).page.text).toContain('9:00 Uhr')
  await browser.open(`${own(booked.url)}/verschieben`)
  const moved = await browser.submit('09:40')
  expect(moved.page.text).toContain('Ihr Termin ist verschoben')
})

test('cancelled: asked first, free at once, once more changes nothing', async () => {
  const person = { name: 'Anton Absage', mail: 'anton@example.org' }
  const { browser, booked } = await hall.book(person, '11:00')
  const first = calendarOf(await hall.mailbox.mailTo(person.mail))
  const page = await browser.open(own(booked.url))
  const asked = await browser.open(page.page.link('Absagen'))
  expect(asked.page.text).toContain('Möchten Sie diesen Termin wirklich absagen?')
  expect(await times()).not.toContain('11:00')
  const cancelled = await browser.submit('Ja, Termin absagen')
  expect(cancelled.page.text).toContain('Dieser Termin ist abgesagt')
  expect(await times()).toContain('11:00')

  const entry = calendarOf(await hall.mailbox.mailTo(person.mail, 2))
  expect(entry).toMatchObject({ method: 'CANCEL', status: 'CANCELLED', uid: first.uid, sequence: 1 })

  const again = await browser.post(`${own(booked.url)}/absagen`, {})
  expect(again.status).toBe(200)
  expect(again.page.text).toContain('Dieser Termin ist abgesagt')
  const moved = await browser.post(`${own(booked.url)}/verschieben`, { start: '2026-11-16T12:00:00Z' })
  expect(moved.status).toBe(410)
  expect((await browser.open(`${own(booked.url)}/verschieben`)).page.text).toContain('Dieser Termin ist abgesagt')
  const mails = await hall.rows(`select state from messages where kind = 'appointments.cancelled'`)
  expect(mails).toHaveLength(1)
})

test('what has begun can neither be moved nor cancelled, and says so', async () => {
  const { browser, booked } = await hall.book({ name: 'Zora Spät', mail: 'zora@example.org' }, '12:00')
  const before = hall.web.clock.now()
  hall.web.clock.moveTo('2026-11-16T11:00:00Z')
  const page = await browser.open(own(booked.url))
  expect(page.page.text).toContain('schon begonnen oder ist vorbei')
  expect(page.page.links.map(({ text }) => text)).not.toContain('Absagen')
  const cancelled = await browser.post(`${own(booked.url)}/absagen`, {})
  expect(cancelled.status).toBe(410)
  expect(cancelled.page.text).toContain('Es wurde nichts geändert.')
  hall.web.clock.moveTo(before)
})

test('going back after booking and choosing another time books a second appointment', async () => {
  const { browser } = await hall.choose(undefined, '13:00')
  const chosen = await hall.rows(`select id from bookings where state = 'held'`)
  await browser.submit(BOOK, { name: 'Rita Rück', mail: 'rita@example.org' })
  // the calendar as the browser had kept it: the same hidden id
  const start = await hall.web.browse().open(hall.town.path)
  const path = `${new URL((await browser.open(start.page.link('Personalausweis beantragen'))).url).pathname}/halten`
  const again = await browser.post(path, { id: String(chosen[0]?.['id']), start: '2026-11-16T13:00:00Z' })
  expect(again.status).toBe(200)
  expect(again.page.text).toContain('14:00 Uhr')
})
