import { afterAll, beforeAll, expect, test } from 'vitest'
import { filing } from '../src/modules/documents/data.ts'
import { addLocalFolder } from '../src/modules/documents/mailboxes/local-set-up.ts'
import { documents } from '../src/modules/documents/module.ts'
import { createArchive } from '../src/modules/documents/storing/archives.ts'
import type { Organisation } from '../src/platform/data/organisations.ts'
import { openPage, type Visit } from './support/browser.ts'
import { type ImapServer, startImap } from './support/dovecot.ts'
import { letter, mailInto, pdf } from './support/mail-in.ts'
import { type Auditor, openAuditor } from './support/screens.ts'
import { openDoor, type Served, served } from './support/served.ts'
import { registerOfThisTest, switchOnHere } from './support/texting.ts'
import { testWeb, type TestWeb } from './support/web.ts'

let web: TestWeb
let site: Served
let imap: ImapServer
let town: Organisation
let visit: Visit
let auditor: Auditor
beforeAll(async () => {
  registerOfThisTest()
  imap = await startImap()
  const door = await openDoor()
  web = await testWeb({
    modules: (house) => [
      documents({
        house,
        privateServers: true,
        failed: (error) => void web.defects.push(error),
        watched: { root: '/srv/belegt/ablage', days: 7 },
      }),
    ],
    origin: `http://127.0.0.1:${door.port}`,
  })
  site = await served(web, [], door)
  town = await web.organisation({ name: 'Stadt Musterhausen' })
  switchOnHere(town, 'document-mail')
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
  await imap[Symbol.asyncDispose]()
  await web.close()
})

const open = (path: string) => visit.page.goto(`${site.origin}/${town.slug}${path}`)

test('amagno/imap: a mailbox is set up with the keyboard, and mails are taken over by hand', async () => {
  const { page } = visit
  const archive = await web.scope(
    { organisation: town, purpose: filing, actor: { kind: 'system', job: 'test' } },
    async (at) => createArchive(at, 'Posteingang'),
  )
  await open('/team/einrichtung/postfaecher')
  await auditor.look(visit, 'mailboxes-none')
  await page.getByRole('link', { name: 'Postfach einrichten' }).focus()
  await page.keyboard.press('Enter')
  await page.getByRole('textbox', { name: 'Name (Pflichtangabe)', exact: true }).fill('Poststelle')
  await page.getByLabel('IMAP-Server').fill('127.0.0.1')
  await page.getByRole('textbox', { name: 'Port (Pflichtangabe)' }).fill(String(imap.port))
  await page.getByLabel('Benutzername').fill(imap.user)
  await page.getByRole('textbox', { name: 'Passwort (Pflichtangabe)' }).fill(imap.password)
  await page.keyboard.press('Enter')
  await page.getByText('Legen Sie jetzt einen Ordner fest').waitFor()
  await page.getByLabel('Ordner im Postfach').fill('Belegt/Rechnungen')
  await page.getByLabel('von Hand').check()
  await page.getByRole('button', { name: 'Ordner festlegen' }).press('Enter')
  await page.getByText('der Ordner ist angelegt').waitFor()
  await auditor.look(visit, 'mailbox')
  await imap.within(async (client) => {
    const subjects = ['Rechnung 2026-117 der Stadtwerke', 'Angebot Winterdienst', '']
    for (const subject of subjects)
      await client.append(
        'Belegt.Rechnungen',
        letter({ subject, attached: [{ name: `Anlage ${subject.slice(0, 12)}.pdf`, content: pdf() }] }),
      )
  })
  await page.getByRole('link', { name: 'Mails auswählen' }).click()
  await page.getByText('Angebot Winterdienst').waitFor()
  await auditor.look(visit, 'mails-to-choose')
  await page.getByLabel('Rechnung 2026-117 der Stadtwerke').focus()
  await page.keyboard.press('Space')
  await page.getByRole('button', { name: 'Ausgewählte übernehmen' }).press('Enter')
  await page.getByText('Eine Mail ist abgelegt und geprüft.').waitFor()
  await auditor.look(visit, 'mail-taken')
  await page.getByRole('button', { name: 'Alle gezeigten übernehmen' }).press('Enter')
  await page.getByText('2 Mails sind abgelegt und geprüft.').waitFor()
  await open('/team/dokumente/postfaecher')
  await auditor.look(visit, 'mail-folders')
  await web.scope({ organisation: town, purpose: filing, actor: { kind: 'system', job: 'test' } }, async (at) => {
    await mailInto(at, imap, archive, { path: 'INBOX', afterwards: 'mark' })
    await addLocalFolder(at, { name: 'scanner', archive_id: archive })
  })
  await open('/team/einrichtung/postfaecher')
  await auditor.look(visit, 'mailboxes')
  await open('/team/dokumente/mitnehmen')
  await auditor.look(visit, 'take-along')
  expect(visit.problems).toEqual([])
}, 240_000)
