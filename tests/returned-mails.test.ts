// The screens about what became of the mails, and the person's own page with the box to tick, as they stand before people.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { messages } from '../src/modules/messages/index.ts'
import { change } from '../src/modules/messages/following/set-up.ts'
import { preferencesPath, privacy } from '../src/modules/privacy/index.ts'
import type { Organisation } from '../src/platform/data/organisations.ts'
import { returnedMails } from './support/bounces.ts'
import { openPage, type Visit } from './support/browser.ts'
import { openPostOffice, type PostOffice, type Sent } from './support/returned.ts'
import { openAuditor, type Auditor } from './support/screens.ts'
import { served, type Served } from './support/served.ts'
import { registerOfThisTest, switchOnHere } from './support/texting.ts'
import { testWeb, type TestWeb } from './support/web.ts'

let web: TestWeb
let office: PostOffice
let town: Organisation
let pages: Served
let visit: Visit
let auditor: Auditor
let person = ''

const returned = (name: string, sent: Sent) =>
  returnedMails()
    .find((one) => one.name === name)
    ?.mail(sent) ?? ''

beforeAll(async () => {
  registerOfThisTest()
  const failed = (error: unknown) => void web.defects.push(error)
  const personPage = (one: string) => `/team/personen/${one}`
  web = await testWeb({
    modules: [
      privacy,
      messages({ transport: undefined, from: 'a@b.example', privateServers: true, failed, personPage }),
    ],
  })
  office = await openPostOffice(web.house)
  town = await web.organisation({ address: 'Am Markt 1, 12345 Musterstadt' })
  switchOnHere(town, 'returned-mail')
  await office.setUp(town)
  await office.within(town, (at) => change(at, { measures: true }))
  for (const name of [
    'postfix-unknown',
    'no-machine-knows',
    'letter',
    'exchange-full',
    'arf-abuse',
    'postfix-delivered',
  ]) {
    const sent = await office.send(town, `max.${name}@empfang.example`)
    person = sent.person
    await office.imap.deliver(returned(name, sent))
  }
  await office.read(town)
  pages = await served(web, [])
  visit = await openPage({ width: 1280, origin: pages.origin })
  const { cookie } = await web.member(town, { role: 'main-administrator' })
  const [name = '', value = ''] = cookie.split('=')
  await visit.context.addCookies([{ name, value, url: pages.origin }])
  auditor = await openAuditor(process.env['PICTURES'])
})
afterAll(async () => {
  expect(web.defects).toEqual([])
  await auditor[Symbol.asyncDispose]()
  await visit[Symbol.asyncDispose]()
  await pages[Symbol.asyncDispose]()
  await office[Symbol.asyncDispose]()
  await web.close()
})

test('staff: what became of the mails, and how to hear of it', async () => {
  for (const [name, path] of [
    ['feedback', '/team/rueckmeldungen'],
    ['set-up', '/team/rueckmeldungen/einrichten'],
  ] as const) {
    await visit.page.goto(`${pages.origin}/${town.slug}${path}`)
    await auditor.look(visit, name)
  }
  await visit.page.getByRole('button', { name: 'Neuen Schlüssel erzeugen' }).press('Enter')
  await visit.page.waitForLoadState()
  expect(await visit.page.getByText('whsec_').count()).toBe(1)
  await auditor.look(visit, 'new-key')
})

test('a person ticks the box with the keyboard, and takes it back', async () => {
  const path = await office.within(town, (at) => preferencesPath(at, person))
  await visit.page.goto(`${pages.origin}/${town.slug}${path}`)
  await auditor.look(visit, 'offer')
  const box = visit.page.getByRole('checkbox')
  expect(await box.isChecked()).toBe(false)
  await box.press('Space')
  await visit.page.getByRole('button', { name: 'Einwilligung geben' }).press('Enter')
  await visit.page.getByText('Ihre Einwilligung ist vermerkt').waitFor()
  await auditor.look(visit, 'consented')
  await visit.page.getByRole('button', { name: /Einwilligung widerrufen/ }).press('Enter')
  await visit.page.getByText('Ab jetzt nutzen wir Ihre Daten dafür nicht mehr').waitFor()
})
