// Archives that no server reads, in a real browser: keys are made there, documents are opened there.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { expectAccessible } from './support/axe.ts'
import { pdfOf } from './support/filed.ts'
import { expectKept, isOurs, PASSPHRASE, pictured, sealedTown, type SealedTown, type Who } from './support/sealed.ts'

let sealed: SealedTown

beforeAll(async () => {
  sealed = await sealedTown()
})
afterAll(() => sealed[Symbol.asyncDispose]())

async function makeKey(who: Who): Promise<string> {
  await using visit = await sealed.opened('/team/eigener-schluessel', who)
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

  await using setUp = await sealed.opened('/team/einrichtung/verschlossene-archive', 'anna')
  await setUp.page.getByLabel('Name').fill('Personalrat')
  await setUp.page.getByRole('button', { name: 'Archiv anlegen' }).click()
  await setUp.page.getByText('Das Archiv ist angelegt.').waitFor()
  await expectAccessible(setUp.page)

  await setUp.page.goto(`/${sealed.town.slug}/team/einrichtung/zugangsschluessel`)
  await setUp.page.getByLabel('Wofür').fill('Test')
  await setUp.page.getByRole('button', { name: 'Schlüssel anlegen' }).click()
  const key = await setUp.page.getByLabel('Schlüssel', { exact: true }).inputValue()
  await expectAccessible(setUp.page)
  await pictured(setUp, 'api-key')
  const bytes = await pdfOf('Vertraulich: Beschwerde von Rüdiger Ährenfeld', 'Seite zwei')
  const filed = await sealed.fileSealed(key, { title: 'Beschwerde Ährenfeld', mediaType: 'application/pdf' }, bytes)
  const place = `/team/dokumente/${filed.documentId}`

  await using anna = await sealed.opened(place, 'anna')
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
  await anna.page.goto(`/${sealed.town.slug}${place}`)
  await anna.page.waitForSelector('#seite-1[data-drawn] canvas')
  // still open after loading the page anew; locked when asked to be
  await anna.page.reload()
  await anna.page.waitForSelector('#seite-1[data-drawn] canvas')
  await anna.page.getByRole('button', { name: 'Wieder verschließen' }).click()
  await anna.page.getByRole('button', { name: 'Öffnen', exact: true }).waitFor()
  await anna.page.waitForLoadState('networkidle')
  expect(await anna.page.locator('#seite-1 canvas').count()).toBe(0)
  expect(anna.problems.filter(isOurs)).toEqual([])

  // bert has the right, but not the key
  await using bert = await sealed.opened(place, 'bert')
  expect(await bert.page.locator('#verschlossen').textContent()).toContain('Bitten Sie ein Mitglied')
  await setUp.page.goto(`/${sealed.town.slug}/team/einrichtung/verschlossene-archive`)
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
  expect([...setUp.problems, ...bert.problems, ...sealed.web.defects.map(String)].filter(isOurs)).toEqual([])
}, 120_000)

test('without script the pages say what they need, and nothing typed there can be sent', async () => {
  await using visit = await sealed.opened('/team/eigener-schluessel', 'anna', { javaScript: false })
  expect(await visit.page.content()).toContain('Dafür braucht diese Seite JavaScript')
  expect(await visit.page.locator('input[type=password][name]:not([name=""])').count()).toBe(0)
})
