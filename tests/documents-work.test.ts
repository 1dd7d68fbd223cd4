// Stamps, tasks, archive lock, links and requests in a real browser: what people outside do with a link, and by keyboard.
import { globSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { modulesOf } from '../src/app/modules.ts'
import { filing, storeSealed } from '../src/modules/documents/index.ts'
import { createArchive } from '../src/modules/documents/storing/archives.ts'
import type { Organisation } from '../src/platform/data/organisations.ts'
import { expectAccessible } from './support/axe.ts'
import { openPage, type PageOptions, type Visit } from './support/browser.ts'
import { served, type Served } from './support/served.ts'
import { testWeb, type TestWeb } from './support/web.ts'

const TEXT = 'Mietvertrag zwischen Rüdiger Ährenfeld und der Stadt. '.repeat(2_000)
let web: TestWeb
let server: Served
let town: Organisation
let token: string
let archive: string

beforeAll(async () => {
  const given = { transport: undefined, mailFrom: 'amt@belegt.test', failed: () => undefined }
  web = await testWeb({ modules: (house) => [...modulesOf({ house, ...given })] })
  server = await served(
    web,
    ['share', 'hand-in'].map((name) => `src/modules/documents/islands/${name}.ts`),
  )
  town = await web.organisation({ name: 'Stadt Müngersdorf' })
  token = (await web.member(town, { name: 'Anna Amt', role: 'administrator' })).token
  archive = await within((at) => createArchive(at, 'Verträge'))
})
afterAll(async () => {
  await server[Symbol.asyncDispose]()
  await web.close()
})

const within = <T>(work: Parameters<typeof web.scope<(typeof filing)['opens'][number], T>>[1]) =>
  web.scope({ organisation: town, purpose: filing }, work)
async function* content(): AsyncGenerator<Uint8Array> {
  yield Buffer.from(TEXT)
}
const filed = async () =>
  (
    await within((at) =>
      storeSealed(at, {
        archiveId: archive,
        way: 'import',
        name: 'Mietvertrag Müller.txt',
        content: content(),
        mediaType: 'text/plain',
      }),
    )
  ).documentId

async function staff(path: string, options: PageOptions = {}): Promise<Visit> {
  const visit = await openPage({ width: 1280, origin: server.origin, ...options })
  await visit.context.addCookies([{ name: 'belegt', value: token, url: server.origin }])
  await visit.page.goto(`/${town.slug}${path}`)
  return visit
}

/** The address on this test's server. */
const here = (link: string): string => link.replace(web.origin, '')

const pictures = process.env['WORK_PICTURES']
/** Pictures to look at, where they are asked for. */
async function pictured({ page }: Visit, name: string): Promise<void> {
  if (!pictures) return
  for (const width of [390, 1280])
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.setViewportSize({ width, height: 900 })
      await page.emulateMedia({ colorScheme })
      await page.screenshot({ path: `${pictures}/${name}-${width}-${colorScheme}.png`, fullPage: true })
    }
  await page.setViewportSize({ width: 1280, height: 800 })
}

test('a link is made with a password, and opens in the browser of somebody else, who sends neither key nor password', async () => {
  const id = await filed()
  await using anna = await staff(`/team/dokumente/${id}/bearbeitung`)
  await anna.page.getByText('Link erstellen').first().click()
  await anna.page.getByLabel('Für wen').fill('Herr Müller')
  await anna.page.getByLabel('Passwort (wenn gewünscht)').fill('Sommer am See')
  await anna.page.getByRole('button', { name: 'Link erstellen' }).click()
  const link = await anna.page.getByLabel('Adresse zum Weitergeben').inputValue()
  await expectAccessible(anna.page)
  await pictured(anna, 'work')

  await using visit = await openPage({ width: 390, origin: server.origin })
  const sent: string[] = []
  visit.context.on('request', (request) => void sent.push(`${request.url()} ${request.postData() ?? ''}`))
  const { page } = visit
  await page.goto(here(link))
  await expectAccessible(page)
  await pictured(visit, 'share')
  const password = page.locator('belegt-share').getByLabel('Passwort')
  await password.fill('Winter')
  await page.getByRole('button', { name: 'Unterlage öffnen' }).click()
  await page.getByText('Das Passwort passt nicht').waitFor()
  await password.fill('Sommer am See')
  const download = page.waitForEvent('download')
  await password.press('Enter')
  const file = await download
  expect(file.suggestedFilename()).toBe('Mietvertrag Müller.txt')
  expect(await readFile(await file.path(), 'utf8')).toBe(TEXT)
  await page.getByText('Die Unterlage liegt bei Ihren Downloads').waitFor()
  const all = decodeURIComponent(sent.join('\n'))
  for (const secret of [link.split('#')[1] ?? '?', 'Sommer', 'Mietvertrag']) expect(all).not.toContain(secret)
})

test('a link that lost its key says so', async () => {
  const id = await filed()
  await using anna = await staff(`/team/dokumente/${id}/bearbeitung`)
  await anna.page.getByText('Link erstellen').first().click()
  await anna.page.getByRole('button', { name: 'Link erstellen' }).click()
  const [page = ''] = (await anna.page.getByLabel('Adresse zum Weitergeben').inputValue()).split('#')
  await using visit = await openPage({ width: 390, origin: server.origin })
  await visit.page.goto(here(page))
  await visit.page.getByRole('button', { name: 'Unterlage öffnen' }).click()
  await visit.page.getByText('Dem Link fehlt der Schlüssel').waitFor()
})

test('files are handed in by a link: sealed in the browser of who has it, by keyboard, nothing in clear on the line', async () => {
  await using anna = await staff('/team/unterlagen-anfordern/neu')
  await anna.page.getByLabel('Was brauchen Sie?').fill('Nachweis über Ihren Umzug')
  await expectAccessible(anna.page)
  await anna.page.getByRole('button', { name: 'Anforderung erstellen' }).click()
  const link = await anna.page.getByLabel('Link zum Weitergeben').first().inputValue()
  await expectAccessible(anna.page)
  await pictured(anna, 'requests')

  await using visit = await openPage({ width: 390, origin: server.origin })
  const { page } = visit
  await page.goto(here(link))
  await expectAccessible(page)
  await pictured(visit, 'hand-in')
  const island = page.locator('belegt-hand-in')
  await island.getByLabel('Dateien').setInputFiles([
    { name: 'Meldebestätigung.txt', mimeType: 'text/plain', buffer: Buffer.from(TEXT) },
    { name: 'Foto.png', mimeType: 'image/png', buffer: Buffer.alloc(70_000, 7) },
    { name: 'leer.txt', mimeType: 'text/plain', buffer: Buffer.alloc(0) },
  ])
  await island.getByText('leer.txt ist leer und wird nicht gesendet').waitFor()
  await island.getByRole('button', { name: 'Einreichen' }).focus()
  await page.keyboard.press('Enter')
  await island.getByText('Alle Dateien sind sicher angekommen').waitFor()
  expect(await island.getByText('sicher angekommen', { exact: true }).count()).toBe(2)
  await pictured(visit, 'handed-in')
  // what came lies in the store as it was sent, since the server has no part in its sealing
  const stored = globSync('blobs/**/*', { cwd: web.dataFolder, withFileTypes: true }).filter((one) => one.isFile())
  expect(stored.length).toBeGreaterThan(1)
  for (const one of stored) expect((await readFile(join(one.parentPath, one.name))).includes('Rüdiger')).toBe(false)

  await anna.page.goto(`/${town.slug}/team/aufgaben`)
  await anna.page.getByText('Meldebestätigung').waitFor()
  await expectAccessible(anna.page)
  await pictured(anna, 'tasks')
})

test('a document is stamped and archived by keyboard alone', async () => {
  const id = await filed()
  await using anna = await staff(`/team/dokumente/${id}/bearbeitung`)
  const { page } = anna
  await page.getByRole('radio', { name: 'Geprüft' }).focus()
  await page.keyboard.press('Space')
  await page.keyboard.press('Tab')
  await page.keyboard.type('Betrag stimmt')
  await page.keyboard.press('Enter')
  await page.getByText('Stand: Geprüft').waitFor()
  await page.getByLabel('Mir ist klar').focus()
  await page.keyboard.press('Space')
  await page.keyboard.press('Enter')
  await page.getByText('Diese Unterlage ist archiviert').waitFor()
  await expectAccessible(page)
  await pictured(anna, 'locked')
  await page.goto(`/${town.slug}/team/dokumente/${id}/verlauf`)
  await page.getByText('lückenlos und unverändert').waitFor()
  await expectAccessible(page)
  await pictured(anna, 'history')
  for (const path of [
    '/team/einrichtung/stempel',
    '/team/einrichtung/stempel/neu',
    '/team/aufgaben/archivfristen',
    `/team/dokumente/mehrere?ids=${id}`,
  ]) {
    await page.goto(`/${town.slug}${path}`)
    await expectAccessible(page)
    await pictured(anna, path.replaceAll(/\W+/g, '-').slice(0, 30))
  }
})
