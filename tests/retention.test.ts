// Periods and holds in the officer's area, gone through in a real browser without script.
import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { modulesOf } from '../src/app/modules.ts'
import { proving } from '../src/modules/privacy/index.ts'
import type { Organisation } from '#platform/data/organisations.ts'
import { tables } from '#platform/data/query-builder.ts'
import { openPage, type Visit } from './support/browser.ts'
import { openAuditor, type Auditor } from './support/screens.ts'
import { served, type Served } from './support/served.ts'
import { testWeb, type TestWeb } from './support/web.ts'

let web: TestWeb
let site: Served
let auditor: Auditor
let city: Organisation
let cookie: { name: string; value: string }
const raw = tables({})
const [consent, person] = [randomUUID(), randomUUID()]
const periods = '/musterlingen/team/datenschutz/fristen'
const holds = '/musterlingen/team/datenschutz/sperren'

beforeAll(async () => {
  const given = { transport: undefined, mailFrom: 'amt@belegt.test', failed: () => undefined }
  web = await testWeb({ modules: (house) => modulesOf({ house, ...given } as never) })
  site = await served(web, [])
  auditor = await openAuditor(process.env['PICTURES'])
  city = await web.organisation({ name: 'Stadt Musterlingen', slug: 'musterlingen' })
  await web.scope({ organisation: city, purpose: proving }, async (at) => {
    await sql`insert into person_keys (organisation_id, person_id, kind, wrapped) values (${city.id}, ${person}, 'general', 'x')`.execute(
      raw(at),
    )
    await sql`insert into consents (organisation_id, id, person_id, activity, basis, notice_version, wording_hash, language, special, given_at)
      values (${city.id}, ${consent}, ${person}, 'privacy.proving', 'art6.c', 'x', 'x', 'de', false, ${at.now})`.execute(
      raw(at),
    )
  })
  const member = await web.member(city, { role: 'data-protection', name: 'Berta Beispiel' })
  const [name = '', value = ''] = member.cookie.split('=')
  cookie = { name, value }
}, 60_000)
afterAll(async () => {
  await auditor?.[Symbol.asyncDispose]()
  await site?.[Symbol.asyncDispose]()
  await web?.close()
})

async function visit(): Promise<Visit> {
  const opened = await openPage({ origin: site.origin, javaScript: false, width: 1280 })
  await opened.context.addCookies([{ ...cookie, url: site.origin }])
  return opened
}

test('B6 the matrix of deletion classes is read, printed, and taken along as PDF and CSV', async () => {
  await using opened = await visit()
  const { page } = opened
  await page.goto(periods)
  // the invented person’s key speaks of nobody: it is counted, in words
  expect(await page.getByRole('main').textContent()).toContain('über')
  await auditor.look(opened, 'fristen')
  for (const [label, type, start] of [
    ['PDF', 'loeschklassen.pdf', '%PDF-1.7'],
    ['CSV', 'loeschklassen.csv', '\uFEFFDaten;Tabelle;'],
  ] as const) {
    const link = await page.getByRole('link', { name: label }).getAttribute('href')
    const response = await opened.context.request.get(`${site.origin}${link}`)
    expect(response.status()).toBe(200)
    expect(response.headers()['content-disposition']).toContain(type)
    expect((await response.body()).toString().startsWith(start)).toBe(true)
  }
  await page.emulateMedia({ media: 'print' })
  expect(await page.getByRole('table', { name: 'Löschklassen' }).isVisible()).toBe(true)
  expect(await page.getByRole('link', { name: 'PDF' }).isVisible()).toBe(false)
  if (process.env['PICTURES'])
    await page.screenshot({ path: `${process.env['PICTURES']}/fristen-print.png`, fullPage: true })
})

test('a hold is set, shown and released', async () => {
  await using opened = await visit()
  const { page } = opened
  await page.goto(holds)
  await auditor.look(opened, 'sperren-leer')
  await page.getByLabel('Daten (Pflichtangabe)').selectOption('consents')
  await page.getByLabel('Kennung des Eintrags').fill(randomUUID())
  await page.getByLabel('Grund').fill('Aktenzeichen 12 C 34/26')
  await page.getByLabel('Letzter Tag der Sperre').fill('2027-06-30')
  await page.getByRole('button', { name: 'Sperre setzen' }).click()
  await expect.poll(() => page.locator('body').textContent()).toContain('Einen solchen Eintrag gibt es nicht')
  expect(await page.getByLabel('Grund').inputValue()).toContain('12 C 34/26')
  await auditor.look(opened, 'sperren-fehler')
  await page.getByLabel('Kennung des Eintrags').fill(consent)
  await page.getByRole('button', { name: 'Sperre setzen' }).click()
  await page.waitForURL(/gespeichert=ja/)
  expect(await page.getByRole('main').textContent()).toContain('Aktenzeichen 12 C 34/26')
  await auditor.look(opened, 'sperren')
  await page.getByRole('link', { name: /^Aufheben/ }).click()
  await auditor.look(opened, 'aufheben')
  await page.getByRole('button', { name: 'Sperre jetzt aufheben' }).click()
  await page.waitForURL(/geloescht=0/)
  expect(await page.getByRole('main').textContent()).toContain('Die Sperre ist aufgehoben.')
})
