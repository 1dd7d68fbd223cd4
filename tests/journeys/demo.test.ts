// The demo as somebody tries it: everybody by one click, every public page without script, mails to read.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { expectNoTraces, openPage } from '../support/browser.ts'
import { openDemo, type Installation } from '../support/installation.ts'
import { openAuditor, type Auditor } from '../support/screens.ts'

let demo: Installation
let auditor: Auditor
beforeAll(async () => {
  demo = await openDemo()
  auditor = await openAuditor(process.env['PICTURES'])
}, 120_000)
afterAll(async () => {
  await auditor[Symbol.asyncDispose]()
  await demo[Symbol.asyncDispose]()
})

const everything = ['Warteschlange', 'Unterlagen', 'Personen', 'Nachrichten', 'Datenschutz', 'Einrichtung']
const PEOPLE = [
  ['main-administrator', 'Annegret Overbeck', everything],
  ['administrator', 'Mehmet Aydın', everything],
  ['data-protection', 'Dr. Henrike Tiedemann', ['Personen', 'Datenschutz']],
  ['desk', 'Sabine Krüger', ['Warteschlange', 'Unterlagen', 'Personen', 'Nachrichten']],
  ['read-only', 'Tomasz Nowak', ['Warteschlange', 'Unterlagen']],
] as const

describe('one click to be anybody', () => {
  test.each(PEOPLE)('%s: %s sees exactly their navigation', async (role, name, entitled) => {
    await using visit = await openPage({ origin: demo.origin, width: 1280, javaScript: false })
    const { page } = visit
    await page.goto('/')
    const row = page
      .locator('li, tr, .row', { hasText: name })
      .filter({ has: page.getByRole('button') })
      .last()
    await row.getByRole('button', { name: /Anmelden/ }).click()
    await page.waitForURL('**/musterlingen/team/**')
    const entries = await page.getByRole('navigation').first().getByRole('link').allTextContents()
    const seen = entries.map((text) => text.trim())
    expect(seen, role).toEqual(entitled)
    for (const label of seen) {
      await page.getByRole('navigation').first().getByRole('link', { name: label, exact: true }).click()
      await page.waitForLoadState()
      await page.getByRole('heading', { level: 1 }).waitFor()
      await auditor.look(visit, `${role}-${label}`)
    }
    expect(visit.problems).toEqual([])
  })
})

test('every public page without script: no cookie, no storage, nobody else asked', { timeout: 180_000 }, async () => {
  await using visit = await openPage({ origin: demo.origin, width: 390, javaScript: false })
  const { page } = visit
  const known = new Set<string>()
  const waiting = ['/musterlingen', '/nachbarschaft', '/fahrwerk', '/en/musterlingen']
  for (let path = waiting.shift(); path !== undefined; path = waiting.shift()) {
    const address = path.split('?')[0] ?? ''
    if (known.has(address)) continue
    known.add(address)
    const response = await page.goto(path)
    expect(response?.status(), path).toBe(200)
    const links = await page.locator('a[href^="/"]').all()
    const targets = await Promise.all(links.map((link) => link.getAttribute('href')))
    waiting.push(...targets.flatMap((target) => target?.split('#')[0] ?? []).filter((target) => target !== '/'))
  }
  expect(known.size).toBeGreaterThan(30)
  await expectNoTraces(visit, demo.origin)
  expect(visit.problems).toEqual([])
})

test('in English too: whom to be, what was sent, and a team that reads English', async () => {
  await using visit = await openPage({ origin: demo.origin, width: 390, javaScript: false })
  const { page } = visit
  await page.goto('/')
  await page.getByRole('link', { name: 'English' }).click()
  await page.getByText('Demonstration: all people and data here are invented.').waitFor()
  await page.getByRole('link', { name: 'Mails' }).click()
  await page.getByText('None of it has left this machine.').waitFor()
  await page.getByRole('link', { name: 'Overview' }).click()
  await page.waitForLoadState()
  const row = page.locator('li', { hasText: 'Sabine Krüger' }).last()
  expect(await row.textContent()).toContain('Desk')
  await row.getByRole('button', { name: 'Sign in' }).click()
  await page.waitForURL('**/en/musterlingen/team/**')
  expect(visit.problems).toEqual([])
})

test('a booked appointment stands among the mails, readable', async () => {
  await using visit = await openPage({ origin: demo.origin, width: 390 })
  const { page } = visit
  await page.goto('/fahrwerk')
  await auditor.look(visit, 'demo-start')
  await page.getByRole('link', { name: /Erstes Gespräch/ }).click()
  await page
    .getByRole('button', { name: /\d\d:\d\d/ })
    .first()
    .click()
  await page.getByLabel('Vor- und Nachname').fill('Öznur Yıldız-Großmann')
  await page.getByLabel('E-Mail-Adresse').fill('oeznur@example.org')
  await page.waitForTimeout(6_000) // as a person would take at least
  await page.getByRole('button', { name: 'Termin verbindlich buchen' }).click()
  await page.getByText('Ihr Termin ist gebucht').waitFor()
  await expect
    .poll(async () => {
      await page.goto('/_demo/mails')
      return page.getByText('an oeznur@example.org').count()
    })
    .toBe(1)
  await auditor.look(visit, 'demo-mails')
  await page.locator('main').getByRole('link').first().click()
  await page.getByText('Öznur Yıldız-Großmann').first().waitFor()
  await auditor.look(visit, 'mail')
  expect(await page.getByRole('link', { name: /ändern|verschieben|absagen/i }).count()).toBeGreaterThan(0)
})

test('the overview and the page of all components are accessible', async () => {
  await using visit = await openPage({ origin: demo.origin, width: 1280 })
  for (const path of ['/', '/en', '/_design']) {
    const response = await visit.page.goto(path)
    expect(response?.status()).toBe(200)
    await auditor.look(visit, path === '/' ? 'demo' : path.replaceAll('/', ''))
  }
  const screens = await visit.page.locator('a[href^="/_design/"]').all()
  const paths = await Promise.all(screens.map((screen) => screen.getAttribute('href')))
  expect(paths.length).toBeGreaterThan(4)
  for (const path of paths) {
    const response = await visit.page.goto(path ?? '')
    expect([path, response?.status()]).toEqual([path, 200])
  }
  expect(visit.problems).toEqual([])
})
