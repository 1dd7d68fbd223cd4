import { mkdirSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { filing } from '../src/modules/documents/data.ts'
import { documents } from '../src/modules/documents/index.ts'
import { storeSealed } from '../src/modules/documents/storing/store.ts'
import { createArchive } from '../src/modules/documents/storing/archives.ts'
import { people } from '../src/modules/people/index.ts'
import { privacy } from '../src/modules/privacy/index.ts'
import type { Organisation } from '../src/platform/data/organisations.ts'
import { openPage, type Visit } from './support/browser.ts'
import { openAuditor, type Auditor } from './support/screens.ts'
import { served, type Served } from './support/served.ts'
import { testWeb, type TestWeb } from './support/web.ts'

let web: TestWeb
let town: Organisation
let pages: Served
let visit: Visit
let auditor: Auditor
let document: string
beforeAll(async () => {
  web = await testWeb({ modules: (house) => [privacy, people({ timelines: [] }), documents({ house })] })
  town = await web.organisation({ name: 'Stadt Musterlingen' })
  document = await web.scope({ organisation: town, purpose: filing }, async (at) => {
    const archiveId = await createArchive(at, 'Bauakten')
    await createArchive(at, 'Personalangelegenheiten der Verwaltungsgemeinschaft Oberes Werretal und Nachbargemeinden')
    const content = (async function* () {
      yield Buffer.from('Der Bescheid über die Sondernutzung')
    })()
    const given = { archiveId, way: 'import', name: 'Bescheid.txt', mediaType: 'text/plain', content } as const
    return (await storeSealed(at, given)).documentId
  })
  pages = await served(web, [])
  visit = await openPage({ width: 1280, origin: pages.origin })
  const [name = '', value = ''] = (await web.member(town, { role: 'administrator' })).cookie.split('=')
  await visit.context.addCookies([{ name, value, url: pages.origin }])
  const pictures = process.env['PICTURES']
  if (pictures) mkdirSync(pictures, { recursive: true })
  auditor = await openAuditor(pictures)
}, 120_000)
afterAll(async () => {
  await auditor?.[Symbol.asyncDispose]()
  await visit?.[Symbol.asyncDispose]()
  await pages?.[Symbol.asyncDispose]()
  await web?.close()
})

test('amagno/stored-sealed archives are created, renamed and closed with the keyboard; every screen is fit for everybody', async () => {
  const { page } = visit
  const press = async (label: string) => {
    await page.getByRole('button', { name: label }).focus()
    await Promise.all([page.waitForLoadState('load'), page.keyboard.press('Enter')])
  }
  await page.goto(`/${town.slug}/team/einrichtung/archive`)
  await auditor.look(visit, 'archives')
  await press('Archiv anlegen')
  await page.getByText('Bitte geben Sie dem Archiv einen Namen').first().waitFor()
  await auditor.look(visit, 'archives-problem')
  await page.getByRole('textbox', { name: 'Name' }).focus()
  await page.keyboard.type('Kämmerei')
  await page.keyboard.press('Enter')
  await page.getByText('Das Archiv ist angelegt').waitFor()
  await page.getByRole('link', { name: 'Kämmerei' }).focus()
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'Kämmerei' }).waitFor()
  await auditor.look(visit, 'archive')
  await press('Archiv schließen')
  await page.getByText('Das Archiv ist geschlossen').waitFor()
  await auditor.look(visit, 'archive-closed')
  expect(web.defects).toEqual([])
}, 120_000)

test('amagno/verify-after-store a document’s page says when it was verified, and the bin is a button away', async () => {
  const { page } = visit
  await page.goto(`/${town.slug}/team/dokumente/${document}/verlauf`)
  await page.getByRole('heading', { name: 'Verwahrung' }).waitFor()
  await auditor.look(visit, 'custody')
  await page.goto(`/${town.slug}/team/dokumente/${document}/bearbeitung`)
  await page.getByRole('button', { name: 'In den Papierkorb' }).focus()
  await page.keyboard.press('Enter')
  await page.getByText('wenn niemand sie zurückholt').waitFor()
  await auditor.look(visit, 'bin')
  expect(web.defects).toEqual([])
}, 120_000)
