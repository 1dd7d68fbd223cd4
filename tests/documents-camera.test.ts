// The camera in a real browser: a sheet becomes a page, several one PDF.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { expectAccessible } from './support/axe.ts'
import { type UploadPage, uploadPage, uploadStates } from './support/upload-page.ts'

let given: UploadPage
beforeAll(async () => {
  given = await uploadPage()
})
afterAll(() => given[Symbol.asyncDispose]())

describe('the camera', () => {
  test('a sheet before the camera becomes a page, two of them one PDF, on a phone', async () => {
    await using visit = await given.opened({ width: 390 })
    const { page } = visit
    // there is no camera here: a canvas with a sheet on a table stands before the page instead
    await page.evaluate(() => {
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
    const answer = await page.request.get(page.url())
    expect(answer.headers()['permissions-policy']).toContain('camera=(self)')
    await page.getByRole('button', { name: 'Fotografieren' }).click()
    for (let sheet = 1; sheet <= 2; sheet++) {
      await page.getByRole('button', { name: 'Aufnehmen', exact: true }).click()
      const corner = page.getByRole('button', { name: 'Ecke oben links' })
      const [left, top] = await corner.evaluate((one) => [one.style.left, one.style.top].map(Number.parseFloat))
      expect(Math.abs((left ?? 0) - 27.5)).toBeLessThan(2)
      expect(Math.abs((top ?? 0) - 10)).toBeLessThan(2)
      await corner.press('ArrowLeft')
      expect(await corner.evaluate((one) => Number.parseFloat(one.style.left))).toBeCloseTo((left ?? 0) - 1, 3)
      if (sheet === 1) await expectAccessible(page)
      // closed between two sheets nothing of the first is lost, and pressed twice it is one page
      await page.getByRole('button', { name: 'Seite übernehmen' }).evaluate((one: HTMLButtonElement) => {
        one.click()
        one.click()
      })
      await expect.poll(() => page.locator('.camera-pages img').count()).toBe(sheet)
      await page.getByRole('button', { name: 'Schließen' }).click()
      expect(await page.locator('belegt-camera').isVisible()).toBe(false)
      await page.getByRole('button', { name: 'Fotografieren' }).click()
    }
    await expect.poll(() => page.locator('.camera-pages img').count()).toBe(2)
    await page.getByRole('button', { name: 'Als eine PDF ablegen' }).click()
    await expect.poll(() => uploadStates(visit), { timeout: 20_000 }).toEqual(['abgelegt und geprüft'])
    const name = (await page.locator('.upload-row .name').textContent()) ?? ''
    expect(name).toMatch(/^Aufnahme .*\.pdf$/)
    const pdf = (await given.filedAs(name))?.toString('latin1') ?? ''
    expect(pdf.match(/\/Type \/Page /g)).toHaveLength(2)
    expect(visit.problems).toEqual([])
  })

  test('a photograph is turned with its corners; one that is no picture is named; a closed camera stays off', async () => {
    await using visit = await given.opened()
    const { page } = visit
    const asked = await page.evaluateHandle(() => {
      const gate = Promise.withResolvers<MediaStream>()
      navigator.mediaDevices.getUserMedia = () => gate.promise
      return { resolve: gate.resolve }
    })
    await page.getByRole('button', { name: 'Fotografieren' }).click()
    await page.getByRole('button', { name: 'Schließen' }).click()
    const state = asked.evaluate(async ({ resolve }) => {
      const stream = document.createElement('canvas').captureStream(10)
      resolve(stream)
      await new Promise((done) => setTimeout(done, 100))
      return stream.getTracks().map((track) => track.readyState)
    })
    expect(await state).toEqual(['ended'])

    await page.getByRole('button', { name: 'Fotografieren' }).click()
    const sheet = await page.evaluate(() => {
      const canvas = document.createElement('canvas')
      ;[canvas.width, canvas.height] = [600, 400]
      return canvas.toDataURL('image/png').split(',')[1] ?? ''
    })
    const files = page.locator('belegt-camera input[type=file]')
    await files.setInputFiles({ name: 'quer.png', mimeType: 'image/png', buffer: Buffer.from(sheet, 'base64') })
    const corner = page.getByRole('button', { name: 'Ecke oben rechts' })
    await corner.press('ArrowLeft')
    await page.getByRole('button', { name: 'Drehen' }).click()
    const shot = page.locator('.camera-shot')
    expect(await shot.evaluate((one: HTMLCanvasElement) => [one.width, one.height])).toEqual([400, 600])
    // what lay top right lies bottom right now, and a little higher
    const lower = page.getByRole('button', { name: 'Ecke unten rechts' })
    expect(await lower.evaluate((one) => [one.style.left, one.style.top])).toEqual(['100%', '99%'])
    await page.getByRole('button', { name: 'Neu aufnehmen' }).click()
    await files.setInputFiles({ name: 'Brief.heic', mimeType: 'image/heic', buffer: Buffer.from('kein Bild') })
    await page.getByText('„Brief.heic“ ist kein Bild, das dieser Browser öffnen kann.').waitFor()
    expect(visit.problems).toEqual([])
  })

  test('without a camera there is no picture to take, only photographs to choose', async () => {
    await using visit = await given.opened()
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
})
