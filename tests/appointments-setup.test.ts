import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { getRequestListener } from '@hono/node-server'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { compileStyles } from '#platform/ui/styles.ts'
import { themeSheet } from '#platform/ui/theme.ts'
import { addException } from '../src/modules/appointments/setup/index.ts'
import { rootOf, setupWeb, type SetupWeb } from './support/appointments-setup.ts'
import { expectAccessible } from './support/axe.ts'
import { openPage, type PageOptions, type Visit } from './support/browser.ts'

const pictures = process.env['PICTURES']
let setup: SetupWeb
let server: Server
let origin = ''
let cookie: { name: string; value: string }
let paths: Record<string, string> = {}

beforeAll(async () => {
  setup = await setupWeb()
  const styles = compileStyles()
  const pages = getRequestListener(setup.web.app.fetch)
  server = createServer((request, response) => {
    const path = request.url ?? ''
    if (!path.startsWith('/assets/')) return void pages(request, response)
    response.setHeader('content-type', 'text/css')
    response.end(path.includes('theme') ? themeSheet('#0b5d5e') : path.includes('staff') ? styles.staff : styles.public)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`

  const signedIn = await setup.administrator()
  const [name = '', value = ''] = signedIn.cookie.split('=')
  cookie = { name, value }
  const { organisation } = signedIn
  const there = await setup.place(organisation)
  await setup.booked(organisation, there, '2026-11-17T08:00Z')
  await setup.booked(organisation, there, '2026-11-18T14:00Z')
  await setup.within(organisation, async (at) => {
    const times = { from_time: null, until_time: null, reason_en: '' }
    const days = { from_date: '2026-11-19', until_date: '2026-11-20' }
    await addException(at, there.location, { kind: 'closed', ...days, ...times, reason: 'Betriebsausflug' })
    const open = { from_date: '2026-11-20', until_date: '2026-11-21', from_time: '10:00', until_time: '01:00' }
    await addException(at, there.location, { ...times, kind: 'open', ...open, reason: 'Lange Nacht der Ämter' })
  })
  const root = rootOf(organisation)
  paths = {
    locations: `${root}/orte`,
    'new-location': `${root}/orte/neu`,
    location: `${root}/orte/${there.location}`,
    hours: `${root}/orte/${there.location}/zeiten`,
    exceptions: `${root}/orte/${there.location}/ausnahmen`,
    services: `${root}/leistungen`,
    service: `${root}/leistungen/${there.service}`,
    'service-english': `/en${root}/leistungen/${there.service}`,
  }
})
afterAll(async () => {
  server.close()
  await setup.web.close()
})

async function visit(options: PageOptions): Promise<Visit> {
  const opened = await openPage({ origin, ...options })
  await opened.context.addCookies([{ ...cookie, url: origin }])
  return opened
}

const screens = [
  'locations',
  'new-location',
  'location',
  'hours',
  'exceptions',
  'services',
  'service',
  'service-english',
] as const

describe.each(screens)('%s', (screen) => {
  test.each([
    [390, false],
    [1280, true],
  ] as const)('%d px wide, dark: %s: accessible and within the page', async (width, dark) => {
    await using seen = await visit({ width, dark })
    await seen.page.goto(paths[screen] ?? '')
    const sticksOut = await seen.page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
    if (pictures) await seen.page.screenshot({ path: `${pictures}/${screen}-${width}.png`, fullPage: true })
    expect(sticksOut).toBeLessThanOrEqual(0)
    await expectAccessible(seen.page)
    expect(seen.problems).toEqual([])
  })
})

test('by keyboard and without script: a refused entry takes the focus and stays, the right one is stored', async () => {
  await using seen = await visit({ width: 1280, javaScript: false })
  await seen.page.goto(paths['exceptions'] ?? '')
  await seen.page.locator('#field-reason').focus()
  await seen.page.keyboard.type('Inventur')
  await seen.page.keyboard.press('Enter')
  await seen.page.waitForSelector('.summary')
  expect(await seen.page.locator(':focus').getAttribute('class')).toBe('summary')
  expect(await seen.page.inputValue('#field-reason')).toBe('Inventur')
  await seen.page.keyboard.press('Tab')
  await seen.page.keyboard.press('Enter')
  expect(await seen.page.locator(':target').getAttribute('id')).toBe('field-from_date')
  await seen.page.fill('#field-from_date', '2026-12-30')
  await seen.page.keyboard.press('Enter')
  await seen.page.waitForSelector('.notice-success')
  expect(await seen.page.textContent('main')).toContain('30.12.2026, ganztägig: geschlossen')
})

test('a refused form and what is still missing are accessible', async () => {
  await using seen = await visit({ width: 390, dark: true })
  await seen.page.goto(paths['exceptions'] ?? '')
  await seen.page.click('text="Ausnahme hinzufügen" >> visible=true >> nth=-1')
  await seen.page.waitForSelector('.summary')
  if (pictures) await seen.page.screenshot({ path: `${pictures}/refused-390.png`, fullPage: true })
  await expectAccessible(seen.page)
  await seen.page.goto(paths['new-location'] ?? '')
  await seen.page.fill('#field-name', 'Außenstelle mit einem sehr langen Namen, wie ihn nur Verwaltungen haben')
  await seen.page.click('text="Speichern"')
  await seen.page.waitForSelector('text="Was noch fehlt, damit gebucht werden kann"')
  if (pictures) await seen.page.screenshot({ path: `${pictures}/missing-390.png`, fullPage: true })
  await expectAccessible(seen.page)
})

test('the second of two administrators sees what the first changed', async () => {
  await using first = await visit({ width: 1280 })
  await using second = await visit({ width: 390 })
  for (const one of [first, second]) await one.page.goto(paths['hours'] ?? '')
  await first.page.fill('#field-d1_0_closes', '13:00')
  await first.page.click('text="Speichern"')
  await second.page.fill('#field-d2_0_closes', '15:30')
  await second.page.click('text="Speichern"')
  await second.page.waitForLoadState()
  expect(await second.page.locator('main').textContent()).toContain('vorher: 08:00 bis 12:00; jetzt: 08:00 bis 13:00')
  expect(await second.page.inputValue('#field-d2_0_closes')).toBe('15:30')
  if (pictures) await second.page.screenshot({ path: `${pictures}/conflict-390.png`, fullPage: true })
  await expectAccessible(second.page)
})
