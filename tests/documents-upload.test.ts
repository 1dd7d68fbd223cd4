// Filing in a real browser: several files at once, sealed in workers, with a line that breaks; the camera; the form's twin.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { db, filing } from '../src/modules/documents/data.ts'
import { documents } from '../src/modules/documents/index.ts'
import { closeArchive } from '../src/modules/documents/storing/archives.ts'
import { lease } from '../src/modules/documents/storing/lease.ts'
import type { Organisation } from '../src/platform/data/organisations.ts'
import { expectAccessible } from './support/axe.ts'
import { openPage, type PageOptions, type Visit } from './support/browser.ts'
import { archiveIn, pdfOf } from './support/filed.ts'
import { served, type Served } from './support/served.ts'
import { testWeb, type TestWeb } from './support/web.ts'

let web: TestWeb
let server: Served
let town: Organisation
let token: string
const islands = ['upload', 'camera', 'seal-worker'].map((name) => `src/modules/documents/islands/${name}.ts`)

beforeAll(async () => {
  web = await testWeb({ modules: (house) => [documents({ house })] })
  server = await served(web, islands)
  town = await web.organisation({ name: 'Stadt Müngersdorf' })
  token = (await web.member(town, { role: 'desk', name: 'Maren Öztürk' })).token
  await archiveIn(web, town)
})
afterAll(async () => {
  await server[Symbol.asyncDispose]()
  await web.close()
})

async function opened(options: PageOptions = {}): Promise<Visit> {
  const visit = await openPage({ width: 1280, origin: server.origin, ...options })
  await visit.context.addCookies([{ name: 'belegt', value: token, url: server.origin }])
  await visit.page.goto(`/${town.slug}/team/dokumente/hochladen`)
  return visit
}
/** What lies in the archive under this file name, opened. */
const filedAs = (name: string) =>
  web.scope({ organisation: town, purpose: filing }, async (at) => {
    const rows = await db(at).selectFrom('document_versions').select('id').execute()
    for (const { id } of rows) {
      const found = await lease(at, { versionId: id, purpose: 'download' }, async ({ content, fileName }) =>
        fileName === name ? Buffer.concat(await Array.fromAsync(content)) : undefined,
      )
      if (found) return found
    }
    return undefined
  })
const states = (visit: Visit) => visit.page.locator('.upload-state').allTextContents()

describe('filing in the browser', () => {
  test('amagno/client-seal several files are sealed beside the page, one with a broken line, and all arrive whole', async () => {
    await using visit = await opened()
    const { page } = visit
    const letter = await pdfOf('Bauantrag von Rüdiger Ährenfeld')
    const large = Buffer.alloc(9_000_003, 'Ährenfeld und Grundstück 17/3. ')
    const bodies: Buffer[] = []
    let parts = 0
    await page.route('**/hochladen/**', async (route) => {
      const body = route.request().postDataBuffer()
      if (body) bodies.push(body)
      parts += 1
      if (parts === 2) return route.abort('connectionreset')
      return route.continue()
    })
    await page.locator('.upload-files').setInputFiles([
      { name: 'Antrag Ährenfeld.pdf', mimeType: 'application/pdf', buffer: letter },
      { name: 'groß.txt', mimeType: 'text/plain', buffer: large },
      { name: 'leer.pdf', mimeType: 'application/pdf', buffer: Buffer.alloc(0) },
    ])
    await expect.poll(() => page.locator('.upload-summary').textContent(), { timeout: 30_000 }).toBe('2 von 3 abgelegt')
    expect(await states(visit)).toEqual([
      'abgelegt und geprüft',
      'abgelegt und geprüft',
      'nicht abgelegt: Die Datei ist leer.',
    ])
    await expectAccessible(page)
    expect((await filedAs('Antrag Ährenfeld.pdf'))?.equals(letter)).toBe(true)
    expect((await filedAs('groß.txt'))?.equals(large)).toBe(true)
    for (const needle of ['Ährenfeld', 'Grundstück', 'groß.txt', '%PDF'])
      expect(Buffer.concat(bodies).includes(needle), needle).toBe(false)
    await page.getByRole('link', { name: 'Ansehen: Antrag Ährenfeld.pdf' }).click()
    await page.getByRole('heading', { name: 'Antrag Ährenfeld' }).waitFor()
  })

  test('a file can be held, goes on, and can be cancelled', async () => {
    await using visit = await opened()
    const { page } = visit
    const gate = Promise.withResolvers<void>()
    await page.route('**/hochladen', async (route) => {
      if (route.request().method() === 'POST') await gate.promise
      await route.continue()
    })
    const buffer = Buffer.alloc(50_000, 'x')
    await page.locator('.upload-files').setInputFiles([
      { name: 'eins.txt', mimeType: 'text/plain', buffer },
      { name: 'zwei.txt', mimeType: 'text/plain', buffer },
    ])
    await page.getByRole('button', { name: 'Anhalten: eins.txt' }).click()
    await page.getByRole('button', { name: 'Abbrechen: zwei.txt' }).click()
    gate.resolve()
    await expect.poll(() => states(visit)).toEqual(['angehalten', 'abgebrochen, es wurde nichts abgelegt'])
    await page.getByRole('button', { name: 'Fortsetzen: eins.txt' }).press('Enter')
    await expect.poll(() => states(visit).then(([first]) => first)).toBe('abgelegt und geprüft')
    expect(await filedAs('zwei.txt')).toBeUndefined()
  })

  test('without an archive nothing is taken, and the browser says what is missing', async () => {
    const second = await archiveIn(web, town, 'Kämmerei')
    await using visit = await opened()
    const { page } = visit
    const file = { name: 'Zweites.txt', mimeType: 'text/plain', buffer: Buffer.from('Guten Tag') }
    const archive = page.locator('belegt-upload select[name=ziel]')
    await page.locator('.upload-files').setInputFiles([file])
    const said = () => archive.evaluate((one: HTMLSelectElement) => [one.validationMessage, one.matches(':focus')])
    expect(await said()).toEqual(['Bitte wählen Sie zuerst das Archiv.', true])
    expect(await states(visit)).toEqual([])
    await archive.selectOption(second)
    expect((await said())[0]).toBe('')
    await page.locator('.upload-files').setInputFiles([file, { ...file, name: 'leer.txt', buffer: Buffer.alloc(0) }])
    await expect.poll(() => states(visit)).toEqual(['abgelegt und geprüft', 'nicht abgelegt: Die Datei ist leer.'])
    expect(await page.getByRole('button', { name: /^Noch einmal/ }).count()).toBe(0)
    await web.scope({ organisation: town, purpose: filing }, (at) => closeArchive(at, second))
  })

  test('files are chosen, sent and looked at by keyboard alone', async () => {
    await using visit = await opened()
    const { page } = visit
    // asked for first: the browser must know that its dialog is ours before a key opens it
    const chooser = page.waitForEvent('filechooser', { timeout: 30_000 })
    const choose = page.getByRole('button', { name: 'Dateien auswählen' })
    for (let tabs = 0; tabs < 40; tabs++) {
      await page.keyboard.press('Tab')
      if (await choose.evaluate((button) => button === document.activeElement)) break
    }
    expect(await choose.evaluate((button) => button === document.activeElement)).toBe(true)
    await page.keyboard.press('Enter')
    await (await chooser).setFiles([{ name: 'getippt.txt', mimeType: 'text/plain', buffer: Buffer.from('Nur Tasten') }])
    await expect.poll(() => states(visit)).toEqual(['abgelegt und geprüft'])
    await expectAccessible(page)
    const look = page.getByRole('link', { name: 'Ansehen: getippt.txt' })
    for (let tabs = 0; tabs < 40; tabs++) {
      if (await look.evaluate((link) => link === document.activeElement)) break
      await page.keyboard.press('Tab')
    }
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'getippt' }).waitFor()
    expect(String(await filedAs('getippt.txt'))).toBe('Nur Tasten')
  })

  test('dropped files are taken too', async () => {
    await using visit = await opened()
    await visit.page.evaluate(() => {
      const data = new DataTransfer()
      data.items.add(new File(['Gezogen und gefallen'], 'gezogen.txt', { type: 'text/plain' }))
      document
        .querySelector('.upload-drop')
        ?.dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true }))
    })
    await expect.poll(() => states(visit)).toEqual(['abgelegt und geprüft'])
    expect(String(await filedAs('gezogen.txt'))).toBe('Gezogen und gefallen')
  })

  test('folders are taken with all that lies in them, chosen or dropped; what systems leave there is not', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'belegt-upload-'))
    const inner = join(folder, 'Eingang', 'März')
    mkdirSync(inner, { recursive: true })
    // more than a browser lists at once
    const many = Array.from({ length: 104 }, (_, place) => `Brief ${place}.txt`)
    for (const name of many) writeFileSync(join(folder, 'Eingang', name), name)
    writeFileSync(join(inner, 'ganz innen.txt'), 'Sehr geehrte Damen')
    for (const name of ['.DS_Store', 'Thumbs.db', 'desktop.ini']) writeFileSync(join(inner, name), 'x')
    const wanted = [...many, 'ganz innen.txt'].toSorted()
    const listed = async ({ page }: Visit) => (await page.locator('.upload-row .name').allTextContents()).toSorted()
    try {
      await using chosen = await opened()
      await chosen.page.locator('.upload-folder').setInputFiles(folder)
      await expect.poll(() => listed(chosen)).toEqual(wanted)
      await chosen.context.close()
      await using dropped = await opened()
      const { x = 0, y = 0 } = (await dropped.page.locator('.upload-drop').boundingBox()) ?? {}
      const session = await dropped.context.newCDPSession(dropped.page)
      const data = { items: [], files: [join(folder, 'Eingang')], dragOperationsMask: 1 }
      for (const type of ['dragEnter', 'dragOver', 'drop'] as const)
        await session.send('Input.dispatchDragEvent', { type, x: x + 20, y: y + 20, data })
      await expect.poll(() => listed(dropped)).toEqual(wanted)
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  })

  test('a sheet before the camera becomes a page, two of them one PDF, on a phone', async () => {
    await using visit = await openPage({ width: 390, origin: server.origin })
    await visit.context.addCookies([{ name: 'belegt', value: token, url: server.origin }])
    // there is no camera here: a canvas with a sheet on a table stands before the page instead
    await visit.page.addInitScript(() => {
      navigator.mediaDevices.getUserMedia = async () => {
        const canvas = document.createElement('canvas')
        ;[canvas.width, canvas.height] = [800, 600]
        const context = canvas.getContext('2d') as CanvasRenderingContext2D
        const draw = () => {
          context.fillStyle = '#4a3a2a'
          context.fillRect(0, 0, 800, 600)
          context.fillStyle = '#f4f1ea'
          context.beginPath()
          for (const [x, y] of [
            [220, 60],
            [600, 100],
            [560, 560],
            [180, 520],
          ] as const)
            context.lineTo(x, y)
          context.fill()
          requestAnimationFrame(draw)
        }
        draw()
        return canvas.captureStream(10)
      }
    })
    const { page } = visit
    const answer = await page.goto(`/${town.slug}/team/dokumente/hochladen`)
    expect(answer?.headers()['permissions-policy']).toContain('camera=(self)')
    await page.getByRole('button', { name: 'Fotografieren' }).click()
    // its size is known before there is a picture
    await page.waitForFunction(() => Number(document.querySelector('video')?.readyState) >= 2)
    expect(await page.evaluate(() => document.querySelector('video')?.videoWidth)).toBe(800)
    for (let sheet = 1; sheet <= 2; sheet++) {
      await page.getByRole('button', { name: 'Aufnehmen', exact: true }).click()
      const corner = page.getByRole('button', { name: 'Ecke oben links' })
      const [left, top] = await corner.evaluate((one) => [one.style.left, one.style.top].map(Number.parseFloat))
      expect(Math.abs((left ?? 0) - 27.5)).toBeLessThan(2)
      expect(Math.abs((top ?? 0) - 10)).toBeLessThan(2)
      await corner.press('ArrowLeft')
      expect(await corner.evaluate((one) => Number.parseFloat(one.style.left))).toBeCloseTo((left ?? 0) - 1, 3)
      if (sheet === 1) await expectAccessible(page)
      await page.getByRole('button', { name: 'Seite übernehmen' }).click()
    }
    await expect.poll(() => page.locator('.camera-pages img').count()).toBe(2)
    await page.getByRole('button', { name: 'Als eine PDF ablegen' }).click()
    await expect.poll(() => states(visit), { timeout: 20_000 }).toEqual(['abgelegt und geprüft'])
    const name = (await page.locator('.upload-row .name').textContent()) ?? ''
    expect(name).toMatch(/^Aufnahme .*\.pdf$/)
    const pdf = (await filedAs(name))?.toString('latin1') ?? ''
    expect(pdf.match(/\/Type \/Page /g)).toHaveLength(2)
    expect(visit.problems).toEqual([])
  })

  test('without a camera there is no picture to take, only photographs to choose', async () => {
    await using visit = await opened()
    const { page } = visit
    await page.evaluate(() => {
      navigator.mediaDevices.getUserMedia = () => Promise.reject(new Error('no camera'))
    })
    await page.getByRole('button', { name: 'Fotografieren' }).click()
    await page.getByText('Die Kamera ist hier nicht verfügbar').waitFor()
    const [take, video] = [page.getByRole('button', { name: 'Aufnehmen', exact: true }), page.locator('video')]
    expect([await take.isVisible(), await video.isVisible()]).toEqual([false, false])
    await expectAccessible(page)
  })

  test('without script the server seals, and says so', async () => {
    await using visit = await opened({ javaScript: false })
    const { page } = visit
    await page.getByText('Ohne Skript ablegen').click()
    expect(await page.locator('main').textContent()).toContain('der Server versiegelt sie')
    await page.getByRole('button', { name: 'Ablegen', exact: true }).click()
    await page.waitForLoadState()
    expect(await page.locator('main').textContent()).toContain('Bitte wählen Sie eine Datei aus.')
    await page
      .getByLabel('Datei', { exact: true })
      .setInputFiles({ name: 'Brief.txt', mimeType: 'text/plain', buffer: Buffer.from('Sehr geehrte Damen') })
    await page.getByRole('button', { name: 'Ablegen', exact: true }).click()
    await page.waitForLoadState()
    expect(await page.locator('.notices').textContent()).toContain('Abgelegt, gespeichert und geprüft.')
    expect(String(await filedAs('Brief.txt'))).toBe('Sehr geehrte Damen')
  })
})
