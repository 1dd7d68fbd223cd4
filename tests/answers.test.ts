// What a person fetches, takes along and puts right, and the officer's side of it, in a real browser.
import process from 'node:process'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { contact } from '../src/modules/people/index.ts'
import { accessArchive } from '../src/modules/privacy/index.ts'
import { correctionPath, handling, layReady } from '../src/modules/rights/index.ts'
import { unzip } from '../src/platform/files/unzip.ts'
import { expectAccessible } from './support/axe.ts'
import { expectNoTraces, openPage, type Visit } from './support/browser.ts'
import { rightsWeb, type RightsWeb } from './support/rights.ts'
import { openAuditor, type Auditor } from './support/screens.ts'
import { served, type Served } from './support/served.ts'

let web: RightsWeb
let server: Served
let auditor: Auditor
let person: string
let links: { access: string; transfer: string; correct: string }
let page: string

beforeAll(async () => {
  web = await rightsWeb()
  server = await served(web, [])
  auditor = await openAuditor(process.env['BELEGT_PICTURES'])
  const given = { name: 'Friederike Straßburger-Özdemir', mail: 'f.strassburger@example.org', phone: '030 4444444' }
  person = await web.known(given, contact)
  await web.scope({ organisation: web.town, purpose: handling }, async (at) => {
    const ready = (kind: 'access' | 'transfer') =>
      layReady(at, web.house, {
        persons: [person],
        kind,
        language: 'de',
        recipient: kind === 'transfer' ? 'Bürgerhilfe Übersee e. V.' : '',
      })
    const of = (path: string) => `/${web.town.slug}${path}`
    links = {
      access: of((await ready('access')).path),
      transfer: of((await ready('transfer')).path),
      correct: of(await correctionPath(at, person)),
    }
    const bytes = Buffer.concat(
      await Array.fromAsync(accessArchive(at, [person], { language: 'de', blobs: web.house.blobs })),
    )
    page = unzip(bytes, { bytes: 1e8, files: 1e3 }).get('auskunft.html')?.toString() ?? ''
  })
})
afterAll(async () => {
  await auditor[Symbol.asyncDispose]()
  await server[Symbol.asyncDispose]()
  await web.close()
})

async function officer(): Promise<Visit> {
  const { token } = await web.member(web.town, { role: 'data-protection', name: 'Henrike Tiedemann' })
  const visit = await openPage({ width: 1280, origin: server.origin })
  await visit.context.addCookies([{ name: 'belegt', value: token, url: server.origin }])
  return visit
}

test('A6 the page in the archive reads well on phone, desk and paper, from a disk and without script', async () => {
  await using visit = await openPage({ width: 390, javaScript: false })
  for (const [width, colorScheme] of [
    [390, 'light'],
    [1280, 'light'],
    [1280, 'dark'],
  ] as const) {
    await visit.page.setViewportSize({ width, height: 844 })
    await visit.page.emulateMedia({ colorScheme })
    await visit.page.setContent(page)
    const wide = await visit.page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
    expect(wide).toBeLessThanOrEqual(0)
    const pictures = process.env['BELEGT_PICTURES']
    if (pictures)
      await visit.page.screenshot({ path: `${pictures}/00-auskunft-${width}-${colorScheme}.png`, fullPage: true })
  }
  await using seeing = await openPage({ width: 1280 })
  await seeing.page.setContent(page)
  await expectAccessible(seeing.page)
})

test('A6 A11 from the link to the file, and to another organisation', async () => {
  await using visit = await openPage({ width: 390, origin: server.origin, javaScript: false })
  await visit.page.goto(links.access)
  await auditor.look(visit, 'daten')
  const download = visit.page.waitForEvent('download')
  await visit.page.getByRole('button', { name: /Herunterladen/ }).click()
  expect((await download).suggestedFilename()).toMatch(/\.zip$/)
  await visit.page.goto(links.transfer)
  await auditor.look(visit, 'uebernahme')
  await expectNoTraces(visit, server.origin)
})

test('A7 a person corrects, the officer decides', async () => {
  await using visit = await openPage({ width: 390, origin: server.origin, javaScript: false })
  await visit.page.goto(links.correct)
  await auditor.look(visit, 'berichtigen-anfang')
  await visit.page.getByRole('button', { name: 'Meine Angaben zeigen' }).click()
  await auditor.look(visit, 'berichtigen')
  await visit.page.getByLabel('Mailadresse').fill('keine Adresse')
  await visit.page.getByRole('button', { name: 'Berichtigung senden' }).click()
  await auditor.look(visit, 'berichtigen-fehler')
  await visit.page.getByLabel('Mailadresse').fill('friederike@example.org')
  await visit.page.getByLabel('Telefonnummer').fill('030 5555555')
  await visit.page.getByRole('button', { name: 'Berichtigung senden' }).click()
  await expect.poll(() => visit.page.getByRole('status').innerText()).toContain('Wird geprüft: Mailadresse')
  await auditor.look(visit, 'berichtigt')
  await expectNoTraces(visit, server.origin)

  await using staff = await officer()
  await staff.page.goto(`/${web.town.slug}/team/personen/${person}`)
  await auditor.look(staff, 'person-bestritten')
  await staff.page.goto(`/${web.town.slug}/team/datenschutz/berichtigungen`)
  await auditor.look(staff, 'berichtigungen')
  await staff.page.getByRole('button', { name: 'Entscheiden' }).first().click()
  await auditor.look(staff, 'entscheiden')
  await staff.page.getByRole('button', { name: 'Berichtigen', exact: true }).click()
  await expect.poll(() => staff.page.getByRole('status').innerText()).toContain('Entschieden')
  await auditor.look(staff, 'entschieden')
  await staff.page.goto(`/${web.town.slug}/team/datenschutz/berichtigungen/person/${person}`)
  await auditor.look(staff, 'person-berichtigen-anfang')
  await staff.page.getByRole('button', { name: 'Angaben einer Person berichtigen' }).click()
  await auditor.look(staff, 'person-berichtigen')
  await staff.page.goto(`/${web.town.slug}/team/datenschutz/uebergaben`)
  await auditor.look(staff, 'uebergaben')
  await staff.page.goto(`/${web.town.slug}/team/datenschutz/uebergaben/person/${person}`)
  await staff.page.getByRole('button', { name: 'Bereitlegen' }).click()
  await expect.poll(() => staff.page.getByRole('status').innerText()).toContain('Es liegt bereit')
  await auditor.look(staff, 'bereitlegen')
})
