// A document in a real browser: PDF.js' pages with text, search within, notes as layers, keyboard, and without script.
import { globSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { documents } from '../src/modules/documents/index.ts'
import { hitPage } from '../src/modules/documents/viewing/paths.ts'
import { termsOfForm } from '../src/modules/documents/search/terms.ts'
import type { Organisation } from '../src/platform/data/organisations.ts'
import { expectAccessible } from './support/axe.ts'
import { openPage, type PageOptions, type Visit } from './support/browser.ts'
import { archiveIn, filed, pdfOf, readAll } from './support/filed.ts'
import { served, type Served } from './support/served.ts'
import { testWeb, type TestWeb } from './support/web.ts'

let web: TestWeb
let server: Served
let town: Organisation
let token: string
let archive: string
let letter: string
const islands = globSync(['src/modules/documents/islands/*.ts', 'src/modules/messages/islands/copy.ts'], {
  cwd: join(import.meta.dirname, '..'),
})

beforeAll(async () => {
  web = await testWeb({ modules: (house) => [documents({ house })] })
  server = await served(web, islands)
  town = await web.organisation({ name: 'Stadt Müngersdorf' })
  token = (await web.member(town, { role: 'desk', name: 'Maren Öztürk' })).token
  archive = await archiveIn(web, town)
  const bytes = await pdfOf(
    'Rechnung RE-2026/0417\nSehr geehrte Damen und Herren,\nhiermit stellen wir in Rechnung: Maurerarbeiten.',
    'Seite zwei spricht von der Kündigung des Vertrags.',
    'Auf der dritten Seite stehen noch zwei Kündigungen und eine Rechnung.',
  )
  const name = 'Rechnung Öztürk & Söhne.pdf'
  letter = (await filed(web, town, { archiveId: archive, name, mediaType: 'application/pdf', bytes })).documentId
})
afterAll(async () => {
  await server[Symbol.asyncDispose]()
  await web.close()
})

async function opened(path: string, options: PageOptions = {}): Promise<Visit> {
  const visit = await openPage({ width: 1280, origin: server.origin, ...options })
  await visit.context.addCookies([{ name: 'belegt', value: token, url: server.origin }])
  await visit.page.goto(`/${town.slug}${path}`)
  return visit
}
const drawn = (visit: Visit, page: number) => visit.page.waitForSelector(`#seite-${page}[data-drawn] canvas`)

describe('the viewer', () => {
  test('draws the pages, and their text can be selected and copied', async () => {
    await using visit = await opened(`/team/dokumente/${letter}`)
    await drawn(visit, 1)
    expect(await visit.page.locator('.viewer-count').textContent()).toBe('von 3')
    await visit.page.locator('#seite-1 .textLayer span', { hasText: 'Sehr geehrte' }).selectText()
    expect(await visit.page.evaluate(() => String(getSelection()))).toContain('Sehr geehrte Damen und Herren')
    // something dark was drawn, and it is not one colour
    const shades = await visit.page.evaluate(() => {
      const canvas = document.querySelector<HTMLCanvasElement>('#seite-1 canvas')
      const { data } = canvas?.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height) ?? { data: [] }
      return new Set(data).size
    })
    expect(shades).toBeGreaterThan(10)
    expect(visit.problems).toEqual([])
    await expectAccessible(visit.page)
  })

  test('finds words in all their forms, page by page, and marks them where they stand', async () => {
    await using visit = await opened(`/team/dokumente/${letter}`)
    await drawn(visit, 1)
    const field = visit.page.getByRole('searchbox', { name: 'In der Unterlage suchen' })
    await field.fill('kuendigungen')
    await visit.page.waitForSelector('#seite-2 .sheet-hit-now')
    await expect.poll(() => visit.page.locator('.viewer-state').textContent()).toBe('Treffer auf Seite 2: 1')
    await field.press('Enter')
    await visit.page.waitForSelector('#seite-3 .sheet-hit-now')
    await expect.poll(() => visit.page.locator('.viewer-number').inputValue()).toBe('3')
    await visit.page.locator('#seite-3 .textLayer span', { hasText: 'Kündigungen' }).waitFor()
    // the mark lies over the very word
    const [mark, word] = await visit.page.evaluate(() => {
      const range = document.createRange()
      const text = [...document.querySelectorAll('#seite-3 .textLayer span')].find((one) =>
        one.textContent?.includes('Kündigungen'),
      )?.firstChild as Text
      const from = text.data.indexOf('Kündigungen')
      range.setStart(text, from)
      range.setEnd(text, from + 'Kündigungen'.length)
      const box = (of: Element | Range | null) => of?.getBoundingClientRect().toJSON() as DOMRect
      return [box(document.querySelector('#seite-3 .sheet-hit-now')), box(range)]
    })
    expect(Math.abs((mark?.x ?? 0) - (word?.x ?? 99))).toBeLessThan(6)
    expect(Math.abs((mark?.y ?? 0) + (mark?.height ?? 0) / 2 - (word?.y ?? 99) - (word?.height ?? 0) / 2)).toBeLessThan(
      6,
    )
    await field.fill('Mahnung')
    await expect.poll(() => visit.page.locator('.viewer-state').textContent()).toBe('Auf keiner Seite gefunden')
    expect(visit.problems).toEqual([])
  })

  test('a hit from the list opens at its page with its words marked, and no server learns them', async () => {
    const marks = { terms: termsOfForm('rechnung', false), phrases: [] }
    await using visit = await opened(hitPage(letter, { page: 3, marks }))
    await visit.page.waitForSelector('#seite-3 .sheet-hit-now')
    expect(visit.requests.join(' ')).not.toMatch(/rechnung/i)
  })

  test('turns, zooms and leafs by keyboard alone', async () => {
    await using visit = await opened(`/team/dokumente/${letter}`)
    await drawn(visit, 1)
    const { page } = visit
    const box = () => page.locator('#seite-1').boundingBox()
    const upright = await box()
    await page.locator('.viewer-pages').focus()
    await page.keyboard.press('r')
    await expect.poll(async () => ((await box())?.width ?? 0) > ((await box())?.height ?? 0)).toBe(true)
    await page.waitForSelector('#seite-1 .textLayer[data-main-rotation="90"]')
    for (let turns = 0; turns < 3; turns++) await page.keyboard.press('r')
    await expect.poll(async () => Math.round((await box())?.width ?? 0)).toBe(Math.round(upright?.width ?? -1))
    await page.keyboard.press('+')
    await expect.poll(async () => ((await box())?.width ?? 0) / (upright?.width ?? 1)).toBeCloseTo(1.25, 1)
    await page.keyboard.press('0')
    await page.keyboard.press('PageDown')
    await expect.poll(() => page.locator('.viewer-number').inputValue()).toBe('2')
    await page.keyboard.press('o')
    const thumbs = page.getByRole('navigation', { name: 'Übersicht der Seiten' })
    await thumbs.locator('canvas').nth(2).waitFor()
    await expect.poll(() => thumbs.locator('[aria-current]').textContent()).toBe('Seite 2')
    await thumbs.getByRole('button', { name: 'Seite 3' }).press('Enter')
    await expect.poll(() => page.locator('.viewer-number').inputValue()).toBe('3')
    await expectAccessible(page)
  })

  test('a note is put where somebody presses, lies over the page, and leaves the file as it was', async () => {
    await using visit = await opened(`/team/dokumente/${letter}`)
    await drawn(visit, 1)
    const { page } = visit
    await page.getByRole('button', { name: 'Notiz setzen' }).click()
    const sheet = page.locator('#seite-1')
    const box = await sheet.boundingBox()
    await sheet.click({ position: { x: (box?.width ?? 0) / 2, y: 300 } })
    await page.getByLabel('Text', { exact: true }).fill('Bitte prüfen: Öztürk & Söhne')
    await page.getByRole('button', { name: 'Hinzufügen' }).click()
    await page.waitForLoadState()
    await page.waitForSelector('#seite-1[data-drawn] .layer-note')
    expect(await page.locator('.notices').textContent()).toContain('Die Datei selbst ist unverändert.')
    const layer = await page.locator('.layer-note').boundingBox()
    const now = await sheet.boundingBox()
    expect((layer?.x ?? 0) - (now?.x ?? 0)).toBeCloseTo((now?.width ?? 0) / 2, -1)
    expect(await page.locator('.layer-note').getAttribute('aria-label')).toBe('Bitte prüfen: Öztürk & Söhne')
    await expectAccessible(page)
    await page.getByRole('button', { name: 'Entfernen' }).click()
    await drawn(visit, 1)
    expect(await page.locator('.layer-note').count()).toBe(0)
  })

  test('without script there are pictures, the text, and a form that places a stamp', async () => {
    await using visit = await opened(`/team/dokumente/${letter}?seite=2`, { javaScript: false })
    const { page } = visit
    expect(await page.locator('.viewer-picture').count()).toBe(3)
    await page.getByText('Notiz hinzufügen').click()
    await page.getByLabel('Art', { exact: true }).selectOption('Stempelbild')
    await page.getByLabel('Text', { exact: true }).fill('Bezahlt')
    await page.getByRole('button', { name: 'Hinzufügen' }).click()
    await page.waitForLoadState()
    expect(await page.locator('#notizen').textContent()).toContain('Stempelbild, Seite 2')
    await page.getByRole('link', { name: 'Als Text lesen' }).click()
    await page.waitForLoadState()
    expect(await page.locator('main').textContent()).toContain('Kündigung des Vertrags')
  })

  test('two versions are compared word by word and page by page', async () => {
    const version = await pdfOf('Rechnung RE-2026/0417\nhiermit stellen wir neu in Rechnung: Malerarbeiten.')
    const about = { archiveId: archive, name: 'Rechnung neu.pdf', mediaType: 'application/pdf', bytes: version }
    await filed(web, town, { ...about, documentId: letter })
    await using visit = await opened(`/team/dokumente/${letter}/verlauf`)
    const { page } = visit
    expect(await page.getByRole('link', { name: /^Ansehen: Fassung/ }).count()).toBe(2)
    await expectAccessible(page)
    await page.getByRole('button', { name: 'Vergleichen' }).click()
    await page.waitForLoadState()
    expect(await page.locator('.diff ins').allTextContents()).toContain('dazugekommen: Malerarbeiten.')
    expect(await page.locator('.diff del').first().textContent()).toContain('entfallen: ')
    expect(await page.locator('.compare').count()).toBe(3)
    await expectAccessible(page)
    await page.goto(`/${town.slug}/team/dokumente/${letter}?fassung=1`)
    expect(await page.locator('.notices').textContent()).toContain('Sie sehen Fassung 1, nicht die neueste.')
    expect(visit.problems).toEqual([])
  })

  test('a protected file asks for its password, which stays in the browser', async () => {
    const bytes = await pdfOf.protected('geheim', 'Vertraulich: Kündigung')
    const about = { archiveId: archive, name: 'geschützt.pdf', mediaType: 'application/pdf', bytes }
    const { documentId } = await filed(web, town, about)
    await using visit = await opened(`/team/dokumente/${documentId}`)
    const { page } = visit
    const field = page.locator('.viewer-password input[type=password]')
    await field.waitFor()
    await expectAccessible(page)
    await field.fill('falsch')
    await field.press('Enter')
    await expect.poll(() => page.locator('.viewer-state').textContent()).toContain('Das Passwort passt nicht.')
    await field.fill('geheim')
    await field.press('Enter')
    await drawn(visit, 1)
    expect(visit.requests.join(' ')).not.toContain('geheim')
  })

  test('a photograph is shown, turned, and its words can be selected and found', async () => {
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="1240" height="877"><rect width="100%" height="100%" fill="#fff"/>
      <text x="100" y="200" font-size="60" font-family="DejaVu Sans, sans-serif">Quittung über 250 Euro</text></svg>`
    const bytes = await sharp(Buffer.from(svg)).jpeg().toBuffer()
    const about = { archiveId: archive, name: 'Quittung.jpg', mediaType: 'image/jpeg', bytes }
    const { documentId } = await filed(web, town, about)
    await using visit = await opened(`/team/dokumente/${documentId}`)
    const { page } = visit
    await drawn(visit, 1)
    const wide = await page.locator('#seite-1').boundingBox()
    expect((wide?.width ?? 0) / (wide?.height ?? 1)).toBeCloseTo(1240 / 877, 1)
    await page.getByRole('searchbox').fill('quittung')
    await page.waitForSelector('.sheet-hit-now')
    await page.locator('.sheet-words span', { hasText: 'Quittung' }).first().selectText()
    expect(await page.evaluate(() => String(getSelection()))).toContain('Quittung')
    await page.getByRole('button', { name: 'Drehen' }).click()
    await expect
      .poll(async () => (await page.locator('#seite-1').boundingBox())?.width ?? 9e9)
      .toBeLessThan((await page.locator('#seite-1').boundingBox())?.height ?? 0)
    // the hit turns with the page: what stood at the top left stands at the right now
    await expect
      .poll(async () => {
        const [sheet, hit] = [
          await page.locator('#seite-1').boundingBox(),
          await page.locator('.sheet-hit').boundingBox(),
        ]
        return sheet && hit ? (hit.x - sheet.x) / sheet.width : 0
      })
      .toBeGreaterThan(0.6)
    await expectAccessible(page)
  })

  test('a text and a mail can be read here', async () => {
    const text = new TextEncoder().encode('Vermerk vom 3. März\nDie Straße ist gesperrt.')
    const mail = new TextEncoder().encode(
      'From: Öz <a@example.org>\r\nTo: b@example.org\r\nSubject: Termin\r\nDate: Mon, 2 Nov 2026 10:00:00 +0100\r\n' +
        'Content-Type: text/plain; charset=utf-8\r\n\r\nDer Termin passt mir gut.\r\n',
    )
    for (const [name, mediaType, bytes, words] of [
      ['Vermerk.txt', 'text/plain', text, 'Die Straße ist gesperrt.'],
      ['Termin.eml', 'message/rfc822', mail, 'Der Termin passt mir gut.'],
    ] as const) {
      const { documentId } = await filed(web, town, { archiveId: archive, name, mediaType, bytes })
      await using visit = await opened(`/team/dokumente/${documentId}`)
      await drawn(visit, 1)
      await expect
        .poll(() => visit.page.locator('#seite-1').textContent(), { message: name })
        .toContain(words.slice(0, 9))
      await visit.page.getByRole('link', { name: 'Als Text lesen' }).click()
      await visit.page.waitForLoadState()
      expect(await visit.page.locator('main').textContent(), name).toContain(words)
    }
  })

  test('a page that was opened before its document was read shows it by itself afterwards', async () => {
    const bytes = await pdfOf('Kommt gleich')
    const about = { archiveId: archive, name: 'gleich.pdf', mediaType: 'application/pdf', bytes }
    const { documentId } = await filed(web, town, about, false)
    await using visit = await opened(`/team/dokumente/${documentId}`)
    await drawn(visit, 1)
    expect(await visit.page.locator('.notices').textContent()).toContain('Die Unterlage wird gerade gelesen')
    await readAll(web, town)
    await visit.page.waitForSelector('belegt-viewer[data-stage=ready]')
    await visit.page.getByRole('searchbox').waitFor()
  })
})
