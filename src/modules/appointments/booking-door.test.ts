import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { BOOK, oeznur, openTownHall, type TownHall } from '#testing/citizen.ts'
import { openTown } from '#testing/town.ts'

let hall: TownHall
let booked: string
let held: string

afterEach(() => expect(hall.web.defects.splice(0)).toEqual([]))
beforeAll(async () => {
  hall = await openTownHall({ limits: { hold: 40 } })
  booked = (await hall.book(oeznur)).booked.url.split('?')[0] ?? ''
  held = (await hall.choose()).form.url
})
afterAll(() => hall[Symbol.asyncDispose]())

/** The letter whose two spare bits differ: base64url reads the same bytes from both. */
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
const respelled = (letter = '') => LETTERS[LETTERS.indexOf(letter) + 1]
const last = (url: string) => url.split('/').at(-1) ?? ''

describe('a link that is not ours opens nothing', () => {
  const tokens: [string, () => string][] = [
    ['empty', () => ' '],
    ['truncated', () => last(booked).slice(0, -1)],
    ['one letter changed', () => `${last(booked)[0] === 'A' ? 'B' : 'A'}${last(booked).slice(1)}`],
    ['changed at the end', () => `${last(booked).slice(0, -2)}xx`],
    ['another spelling of the same bytes', () => last(booked).slice(0, -1) + respelled(last(booked).at(-1))],
    ['longer', () => `${last(booked)}AAAA`],
    ['doubled', () => last(booked) + last(booked)],
    ['of another use', () => last(held)],
    ['an id', () => crypto.randomUUID()],
    ['not even letters', () => '%F0%9F%98%80%00%22%3E'],
    ['very long', () => 'A'.repeat(5_000)],
  ]
  test.each(tokens)('%s', async (_, token) => {
    const path = `${hall.town.path}/mein-termin/${token()}`
    const seen = await hall.web.browse().open(path)
    expect(seen.status).toBe(404)
    expect(seen.page.text).not.toContain(oeznur.name)
    for (const step of ['absagen', 'verschieben']) {
      const sent = await hall.web.browse().post(`${path}/${step}`, { start: '2026-11-16T12:00:00Z' })
      expect(sent.status).toBe(404)
    }
    expect((await hall.web.browse().open(`${path}/termin.ics`)).status).toBe(404)
    const [row] = await hall.rows(`select state, version from bookings where state <> 'held'`)
    expect(row).toEqual({ state: 'booked', version: 0 })
  })

  test('the link of the mail does not confirm, the token of the form does not manage', async () => {
    const form = `${hall.town.path}/buchen/${last(booked)}`
    expect((await hall.web.browse().open(form)).status).toBe(404)
    expect((await hall.web.browse().post(form, { ...oeznur })).status).toBe(404)
  })

  test('at another organisation the same link is nobody’s', async () => {
    const other = await openTown(hall.web)
    const seen = await hall.web.browse().open(`${other.path}/mein-termin/${last(booked)}`)
    expect(seen.status).toBe(404)
    expect(seen.html).not.toContain('Yıldız')
    const moved = await hall.web.browse().post(`${other.path}/mein-termin/${last(booked)}/absagen`, {})
    expect(moved.status).toBe(404)
    // nor can its services be booked through this one
    const cross = await hall.web.browse().open(`${other.path}/termin/${hall.town.passport}/${hall.town.location}`)
    expect(cross.status).toBe(404)
  })
})

describe('unknown addresses', () => {
  const ids = ['00000000-0000-4000-8000-000000000000', 'nix', "'; drop table bookings--", '%00', '%E0%A4%A', '..%2f..']
  test.each(ids)('%s', async (id) => {
    for (const path of [`/termin/${id}`, `/termin/${id}/${id}`, `/buchen/${id}`, `/mein-termin/${id}`, `/${id}`]) {
      const german = await hall.web.browse().open(hall.town.path + path)
      expect([path, german.status]).toEqual([path, 404])
      expect(german.page.root.querySelector('html')?.getAttribute('lang')).toBe('de')
      const english = await hall.web.browse().open(`/en${hall.town.path}${path}`)
      expect(english.page.root.querySelector('html')?.getAttribute('lang')).toBe('en')
      expect(english.page.text).toMatch(/page does not exist|no longer offered|cannot find/)
    }
    expect((await hall.web.browse().open(`/${id}`)).status).toBe(404)
  })

  test('a day or a week that is none shows the calendar all the same', async () => {
    const times = `${hall.town.path}/termin/${hall.town.passport}/${hall.town.location}`
    for (const query of [
      '?ab=2026-02-30',
      '?ab=gestern',
      '?tag=%01',
      '?ab=9999-12-31',
      '?ab=0001-01-01',
      '?ab=-271821-04-19',
      '?ab=+275760-09-13',
      '?ab=1&ab=2',
    ]) {
      const seen = await hall.web.browse().open(times + query)
      expect([query, seen.status]).toEqual([query, 200])
    }
    // a character no address of ours ever has, and no text of the database can hold
    expect((await hall.web.browse().open(`${times}?tag=%00`)).status).toBe(404)
  })

  test('a time that is none, or that nobody offers', async () => {
    const hold = `${hall.town.path}/termin/${hall.town.passport}/${hall.town.location}/halten`
    const id = crypto.randomUUID()
    const starts = ['2026-11-16T03:00:00Z', '2026-11-16T07:07:00Z', '2026-11-15T07:00:00Z', '2036-11-17T07:00:00Z']
    for (const start of starts) {
      const seen = await hall.web.browse().post(hold, { id, start })
      expect([start, seen.status]).toEqual([start, 409])
    }
    for (const start of [
      '',
      'jetzt',
      '2026-11-16',
      '1'.repeat(1_000),
      '+275760-09-13T00:00:00Z',
      '0000-01-01T00:00Z',
    ]) {
      const seen = await hall.web.browse().post(hold, { id, start })
      expect([start, seen.status]).toEqual([start, 422])
    }
    expect((await hall.web.browse().post(hold, { id: 'x', start: '2026-11-16T07:00:00Z' })).status).toBe(422)
  })
})

test('reading changes nothing: every link of every page, and as a mail scanner opens it', async () => {
  const counts = () =>
    hall.rows(`select (select json_agg(b order by id) from bookings b) as bookings,
      (select count(*)::int from messages) as messages, (select count(*)::int from people) as people,
      (select count(*)::int from consents) as consents, (select count(*)::int from person_keys) as keys`)
  const before = await counts()
  const seen = new Set<string>()
  const open = [hall.town.path, `/en${hall.town.path}`, booked, held]
  while (open.length > 0 && seen.size < 150) {
    const url = new URL(open.pop() ?? '', hall.web.origin).href.split('#')[0] ?? ''
    if (seen.has(url) || !url.startsWith(hall.web.origin)) continue
    seen.add(url)
    const page = await hall.web.browse().open(url)
    expect(page.status).toBeLessThan(500)
    expect(page.headers.getSetCookie()).toEqual([])
    open.push(...page.page.links.map(({ href }) => href))
    for (const form of page.page.forms) if (form.method === 'POST') await hall.web.browse().open(form.action)
  }
  expect(seen.size).toBeGreaterThan(20)
  expect(await counts()).toEqual(before)
})

test('a form of another site is refused, and nothing is changed', async () => {
  const sent = (headers: Record<string, string>) => hall.web.browse().post(`${booked}/absagen`, {}, headers)
  for (const headers of [
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    { 'sec-fetch-site': '', origin: 'https://boese.example' },
    { 'sec-fetch-site': '', origin: 'null' },
  ] as Record<string, string>[]) {
    const refused = await sent(headers)
    expect(refused.status).toBe(403)
    expect(refused.page.text).toContain('Dieses Formular kam nicht von unserer Seite')
  }
  expect((await hall.web.browse().open(booked)).page.text).not.toContain('abgesagt')
})

test('the hurried booker of one network waits, and is told how long', async () => {
  const hold = `${hall.town.path}/termin/${hall.town.passport}/${hall.town.location}/halten`
  let refused = await hall.web.browse().post(hold, { id: 'x', start: 'x' })
  for (let tries = 0; tries < 60 && refused.status !== 429; tries++) {
    refused = await hall.web.browse().post(hold, { id: 'x', start: 'x' })
  }
  expect(refused.status).toBe(429)
  const seconds = Number(refused.headers.get('retry-after'))
  expect(seconds).toBeGreaterThan(0)
  expect(refused.page.text).toContain(`Bitte warten Sie ${seconds} Sekunden`)
  hall.web.clock.advance({ seconds: seconds + 60 })
  expect((await hall.web.browse().post(hold, { id: 'x', start: 'x' })).status).toBe(422)
})

test('the form of a booked appointment leads to it, whoever opens it again', async () => {
  const { browser, form } = await hall.choose()
  await browser.submit(BOOK, { name: 'Wieder Willi', mail: 'willi@example.org' })
  expect((await hall.web.browse().open(form.url)).page.text).toContain('Wieder Willi')
})
