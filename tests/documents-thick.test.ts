// Documents of many pages or much weight in a real browser: the first page does not wait for the last.
import { globSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { filing } from '../src/modules/documents/data.ts'
import { documents } from '../src/modules/documents/index.ts'
import { db as storing } from '../src/modules/documents/storing/data.ts'
import type { Organisation } from '../src/platform/data/organisations.ts'
import { openPage, type Visit } from './support/browser.ts'
import { archiveIn, filed, pdfOf } from './support/filed.ts'
import { served, type Served } from './support/served.ts'
import { thickPdf } from './support/thick.ts'
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
  town = await web.organisation({ name: 'Stadt Müngersdorf' })
  token = (await web.member(town, { role: 'desk', name: 'Maren Öztürk' })).token
  archive = await archiveIn(web, town)
})
afterAll(async () => {
  await server[Symbol.asyncDispose]()
  await web.close()
})

async function signedIn(): Promise<Visit> {
  const visit = await openPage({ width: 1280, origin: server.origin })
  await visit.context.addCookies([{ name: 'belegt', value: token, url: server.origin }])
  return visit
}
const drawn = (visit: Visit, page: number) =>
  visit.page.waitForSelector(`#seite-${page}[data-drawn] canvas`, { timeout: 30_000 })

test('of a file of 100 MB the first pages are read before they show, and of all others only where they begin, under one lease', async () => {
  const [pages, weight, piece] = [200, 512 * 1024, 64 * 1024]
  const bytes = thickPdf(pages, weight)
  const about = { archiveId: archive, name: 'Bauakte.pdf', mediaType: 'application/pdf', bytes }
  const { documentId } = await filed(web, town, about, false)
  await using visit = await signedIn()
  const read: { from: number; to: number }[] = []
  visit.context.on('response', (response) => {
    const { pathname, searchParams } = new URL(response.url())
    if (!pathname.endsWith('/ansicht/teil')) return
    read.push({ from: Number(searchParams.get('von')), to: Number(searchParams.get('bis')) })
  })
  const weighed = () => read.reduce((sum, { from, to }) => sum + to - from, 0)
  await visit.page.goto(`/${town.slug}/team/dokumente/${documentId}`)
  await drawn(visit, 1)
  await expect.poll(() => visit.page.locator('#seite-1 .textLayer').textContent()).toContain('Blatt 1')
  // how many have been begun until then is the machine's speed; what lies behind a beginning nobody has asked for
  const [shown, table] = [3 * weight, bytes.length - 2 * piece]
  const others = read.filter(({ from }) => from >= shown && from < table)
  expect(others.filter(({ from, to }) => to - from > piece)).toEqual([])
  expect(new Set(others.map(({ from }) => Math.floor(from / weight))).size).toBe(others.length)
  expect(weighed()).toBeGreaterThan(weight)
  expect(weighed()).toBeLessThan(bytes.length / 5)
  expect(visit.requests.filter((url) => url.endsWith('/ansicht'))).toEqual([])
  // any other page is a few pieces away
  await visit.page.locator('.viewer-number').fill('150')
  await visit.page.locator('.viewer-number').press('Enter')
  await drawn(visit, 150)
  await expect.poll(() => visit.page.locator('#seite-150 .textLayer').textContent()).toContain('Blatt 150')
  expect(weighed()).toBeLessThan(bytes.length / 5)
  expect(visit.problems).toEqual([])
  const leases = await web.scope({ organisation: town, purpose: filing }, (at) =>
    storing(at).selectFrom('document_leases').select('purpose').where('document_id', '=', documentId).execute(),
  )
  expect(leases).toEqual([{ purpose: 'preview' }])
})

test('ten thousand pages: the first one and one far behind are there at once, and only what is in sight is held', async () => {
  const bytes = await pdfOf(...Array.from({ length: 10_000 }, (_, place) => `Blatt ${place + 1}`))
  const about = { archiveId: archive, name: 'dick.pdf', mediaType: 'application/pdf', bytes }
  const { documentId } = await filed(web, town, about, false)
  await using visit = await signedIn()
  await visit.page.goto(`/${town.slug}/team/dokumente/${documentId}`)
  const { page } = visit
  await drawn(visit, 1)
  await page.locator('.viewer-number').fill('9876')
  await page.locator('.viewer-number').press('Enter')
  await drawn(visit, 9876)
  await expect.poll(() => page.locator('#seite-9876 .textLayer').textContent()).toContain('Blatt 9876')
  await expect.poll(() => page.locator('.sheet canvas').count()).toBeLessThan(8)
  expect(visit.problems).toEqual([])
})
