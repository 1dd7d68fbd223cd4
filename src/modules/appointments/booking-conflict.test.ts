import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { BOOK, openTownHall, type TownHall } from '#testing/citizen.ts'

let hall: TownHall

afterEach(() => expect(hall.web.defects.splice(0)).toEqual([]))
beforeAll(async () => {
  hall = await openTownHall({ location: { desks: ['Schalter 1'] } })
})
afterAll(() => hall[Symbol.asyncDispose]())

const someone = (name: string) => ({ name, mail: `${name.toLowerCase().split(' ')[0]}@example.org` })
const booked = (start: string) =>
  hall.rows(`select id from bookings where state = 'booked' and starts_at = '2026-11-16T${start}Z'`)

test('while one fills in the form nobody else gets the time, and is offered the next ones', async () => {
  await hall.choose(undefined, '08:00')
  const other = hall.web.browse()
  const start = await other.open(hall.town.path)
  const day = await other.open(start.page.link('Personalausweis beantragen'))
  expect(day.page.forms[0]?.buttons[0]).toBe('08:20')
  const refused = await other.post(`${new URL(day.url).pathname}/halten`, {
    id: crypto.randomUUID(),
    start: '2026-11-16T07:00:00Z',
  })
  expect(refused.status).toBe(409)
  expect(refused.page.text).toContain('jetzt hat sie jemand anderes')
  expect(refused.page.forms[0]?.buttons).toContain('08:20')
  // the other language of this page leads to a page, not to an address that only takes forms
  expect((await other.open(refused.page.link('English'))).status).toBe(200)
  await other.post(`${new URL(day.url).pathname}/halten`, { id: crypto.randomUUID(), start: '2026-11-16T07:00:00Z' })
  expect((await other.submit('08:20')).page.text).toContain('8:20 Uhr')
})

test('taken while the form was filled in: the entries stay, another time in the same form books in one go', async () => {
  const slow = await hall.choose(undefined, '09:00')
  hall.web.clock.advance({ minutes: 6 })
  await hall.book(someone('Schnell Sabine'), '09:00')
  const taken = await slow.browser.submit(BOOK, { ...someone('Ludwig Langsam'), phone: '0171 2345678' })
  expect(taken.status).toBe(409)
  expect(taken.page.text).toContain('Diese Zeit ist leider vergeben')
  expect(taken.page.text).not.toContain('halten wir diese Zeit')
  expect(taken.html).toContain('value="Ludwig Langsam"')
  expect(taken.html).toContain('value="0171 2345678"')
  // the enter key must not take the first time unseen: the first button of the form is off
  expect(taken.page.root.querySelector('form button')?.hasAttribute('disabled')).toBe(true)
  const done = await slow.browser.submit('09:20')
  expect(done.status).toBe(200)
  expect(done.page.text).toContain('Ihr Termin ist gebucht')
  expect(done.page.text).toContain('9:20 Uhr')
  await hall.mailbox.mailTo('ludwig@example.org')
})

test('another time chosen with an error beside it is kept until the error is mended', async () => {
  const slow = await hall.choose(undefined, '10:00')
  hall.web.clock.advance({ minutes: 6 })
  await hall.book(someone('Eilig Emil'), '10:00')
  await slow.browser.submit(BOOK, someone('Martha Mehrfach'))
  const wrong = await slow.browser.submit('10:20', { mail: 'kaputt' })
  expect(wrong.status).toBe(422)
  expect(wrong.page.text).toContain('10:20 Uhr')
  const done = await slow.browser.submit(BOOK, { mail: 'martha@example.org' })
  expect(done.page.text).toContain('10:20 Uhr')
  expect(done.page.text).toContain('Ihr Termin ist gebucht')
})

test('the hold ran out but the time is still free: it is booked', async () => {
  const { browser } = await hall.choose(undefined, '11:00')
  hall.web.clock.advance({ minutes: 30 })
  const done = await browser.submit(BOOK, someone('Gisela Gemach'))
  expect(done.page.text).toContain('Ihr Termin ist gebucht')
  expect(await booked('10:00')).toHaveLength(1)
})

test('a form opened again after the hold was swept away says what to do', async () => {
  const { browser, form } = await hall.choose(undefined, '11:20')
  hall.web.clock.advance({ minutes: 6 })
  const late = await browser.open(form.url)
  expect(late.page.text).not.toContain('halten wir diese Zeit')
  await hall.book(someone('Zwischendurch Zoe'), '11:20')
  const gone = await browser.open(form.url)
  expect([200, 410]).toContain(gone.status)
  expect((await hall.web.browse().open(form.url)).headers.get('set-cookie')).toBeNull()
})

test('two tabs: the second shows what the first has booked', async () => {
  const { browser, form } = await hall.choose(undefined, '12:20')
  const second = hall.web.browse()
  await second.open(form.url)
  await browser.submit(BOOK, someone('Erste Elke'))
  const other = await second.submit(BOOK, someone('Zweiter Zeno'))
  expect(other.page.text).toContain('Ihr Termin ist gebucht')
  expect(other.page.text).toContain('Erste Elke')
  expect(other.page.text).not.toContain('Zeno')
  expect(await booked('11:20')).toHaveLength(1)
})

test('sent once more when the appointment was served long ago: its page, no new booking', async () => {
  const { browser, form } = await hall.choose(undefined, '12:40')
  const sent = Object.fromEntries(form.page.form(BOOK).submit(someone('Später Sven'), BOOK).body ?? [])
  await browser.submit(BOOK, someone('Später Sven'))
  await hall.rows(`update bookings set state = 'served' where starts_at = '2026-11-16T11:40Z'`)
  const again = await browser.post(new URL(form.url).pathname, sent)
  expect(again.status).toBe(200)
  expect(again.page.text).toContain('schon begonnen oder ist vorbei')
})
