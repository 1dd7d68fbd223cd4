import { afterAll, beforeAll, expect, test } from 'vitest'
import { accounts } from '#accounts'
import { archiveRow } from '#testing/document-rows.ts'
import { searchable } from '#testing/searchable.ts'
import { testWeb, type TestBrowser, type TestWeb } from '#testing/web.ts'
import { composeMail, queueMail } from '#messages'
import { people } from '#people'
import { newKeyPair } from '#platform/sealing/wrap.ts'
import { filing } from '../data.ts'
import { documents } from '../module.ts'
import { sealedList } from '../sealing/paths.ts'
import { createArchive } from '../storing/archives.ts'
import { storeSealed } from '../storing/store.ts'
import type { Organisation } from '#platform/data/organisations.ts'

let web: TestWeb
let town: Organisation
let staff: TestBrowser
let archives: { invoices: string; staff: string }
const list = () => `/${town.slug}/team/dokumente`

beforeAll(async () => {
  web = await testWeb({
    modules: (house) => [
      people({ timelines: [] }),
      accounts({
        house,
        sendMail: queueMail,
        composeMail,
        life: { places: async () => [], permissions: () => [], forgetBackups: async () => 0 },
      }),
      documents({ house }),
    ],
  })
  town = await web.organisation()
  archives = await web.scope({ organisation: town, purpose: filing }, async (at) => {
    const [invoices, personnel] = [await archiveRow(at, 'Rechnungen'), await archiveRow(at, 'Personal')]
    await searchable(at, {
      archive: invoices,
      title: 'Stadtwerke Mai',
      texts: ['Rechnung über Fernwärme', 'Zahlbar bis Juni, Fernwärme'],
    })
    await searchable(at, { archive: invoices, title: 'Wasserwerk', texts: ['Rechnung über Wasser'], state: 'checked' })
    await searchable(at, { archive: personnel, title: 'Vertrag Huber', texts: ['Arbeitsvertrag ohne Rechnung'] })
    return { invoices, staff: personnel }
  })
  staff = web.browse({ cookie: (await web.member(town)).cookie })
})
afterAll(() => web.close())

test('shows everything at first, the newest on top, with a way to search', async () => {
  const seen = await staff.open(list())
  expect(seen.status).toBe(200)
  expect(seen.page.text).toContain('3 Unterlagen')
  expect(seen.page.text).toContain('Wasserwerk')
})

test('finds by words, and keeps them out of the address', async () => {
  await staff.open(list())
  const seen = await staff.submit('Suchen', { query: 'fernwärme rechnung' })
  expect(seen.status).toBe(200)
  expect(seen.page.text).toContain('1 Unterlage')
  expect(seen.html).toMatch(/<mark>Fernwärme<\/mark>/)
  expect(seen.page.text).toContain('Seite 2')
  expect(decodeURIComponent(seen.url).toLowerCase()).not.toContain('fernw')
  const again = await staff.open(seen.url.slice(web.origin.length))
  expect(again.page.text).toContain('Stadtwerke Mai')
  expect(again.html).toContain('value="fernwärme rechnung"')
})

test('narrows by archive and state', async () => {
  expect((await staff.open(`${list()}?archiv=${archives.invoices}`)).page.text).toContain('2 Unterlagen')
  expect((await staff.open(`${list()}?archiv=${archives.invoices}&stand=checked`)).page.text).toContain('1 Unterlage')
  expect((await staff.open(`${list()}?von=2030-01-01`)).page.text).toContain('Nichts gefunden')
  expect((await staff.open(`${list()}?archiv=x&stand=y&seite=-1&von=z&s=forged`)).page.text).toContain('3 Unterlagen')
})

test('suggests words that are there by a button', async () => {
  await staff.open(list())
  const none = await staff.submit('Suchen', { query: 'xyzxyz Arbeitsvertragg' })
  expect(none.page.text).toContain('Nichts gefunden')
  const seen = await staff.submit('arbeitsvertrag')
  expect(seen.page.text).toContain('Vertrag Huber')
})

test('saves a search as a folder that fills itself, for oneself or for all', async () => {
  await staff.open(list())
  await staff.submit('Suchen', { query: 'rechnung', archiv: archives.invoices })
  const refused = await staff.submit('Speichern', { name: '' })
  expect(refused.status).toBe(422)
  expect(refused.page.text).toContain('Bitte geben Sie der Suche einen Namen.')
  await staff.open(list())
  await staff.submit('Suchen', { query: 'rechnung', archiv: archives.invoices })
  const saved = await staff.submit('Speichern', { name: 'Alle Rechnungen', shared: true })
  expect(saved.page.text).toContain('Die Suche ist gespeichert.')
  expect(saved.page.text).toContain('2 Unterlagen')
  await web.scope({ organisation: town, purpose: filing }, (at) =>
    searchable(at, { archive: archives.invoices, title: 'Neu', texts: ['Eine neue Rechnung'] }),
  )
  const colleague = web.browse({ cookie: (await web.member(town)).cookie })
  const theirs = await colleague.open(saved.url.slice(web.origin.length))
  expect(theirs.page.text).toContain('3 Unterlagen')
  expect(theirs.html).not.toContain('/entfernen')
  await staff.open(saved.url.slice(web.origin.length))
  const removed = await staff.submit('Entfernen')
  expect(removed.page.text).toContain('Die gespeicherte Suche ist entfernt.')
  expect((await colleague.open(list())).page.text).not.toContain('Alle Rechnungen')
})

test('shows those with a right at one archive that archive alone', async () => {
  const further = [{ role: 'desk', place: archives.staff }]
  const huber = web.browse({ cookie: (await web.member(town, { role: 'by-place', further } as never)).cookie })
  const seen = await huber.open(list())
  expect(seen.page.text).toContain('Vertrag Huber')
  expect(seen.page.text).not.toContain('Wasserwerk')
  const found = await huber.submit('Suchen', { query: 'rechnung' })
  expect(found.page.text).toContain('1 Unterlage')
  expect((await huber.open(`${list()}?archiv=${archives.invoices}`)).page.text).toContain('Nichts gefunden')
})

test('words that go on with what is typed come by a body, and only those of archives where one may read', async () => {
  const further = [{ role: 'desk', place: archives.staff }]
  const huber = web.browse({ cookie: (await web.member(town, { role: 'by-place', further } as never)).cookie })
  const wordsFor = async (who: TestBrowser, query: string) =>
    (JSON.parse((await who.post(`${list()}/weiter`, { query })).html) as { words: string[] }).words
  expect(await wordsFor(staff, 'fernw')).toEqual(['fernwärme'])
  expect(await wordsFor(huber, 'fernw')).toEqual([])
  expect(await wordsFor(huber, 'arbeits')).toEqual(['arbeitsvertrag'])
  expect((await web.browse().post(`${list()}/weiter`, { query: 'fernw' })).html).not.toContain('fernwärme')
})

test('says of sealed archives that it does not search them, and leads to where one does', async () => {
  expect((await staff.open(list())).page.text).not.toContain('Verschlossene Archive')
  const { publicKey } = await newKeyPair()
  const keys = { public_key: Buffer.from(publicKey), private_key: Buffer.alloc(0) }
  const id = await web.scope({ organisation: town, purpose: filing }, async (at) => {
    const archiveId = await createArchive(at, 'Personalrat', keys)
    await storeSealed(at, {
      archiveId,
      way: 'link',
      name: 'Beschwerde.txt',
      mediaType: 'text/plain',
      content: (async function* () {
        yield Buffer.from('vertraulich')
      })(),
    })
    return archiveId
  })
  const seen = await staff.open(`${list()}?archiv=${id}`)
  expect(seen.page.text).toContain('Verschlossene Unterlage')
  expect(seen.page.text).toContain('Nur für Mitglieder zu öffnen')
  expect(seen.page.text).not.toContain('Wird noch gelesen')
  expect(seen.page.text).toContain('diese Suche findet sie nicht')
  expect(seen.html).toContain(sealedList(id))
})

test('shows cards as well', async () => {
  const seen = await staff.open(`${list()}?ansicht=karten`)
  expect(seen.html).toContain('doc-card')
  expect(seen.page.text).toContain('Stadtwerke Mai')
  expect(web.defects).toEqual([])
})
