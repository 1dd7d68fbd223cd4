// Archives that no server reads, in a real browser: keys are made there, documents are opened there.
import { globSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { documents, machineAddresses, sendSealed } from '../src/modules/documents/index.ts'
import type { Organisation } from '../src/platform/data/organisations.ts'
import { expectAccessible } from './support/axe.ts'
import { openPage, type PageOptions, type Visit } from './support/browser.ts'
import { pdfOf } from './support/filed.ts'
import { served, type Served } from './support/served.ts'
import { testWeb, type TestWeb } from './support/web.ts'

let web: TestWeb
let server: Served
let town: Organisation
const tokens: Record<'anna' | 'bert', string> = { anna: '', bert: '' }
const islands = globSync('src/modules/documents/islands/*.ts').filter((path) => !path.endsWith('.test.ts'))
const PASSPHRASE = 'Zwölf Boxkämpfer jagen Viktor'

beforeAll(async () => {
  web = await testWeb({ modules: (house) => [documents({ house })] })
  server = await served(web, islands)
  town = await web.organisation({ name: 'Stadt Müngersdorf' })
  tokens.anna = (await web.member(town, { name: 'Anna Amt' })).token
  tokens.bert = (await web.member(town, { name: 'Bert Büro' })).token
})
afterAll(async () => {
  await server[Symbol.asyncDispose]()
  await web.close()
})

/** Chromium tells of a body that a script reads as a stream as one that was aborted, though it was read to its end. */
const isOurs = (problem: string) => !/facts\.js|status of 404|versiegelt\S* net::ERR_ABORTED/.test(problem)

type Seen = Visit & { readonly sent: string[] }

/** A page of a member; `sent` holds every address and body that left the browser. */
async function opened(path: string, who: keyof typeof tokens, options: PageOptions = {}): Promise<Seen> {
  const visit = await openPage({ width: 1280, origin: server.origin, ...options })
  const sent: string[] = []
  visit.context.on('request', (request) => void sent.push(`${request.url()} ${request.postData() ?? ''}`))
  await visit.context.addCookies([{ name: 'belegt', value: tokens[who], url: server.origin }])
  await visit.page.goto(`/${town.slug}${path}`)
  return { ...visit, sent, [Symbol.asyncDispose]: () => visit[Symbol.asyncDispose]() }
}

/** What a member types nowhere but in the browser. */
const expectKept = ({ sent }: Seen) => {
  const all = decodeURIComponent(
    sent
      .join('\n')
      .replaceAll('+', ' ')
      .replaceAll(/%(?![0-9A-F]{2})/gi, ''),
  )
  expect(sent.length).toBeGreaterThan(0)
  for (const secret of [PASSPHRASE, 'Boxkämpfer']) expect(all).not.toContain(secret)
}

const pictures = process.env['SEALED_PICTURES']
/** Pictures to look at, where they are asked for. */
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

async function makeKey(who: keyof typeof tokens): Promise<string> {
  await using visit = await opened('/team/eigener-schluessel', who)
  const { page } = visit
  await page.getByLabel('Passphrase', { exact: true }).fill('zu kurz')
  await page.getByRole('button', { name: 'Schlüssel anlegen' }).click()
  expect(await page.getByRole('alert').textContent()).toContain('mindestens 12 Zeichen')
  await page.getByLabel('Passphrase', { exact: true }).fill(PASSPHRASE)
  await page.getByLabel('Passphrase noch einmal').fill(PASSPHRASE)
  await page.getByRole('button', { name: 'Schlüssel anlegen' }).click()
  await page.getByText('Ihr Schlüssel ist hinterlegt.').waitFor()
  await expectAccessible(page)
  await pictured(visit, 'key')
  expectKept(visit)
  return (await page.locator('code').first().textContent()) ?? ''
}

test('amagno/client-seal a sealed archive is made, filled, opened and shared by browsers alone', async () => {
  const prints = { anna: await makeKey('anna'), bert: await makeKey('bert') }
  expect(prints.anna).not.toBe(prints.bert)

  await using setUp = await opened('/team/einrichtung/verschlossene-archive', 'anna')
  await setUp.page.getByLabel('Name').fill('Personalrat')
  await setUp.page.getByRole('button', { name: 'Archiv anlegen' }).click()
  await setUp.page.getByText('Das Archiv ist angelegt.').waitFor()
  await expectAccessible(setUp.page)

  await setUp.page.goto(`/${town.slug}/team/einrichtung/zugangsschluessel`)
  await setUp.page.getByLabel('Wofür').fill('Test')
  await setUp.page.getByRole('button', { name: 'Schlüssel anlegen' }).click()
  const key = await setUp.page.getByLabel('Schlüssel', { exact: true }).inputValue()
  await expectAccessible(setUp.page)
  await pictured(setUp, 'api-key')
  const bytes = await pdfOf('Vertraulich: Beschwerde von Rüdiger Ährenfeld', 'Seite zwei')
  const filed = await sendSealed(
    {
      addresses: machineAddresses(`${server.origin}/${town.slug}`),
      post: (address, body) =>
        fetch(address, {
          method: 'POST',
          headers: { authorization: `Bearer ${key}`, accept: 'application/json' },
          ...(body === undefined ? {} : { body }),
        }),
      wait: async () => undefined,
    },
    {
      file: new Blob([new Uint8Array(bytes)]).stream(),
      size: bytes.length,
      mediaType: 'application/pdf',
      fileName: 'Beschwerde.pdf',
      title: 'Beschwerde Ährenfeld',
      sealedAt: '2026-11-16T08:00:00Z',
    },
  )
  const place = `/team/dokumente/${filed.documentId}`

  await using anna = await opened(place, 'anna')
  expect(await anna.page.content()).not.toContain('Ährenfeld')
  await anna.page.getByLabel('Passphrase').fill(`${PASSPHRASE}!`)
  await anna.page.getByRole('button', { name: 'Öffnen', exact: true }).click()
  await anna.page.getByText('Diese Passphrase öffnet den Schlüssel nicht.').waitFor()
  await anna.page.getByLabel('Passphrase').fill(PASSPHRASE)
  await anna.page.getByLabel('Passphrase').press('Enter')
  await anna.page.waitForSelector('#seite-1[data-drawn] canvas')
  expect(await anna.page.locator('#verschlossen').textContent()).toContain('Beschwerde Ährenfeld')
  expect(await anna.page.locator('#seite-1 .textLayer').textContent()).toContain('Vertraulich')
  await expectAccessible(anna.page)
  await pictured(anna, 'unlocked')
  expectKept(anna)
  expect(anna.sent.join(' ')).not.toMatch(/hrenfeld|Vertraulich/)
  // her device made the words into tokens, and the archive is searched by these
  await anna.page.waitForSelector('archive-unlock[data-kept]')
  await anna.page.getByRole('link', { name: 'Unterlagen ansehen' }).click()
  const list = anna.page.locator('sealed-list li')
  await list.getByText('Beschwerde Ährenfeld').waitFor()
  const search = anna.page.getByLabel('In diesem Archiv suchen')
  for (const [query, hits] of [
    ['Beschwerden', 1],
    ['vertrauliche seite', 1],
    ['Kündigung', 0],
    ['', 1],
  ] as const) {
    await search.fill(query)
    await anna.page.getByText(`Unterlagen: ${hits}`, { exact: true }).waitFor()
    await anna.page.waitForTimeout(500)
    expect(await list.count(), query).toBe(hits)
  }
  await expectAccessible(anna.page)
  await pictured(anna, 'list')
  expect(decodeURIComponent(anna.sent.join(' '))).not.toMatch(/hrenfeld|[Vv]ertraulich|[Bb]eschwerde/)
  await anna.page.goto(`/${town.slug}${place}`)
  // still open after loading the page anew; locked when asked to be
  await anna.page.reload()
  await anna.page.waitForSelector('#seite-1[data-drawn] canvas')
  await anna.page.getByRole('button', { name: 'Wieder verschließen' }).click()
  await anna.page.getByRole('button', { name: 'Öffnen', exact: true }).waitFor()
  await anna.page.waitForLoadState('networkidle')
  expect(await anna.page.locator('#seite-1 canvas').count()).toBe(0)
  expect(anna.problems.filter(isOurs)).toEqual([])

  // bert has the right, but not the key
  await using bert = await opened(place, 'bert')
  expect(await bert.page.locator('#verschlossen').textContent()).toContain('Bitten Sie ein Mitglied')
  await setUp.page.goto(`/${town.slug}/team/einrichtung/verschlossene-archive`)
  await setUp.page.getByLabel('Mitglied', { exact: true }).selectOption({ label: `Bert Büro (${prints.bert})` })
  await setUp.page.getByLabel('Passphrase').fill(PASSPHRASE)
  await setUp.page.getByRole('button', { name: 'Aufnehmen' }).click()
  await setUp.page.getByText('Das Mitglied ist aufgenommen.').waitFor()
  await expectAccessible(setUp.page)
  await pictured(setUp, 'archives')
  expectKept(setUp)
  await bert.page.reload()
  await bert.page.getByLabel('Passphrase').fill(PASSPHRASE)
  await bert.page.getByRole('button', { name: 'Öffnen', exact: true }).click()
  await bert.page.waitForSelector('#seite-1[data-drawn] canvas')
  expect([...setUp.problems, ...bert.problems, ...web.defects.map(String)].filter(isOurs)).toEqual([])
}, 120_000)

test('without script the pages say what they need, and nothing typed there can be sent', async () => {
  await using visit = await opened('/team/eigener-schluessel', 'anna', { javaScript: false })
  expect(await visit.page.content()).toContain('Dafür braucht diese Seite JavaScript')
  expect(await visit.page.locator('input[type=password][name]:not([name=""])').count()).toBe(0)
})
