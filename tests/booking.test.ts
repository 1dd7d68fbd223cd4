// Booking in a real browser: without script, by keyboard, in both colour schemes, leaving no trace; and a flood of programs.
import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { privacy } from '../src/modules/privacy/index.ts'
import { expectAccessible } from './support/axe.ts'
import { expectNoTraces, openPage, type PageOptions } from './support/browser.ts'
import { BOOK, openTownHall, type TownHall } from './support/citizen.ts'
import { served, type Served } from './support/served.ts'

let hall: TownHall
let server: Served
let people = 0

afterEach(() => expect(hall.web.defects.splice(0)).toEqual([]))
beforeAll(async () => {
  hall = await openTownHall({
    beside: [privacy],
    limits: { hold: 60, write: 240 },
    location: { notes: 'Eingang über den Hof' },
    service: { textBefore: 'Bitte kommen Sie persönlich.', textAfter: 'Bitte kommen Sie fünf Minuten früher.' },
  })
  server = await served(hall.web, ['src/modules/appointments/islands/proof.ts'])
})
afterAll(async () => {
  await server[Symbol.asyncDispose]()
  await hall[Symbol.asyncDispose]()
})

const visit = (options: PageOptions = {}) => openPage({ origin: server.origin, javaScript: false, ...options })
const mail = () => `person${++people}@example.org`

async function chooseFirst(page: Page, service = 'Personalausweis beantragen'): Promise<void> {
  await page.goto(hall.town.path)
  await page.getByRole('link', { name: service }).click()
  await page.locator('button.time').first().click()
}

async function fillIn(page: Page, to = mail()): Promise<string> {
  await page.getByLabel('Vor- und Nachname').fill('Öznur Yıldız-Großmann')
  await page.getByLabel('E-Mail-Adresse').fill(to)
  return to
}

const heading = (page: Page) => page.locator('h1').textContent()

test('on a phone without scripts: four steps from the front page to the booked appointment', async () => {
  await using phone = await visit({ width: 390 })
  const { page } = phone
  await chooseFirst(page)
  hall.web.clock.advance({ seconds: 30 })
  const to = await fillIn(page)
  await page.getByRole('button', { name: BOOK }).click()
  expect(await heading(page)).toBe('Ihr Termin ist gebucht')
  const received = await hall.mailbox.mailTo(to)
  // the link of the mail, as the person would follow it
  await page.goto(/\/[^/]+\/mein-termin\/[\w-]+/.exec(received.text ?? '')?.[0] ?? '')
  await page.getByRole('link', { name: 'Verschieben' }).click()
  await page.locator('button.time').nth(3).click()
  expect(await heading(page)).toBe('Ihr Termin ist verschoben')
  await page.getByRole('link', { name: 'Absagen' }).click()
  await page.getByRole('button', { name: 'Ja, Termin absagen' }).click()
  expect(await heading(page)).toBe('Dieser Termin ist abgesagt')
  await expectNoTraces(phone, server.origin)
})

test('by keyboard alone', async () => {
  await using desk = await visit({ width: 1280 })
  const { page } = desk
  const reach = async (name: string | RegExp) => {
    for (let tries = 0; tries < 60; tries++) {
      await page.keyboard.press('Tab')
      const focused = page.locator(':focus')
      const said = (await focused.getAttribute('name')) ?? (await focused.textContent()) ?? ''
      expect(said, 'the field for programs is out of reach').not.toBe('website')
      expect(await focused.evaluate((element) => getComputedStyle(element).outlineStyle)).not.toBe('none')
      if (typeof name === 'string' ? said.trim() === name : name.test(said)) return
    }
    throw new Error(`cannot reach ${name}`)
  }
  await page.goto(hall.town.path)
  await reach('Personalausweis beantragen')
  await page.keyboard.press('Enter')
  await page.waitForURL('**/termin/**')
  await reach('start')
  await page.keyboard.press('Enter')
  await page.waitForURL('**/buchen/**')
  hall.web.clock.advance({ seconds: 30 })
  await reach('name')
  await page.keyboard.type('Klara Klavier')
  await reach('mail')
  await page.keyboard.type('klara')
  await page.keyboard.press('Enter')
  await page.locator('.summary').waitFor()
  expect(await page.locator(':focus').getAttribute('class')).toBe('summary')
  await reach(/^Die E-Mail-Adresse ist nicht vollständig/)
  await page.keyboard.press('Enter')
  await expect.poll(() => page.locator(':focus').getAttribute('name')).toBe('mail')
  await page.keyboard.press('ControlOrMeta+A')
  await page.keyboard.type(mail())
  await page.keyboard.press('Enter')
  await page.waitForURL('**/mein-termin/**')
  expect(await heading(page)).toBe('Ihr Termin ist gebucht')
})

/** Opens every public page in turn, also those that tell of trouble, and looks at each. */
async function everyPage(page: Page, look: (name: string) => Promise<void>): Promise<void> {
  await page.goto(hall.town.path)
  await look('services')
  for (const name of ['Datenschutz', 'Impressum']) {
    await page.getByRole('link', { name, exact: true }).click()
    await look(name)
  }
  await page.goto(hall.town.path)
  await page.getByRole('link', { name: 'Personalausweis beantragen' }).click()
  await look('times')
  const times = page.url()
  const [id, start] = [crypto.randomUUID(), await page.locator('button.time').first().getAttribute('value')]
  for (const desk of ['1', '2', '3'])
    await hall.web
      .browse()
      .post(`${new URL(times).pathname}/halten`, { id: id.slice(0, -1) + desk, start: start ?? '' })
  await page.locator('button.time').first().click()
  await look('taken')
  await page.locator('button.time').first().click()
  await look('details')
  await page.getByText('Mehr dazu').click()
  await look('details, all of the notice')
  await page.getByRole('button', { name: BOOK }).click()
  await look('errors')
  await chooseFirst(page, 'Sozialberatung')
  await look('special')
  await fillIn(page)
  await page.getByRole('button', { name: BOOK }).click()
  await look('slow')
  hall.web.clock.advance({ seconds: 6 })
  await page.getByRole('button', { name: BOOK }).click()
  await look('booked')
  const own = page.url().split('?')[0] ?? ''
  await page.getByRole('link', { name: 'Verschieben' }).click()
  await look('move')
  await page.locator('button.time').nth(2).click()
  await look('moved')
  await page.getByRole('link', { name: 'Absagen' }).click()
  await look('asked to cancel')
  await page.getByRole('button', { name: 'Ja, Termin absagen' }).click()
  await look('cancelled')
  await page.goto(`${own}x`)
  await look('unknown')
  await page.goto(`/en${hall.town.path}`)
  await look('English')
  const held = await hall.choose()
  await page.goto(held.form.url.replace(hall.web.origin, ''))
  await fillIn(page)
  hall.web.clock.advance({ minutes: 6 })
  for (let desk = 0; desk < 3; desk++) await hall.book({ name: 'Schnell Sabine', mail: mail() }, await firstFree())
  await page.getByRole('button', { name: BOOK }).click()
  await look('taken while filling in')
  hall.web.clock.advance({ minutes: 2 })
}

async function firstFree(): Promise<string> {
  const start = await hall.web.browse().open(hall.town.path)
  const day = await hall.web.browse().open(start.page.link('Personalausweis beantragen'))
  return day.page.forms[0]?.buttons[0] ?? ''
}

test.each([
  [390, false],
  [390, true],
  [1280, false],
  [1280, true],
])(
  'every public page, %d px wide, dark: %s: accessible, nothing sticks out',
  async (width, dark) => {
    // axe itself needs scripts; the page's own are left out, so that the pause of those without is seen as well
    await using seen = await visit({ width, dark, javaScript: true })
    await seen.context.route('**/*.js', (route) => route.fulfill({ contentType: 'text/javascript', body: '' }))
    const names: string[] = []
    await everyPage(seen.page, async (name) => {
      names.push(name)
      const sticksOut = await seen.page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
      expect([name, sticksOut > 0]).toEqual([name, false])
      await expectAccessible(seen.page)
    })
    expect(names).toHaveLength(18)
  },
  120_000,
)

const traceless = async (javaScript: boolean) => {
  await using seen = await visit({ javaScript })
  await everyPage(seen.page, () => expectNoTraces(seen, server.origin))
  const unexpected = seen.problems.filter((problem) => !/status of (404|409|422)/.test(problem))
  expect(unexpected).toEqual([])
  return seen.requests
}

test('smartcx/no-cookies', async () => {
  await traceless(false)
})

test('osseno/local-fonts', async () => {
  const requests = await traceless(false)
  expect(requests.filter((address) => /\.(woff2?|ttf|otf)/.test(address))).toEqual([])
  await using seen = await visit()
  await seen.page.goto(hall.town.path)
  const family = await seen.page.evaluate(() => getComputedStyle(document.body).fontFamily)
  expect(family).toMatch(/sans-serif/)
})

test('optigem/bot-check', async () => {
  // with script: the work is done while the form is filled in, nobody notices anything
  await using scripted = await visit({ javaScript: true })
  await chooseFirst(scripted.page)
  await scripted.page.locator('input[name=altcha]').waitFor({ state: 'attached' })
  await fillIn(scripted.page)
  await scripted.page.getByRole('button', { name: BOOK }).click()
  expect(await heading(scripted.page)).toBe('Ihr Termin ist gebucht')
  await expectNoTraces(scripted, server.origin)

  // a flood from one network: every program takes a time and sends its form at once, some fill in every field
  const before = await booked()
  const outcomes = await Promise.all(Array.from({ length: 150 }, (_, number) => program(number)))
  const count = (outcome: string) => outcomes.filter((one) => one === outcome).length
  expect(count('booked')).toBe(0)
  expect(count('told to wait')).toBeGreaterThanOrEqual(90)
  expect(count('paused') + count('told to wait')).toBe(150)
  expect(await booked()).toBe(before)

  // a person without script, from another network, in the midst of it: as always, and in a hurry one pause
  await using plain = await visit()
  await plain.page.goto(hall.town.path)
  await plain.page.getByRole('link', { name: 'Personalausweis beantragen' }).click()
  await plain.page.locator('button.time').first().click()
  await fillIn(plain.page)
  await plain.page.getByRole('button', { name: BOOK }).click()
  expect(await plain.page.getByRole('alert').textContent()).toContain('in ein paar Sekunden noch einmal')
  hall.web.clock.advance({ seconds: 5 })
  await plain.page.getByRole('button', { name: BOOK }).click()
  expect(await heading(plain.page)).toBe('Ihr Termin ist gebucht')
  await expectNoTraces(plain, server.origin)
})

const booked = async () =>
  Number((await hall.rows(`select count(*)::int as n from bookings where state = 'booked'`))[0]?.['n'])

/** One program of the flood, from the network 203.0.113.0/24, which is nobody's. */
async function program(number: number): Promise<string> {
  const env = { incoming: { socket: { remoteAddress: `203.0.113.${number}` } } }
  const send = (path: string, fields: Record<string, string>) =>
    hall.web.app.request(
      `${hall.web.origin}${path}`,
      {
        method: 'POST',
        body: String(new URLSearchParams(fields)),
        headers: { 'content-type': 'application/x-www-form-urlencoded', origin: hall.web.origin, host: 'belegt.test' },
      },
      env,
    )
  const day = 17 + (number % 4)
  const start = `2026-11-${day}T${String(7 + (number % 8)).padStart(2, '0')}:${['00', '20', '40'][number % 3]}:00Z`
  const path = `${hall.town.path}/termin/${hall.town.passport}/${hall.town.location}/halten`
  const held = await send(path, { id: crypto.randomUUID(), start })
  await held.text()
  if (held.status === 429) return 'told to wait'
  if (held.status !== 303) return `hold ${held.status}`
  const sent = await send(held.headers.get('location') ?? '', {
    service: hall.town.passport,
    location: hall.town.location,
    start,
    name: `Programm ${number}`,
    mail: `programm${number}@example.org`,
    ...(number % 2 === 0 ? { website: 'https://spam.example' } : { altcha: 'eyJ9' }),
  })
  await sent.text()
  if (sent.status === 303) return 'booked'
  return sent.status === 422 ? 'paused' : sent.status === 429 ? 'told to wait' : `form ${sent.status}`
}
