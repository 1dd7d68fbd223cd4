import { afterAll, beforeAll, expect, test } from 'vitest'
import { filing } from '../src/modules/documents/data.ts'
import { documents } from '../src/modules/documents/module.ts'
import type { Organisation } from '../src/platform/data/organisations.ts'
import { expectAccessible } from './support/axe.ts'
import { openPage, type Visit } from './support/browser.ts'
import { archiveRow } from './support/document-rows.ts'
import { type Auditor, openAuditor } from './support/screens.ts'
import { searchable } from './support/searchable.ts'
import { openDoor, type Served, served } from './support/served.ts'
import { testWeb, type TestWeb } from './support/web.ts'

let web: TestWeb
let site: Served
let town: Organisation
let visit: Visit
let auditor: Auditor
beforeAll(async () => {
  const door = await openDoor()
  web = await testWeb({
    modules: (house) => [documents({ house, failed: (error) => void web.defects.push(error) })],
    origin: `http://127.0.0.1:${door.port}`,
  })
  site = await served(web, ['src/modules/documents/islands/search-words.ts'], door)
  town = await web.organisation({ name: 'Stadt Musterhausen' })
  auditor = await openAuditor(process.env['PICTURES'])
  visit = await openPage({ origin: site.origin, javaScript: false })
  const { cookie } = await web.member(town, { role: 'main-administrator' })
  const [name = '', value = ''] = cookie.split('=')
  await visit.context.addCookies([{ name, value, url: site.origin }])
}, 120_000)
afterAll(async () => {
  expect(web.defects).toEqual([])
  await visit[Symbol.asyncDispose]()
  await auditor[Symbol.asyncDispose]()
  await site[Symbol.asyncDispose]()
  await web.close()
})

const open = (path: string) => visit.page.goto(`${site.origin}/${town.slug}${path}`)

test('amagno/search: documents are found, narrowed and kept as a saved search with the keyboard, without script', async () => {
  const { page } = visit
  await open('/team/dokumente')
  await auditor.look(visit, 'documents-none')
  await web.scope({ organisation: town, purpose: filing }, async (at) => {
    const [invoices, contracts] = [await archiveRow(at, 'Rechnungen'), await archiveRow(at, 'Verträge und Satzungen')]
    await searchable(at, {
      archive: invoices,
      title: 'Stadtwerke Musterhausen GmbH: Abschlagsrechnung Fernwärme für das zweite Quartal 2026',
      texts: [
        'Rechnung RE-2026/0417 über Fernwärme im Rathaus, Heizperiode bis Mai.',
        'Zahlbar bis 30.06.2026. Fernwärme 1.234,56 EUR',
      ],
    })
    await searchable(at, { archive: invoices, title: 'Wasserwerk', texts: ['Rechnung über Wasser'], state: 'checked' })
    await searchable(at, {
      archive: contracts,
      title: 'Satzung',
      texts: ['Die Satzung des Vereins'],
      state: 'archived',
    })
  })
  await open('/team/dokumente')
  await auditor.look(visit, 'documents')
  await page.getByLabel('Suchen nach').focus()
  await page.keyboard.type('fernwärme rechnung')
  await page.keyboard.press('Enter')
  await page.getByText('1 Unterlage', { exact: true }).waitFor()
  expect(await page.locator('mark').allTextContents()).toContain('Fernwärme')
  expect(decodeURIComponent(page.url()).toLowerCase()).not.toContain('fernw')
  await auditor.look(visit, 'documents-found')
  await page.getByRole('link', { name: 'Karten' }).press('Enter')
  await page.locator('.doc-cards').waitFor()
  await auditor.look(visit, 'documents-cards')
  await page.getByText('Diese Suche speichern').press('Enter')
  await page.getByRole('textbox', { name: 'Name' }).fill('Fernwärme')
  await page.getByRole('button', { name: 'Speichern' }).press('Enter')
  await page.getByText('Die Suche ist gespeichert.').waitFor()
  await auditor.look(visit, 'documents-saved')
  await open('/team/dokumente')
  await page.getByLabel('Suchen nach').fill('Fernwrme')
  await page.keyboard.press('Enter')
  await page.getByText('1 Unterlage', { exact: true }).waitFor()
  await auditor.look(visit, 'documents-near')
}, 120_000)

test('words that go on with what is typed are offered, taken by keyboard, and stand in no address', async () => {
  await using scripted = await openPage({ width: 390, origin: site.origin })
  await scripted.context.addCookies(await visit.context.cookies())
  const { page } = scripted
  await page.goto(`${site.origin}/${town.slug}/team/dokumente`)
  await page.getByLabel('Suchen nach').pressSequentially('wasser fernw')
  const offered = page.getByRole('group', { name: 'Wörter, die so weitergehen' })
  await offered.getByRole('button', { name: 'fernwärme' }).waitFor()
  await expect.poll(() => page.locator('search-words [role=status]').textContent()).toBe('Vorgeschlagene Wörter: 1')
  await expectAccessible(page)
  const pictures = process.env['PICTURES']
  if (pictures) await page.screenshot({ path: `${pictures}/90-completions-390-light.png` })
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await expect.poll(() => page.getByLabel('Suchen nach').inputValue()).toBe('wasser fernwärme ')
  await expect.poll(() => offered.count()).toBe(0)
  expect(await page.evaluate(() => document.activeElement?.getAttribute('name'))).toBe('query')
  await page.getByLabel('Suchen nach').fill('fernwärme')
  await page.keyboard.press('Enter')
  await page.getByText('1 Unterlage', { exact: true }).waitFor()
  expect(decodeURIComponent(scripted.requests.join(' ')).toLowerCase()).not.toContain('fernw')
  expect(scripted.problems).toEqual([])
})
