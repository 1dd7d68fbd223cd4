// The facts of a document in a real browser: words that are marked on the page go into the field that was asked about, and
// the sender's next letter is read accordingly.
import { globSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { documents } from '../src/modules/documents/index.ts'
import { readWaiting } from '../src/modules/documents/reading/pipeline.ts'
import type { Organisation } from '../src/platform/data/organisations.ts'
import { expectAccessible } from './support/axe.ts'
import { openPage, type PageOptions, type Visit } from './support/browser.ts'
import { archiveIn, filed } from './support/filed.ts'
import { euros, letter } from './support/letters.ts'
import { served, type Served } from './support/served.ts'
import { testWeb, type TestWeb } from './support/web.ts'

let web: TestWeb
let server: Served
let town: Organisation
let token: string
let archive: string
const islands = globSync(['src/modules/documents/islands/*.ts', 'src/modules/messages/islands/copy.ts'], {
  cwd: join(import.meta.dirname, '..'),
})

beforeAll(async () => {
  web = await testWeb({ modules: (house) => [documents({ house })] })
  server = await served(web, islands)
  town = await web.organisation({ name: 'Stadt Musterstadt' })
  token = (await web.member(town, { role: 'administrator', name: 'Maren Öztürk' })).token
  archive = await archiveIn(web, town)
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
async function taken(seed: number): Promise<string> {
  const { pdf } = await letter('din', seed, 'Kaminbau Söhnlein GmbH')
  const given = { archiveId: archive, name: `Rechnung ${seed}.pdf`, mediaType: 'application/pdf', bytes: pdf }
  const { documentId } = await filed(web, town, given, false)
  await readWaiting(web.house, town)
  return documentId
}

test('a value that is marked on the page is taken, and found on the sender’s next letter', async () => {
  const first = await taken(5)
  await using visit = await opened(`/team/dokumente/${first}`)
  const { page } = visit
  await page.waitForSelector('#seite-1[data-drawn] .textLayer span')
  const reference = page.locator('[name="f_reference"]')
  expect(await reference.inputValue()).toBe('')
  await reference.focus()
  await page.locator('#seite-1 .textLayer span', { hasText: 'HRB 4711' }).selectText()
  await page.dispatchEvent('body', 'pointerup')
  await expect.poll(() => reference.inputValue()).toContain('HRB 4711')
  expect(await page.locator('[name="p_reference"]').inputValue()).toMatch(/^1 0\.\d+ 0\.9/)
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Angaben bestätigen' }).click()
  await page.waitForURL(/ok=angaben/)
  expect(await page.locator('[name="f_reference"]').inputValue()).toContain('HRB 4711')
  expect(visit.problems).toEqual([])
})

test('a value that is pressed once on the page is taken, and no second press in its place', async () => {
  const { truth } = await letter('din', 9, 'Kaminbau Söhnlein GmbH')
  const id = await taken(9)
  for (const width of [1280, 390]) {
    await using visit = await opened(`/team/dokumente/${id}`, { width })
    const { page } = visit
    await page.waitForSelector('#seite-1[data-drawn] .textLayer span')
    /** Presses the last place where it stands. */
    const press = async (wanted: string) => {
      const place = await page.evaluate((sought) => {
        for (const span of [...document.querySelectorAll('#seite-1 .textLayer span')].toReversed()) {
          const text = span.firstChild
          const from = text instanceof Text ? text.data.lastIndexOf(sought) : -1
          if (!text || from < 0) continue
          span.scrollIntoView({ block: 'center', inline: 'center' })
          const range = document.createRange()
          range.setStart(text, from)
          range.setEnd(text, from + sought.length)
          const { x, y, width: wide, height } = range.getBoundingClientRect()
          return { x: x + wide / 2, y: y + height / 2 }
        }
        return undefined
      }, wanted)
      expect(place, wanted).toBeDefined()
      await page.mouse.click(place?.x ?? 0, place?.y ?? 0)
    }
    const field = async (name: string) => {
      const input = page.locator(`[name="f_${name}"]`)
      await input.fill('')
      return input
    }
    const [cents = 0] = (truth['amount'] ?? '').split(' ').map(Number)
    const amount = await field('amount')
    await press(euros(cents))
    await expect.poll(() => amount.inputValue()).toBe(`${euros(cents)} EUR`)
    expect(await page.locator('[name="p_amount"]').inputValue()).toMatch(/^1 0\.\d+ 0\.\d+ 0\.\d+ 0\.0\d+$/)
    await press('Kaminbau')
    expect(await amount.inputValue()).toBe(`${euros(cents)} EUR`)
    const iban = await field('iban')
    await press((truth['iban'] ?? '').slice(4, 8))
    await expect.poll(async () => (await iban.inputValue()).replaceAll(' ', '')).toBe(truth['iban'])
    const date = await field('date')
    await press('Kaminbau')
    expect(await date.inputValue()).toBe('')
    const [year, month, day] = (truth['date'] ?? '').split('-')
    await press(`${day}.${month}.${year}`)
    await expect.poll(() => date.inputValue()).toBe(truth['date'])
    expect(visit.problems).toEqual([])
  }
})

test('where a value was found is marked and in sight at once, wide and narrow', async () => {
  const id = await taken(7)
  for (const options of [{ width: 1280 }, { width: 390, dark: true }] as const) {
    await using visit = await opened(`/team/dokumente/${id}`, options)
    const { page } = visit
    await page.waitForSelector('#seite-1[data-drawn]')
    const field = page.locator('[name="f_amount"]')
    const value = await field.inputValue()
    expect(value).not.toBe('')
    await page.locator('a[href*="wert=amount#stelle="]').press('Enter')
    const mark = page.locator('.sheet-hit-now')
    await mark.waitFor()
    await page.waitForFunction(() => {
      const seen = document.querySelector('.sheet-hit-now')?.getBoundingClientRect()
      return seen !== undefined && seen.top > 0 && seen.bottom < innerHeight && seen.left > 0 && seen.right < innerWidth
    })
    await expectAccessible(page)
    expect(visit.problems).toEqual([])
  }
})

test('the pages of facts, types, tags and cases are accessible, wide and narrow, light and dark', async () => {
  const id = await taken(6)
  const paths = [`/team/dokumente/${id}/angaben`, `/team/dokumente/${id}/zusammenhang`, '/team/einrichtung/dokumenttypen/neu', '/team/einrichtung/schlagworte', '/team/einrichtung/trennblaetter', '/team/akten', '/team/akten/neu'] // oxfmt-ignore
  for (const options of [{ width: 1280 }, { width: 390, dark: true }] as const) {
    await using visit = await opened('/team/akten', options)
    for (const path of paths) {
      await visit.page.goto(`/${town.slug}${path}`)
      await expectAccessible(visit.page)
      const pictures = process.env['PICTURES']
      if (pictures) await visit.page.screenshot({ path: join(pictures, `${path.split('/').filter((part) => !part.includes('-') && part).join('_')}-${options.width}.png`), fullPage: true }) // oxfmt-ignore
    }
    expect(visit.problems).toEqual([])
  }
})
