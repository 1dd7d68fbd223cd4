// Places blackened in a real browser, by pointer and by keyboard; and that nothing of them is in what is given out.
import { globSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { inflateRawSync, inflateSync } from 'node:zlib'
import { PDFiumLibrary } from '@hyzyla/pdfium'
import PDFDocument from 'pdfkit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { documents } from '../src/modules/documents/index.ts'
import type { Organisation } from '../src/platform/data/organisations.ts'
import { expectAccessible } from './support/axe.ts'
import { openPage, type PageOptions, type Visit } from './support/browser.ts'
import { archiveIn, filed, readAll } from './support/filed.ts'
import { pdfText } from './support/pdf-text.ts'
import { served, type Served } from './support/served.ts'
import { testWeb, type TestWeb } from './support/web.ts'

const SECRET = ['Przybylski', 'Wermelskirchen', 'Geheimakte']
let web: TestWeb
let server: Served
let town: Organisation
let [archive, press, letter] = ['', '', '']
const tokens = { clerk: '', head: '', reader: '' }
let original: Buffer

beforeAll(async () => {
  web = await testWeb({ modules: (house) => [documents({ house })] })
  server = await served(web, globSync(['src/modules/documents/islands/*.ts', 'src/modules/messages/islands/copy.ts']))
  town = await web.organisation({ name: 'Stadt Müngersdorf' })
  ;[archive, press] = [await archiveIn(web, town, 'Bauamt'), await archiveIn(web, town, 'Presse')]
  tokens.clerk = (await web.member(town, { role: 'desk', name: 'Maren Öztürk' })).token
  tokens.head = (await web.member(town, { role: 'main-administrator', name: 'Anna Amt' })).token
  const further = [{ role: 'read-only', place: press } as const]
  tokens.reader = (await web.member(town, { role: 'by-place', further, name: 'Paul Presse' })).token
  original = await secretPdf()
  const given = { archiveId: archive, name: 'Geheimakte Przybylski.pdf', mediaType: 'application/pdf', bytes: original }
  letter = (await filed(web, town, given)).documentId
})
afterAll(async () => {
  await server[Symbol.asyncDispose]()
  await web.close()
})

/** Holds the words in its text, its properties, its XMP and a file that is attached. */
function secretPdf(): Promise<Buffer> {
  const info = { Title: 'Geheimakte Przybylski', Keywords: 'Wermelskirchen' }
  const pdf = new PDFDocument({
    size: 'A4',
    margin: 50,
    pdfVersion: '1.7',
    subset: 'PDF/A-3b' as never,
    tagged: true,
    info,
  })
  pdf.file(Buffer.from('Przybylski wohnt in Wermelskirchen'), { name: 'Geheimakte.txt' })
  pdf.registerFont('body', 'node_modules/dejavu-fonts-ttf/ttf/DejaVuSans.ttf')
  pdf.font('body').fontSize(24).text('Antrag von Przybylski', 50, 60).text('auf Akteneinsicht', 50, 120)
  pdf.addPage().text('Zweite Seite: wohnt in', 50, 60).text('Wermelskirchen', 50, 120)
  pdf.end()
  return Array.fromAsync(pdf as AsyncIterable<Buffer>).then((pieces) => Buffer.concat(pieces))
}

/** A file as it lies there and with each of its streams unpacked, as far as they can be. */
function everythingIn(bytes: Buffer): string {
  const parts = [bytes]
  for (let at = bytes.indexOf('stream'); at >= 0; at = bytes.indexOf('stream', at + 6)) {
    const from = bytes[at + 6] === 0x0d ? at + 8 : at + 7
    const end = bytes.indexOf('endstream', from)
    if (end < 0) break
    for (const unpack of [inflateSync, inflateRawSync])
      try {
        parts.push(unpack(bytes.subarray(from, end), { finishFlush: 2 }))
      } catch {
        // not packed this way
      }
    at = end
  }
  return parts
    .map((part) => `${part.toString('latin1')} ${part.toString('utf8')} ${part.toString('utf16le')}`)
    .join('\n')
}

async function opened(who: keyof typeof tokens, path: string, options: PageOptions = {}): Promise<Visit> {
  const visit = await openPage({ width: 1280, origin: server.origin, ...options })
  await visit.context.addCookies([{ name: 'belegt', value: tokens[who], url: server.origin }])
  await visit.page.goto(`/${town.slug}${path}`)
  return visit
}

const pictures = process.env['SEALED_PICTURES']
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

/** The dots of a page, and how dark each place of it is: 0 is black. */
async function darknessOf(bytes: Buffer, page: number): Promise<(x: number, y: number) => number> {
  const library = await PDFiumLibrary.init()
  const document = await library.loadDocument(bytes)
  const { data, width, height } = await document.getPage(page - 1).render({ scale: 1, render: 'bitmap' })
  document.destroy()
  library.destroy()
  return (x, y) => data[4 * (Math.floor(y * height) * width + Math.floor(x * width))] ?? -1
}

test('places are blackened by pointer and by keyboard, and in the copy nothing of them is left', async () => {
  // the search below finds what is there: without the boxes all of it
  const before = everythingIn(original)
  for (const word of SECRET) expect(before, word).toContain(word)
  expect(await pdfText(original)).toContain('Przybylski')

  await using clerk = await opened('clerk', `/team/dokumente/${letter}`)
  const { page } = clerk
  await page.waitForSelector('#seite-1[data-drawn] canvas')
  const panel = page.locator('#schwaerzungen')
  await panel.getByText('Stelle schwärzen', { exact: true }).press('Enter')
  await expectAccessible(page)
  // what stands in the form by mistake is told at its field, and led to
  await panel.getByRole('button', { name: 'Schwärzen', exact: true }).press('Enter')
  await page.waitForURL(/schwaerzungen$/)
  await panel.getByRole('link', { name: 'Breite: Bitte geben Sie eine Zahl zwischen 0 und 100 an.' }).press('Enter')
  expect(await panel.getByLabel('Breite').evaluate((field) => field === document.activeElement)).toBe(true)
  await expectAccessible(page)
  await pictured(clerk, 'redaction-error')

  // by pointer: over the name in the first line
  await page.goto(`/${town.slug}/team/dokumente/${letter}`)
  await page.waitForSelector('#seite-1[data-drawn] canvas')
  await panel.getByText('Stelle schwärzen', { exact: true }).press('Enter')
  await panel.getByRole('button', { name: 'Auf der Seite aufziehen' }).press('Enter')
  const name = await page.locator('#seite-1 .textLayer span', { hasText: 'Przybylski' }).boundingBox()
  if (!name) throw new Error('no name')
  await page.mouse.move(name.x - 4, name.y - 4)
  await page.mouse.down()
  await page.mouse.move(name.x + name.width / 2, name.y + name.height, { steps: 4 })
  if (pictures) await page.screenshot({ path: `${pictures}/redaction-drawing.png` })
  await page.mouse.move(name.x + name.width + 4, name.y + name.height + 6, { steps: 4 })
  await page.mouse.up()
  await panel.getByText('Die Stelle steht im Formular.').waitFor()
  expect(Number(await panel.getByLabel('Breite').inputValue())).toBeGreaterThan(20)
  await page.keyboard.press('Enter') // the button has the focus
  await page.getByText('Geschwärzt. Die Datei selbst ist unverändert').waitFor()

  // by keyboard: over the place on the second page
  await panel.getByText('Stelle schwärzen', { exact: true }).press('Enter')
  for (const [label, value] of [
    ['Seite', '2'],
    ['Von links', '5'],
    ['Von oben', '12,5'],
    ['Breite', '60'],
    ['Höhe', '6'],
    ['Grund', 'Wohnort'],
  ] as const)
    await panel.locator('#schwaerzung').getByLabel(label).fill(value)
  await panel.getByRole('button', { name: 'Schwärzen', exact: true }).press('Enter')
  await panel.getByRole('link', { name: 'Wohnort' }).waitFor()
  await page.waitForSelector('.layer-redaction')
  await expectAccessible(page)
  await pictured(clerk, 'redaction-layer')
  // who may not lock lifts nothing
  expect(await panel.getByRole('button', { name: 'Aufheben' }).count()).toBe(0)

  await panel.getByText('Geschwärzte Kopie ablegen', { exact: true }).press('Enter')
  await panel.getByLabel('Archiv').selectOption({ label: 'Presse' })
  await expectAccessible(page)
  await pictured(clerk, 'redaction-copy')
  await panel.getByRole('button', { name: 'Kopie ablegen' }).press('Enter')
  await page.getByRole('heading', { name: /^Geschwärzte Kopie vom/ }).waitFor({ timeout: 30_000 })
  const copy = /dokumente\/([0-9a-f-]{36})/.exec(page.url())?.[1] ?? ''
  expect(copy).not.toBe(letter)

  // shared by a link, and opened by somebody without an account
  await page.goto(`/${town.slug}/team/dokumente/${copy}/bearbeitung`)
  await page.locator('#shares summary').press('Enter')
  await page.locator('#shares').getByRole('button', { name: 'Link erstellen' }).press('Enter')
  const link = await page.locator('#shares input[readonly]').first().inputValue()
  await using outside = await openPage({ width: 390, origin: server.origin })
  await outside.page.goto(link.replace(web.origin, ''))
  const downloading = outside.page.waitForEvent('download')
  await outside.page.locator('belegt-share button').press('Enter')
  const given = await readFile(await (await downloading).path())

  const all = everythingIn(given)
  for (const word of [...SECRET, 'Akteneinsicht', '/Metadata', '/EmbeddedFile', '/Info'])
    expect(all.includes(word), word).toBe(false)
  expect((await pdfText(given)).trim()).toBe('')
  const [first, second, shown] = [await darknessOf(given, 1), await darknessOf(given, 2), await darknessOf(original, 1)]
  expect(first(0.3, 0.09)).toBeLessThan(20)
  expect(second(0.3, 0.15)).toBeLessThan(20)
  expect(first(0.9, 0.9)).toBeGreaterThan(230)
  expect(shown(0.9, 0.9)).toBeGreaterThan(230)
  expect(web.defects.map(String)).toEqual([])
}, 240_000)

test('the original is shared, and uncovered, only by who may lock; who reads the copy learns nothing by searching', async () => {
  await using clerk = await opened('clerk', `/team/dokumente/${letter}/bearbeitung`)
  const shares = clerk.page.locator('#shares')
  expect(await shares.textContent()).toContain('Legen Sie auf dem Reiter „Unterlage“ eine geschwärzte Kopie ab')
  expect(await shares.locator('form').count()).toBe(0)
  const forged = web.browse({ cookie: `belegt=${tokens.clerk}` })
  const work = `/${town.slug}/team/dokumente/${letter}`
  const until = Temporal.Now.plainDateISO().add({ days: 20 }).toString()
  const wish = { version: '1', until, label: '', password: '', most: '' }
  const refused = await forged.post(`${work}/teilen`, wish)
  expect(refused.status).toBe(403)
  expect(refused.html).toContain('Diese Unterlage hat Schwärzungen. Es wurde kein Link erstellt.')

  await readAll(web, town)
  await using reader = await opened('reader', '/team/dokumente')
  const { page } = reader
  await page.getByText('Geschwärzte Kopie vom').waitFor()
  const main = () => page.locator('main').textContent()
  const search = async (word: string) => {
    await page.getByLabel('Suchen nach').fill(word)
    await page.getByLabel('Suchen nach').press('Enter')
  }
  await search('Akteneinsicht')
  await page.locator('main mark', { hasText: 'Akteneinsicht' }).first().waitFor()
  for (const word of SECRET) {
    await search(word)
    await expect.poll(main, { message: word }).not.toContain('Geschwärzte Kopie vom')
  }
  expect((await page.goto(`/${town.slug}/team/dokumente/${letter}`))?.status()).toBe(404)

  await using head = await opened('head', `/team/dokumente/${letter}`)
  await head.page.locator('#schwaerzungen').getByRole('button', { name: 'Aufheben' }).first().press('Enter')
  await head.page.getByText('Entfernt.').waitFor()
  await head.page.goto(`/${town.slug}/team/dokumente/${letter}/bearbeitung`)
  await head.page.locator('#shares summary').press('Enter')
  await head.page.getByText('Ein Link von hier zeigt trotzdem das Original').waitFor()
  await expectAccessible(head.page)
  await pictured(head, 'redaction-share')
  expect(web.defects.map(String)).toEqual([])
}, 120_000)
