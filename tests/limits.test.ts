// What a person decides about their data, in a real browser: their own page, and the officer's.
import process from 'node:process'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { contact } from '../src/modules/people/index.ts'
import { object, preferencesPath, recordConsent, restrict, restricting } from '../src/modules/privacy/index.ts'
import { handling } from '../src/modules/rights/index.ts'
import { openPage, expectNoTraces, type Visit } from './support/browser.ts'
import { rightsWeb, type RightsWeb } from './support/rights.ts'
import { openAuditor, type Auditor } from './support/screens.ts'
import { served, type Served } from './support/served.ts'

let web: RightsWeb
let server: Served
let auditor: Auditor
let person: string
let own: string

beforeAll(async () => {
  web = await rightsWeb()
  server = await served(web, [])
  auditor = await openAuditor(process.env['BELEGT_PICTURES'])
  const consent = { ...contact, basis: { art6: 'a' } } as const
  person = await web.known({ name: 'Friederike Straßburger-Özdemir', mail: 'f.strassburger@example.org' }, consent)
  await web.scope({ organisation: web.town, purpose: handling }, async (at) => {
    await recordConsent(at, {
      person,
      activity: { ...restricting, basis: { art6: 'c', law: 'x', art9: 'a' } },
      wording: 'Ich willige ein, dass besonders geschützte Angaben genutzt werden.\nDas ist freiwillig.',
      special: true,
    })
    await recordConsent(at, { person, activity: contact, wording: 'So nutzen wir Ihre Angaben.', special: false })
    own = `/${web.town.slug}${await preferencesPath(at, person)}`
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

test('cxomni/withdraw-per-measure: from the link to withdrawn by one click, without script and trace', async () => {
  await using visit = await openPage({ width: 390, origin: server.origin, javaScript: false })
  await visit.page.goto(own)
  await auditor.look(visit, 'einwilligungen')
  await visit.page.getByRole('button', { name: 'Einwilligung widerrufen' }).first().click()
  await expect.poll(() => visit.page.getByRole('status').innerText()).toContain('Widerrufen.')
  await auditor.look(visit, 'widerrufen')
  await visit.page.getByRole('link', { name: 'Erklärung ansehen und drucken' }).first().click()
  await expect.poll(() => visit.page.getByRole('heading', { level: 1 }).innerText()).toBe('Ihre Erklärung')
  await auditor.look(visit, 'erklaerung')
  await expectNoTraces(visit, server.origin)
})

test('A9 the officer’s pages: who is restricted, and one person with a restriction and an objection to weigh', async () => {
  await using visit = await officer()
  await visit.page.goto(`/${web.town.slug}/team/datenschutz/einschraenkungen`)
  await auditor.look(visit, 'niemand')
  await visit.page.goto(`/${web.town.slug}/team/personen/${person}`)
  await auditor.look(visit, 'person')
  await web.scope({ organisation: web.town, purpose: handling }, async (at) => {
    await restrict(at, { person, ground: 'a', reason: 'Die Adresse stimmt seit dem Umzug nicht mehr.' })
    await object(at, { person, activity: contact, reasons: 'Ich werde von jemandem verfolgt, der hier arbeitet.' })
  })
  await visit.page.goto(`/${web.town.slug}/team/datenschutz/einschraenkungen`)
  await auditor.look(visit, 'einschraenkungen')
  await visit.page
    .getByRole('link', { name: /Straßburger/ })
    .first()
    .click()
  await visit.page.waitForURL(/einschraenkungen\/[0-9a-f-]{36}/)
  await auditor.look(visit, 'rechte-der-person')
  await visit.page.goto(own)
  await auditor.look(visit, 'einwilligungen-eingeschraenkt')
  await visit.page.goto(`/${web.town.slug}/team/personen/${person}`)
  await auditor.look(visit, 'gesperrt')
})
