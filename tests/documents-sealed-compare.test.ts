// Two versions of a document that no server reads, compared word by word in a real browser.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { expectAccessible } from './support/axe.ts'
import { pdfOf } from './support/filed.ts'
import { expectKept, isOurs, PASSPHRASE, pictured, readableOf, sealedTown, type SealedTown } from './support/sealed.ts'

let sealed: SealedTown
let apiKey: string

beforeAll(async () => {
  sealed = await sealedTown()
  apiKey = await sealed.withArchive('Personalrat')
})
afterAll(() => sealed[Symbol.asyncDispose]())

test('versions are compared where they are opened: what came and what went is shown, and no server learns it', async () => {
  const about = { title: 'Dienstvereinbarung', mediaType: 'application/pdf' }
  const text = (hours: string) => `Die Kernzeit dauert ${hours} Stunden. Alles andere bleibt, wie es war.`
  const { documentId } = await sealed.fileSealed(apiKey, about, await pdfOf(text('fünf'), 'Anlage'))
  const second = { ...about, document: documentId }
  expect((await sealed.fileSealed(apiKey, second, await pdfOf(text('sechs'), 'Anlage mit Zusatz'))).number).toBe(2)
  const note = { title: 'Leer', mediaType: 'application/octet-stream', document: documentId }
  expect((await sealed.fileSealed(apiKey, note, new Uint8Array([1, 2, 3]))).number).toBe(3)

  await using anna = await sealed.opened(`/team/dokumente/${documentId}/vergleich?alt=1&neu=2`, 'anna')
  const { page } = anna
  await page.getByLabel('Passphrase').fill('falsch geraten, mehr nicht')
  await page.getByLabel('Passphrase').press('Enter')
  await page.locator('sealed-compare [role=alert]').waitFor({ timeout: 30_000 })
  await expectAccessible(page)
  await pictured(anna, 'compare-closed')
  await page.getByLabel('Passphrase').fill(PASSPHRASE)
  await page.getByLabel('Passphrase').press('Enter')
  await page.getByText('Wörter, die dazugekommen sind: 3. Wörter, die entfallen sind: 1.').waitFor({ timeout: 60_000 })
  expect(await page.locator('sealed-compare ins').allTextContents()).toEqual([
    'dazugekommen: sechs',
    'dazugekommen: mit Zusatz',
  ])
  expect(await page.locator('sealed-compare del').allTextContents()).toEqual(['entfallen: fünf'])
  expect(await page.locator('sealed-compare [data-state]').evaluate((one) => one === document.activeElement)).toBe(true)
  await expectAccessible(page)
  await pictured(anna, 'compared')

  // the key is still open; one that holds no text says so, and one beside itself is the same
  await page.goto(`/${sealed.town.slug}/team/dokumente/${documentId}/vergleich?alt=2&neu=3`)
  await page.getByText('In einer der Fassungen steht kein Text').waitFor({ timeout: 30_000 })
  await page.goto(`/${sealed.town.slug}/team/dokumente/${documentId}/vergleich?alt=2&neu=2`)
  await page.getByText('Der Text beider Fassungen ist gleich.').waitFor({ timeout: 30_000 })
  expectKept(anna)
  expect(readableOf(anna)).not.toMatch(/Kernzeit|Zusatz/)
  expect([...anna.problems, ...sealed.web.defects.map(String)].filter(isOurs)).toEqual([])
}, 200_000)
