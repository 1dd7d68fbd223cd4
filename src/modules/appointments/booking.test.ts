import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { BOOK, calendarOf, oeznur, openTownHall, SENDER, type TownHall } from '#testing/citizen.ts'

let hall: TownHall

afterEach(() => expect(hall.web.defects.splice(0)).toEqual([]))
beforeAll(async () => {
  hall = await openTownHall()
})
afterAll(() => hall[Symbol.asyncDispose]())

test('a citizen books without script or cookie, and gets one mail with a calendar entry', async () => {
  const { browser, form } = await hall.choose()
  expect(form.status).toBe(200)
  expect(form.headers.get('set-cookie')).toBeNull()
  expect(form.page.text).toContain('Montag, 16. November 2026, 8:00 Uhr')
  expect(form.page.text).toContain('Bis 6:05 Uhr halten wir diese Zeit für Sie frei.')
  const booked = await browser.submit(BOOK, { ...oeznur, phone: '0171 2345678' })
  expect(booked.status).toBe(200)
  expect(booked.page.text).toContain('Ihr Termin ist gebucht')
  expect(booked.page.text).toContain(oeznur.mail)
  expect(booked.page.text).toContain(oeznur.name)
  expect(booked.headers.get('set-cookie')).toBeNull()

  const mail = await hall.mailbox.mailTo(oeznur.mail)
  expect(mail.subject).toBe('Ihr Termin: Personalausweis beantragen, Montag, 16. November 2026, 8:00 Uhr')
  expect(mail.from).toMatchObject({ name: 'Stadt Musterlingen', address: SENDER })
  expect(mail.header('auto-submitted')).toBe('auto-generated')
  for (const form of [mail.text, mail.html]) {
    expect(form).toContain('Guten Tag Öznur Yıldız-Großmann')
    expect(form).toContain('Bürgeramt Mitte')
    expect(form).toContain('altes Dokument, Foto-Code')
  }
  expect(mail.html).not.toMatch(/<img|<script|https?:\/\/(?!belegt\.test)/)
  // both ways in: the page and the link in the mail are the same
  const link = /http:\/\/belegt\.test\S+mein-termin\/[\w-]+/.exec(mail.text ?? '')?.[0] ?? ''
  expect((await hall.web.browse().open(link)).page.text).toContain(oeznur.name)
  expect(hall.mailbox.mails()).toHaveLength(1)
})

test('the calendar entry is the last alternative, an invitation by the sender of the mail', async () => {
  const mail = await hall.mailbox.mailTo(oeznur.mail)
  const { raw } = mail
  const boundary = /multipart\/alternative;\s+boundary="([^"]+)"/.exec(raw)?.[1] ?? 'none'
  const inside = raw.split(`--${boundary}`).slice(1, -1)
  const types = inside.map((part) =>
    /content-type: ([^\r]+(?:\r\n[ \t][^\r]+)*)/i.exec(part)?.[1]?.replace(/\s+/g, ' '),
  )
  expect(types).toEqual([
    'text/plain; charset=utf-8',
    'text/html; charset=utf-8',
    'text/calendar; charset=utf-8; method=REQUEST',
  ])

  const entry = calendarOf(mail)
  expect(entry).toMatchObject({
    method: 'REQUEST',
    sequence: 0,
    status: 'CONFIRMED',
    start: '2026-11-16T08:00:00',
    zone: 'Europe/Berlin',
    organiser: `mailto:${SENDER}`,
    attendee: `mailto:${oeznur.mail}`,
  })
})

test('the file behind the link of the page is for everybody: no name, no address', async () => {
  const mail = await hall.mailbox.mailTo(oeznur.mail)
  const link = /http:\/\/belegt\.test\S+mein-termin\/[\w-]+/.exec(mail.text ?? '')?.[0] ?? ''
  const file = await hall.web.browse().open(`${link}/termin.ics`)
  expect(file.headers.get('content-type')).toBe('text/calendar; charset=utf-8')
  expect(file.html).toContain('METHOD:PUBLISH')
  expect(file.html).not.toContain('Yıldız')
  expect(file.html).not.toContain(oeznur.mail)
})

test('answers go to the organisation, whose address stands in Reply-To', async () => {
  await hall.book({ name: 'Jonas Weiß', mail: 'jonas@example.org' }, '08:20')
  const mail = await hall.mailbox.mailTo('jonas@example.org')
  expect(mail.replyTo?.[0]?.address).toBe('buergeramt@musterlingen.example')
  expect(calendarOf(mail).organiser).toBe(`mailto:${SENDER}`)
})

test('in English from the first page to the mail', async () => {
  const browser = hall.web.browse({ language: 'en' })
  const start = await browser.open(`/en${hall.town.path}`)
  expect(start.page.root.querySelector('html')?.getAttribute('lang')).toBe('en')
  await browser.open(start.page.link('Apply for an identity card'))
  const form = await browser.submit('09:00')
  expect(form.page.text).toContain('Monday, 16 November 2026, 9:00')
  hall.web.clock.advance({ seconds: 20 })
  const wrong = await browser.submit('Book this appointment', { name: '', mail: 'no' })
  expect(wrong.page.text).toContain('The mail address is not complete')
  const booked = await browser.submit('Book this appointment', { name: 'Ada Lovelace', mail: 'ada@example.org' })
  expect(booked.url).toContain('/en/')
  expect(booked.page.text).toContain('Your appointment is booked')
  const mail = await hall.mailbox.mailTo('ada@example.org')
  expect(mail.subject).toBe('Your appointment: Apply for an identity card, Monday, 16 November 2026, 9:00')
  expect(mail.html).toContain('lang="en"')
  expect(mail.text).toContain('http://belegt.test/en/')
  // changed on the German page, the mail still speaks the person's language and leads there
  const german = await browser.open(booked.url.replace('/en/', '/').replace('?neu=1', '?absagen=1'))
  expect(german.page.text).toContain('wirklich absagen')
  await browser.submit('Ja, Termin absagen')
  const cancelled = await hall.mailbox.mailTo('ada@example.org', 2)
  expect(cancelled.subject).toContain('Cancelled')
  expect(cancelled.text).toContain('http://belegt.test/en/')
})
