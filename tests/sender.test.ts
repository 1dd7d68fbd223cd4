// The sender's pages in a real browser: an address of one's own from the first page to the first signed mail.
import process from 'node:process'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { readRecipientsBy, type Recipient } from '../src/modules/privacy/index.ts'
import { openPage, type Visit } from './support/browser.ts'
import { openTownHall, type TownHall } from './support/citizen.ts'
import { startDns, type Zone } from './support/dns.ts'
import { openAuditor, type Auditor } from './support/screens.ts'
import { served, type Served } from './support/served.ts'

let hall: TownHall
let zone: Zone
let server: Served
let auditor: Auditor
let on: Recipient[] = []

beforeAll(async () => {
  zone = await startDns({
    'musterlingen.example': ['v=spf1 mx ?all'],
    '_dmarc.musterlingen.example': ['v=DMARC1; p=none'],
  })
  hall = await openTownHall({
    sending: { dnsServers: [zone.address], mechanism: 'include:spf.belegt.example', privateServers: true },
  })
  readRecipientsBy(async () => on)
  server = await served(hall.web, ['src/modules/messages/islands/copy.ts'])
  auditor = await openAuditor(process.env['BELEGT_PICTURES'])
})
afterEach(() => expect(hall.web.defects.splice(0)).toEqual([]))
afterAll(async () => {
  readRecipientsBy(async () => [])
  await auditor?.[Symbol.asyncDispose]()
  await server?.[Symbol.asyncDispose]()
  await hall?.[Symbol.asyncDispose]()
  await zone?.[Symbol.asyncDispose]()
})

async function administrator(): Promise<Visit> {
  const { token } = await hall.web.member(hall.town.organisation, { role: 'administrator', name: 'Henrike Tiedemann' })
  const visit = await openPage({ width: 1280, origin: server.origin, javaScript: false })
  await visit.context.addCookies([{ name: 'belegt', value: token, url: server.origin }])
  return visit
}
const submit = async (visit: Visit, name: string) => {
  await visit.page.getByRole('button', { name, exact: true }).click()
  await visit.page.waitForLoadState()
}

test('an address of one’s own, by keyboard, without script: from empty to signed', async () => {
  await using visit = await administrator()
  const { page } = visit
  await page.goto(`${hall.town.path}/team/absender`)
  await auditor.look(visit, 'absender-leer')
  await page.getByLabel('Mailadresse, von der').fill('kein')
  await submit(visit, 'Speichern')
  await auditor.look(visit, 'absender-fehler')
  await page.getByLabel('Mailadresse, von der').fill('termine@musterlingen.example')
  await page.keyboard.press('Enter')
  await expect.poll(() => page.getByRole('status').innerText()).toContain('Gespeichert')
  await auditor.look(visit, 'absender-eingetragen')
  await submit(visit, 'Jetzt prüfen')
  await auditor.look(visit, 'absender-geprueft')
  expect(await page.getByLabel('Wert zum Kopieren').nth(1).inputValue()).toContain(
    'v=spf1 mx include:spf.belegt.example',
  )

  const names = await page.locator('dd:has(bdi)').allInnerTexts()
  const values = await page.getByLabel('Wert zum Kopieren').all()
  const asked = names.filter((name) => !/[ @]/.test(name))
  for (const [place, value] of values.entries()) zone.texts.set(asked[place] ?? '', [await value.inputValue()])
  await submit(visit, 'Jetzt prüfen')
  await submit(visit, 'Diese Adresse ab jetzt verwenden')
  await submit(visit, 'Neuen Ed25519-Schlüssel erzeugen')
  await auditor.look(visit, 'absender-verwendet')
  await page.getByLabel('An welche Adresse?').fill('amt@example.org')
  await submit(visit, 'Testmail senden')
  await expect.poll(() => page.getByRole('status').innerText()).toContain('angenommen')
  expect((await hall.mailbox.mailTo('amt@example.org')).from?.address).toBe('termine@musterlingen.example')
  await auditor.look(visit, 'absender-testmail')
})

test('an own mail server: what is missing is said; a test that fails says what the server says', async () => {
  await using visit = await administrator()
  const { page } = visit
  await page.goto(`${hall.town.path}/team/absender/server`)
  await auditor.look(visit, 'mailserver-ohne-eintrag')
  await submit(visit, 'Speichern')
  await auditor.look(visit, 'mailserver-fehler')
  on = [
    {
      id: 'mail-server',
      name: 'Sendwerk GmbH',
      place: 'Hamburg',
      task: { de: 'versendet Mails', en: 'sends mails' },
      role: 'processor',
      contract: 'AVV 1',
    },
  ]
  await page.getByLabel('Mailserver (Name)').fill('127.0.0.1')
  await page.getByLabel('Port', { exact: false }).first().fill(String(hall.mailbox.port))
  await submit(visit, 'Speichern')
  await page.getByLabel('An welche Adresse?').fill('amt@example.org')
  await submit(visit, 'Testmail über diesen Server senden')
  // it offers no encryption
  await expect.poll(() => page.getByRole('alert').innerText()).toContain('Unverschlüsselt senden wir nichts')
  await auditor.look(visit, 'mailserver-testmail')
  await page.goto(`/en${hall.town.path}/team/absender/server`)
  await auditor.look(visit, 'mail-server-en')
})

test('with script a button copies the value', async () => {
  await using visit = await administrator()
  await using scripted = await openPage({ width: 1280, origin: server.origin })
  await scripted.context.addCookies(await visit.context.cookies())
  await scripted.context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: server.origin })
  await scripted.page.goto(`${hall.town.path}/team/absender`)
  await scripted.page.getByRole('button', { name: 'Kopieren' }).first().click()
  await scripted.page.getByText('Kopiert.').waitFor()
  const copied = await scripted.page.evaluate(() => navigator.clipboard.readText())
  expect(copied).toMatch(/^v=DKIM1; k=ed25519; p=/)
  expect(await scripted.page.getByText('Kopiert.').count()).toBe(1)
})
