// SMS as staff set them up and people ask for them, in a real browser: with and without script, phone and desk.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { modulesOf } from '../src/app/modules.ts'
import { offering } from '../src/modules/appointments/data.ts'
import { registering } from '../src/modules/registers/data/activities.ts'
import { addProcessor, switchOn } from '../src/modules/registers/processors/actions.ts'
import { sevenConnector } from '../src/modules/messages/sms/data.ts'
import { openPage, type PageOptions, type Visit } from './support/browser.ts'
import { openAuditor, type Auditor } from './support/screens.ts'
import { served, type Served } from './support/served.ts'
import { sevenCall, startSmsWorld, type SmsWorld } from './support/sms.ts'
import { setUpSms, smsOf } from './support/texting.ts'
import { openTown, type Town } from './support/town.ts'
import { testWeb, type TestWeb } from './support/web.ts'

let web: TestWeb
let site: Served
let world: SmsWorld
let auditor: Auditor
let town: Town
let cookie: { name: string; value: string }

const ISLANDS = ['src/modules/messages/sms/islands/sms-length.ts', 'src/modules/appointments/islands/proof.ts']

beforeAll(async () => {
  world = await startSmsWorld()
  const given = { transport: undefined, mailFrom: 'amt@belegt.test', failed: () => undefined, sms: world.bases }
  web = await testWeb({ modules: (house) => modulesOf({ house, ...given }), start: '2026-11-16T05:00:00Z' })
  site = await served(web, ISLANDS)
  auditor = await openAuditor(process.env['PICTURES'])
  town = await openTown(web, { smsConfirm: true, smsRemind: true, mailRemind: true })
  const { cookie: line } = await web.member(town.organisation, { name: 'Berta Beispiel' })
  const [name = '', value = ''] = line.split('=')
  cookie = { name, value }
}, 120_000)
afterAll(async () => {
  await auditor?.[Symbol.asyncDispose]()
  await site?.[Symbol.asyncDispose]()
  await web?.close()
  await world?.[Symbol.asyncDispose]()
})

async function visit(options: PageOptions = {}, signedIn = true): Promise<Visit> {
  const opened = await openPage({ origin: site.origin, javaScript: false, width: 1280, ...options })
  if (signedIn) await opened.context.addCookies([{ ...cookie, url: site.origin }])
  return opened
}
const staff = (path: string) => `${town.path}/team/sms${path}`

test('smartcx/sms: off until the company stands in the register, then asked for at the form and named in the notice', async () => {
  await using opened = await visit()
  const { page } = opened
  await page.goto(staff('/einrichten'))
  await auditor.look(opened, 'sms-choice')
  await page.getByRole('link', { name: 'seven einrichten' }).click()
  await auditor.look(opened, 'sms-setup-empty')
  await setUpSms(web.house, town.organisation, 'seven')
  await page.goto(staff('/einrichten'))
  await auditor.look(opened, 'sms-setup-off')

  await page.goto(staff(''))
  await auditor.look(opened, 'sms-off')
  const booking = async () => {
    await page.goto(town.path)
    await page.getByRole('link', { name: 'Personalausweis beantragen' }).click()
    await page.locator('.times button, form button').first().click()
    await page.waitForURL(/buchen/)
  }
  await booking()
  expect(await page.locator('[name=sms_number]').count()).toBe(0)

  await web.scope({ organisation: town.organisation, purpose: registering }, async (at) => {
    await addProcessor(at, {
      for: 'seven',
      name: 'seven communications GmbH & Co. KG',
      place: 'Kiel',
      task: 'stellt SMS zu',
      role: 'processor',
      contract_date: '2026-11-02',
      contract_reference: 'AVV 7/26',
      contract_document: 'Akte 12',
    })
    await switchOn(at, sevenConnector)
  })
  await booking()
  expect(await page.locator('[name=sms]').isChecked()).toBe(false)
  expect(await page.locator('body').innerText()).toContain('seven communications GmbH & Co. KG')
  await auditor.look(opened, 'sms-booking')
  await page.goto(`${town.path}/datenschutz`)
  expect(await page.locator('main').innerText()).toContain('seven communications GmbH & Co. KG')

  await page.goto(staff('/einrichten'))
  await page.getByLabel('Ihre Handynummer').fill('0151 23456789')
  await page.getByRole('button', { name: 'Probe-SMS senden' }).click()
  await page.waitForLoadState()
  expect(await page.locator('body').innerText()).toContain('Der Anbieter hat die Probe angenommen')
  await auditor.look(opened, 'sms-setup-on')
})

test('the protocol and the course of one, readable for everybody', async () => {
  const sms = smsOf(web.house, town.organisation)
  await sms.queue({ text: 'Ihr Termin: morgen, 9:30 Uhr.' })
  await sms.send(world)
  const [first] = world.taken().slice(-1)
  const url = `${web.origin}/${town.organisation.slug}/meldungen/sms/seven`
  const { init } = sevenCall(
    url,
    { webhook_event: 'dlr', data: { msg_id: first?.ref, status: 'DELIVERED' } },
    web.clock.now(),
  )
  await web.app.request(url, { ...init, headers: { ...init.headers, host: new URL(url).host } })
  world.behave('drop')
  world.books(false)
  await sms.queue({ text: 'ä'.repeat(300) })
  await sms.send(world)
  world.behave(202)
  await sms.queue({})
  await sms.send(world)
  await using opened = await visit()
  await opened.page.goto(staff(''))
  await auditor.look(opened, 'sms-protocol')
  await opened.page.locator('tbody a').first().click()
  await auditor.look(opened, 'sms-one')
  await opened.page.goto(`/en${staff('')}`)
  await auditor.look(opened, 'sms-protocol-english')
})

test('the editor counts with every letter, and by a button without script', async () => {
  await using plain = await visit()
  await plain.page.goto(staff('/texte'))
  await auditor.look(plain, 'sms-texts')
  await plain.page.getByRole('link', { name: 'Ändern' }).first().click()
  const parts = (opened: Visit) => opened.page.locator('[data-part=parts]').innerText()
  expect(await parts(plain)).toBe('1 Teil')
  await plain.page
    .getByLabel('Text', { exact: true })
    .fill('Ihr Termin in der „Straße“ ♥ {anliegen} {wann} {ort} und noch etwas mehr.')
  await plain.page.getByRole('button', { name: 'Länge prüfen' }).click()
  await plain.page.waitForLoadState()
  expect(await parts(plain)).toBe('2 Teile')
  expect(await plain.page.locator('[data-part=alphabet]').innerText()).toContain('♥')
  expect(await plain.page.locator('[data-part=text]').innerText()).toContain('"Straße"')
  await auditor.look(plain, 'sms-text')
  await plain.page.getByLabel('Text', { exact: true }).fill('{wer}')
  await plain.page.getByRole('button', { name: 'Speichern' }).click()
  await plain.page.waitForLoadState()
  expect(await plain.page.locator('body').innerText()).toContain('{wer} kennen wir hier nicht')
  await auditor.look(plain, 'sms-text-wrong')

  await using scripted = await visit({ javaScript: true })
  await scripted.page.goto(plain.page.url())
  const field = scripted.page.getByLabel('Text', { exact: true })
  await field.fill('a'.repeat(160))
  await expect.poll(() => parts(scripted)).toBe('1 Teil')
  await field.pressSequentially('b')
  await expect.poll(() => parts(scripted)).toBe('2 Teile')
  await expect.poll(() => scripted.page.locator('[data-part=cost]').innerText()).toContain('0,15')
  await field.fill('😀'.repeat(36))
  await expect
    .poll(() => scripted.page.locator('[data-part=measured]').innerText())
    .toContain('72 Zeichen, noch 61 frei')
  await field.fill('Ihr Termin: {wann}')
  await scripted.page.getByRole('button', { name: 'Speichern' }).click()
  await scripted.page.waitForLoadState()
  expect(await scripted.page.locator('body').innerText()).toContain('Gespeichert.')
})

test('the set-up of a service offers reminders and SMS', async () => {
  await using opened = await visit()
  const service = await web.scope({ organisation: town.organisation, purpose: offering }, async () => town.passport)
  await opened.page.goto(`${town.path}/team/einrichtung/leistungen/${service}`)
  expect(await opened.page.getByLabel('Erinnerung per SMS anbieten').isChecked()).toBe(true)
  await auditor.look(opened, 'sms-service')
})
