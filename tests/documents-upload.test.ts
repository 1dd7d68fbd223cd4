// Filing in a real browser: several files at once, sealed in workers, with a line that breaks; the form's twin.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { filing } from '../src/modules/documents/data.ts'
import { closeArchive } from '../src/modules/documents/storing/archives.ts'
import { expectAccessible } from './support/axe.ts'
import type { Visit } from './support/browser.ts'
import { archiveIn, pdfOf } from './support/filed.ts'
import { type UploadPage, uploadPage, uploadStates } from './support/upload-page.ts'

let given: UploadPage
beforeAll(async () => {
  given = await uploadPage()
})
afterAll(() => given[Symbol.asyncDispose]())

describe('filing in the browser', () => {
  test('amagno/client-seal several files are sealed beside the page, one with a broken line, and all arrive whole', async () => {
    await using visit = await given.opened()
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
    expect(await uploadStates(visit)).toEqual([
      'abgelegt und geprüft',
      'abgelegt und geprüft',
      'nicht abgelegt: Die Datei ist leer.',
    ])
    await expectAccessible(page)
    expect((await given.filedAs('Antrag Ährenfeld.pdf'))?.equals(letter)).toBe(true)
    expect((await given.filedAs('groß.txt'))?.equals(large)).toBe(true)
    for (const needle of ['Ährenfeld', 'Grundstück', 'groß.txt', '%PDF'])
      expect(Buffer.concat(bodies).includes(needle), needle).toBe(false)
    await page.getByRole('link', { name: 'Ansehen: Antrag Ährenfeld.pdf' }).click()
    await page.getByRole('heading', { name: 'Antrag Ährenfeld' }).waitFor()
  })

  test('a file can be held, goes on, and can be cancelled', async () => {
    await using visit = await given.opened()
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
    await expect.poll(() => uploadStates(visit)).toEqual(['angehalten', 'abgebrochen, es wurde nichts abgelegt'])
    await page.getByRole('button', { name: 'Fortsetzen: eins.txt' }).press('Enter')
    await expect.poll(() => uploadStates(visit).then(([first]) => first)).toBe('abgelegt und geprüft')
    expect(await given.filedAs('zwei.txt')).toBeUndefined()
  })

  test('without an archive nothing is taken, and the browser says what is missing', async () => {
    const second = await archiveIn(given.web, given.town, 'Kämmerei')
    await using visit = await given.opened()
    const { page } = visit
    const file = { name: 'Zweites.txt', mimeType: 'text/plain', buffer: Buffer.from('Guten Tag') }
    const archive = page.locator('belegt-upload select[name=ziel]')
    await page.locator('.upload-files').setInputFiles([file])
    const said = () => archive.evaluate((one: HTMLSelectElement) => [one.validationMessage, one.matches(':focus')])
    expect(await said()).toEqual(['Bitte wählen Sie zuerst das Archiv.', true])
    expect(await uploadStates(visit)).toEqual([])
    await archive.selectOption(second)
    expect((await said())[0]).toBe('')
    await page.locator('.upload-files').setInputFiles([file, { ...file, name: 'leer.txt', buffer: Buffer.alloc(0) }])
    await expect
      .poll(() => uploadStates(visit))
      .toEqual(['abgelegt und geprüft', 'nicht abgelegt: Die Datei ist leer.'])
    expect(await page.getByRole('button', { name: /^Noch einmal/ }).count()).toBe(0)
    await given.web.scope({ organisation: given.town, purpose: filing }, (at) => closeArchive(at, second))
  })

  test('files are chosen, sent and looked at by keyboard alone', async () => {
    await using visit = await given.opened()
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
    await expect.poll(() => uploadStates(visit)).toEqual(['abgelegt und geprüft'])
    await expectAccessible(page)
    const look = page.getByRole('link', { name: 'Ansehen: getippt.txt' })
    for (let tabs = 0; tabs < 40; tabs++) {
      if (await look.evaluate((link) => link === document.activeElement)) break
      await page.keyboard.press('Tab')
    }
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'getippt' }).waitFor()
    expect(String(await given.filedAs('getippt.txt'))).toBe('Nur Tasten')
  })

  test('dropped files are taken too', async () => {
    await using visit = await given.opened()
    await visit.page.evaluate(() => {
      const data = new DataTransfer()
      data.items.add(new File(['Gezogen und gefallen'], 'gezogen.txt', { type: 'text/plain' }))
      document
        .querySelector('.upload-drop')
        ?.dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true }))
    })
    await expect.poll(() => uploadStates(visit)).toEqual(['abgelegt und geprüft'])
    expect(String(await given.filedAs('gezogen.txt'))).toBe('Gezogen und gefallen')
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
      await using chosen = await given.opened()
      await chosen.page.locator('.upload-folder').setInputFiles(folder)
      await expect.poll(() => listed(chosen)).toEqual(wanted)
      await chosen.context.close()
      await using dropped = await given.opened()
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

  test('without script the server seals, and says so', async () => {
    await using visit = await given.opened({ javaScript: false })
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
    expect(String(await given.filedAs('Brief.txt'))).toBe('Sehr geehrte Damen')
  })
})
