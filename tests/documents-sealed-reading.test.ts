// Archives that no server reads, in a real browser: documents are recognised, searched and noted on there.
import PDFDocument from 'pdfkit'
import sharp from 'sharp'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { expectAccessible } from './support/axe.ts'
import { pdfOf } from './support/filed.ts'
import { expectKept, isOurs, PASSPHRASE, pictured, readableOf, sealedTown, type SealedTown } from './support/sealed.ts'
import { thickPdf } from './support/thick.ts'

let sealed: SealedTown
let apiKey: string

beforeAll(async () => {
  sealed = await sealedTown()
  apiKey = await sealed.withArchive('Personalrat')
})
afterAll(() => sealed[Symbol.asyncDispose]())

/** A sheet as a scanner or a camera sees it: no text, only a picture of it. */
const pictureOf = (...lines: readonly string[]): Promise<Buffer> =>
  sharp(
    Buffer.from(
      `<svg xmlns="http://www.w3.org/2000/svg" width="1240" height="877"><rect width="100%" height="100%" fill="#fff"/>${lines
        .map(
          (line, place) =>
            `<text x="90" y="${160 + 90 * place}" font-size="46" font-family="DejaVu Sans">${line}</text>`,
        )
        .join('')}</svg>`,
    ),
  )
    .jpeg()
    .toBuffer()

function scanOf(...pictures: readonly Buffer[]): Promise<Buffer> {
  const pdf = new PDFDocument({ autoFirstPage: false })
  for (const picture of pictures) pdf.addPage({ size: [595, 421] }).image(picture, 0, 0, { width: 595 })
  pdf.end()
  return Array.fromAsync(pdf as AsyncIterable<Buffer>).then((pieces) => Buffer.concat(pieces))
}

test('amagno/client-seal scans and photographs are recognised in the browser and found by their words', async () => {
  const scan = await scanOf(
    await pictureOf('Beschwerde wegen Straßenlärm', 'vor dem Haus in der Gartenstraße'),
    await pictureOf('Die Kündigung des Mietvertrags', 'liegt diesem Schreiben bei.'),
  )
  const letter = await sealed.fileSealed(apiKey, { title: 'Scan 0001', mediaType: 'application/pdf' }, scan)
  const receipt = await sealed.fileSealed(
    apiKey,
    { title: 'Foto 0002', mediaType: 'image/jpeg' },
    await pictureOf('Quittung über Spielgeräte', '250 Euro bar erhalten'),
  )
  await using anna = await sealed.opened(`/team/dokumente/${letter.documentId}`, 'anna')
  const { page } = anna
  await page.getByLabel('Passphrase').fill(PASSPHRASE)
  await page.getByLabel('Passphrase').press('Enter')
  await page.getByText('Wörter auf Seite 1 von 2 werden auf diesem Gerät erkannt').waitFor({ timeout: 60_000 })
  await pictured(anna, 'reading')
  await page.waitForSelector('archive-unlock[data-kept]', { timeout: 180_000 })
  await page.locator('[data-words-state]').waitFor({ state: 'hidden' })
  await page.goto(`/${sealed.town.slug}/team/dokumente/${receipt.documentId}`)
  await page.waitForSelector('archive-unlock[data-kept]', { timeout: 180_000 })

  // found from the list by words, forms, beginnings, umlauts, parts of compounds and phrases, with the place where they stand
  await page.getByRole('link', { name: 'Unterlagen ansehen' }).click()
  const list = page.locator('sealed-list li')
  await list.getByText('Scan 0001').waitFor()
  const search = page.getByLabel('In diesem Archiv suchen')
  for (const [query, titles] of [
    ['Beschwerden Gartenstraße', ['Scan 0001']],
    ['kuendigung', ['Scan 0001']],
    ['mietver*', ['Scan 0001']],
    ['"wegen Straßenlärm"', ['Scan 0001']],
    ['"Straßenlärm wegen"', []],
    ['spielgeraete', ['Foto 0002']],
    ['euro -quittung', []],
    ['beschwerde -gartenstraße', []],
    ['250 -garten*', ['Foto 0002']],
  ] as const) {
    await search.fill(query)
    await expect
      .poll(() => list.locator('a').allTextContents(), { message: query, timeout: 20_000 })
      .toEqual([...titles])
  }
  await search.fill('Kündigung')
  await list.locator('mark', { hasText: 'Kündigung' }).waitFor()
  expect(await list.first().textContent()).toContain('Seite 2')
  await expectAccessible(page)
  await pictured(anna, 'found')
  // and the document opens there, with the words marked on the picture
  await list.locator('a').first().click()
  await page.waitForSelector('#seite-2 .sheet-hit-now', { timeout: 20_000 })
  const [sheet, hit] = [
    await page.locator('#seite-2').boundingBox(),
    await page.locator('#seite-2 .sheet-hit').boundingBox(),
  ]
  expect(((hit?.x ?? 0) - (sheet?.x ?? 0)) / (sheet?.width ?? 1)).toBeGreaterThan(0.1)
  expect(((hit?.y ?? 0) - (sheet?.y ?? 0)) / (sheet?.height ?? 1)).toBeLessThan(0.3)
  await page.getByRole('searchbox', { name: 'In der Unterlage suchen' }).fill('gartenstr')
  await page.waitForSelector('#seite-1 .sheet-hit-now')
  await expectAccessible(page)
  await pictured(anna, 'hit')
  expectKept(anna)
  expect(readableOf(anna)).not.toMatch(/Stra(ß|ss)enl|Garten|[kK](ü|ue)ndig|Spielger/)
  expect(anna.requests.filter((url) => !url.startsWith(sealed.server.origin))).toEqual([])
  expect([...anna.problems, ...sealed.web.defects.map(String)].filter(isOurs)).toEqual([])
}, 400_000)

test('what is filed from the browser is recognised right there; it is filed also when that fails, and can be tried again', async () => {
  await using anna = await sealed.opened('/team/dokumente/hochladen', 'anna')
  const { page } = anna
  let isBroken = true
  await anna.context.route('**/assets/ocr/deu*', (route) => (isBroken ? route.abort() : route.continue()))
  const buffer = await pictureOf('Protokoll der Sitzung', 'Anschaffung einer Drehbank')
  await page.locator('.upload-files').setInputFiles({ name: 'Protokoll.jpg', mimeType: 'image/jpeg', buffer })
  const reading = page.locator('sealed-upload')
  await reading.getByText('Wartet auf die Erkennung.').waitFor({ timeout: 30_000 })
  await expectAccessible(page)
  await pictured(anna, 'upload-asks')
  await reading.getByLabel('Passphrase').fill(PASSPHRASE)
  await reading.getByRole('button', { name: 'Erkennung beginnen' }).press('Enter')
  const again = reading.getByRole('button', { name: 'Noch einmal versuchen' })
  await again.waitFor({ timeout: 60_000 })
  expect(await reading.textContent()).toContain('Die Unterlage ist sicher abgelegt, aber ihre Wörter fehlen noch')
  await expectAccessible(page)
  await pictured(anna, 'upload-failed')
  isBroken = false
  await again.press('Enter')
  await reading.getByText('Die Wörter sind erkannt.').waitFor({ timeout: 90_000 })
  expect(await again.isVisible()).toBe(false)
  await page.locator('.upload-list a').first().click()
  await page.getByRole('link', { name: 'Unterlagen ansehen' }).click()
  await page.getByLabel('In diesem Archiv suchen').fill('Drehbänke')
  await page.locator('sealed-list mark', { hasText: 'Drehbank' }).waitFor({ timeout: 20_000 })
  expect(await page.locator('sealed-list li').count()).toBe(1)
  expect(sealed.web.defects.map(String)).toEqual([])
}, 240_000)

test('recognition can be left out: the pages say so, the document stays, and its words can be read later', async () => {
  const scan = await scanOf(
    await pictureOf('Dienstvereinbarung', 'über gleitende Arbeitszeit'),
    await pictureOf('Anlage mit Kernzeiten'),
    await pictureOf('Unterschriften'),
  )
  const about = { title: 'Scan 0003', mediaType: 'application/pdf' }
  const { documentId } = await sealed.fileSealed(apiKey, about, scan)
  await using anna = await sealed.opened('/team/dokumente', 'anna')
  const { page, context } = anna
  // the recogniser does not come before it is known what to do without it
  let letIn = (): void => undefined
  const waits = new Promise<void>((done) => (letIn = done))
  await context.route('**/assets/ocr/deu*', (route) => waits.then(() => route.continue()))
  await page.goto(`/${sealed.town.slug}/team/dokumente/${documentId}`)
  await page.getByLabel('Passphrase').fill(PASSPHRASE)
  await page.getByLabel('Passphrase').press('Enter')
  const skip = page.getByRole('button', { name: 'Erkennung überspringen' })
  await skip.waitFor({ timeout: 60_000 })
  await skip.press('Enter')
  const state = page.locator('[data-reading-state]')
  await state.filter({ hasText: 'Seiten, deren Wörter fehlen: 3' }).waitFor({ timeout: 60_000 })
  letIn()
  expect(await skip.isVisible()).toBe(false)
  expect(await state.evaluate((element) => element === document.activeElement)).toBe(true)
  await page.waitForSelector('#seite-1[data-drawn] canvas')
  await expectAccessible(page)
  await pictured(anna, 'skipped')
  const again = page.getByRole('button', { name: 'Noch einmal versuchen' })
  await page.getByRole('link', { name: 'Unterlagen ansehen' }).click()
  const item = page.locator(`sealed-list li[data-document="${documentId}"]`)
  await item.getByText('Wörter fehlen noch').waitFor()
  await page.goBack()
  await again.press('Enter')
  await state.filter({ hasText: 'Die Wörter sind erkannt.' }).waitFor({ timeout: 120_000 })
  await page.getByRole('link', { name: 'Unterlagen ansehen' }).click()
  await item.waitFor()
  expect(await item.textContent()).not.toContain('Wörter fehlen noch')
  await page.getByLabel('In diesem Archiv suchen').fill('Kernzeit')
  await item.locator('mark', { hasText: 'Kernzeiten' }).waitFor({ timeout: 30_000 })
  expect([...anna.problems, ...sealed.web.defects.map(String)].filter(isOurs)).toEqual([])
}, 300_000)

test('what nobody’s device has read is said in the list, and a member’s device reads all of it from there', async () => {
  const scan = await scanOf(await pictureOf('Einladung zum Betriebsausflug', 'mit dem Dampfschiff'))
  const written = await pdfOf('Antrag auf Bildungsurlaub')
  const broken = Buffer.from('%PDF-1.7 und sonst nichts')
  const type = { mediaType: 'application/pdf' }
  const outside = [
    await sealed.fileSealed(apiKey, { title: 'Von außen 1', ...type }, scan),
    await sealed.fileSealed(apiKey, { title: 'Von außen 2', ...type }, written),
    await sealed.fileSealed(apiKey, { title: 'Von außen 3', ...type }, broken),
  ]
  // the document itself stays shut
  await using anna = await sealed.opened(`/team/dokumente/${outside[1]?.documentId}`, 'anna')
  const { page } = anna
  await page.goto((await page.locator('a', { hasText: 'Unterlagen ansehen' }).getAttribute('href')) ?? '')
  await page.getByLabel('Passphrase').fill(PASSPHRASE)
  await page.getByLabel('Passphrase').press('Enter')
  const unread = page.locator('[data-unread]')
  const left = () => unread.locator('[data-unread-state]').textContent()
  await unread.waitFor({ timeout: 60_000 })
  expect(Number(/: (\d+)/.exec((await left()) ?? '')?.[1])).toBeGreaterThanOrEqual(3)
  expect(await unread.textContent()).toContain('hat keinen Schlüssel zum Lesen')
  const search = page.getByLabel('In diesem Archiv suchen')
  await search.fill('Dampfschiff')
  await page.getByText('Nichts gefunden.').waitFor()
  await expectAccessible(page)
  await pictured(anna, 'unread')
  await unread.getByRole('button', { name: 'Jetzt auf diesem Gerät lesen' }).press('Enter')
  await unread.getByText('Unterlagen, die sich nicht lesen ließen: 1').waitFor({ timeout: 180_000 })
  await expect.poll(left).toBe('Unterlagen, deren Wörter noch niemand gelesen hat: 1.')
  await expectAccessible(page)
  await pictured(anna, 'read-all')
  // found by a part of a word that this device has only just learned
  for (const [query, words] of [
    ['dampfschiffe', 'Dampfschiff'],
    ['bildungsurl*', 'Bildungsurlaub'],
  ] as const) {
    await search.fill(query)
    await page.locator('sealed-list mark', { hasText: words }).waitFor({ timeout: 30_000 })
  }
  expect(readableOf(anna)).not.toMatch(/[dD]ampfsch|[bB]ildungs/)
  expect([...anna.problems, ...sealed.web.defects.map(String)].filter(isOurs)).toEqual([])
}, 300_000)

test('a note is sealed in the browser, seen by members, and read by no server', async () => {
  const { documentId } = await sealed.fileSealed(
    apiKey,
    { title: 'Vermerk', mediaType: 'application/pdf' },
    await pdfOf('Ein Vermerk mit einem eigenen Text'),
  )
  const place = `/team/dokumente/${documentId}`
  await using anna = await sealed.opened(place, 'anna')
  const { page } = anna
  expect(await page.locator('sealed-notes').textContent()).toContain('Noch keine Notiz.')
  expect(await page.locator('form#notiz').isVisible()).toBe(false)
  await page.getByLabel('Passphrase').fill(PASSPHRASE)
  await page.getByLabel('Passphrase').press('Enter')
  await page.waitForSelector('#seite-1[data-drawn] canvas')
  // placed on the page by pointer
  await page.getByRole('button', { name: 'Notiz setzen' }).click()
  await page.locator('#seite-1').click({ position: { x: 120, y: 90 } })
  await page.getByLabel('Text', { exact: true }).fill('Geheimtinte: mit Rüdiger besprechen')
  await page.locator('form#notiz').getByRole('button').click()
  await page.getByText('Die Notiz ist verschlossen gespeichert.').waitFor()
  const layer = page.locator('#seite-1 .layer-note')
  expect(await layer.getAttribute('aria-label')).toBe('Geheimtinte: mit Rüdiger besprechen')
  await expectAccessible(page)
  await pictured(anna, 'note')
  expect(readableOf(anna)).not.toMatch(/Geheimtinte|diger/)
  await page.waitForSelector('archive-unlock[data-kept]')

  // bert, whose device has the archive's key as well, reads it; the server's own page says only that there is one
  await using bert = await sealed.opened(place, 'bert')
  expect(await bert.page.content()).not.toContain('Geheimtinte')
  expect(await bert.page.locator('sealed-notes').textContent()).toContain('Verschlossene Notizen: 1.')
  await bert.page.getByLabel('Passphrase').fill(PASSPHRASE)
  await bert.page.getByLabel('Passphrase').press('Enter')
  await bert.page.locator('#notizen').getByText('Geheimtinte: mit Rüdiger besprechen').waitFor()
  await bert.page.waitForSelector('#seite-1 .layer-note')
  await bert.page.getByRole('button', { name: /^Entfernen: Geheimtinte/ }).click()
  await bert.page.getByText('Entfernt.').waitFor()
  expect(await bert.page.locator('.layer-note').count()).toBe(0)
  await bert.page.reload()
  expect(await bert.page.locator('sealed-notes').textContent()).toContain('Noch keine Notiz.')
  expect([...anna.problems, ...bert.problems, ...sealed.web.defects.map(String)].filter(isOurs)).toEqual([])
}, 120_000)

test('of a large file only what its first page needs is fetched before it shows, and each piece is proven here', async () => {
  const bytes = thickPdf(40, 512 * 1024)
  const { documentId } = await sealed.fileSealed(apiKey, { title: 'Bauakte', mediaType: 'application/pdf' }, bytes)
  await using anna = await sealed.opened('/team/dokumente', 'anna')
  const { page } = anna
  // only the pieces count here: reading all of it for its words may wait
  await anna.context.route('**/assets/ocr/*', (route) => route.abort())
  await page.goto(`/${sealed.town.slug}/team/dokumente/${documentId}`)
  await page.getByLabel('Passphrase').fill(PASSPHRASE)
  await page.getByLabel('Passphrase').press('Enter')
  await page.waitForSelector('#seite-1[data-drawn] canvas', { timeout: 30_000 })
  expect(await page.locator('#seite-1 .textLayer').textContent()).toContain('Blatt 1')
  const whole = anna.sent.filter((line) => /\/versiegelt\?/.test(line))
  expect(whole).toEqual([])
  expect(anna.sent.some((line) => line.includes('/versiegelt/teil?'))).toBe(true)
  expect(await page.locator('h1').textContent()).toBe('Bauakte')
}, 120_000)
