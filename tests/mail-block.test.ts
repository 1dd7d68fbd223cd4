// Unsubscribing, the desk's blocks, and mails to the people concerned by something, in a real browser.
import process from 'node:process'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { block, gate, optOutFor } from '../src/modules/messages/index.ts'
import { restricting } from '../src/modules/privacy/index.ts'
import { exactToken } from '../src/platform/keys/sealed.ts'
import { openPage, expectNoTraces, type Visit } from './support/browser.ts'
import { oeznur, openTownHall, type TownHall } from './support/citizen.ts'
import { openAuditor, type Auditor } from './support/screens.ts'
import { served, type Served } from './support/served.ts'

let hall: TownHall
let server: Served
let auditor: Auditor
beforeAll(async () => {
  hall = await openTownHall()
  server = await served(hall.web, [])
  auditor = await openAuditor(process.env['BELEGT_PICTURES'])
})
afterEach(() => expect(hall.web.defects.splice(0)).toEqual([]))
afterAll(async () => {
  await auditor?.[Symbol.asyncDispose]()
  await server?.[Symbol.asyncDispose]()
  await hall?.[Symbol.asyncDispose]()
})

async function member(role: 'desk' | 'administrator'): Promise<Visit> {
  const { token } = await hall.web.member(hall.town.organisation, { role, name: 'Henrike Tiedemann' })
  const visit = await openPage({ width: 1280, origin: server.origin, javaScript: false })
  await visit.context.addCookies([{ name: 'belegt', value: token, url: server.origin }])
  return visit
}
const heading = (visit: Visit) => visit.page.getByRole('heading', { level: 1 }).innerText()

test('osseno/unsubscribe-blocks from the link to unsubscribed by one button, by keyboard, without script and trace', async () => {
  const to = 'leser@example.org'
  const wish = { organisation: hall.town.organisation, purpose: restricting } as const
  const { url } = await hall.web.scope(wish, (at) => optOutFor(at, to, (path) => hall.town.path + path))
  await using visit = await openPage({ width: 390, origin: server.origin, javaScript: false })
  await visit.page.goto(url)
  await auditor.look(visit, 'abmelden')
  const button = visit.page.getByRole('button', { name: 'Abbestellen' })
  await button.focus()
  await visit.page.keyboard.press('Enter')
  await expect.poll(() => heading(visit)).toBe('Sie sind abgemeldet')
  await auditor.look(visit, 'abgemeldet')
  await visit.page.goto(`/en${url}`)
  await expect.poll(() => visit.page.getByRole('button', { name: 'Unsubscribe' }).count()).toBe(0)
  await auditor.look(visit, 'schon-abgemeldet')
  await expectNoTraces(visit, server.origin)
  const asked = { person: undefined, to, lane: 'bulk', activity: undefined } as const
  expect(await hall.web.scope(wish, (at) => gate(at, [asked]))).toEqual([false])
})

test('optigem/mail-block the desk blocks and lifts on behalf of a letter', async () => {
  await using visit = await member('desk')
  await visit.page.goto(`${hall.town.path}/team/mailsperren`)
  await auditor.look(visit, 'sperren')
  await visit.page.getByRole('button', { name: 'Nachsehen' }).click()
  await auditor.look(visit, 'sperren-fehler')
  await visit.page.getByLabel('Mailadresse oder Telefonnummer').fill(oeznur.mail)
  await visit.page.keyboard.press('Enter')
  await expect.poll(() => heading(visit)).toBe('Diese Mailadresse')
  await auditor.look(visit, 'frei')
  await visit.page.getByLabel('Anlass').selectOption('letter')
  await visit.page.getByLabel('Vermerk').fill('Az. 12/26')
  await visit.page.getByRole('button', { name: 'Sperren' }).click()
  await expect.poll(() => visit.page.getByRole('status').innerText()).toContain('Die Adresse ist gesperrt.')
  await auditor.look(visit, 'gesperrt')
  await visit.page.getByLabel('Anlass').selectOption('call')
  await visit.page.getByRole('button', { name: 'Sperre aufheben' }).click()
  await expect.poll(() => visit.page.getByRole('status').innerText()).toContain('Die Sperre ist aufgehoben.')
  await visit.page.goto(`${hall.town.path}/team/mailsperren`)
  await visit.page.getByLabel('Mailadressen', { exact: true }).fill('eins@example.org\nzwei@example.org;Zwei\nnichts')
  await visit.page.getByRole('button', { name: 'Abgleichen' }).click()
  await expect.poll(() => heading(visit)).toBe('Abgeglichene Liste')
  await auditor.look(visit, 'abgleich')
  await visit.page.goto(`${hall.town.path}/team/mailsperren`)
  await auditor.look(visit, 'sperren-verlauf')
})

test('optigem/mail-block an information mail from the first word to the last figure', async () => {
  const stopped = 'abgemeldet@example.org'
  for (const mail of [oeznur.mail, stopped]) {
    await hall.book({ name: 'Karl-Heinz Müller-Lüdenscheidt', mail })
    await hall.mailbox.mailTo(mail)
  }
  await hall.web.scope({ organisation: hall.town.organisation, purpose: restricting }, async (at) =>
    block(at, { channel: 'mail', token: await exactToken(at, 'mail', stopped) }, { way: 'link' }),
  )
  await using visit = await member('administrator')
  await visit.page.goto(`${hall.town.path}/team/informationen`)
  await auditor.look(visit, 'informationen-leer')
  await visit.page.getByRole('link', { name: 'Information schreiben' }).click()
  await expect.poll(() => heading(visit)).toBe('Information schreiben')
  await auditor.look(visit, 'information-schreiben')
  await visit.page.getByLabel('bis zum').fill('2026-11-01')
  await visit.page.getByRole('button', { name: 'Ansehen' }).click()
  await expect.poll(() => visit.page.getByText('Der letzte Tag liegt vor dem ersten.').count()).toBeGreaterThan(0)
  await auditor.look(visit, 'information-fehler')
  await visit.page.getByLabel('bis zum').fill('2026-12-24')
  await visit.page.getByLabel('Betreff', { exact: false }).first().fill('Das Bürgeramt Mitte schließt am Montag früher')
  await visit.page
    .getByLabel('Text', { exact: false })
    .first()
    .fill('Am Montag schließen wir schon um 12 Uhr.\n\nIhr Termin am Vormittag bleibt bestehen.')
  await visit.page.getByRole('button', { name: 'Ansehen' }).click()
  await expect.poll(() => heading(visit)).toBe('Information ansehen')
  const sheet = visit.page.frameLocator('iframe')
  await expect.poll(() => sheet.getByRole('link', { name: 'Hier abbestellen' }).count()).toBe(1)
  await auditor.look(visit, 'information-ansehen')
  await visit.page.getByRole('button', { name: 'An 1 Person senden' }).click()
  expect((await hall.mailbox.mailTo(oeznur.mail, 2)).subject).toBe('Das Bürgeramt Mitte schließt am Montag früher')
  await visit.page.reload()
  await auditor.look(visit, 'information-stand')
  await visit.page.goto(`${hall.town.path}/team/informationen`)
  await auditor.look(visit, 'informationen')
  expect(hall.mailbox.mails().filter(({ envelope }) => envelope.to.includes(stopped))).toHaveLength(1)
})
