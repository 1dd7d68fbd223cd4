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
import { letter } from './support/letters.ts'
import { served, type Served } from './support/served.ts'
import { testWeb, type TestWeb } from './support/web.ts'

let web: TestWeb
let server: Served
let town: Organisation
let token: string
let archive: string
const islands = globSync('src/modules/documents/islands/*.ts', { cwd: join(import.meta.dirname, '..') })

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
  expect(await reference.inputValue()).toContain('HRB 4711')
  expect(await page.locator('[name="p_reference"]').inputValue()).toMatch(/^1 0\.\d+ 0\.9/)
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Angaben bestätigen' }).click()
  await page.waitForURL(/ok=angaben/)
  expect(await page.locator('[name="f_reference"]').inputValue()).toContain('HRB 4711')
  expect(visit.problems).toEqual([])
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
