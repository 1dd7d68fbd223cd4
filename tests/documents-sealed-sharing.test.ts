// A link to a document that no server reads, in a real browser: made by a member's device, opened by somebody without an account.
import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { filing } from '../src/modules/documents/data.ts'
import { askForFiles, requestsOf } from '../src/modules/documents/working/actions/requests.ts'
import { db } from '../src/modules/documents/working/data.ts'
import { expectAccessible } from './support/axe.ts'
import { pdfOf } from './support/filed.ts'
import { openPage } from './support/browser.ts'
import {
  expectKept,
  isOurs,
  PASSPHRASE,
  pictured,
  readableOf,
  sealedTown,
  type Seen,
  type SealedTown,
} from './support/sealed.ts'

const PASSWORD = 'Sommer am See'
let sealed: SealedTown
let apiKey: string

beforeAll(async () => {
  sealed = await sealedTown()
  apiKey = await sealed.withArchive('Personalrat')
})
afterAll(() => sealed[Symbol.asyncDispose]())

const here = (link: string): string => link.replace(sealed.web.origin, '')
const rows = () =>
  sealed.web.scope({ organisation: sealed.town, purpose: filing }, (at) =>
    db(at).selectFrom('document_shares').selectAll().execute(),
  )

/** Somebody without an account, and what leaves their browser. */
async function outside(path: string, options: Parameters<typeof openPage>[0] = {}): Promise<Seen> {
  const visit = await openPage({ width: 390, origin: sealed.server.origin, ...options })
  const sent: string[] = []
  visit.context.on('request', (request) => void sent.push(`${request.url()} ${request.postData() ?? ''}`))
  await visit.page.goto(here(path))
  return { ...visit, sent, [Symbol.asyncDispose]: () => visit[Symbol.asyncDispose]() }
}

test('amagno/client-seal a link to a sealed document is made on a device and opened in a browser, and no server learns its key', async () => {
  const bytes = await pdfOf('Vertraulich: Beschwerde von Rüdiger Ährenfeld')
  const about = { title: 'Beschwerde Ährenfeld', mediaType: 'application/pdf' }
  const { documentId } = await sealed.fileSealed(apiKey, about, bytes)
  await using anna = await sealed.opened(`/team/dokumente/${documentId}`, 'anna')
  const { page } = anna
  const panel = page.locator('#shares')
  expect(await panel.textContent()).toContain('Öffnen Sie die Unterlage, um einen Link zu erstellen.')
  await page.getByLabel('Passphrase').fill(PASSPHRASE)
  await page.getByLabel('Passphrase').press('Enter')
  await panel.locator('summary').waitFor()
  await panel.locator('summary').press('Enter')
  await panel.getByLabel('Für wen').fill('Gutachterin')
  await panel.getByLabel('Passwort (wenn gewünscht)').fill('kurz')
  await panel.getByLabel('Wie oft höchstens').fill('2')
  await panel.getByLabel('Wie oft höchstens').press('Enter')
  await panel.getByText('Das Passwort ist zu kurz').waitFor()
  await panel.getByLabel('Passwort (wenn gewünscht)').fill(PASSWORD)
  await expectAccessible(page)
  await pictured(anna, 'sealed-share-form')
  await panel.getByRole('button', { name: 'Link erstellen' }).press('Enter')
  await panel.getByText('Der Link ist erstellt.').waitFor()
  const link = await panel.getByLabel('Adresse zum Weitergeben').inputValue()
  const [address = '', secret = ''] = link.split('#')
  expect(secret).toMatch(/^[\w-]{43}$/)
  await expectAccessible(page)
  await pictured(anna, 'sealed-share-made')
  expectKept(anna)
  for (const kept of [secret, PASSWORD, 'Ährenfeld']) expect(readableOf(anna)).not.toContain(kept)
  const [row] = await rows()
  expect(row).toMatchObject({ has_password: true, most: 2 })
  expect(JSON.stringify(row)).not.toContain(secret)
  // the list knows the link, but not what opens it
  await page.goto(`/${sealed.town.slug}/team/dokumente/${documentId}/bearbeitung`)
  expect(await panel.textContent()).toContain('Die Adresse wurde nur beim Erstellen gezeigt.')
  expect(await panel.getByText('Link erstellen').count()).toBe(0)
  expect(await page.content()).not.toContain('Kundenkonto')
  await expectAccessible(page)
  await pictured(anna, 'sealed-share-list')

  await using guest = await outside(link)
  const island = guest.page.locator('belegt-share')
  await expectAccessible(guest.page)
  await island.getByLabel('Passwort').fill('Winter')
  await island.getByLabel('Passwort').press('Enter')
  await guest.page.getByText('Das Passwort passt nicht').waitFor()
  await island.getByLabel('Passwort').fill(PASSWORD)
  const download = guest.page.waitForEvent('download')
  await island.getByLabel('Passwort').press('Enter')
  const file = await download
  expect(file.suggestedFilename()).toBe('Beschwerde Ährenfeld.pdf')
  expect((await readFile(await file.path())).equals(Buffer.from(bytes))).toBe(true)
  for (const kept of [secret, PASSWORD, 'Ährenfeld']) expect(readableOf(guest)).not.toContain(kept)

  // without script there is no way round the browser
  await using bare = await outside(address, { javaScript: false })
  expect(await bare.page.locator('main').textContent()).toContain('kann nur Ihr Browser öffnen, unser Server nicht')
  expect(await bare.page.getByLabel('Schlüssel').count()).toBe(0)
  const forged = await guest.page.evaluate(
    async ([to, key, password]) => {
      const body = new URLSearchParams({ key: key ?? '', password: password ?? '' })
      const answer = await fetch(`${to}/oeffnen`, { method: 'POST', body, headers: { accept: 'application/json' } })
      return `${answer.status} ${await answer.text()}`
    },
    [here(address), secret, PASSWORD],
  )
  expect(forged).toContain('409')
  expect(forged).toContain('documents.browser-only')

  await panel.getByRole('button', { name: 'Link beenden: Gutachterin' }).click()
  await page.getByText('beendet').first().waitFor()
  await guest.page.goto(here(address))
  expect(await guest.page.textContent('body')).not.toContain('Unterlage öffnen')
  expect([...anna.problems, ...sealed.web.defects.map(String)].filter(isOurs)).toEqual([])
}, 120_000)

test('what is handed in for members is sealed for them, and the sender is told so', async () => {
  const link = await sealed.web.scope({ organisation: sealed.town, purpose: filing }, async (at) => {
    const archive = await db(at).selectFrom('documents').select('archive_id').executeTakeFirstOrThrow()
    const today = at.now.toZonedDateTimeISO(at.organisation.zone).toPlainDate()
    const until = today.add({ days: 3 })
    await askForFiles(at, { archiveId: archive.archive_id, title: 'Ihre Unterlagen', until, most: 3 })
    return (await requestsOf(at, {}))[0]?.link ?? ''
  })
  await using guest = await outside(`/${sealed.town.slug}${link}`)
  const island = guest.page.locator('belegt-hand-in')
  expect(await island.textContent()).toContain('auf ihren eigenen Geräten, unser Server nicht')
  expect(await guest.page.getByText('Ohne Skript').count()).toBe(0)
  await expectAccessible(guest.page)
  await pictured(guest, 'sealed-hand-in')
  await island
    .getByLabel('Dateien')
    .setInputFiles([{ name: 'Brief Ährenfeld.txt', mimeType: 'text/plain', buffer: Buffer.from('Geheimnisvolles') }])
  await island.getByRole('button', { name: 'Einreichen' }).press('Enter')
  await island.getByText('Alle Dateien sind sicher angekommen').waitFor()
  for (const kept of ['Ährenfeld', 'Geheimnis']) expect(readableOf(guest)).not.toContain(kept)
  await using bare = await outside(`/${sealed.town.slug}${link}`, { javaScript: false })
  expect(await bare.page.locator('main').textContent()).toContain('Dafür braucht diese Seite JavaScript')
  expect(await bare.page.locator('input[type=file]:visible').count()).toBe(0)
})
