import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { Organisation } from '#platform/data/organisations.ts'
import { newKeyPair } from '#platform/sealing/wrap.ts'
import { archiveIn, filed, pdfOf } from '#testing/filed.ts'
import { type TestBrowser, testWeb, type TestWeb } from '#testing/web.ts'
import { db, filing } from '../data.ts'
import { documents } from '../module.ts'
import { createArchive } from '../storing/archives.ts'
import { db as storing } from '../storing/data.ts'

let web: TestWeb
let town: Organisation
let [here, elsewhere] = ['', '']
let [letter, other, page] = ['', '', '']
let clerk: TestBrowser
let reader: TestBrowser

const bytes = (text: string) => new TextEncoder().encode(text)
const put = async (archiveId: string, name: string, mediaType: string, content: Uint8Array, read = false) =>
  (await filed(web, town, { archiveId, name, mediaType, bytes: content }, read)).documentId

afterEach(() => expect(web.defects.splice(0)).toEqual([]))
beforeAll(async () => {
  web = await testWeb({ modules: (house) => [documents({ house })] })
  town = await web.organisation()
  ;[here, elsewhere] = [await archiveIn(web, town, 'Bauamt'), await archiveIn(web, town, 'Personalamt')]
  letter = await put(here, 'Brief.pdf', 'application/pdf', await pdfOf('Ein Brief'), true)
  other = await put(elsewhere, 'Akte.pdf', 'application/pdf', await pdfOf('Eine Personalakte'), true)
  page = await put(here, 'böse.html', 'text/html', bytes('<script>alert(1)</script>'))
  clerk = web.browse({ cookie: (await web.member(town, { role: 'desk' })).cookie })
  const further = [{ role: 'read-only', place: here } as const]
  reader = web.browse({ cookie: (await web.member(town, { role: 'by-place', further })).cookie })
})
afterAll(() => web.close())

const path = (rest: string) => `/${town.slug}/team/dokumente/${rest}`
const parts = [
  '/ansicht/teil?von=0&bis=8',
  '',
  '/bearbeitung',
  '/verlauf',
  '/text',
  '/datei',
  '/ansicht',
  '/bild/1',
  '/woerter/1',
  '/vergleich',
]

describe('a right at one archive opens the documents of that archive only', () => {
  test.each(parts)('…%s', async (part) => {
    expect((await reader.open(path(letter + part))).status).toBe(200)
    const refused = await reader.open(path(other + part))
    expect(refused.status).toBe(404)
    expect(refused.html).toContain('Diese Unterlage finden wir nicht.')
    expect((await clerk.open(path(other + part))).status).toBe(200)
  })

  test('who only reads lays nothing over a page, and is offered no form for it', async () => {
    const note = { kind: 'note', words: 'x', page: '1', where: 'middle', fassung: '1' }
    expect((await reader.post(path(`${letter}/notizen`), note)).status).toBe(403)
    expect((await reader.open(path(letter))).html).not.toContain('Notiz hinzufügen')
    expect((await reader.open(path('hochladen'))).status).toBe(403)
  })

  test('archives to file into are those where one may', async () => {
    const member = await web.member(town, { role: 'by-place', further: [{ role: 'desk', place: elsewhere }] })
    const seen = await web.browse({ cookie: member.cookie }).open(path('hochladen'))
    expect([seen.html.includes('Personalamt'), seen.html.includes('Bauamt')]).toEqual([true, false])
  })
})

describe('nothing that came in runs within our pages', () => {
  test('a page of HTML is only handed out to be kept', async () => {
    const file = await clerk.open(path(`${page}/datei`))
    expect(file.headers.get('content-type')).toBe('application/octet-stream')
    expect(file.headers.get('content-disposition')).toMatch(/^attachment;.*b%C3%B6se\.html$/)
    expect(file.headers.get('x-content-type-options')).toBe('nosniff')
    expect((await clerk.open(path(`${page}/ansicht`))).status).toBe(404)
  })

  test('what is shown comes with the strict policy; pictures of its own only the viewer may show', async () => {
    const view = await clerk.open(path(`${letter}/ansicht`))
    expect(view.headers.get('content-type')).toBe('application/pdf')
    expect(view.headers.get('cache-control')).toBe('private, no-store')
    expect(view.headers.get('content-security-policy')).toContain("script-src 'self';")
    const policy = async (of: string) => (await clerk.open(path(of))).headers.get('content-security-policy') ?? ''
    expect(await policy(letter)).toContain("img-src 'self' data: blob:;")
    expect(await policy(`${letter}/verlauf`)).not.toContain('blob:')
    expect(await policy(letter)).not.toMatch(/unsafe|https?:/)
    const camera = async (of: string) => (await clerk.open(path(of))).headers.get('permissions-policy') ?? ''
    expect(await camera('hochladen')).toContain('camera=(self)')
    expect(await camera(letter)).toContain('camera=()')
  })
})

test('a PDF is read piece by piece under one lease, and only what is asked for', async () => {
  const whole = await pdfOf(...Array.from({ length: 60 }, (_, place) => `Seite ${place}`))
  const id = await put(here, 'Stücke.pdf', 'application/pdf', whole)
  const piece = async (from: number, to: number) => {
    const cookie = [...clerk.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const headers = { host: new URL(web.origin).host, cookie, 'sec-fetch-site': 'same-origin' }
    const url = `${web.origin}${path(`${id}/ansicht/teil?von=${from}&bis=${to}`)}`
    const answer = await web.app.request(url, { headers })
    return Buffer.from(await answer.arrayBuffer())
  }
  for (const [from, to] of [
    [0, 8],
    [16_380, 16_400],
    [whole.length - 9, whole.length],
    [0, whole.length],
  ] as const)
    expect((await piece(from, to)).equals(whole.subarray(from, to)), `${from}`).toBe(true)
  expect((await piece(whole.length - 4, whole.length + 100)).toString()).toBe(whole.subarray(-4).toString())
  for (const wrong of ['?von=8&bis=8', '?von=-1&bis=8', '?von=0&bis=9999999', ''])
    expect((await clerk.open(path(`${id}/ansicht/teil${wrong}`))).status, wrong).toBe(422)
  expect((await clerk.open(path(`${page}/ansicht/teil?von=0&bis=8`))).status).toBe(404)
  const leases = await web.scope({ organisation: town, purpose: filing }, (at) =>
    storing(at).selectFrom('document_leases').select(['purpose', 'account_id']).where('document_id', '=', id).execute(),
  )
  expect(leases).toMatchObject([{ purpose: 'preview', account_id: expect.any(String) }])
})

describe('notes', () => {
  test('a form filled in wrongly comes back with what was typed', async () => {
    const sent = { kind: 'stamp', words: '', page: '0', where: 'middle', fassung: '1' }
    const wrong = await clerk.post(path(`${letter}/notizen`), sent)
    expect(wrong.status).toBe(422)
    expect(wrong.html).toContain('Diese Seite gibt es nicht.')
    const empty = await clerk.post(path(`${letter}/notizen`), { ...sent, page: '1' })
    expect(empty.html).toContain('Bitte füllen Sie dieses Feld aus.')
  })

  test('what is placed at an edge stays on the page; removed twice says so', async () => {
    const sent = { kind: 'stamp', words: 'Bezahlt <b>', page: '1', where: 'chosen', x: '1', y: '1', fassung: '1' }
    const seen = await clerk.post(path(`${letter}/notizen`), sent)
    expect(seen.html).toContain('Bezahlt &lt;b&gt;')
    expect(seen.html).toContain('&quot;x&quot;:0.72,&quot;y&quot;:0.94')
    const mark = /notizen\/([0-9a-f-]{36})\/entfernen/.exec(seen.html)?.[1]
    const remove = () => clerk.post(path(`${letter}/notizen/${mark}/entfernen`), { fassung: '1' })
    expect((await remove()).html).toContain('Entfernt.')
    expect((await remove()).status).toBe(404)
  })

  test('notes on a document in the archive stay', async () => {
    const archived = await put(here, 'Archiv.pdf', 'application/pdf', await pdfOf('x'))
    const sent = { kind: 'note', words: 'Bleibt', page: '1', where: 'middle', fassung: '1' }
    const seen = await clerk.post(path(`${archived}/notizen`), sent)
    const mark = /notizen\/([0-9a-f-]{36})\/entfernen/.exec(seen.html)?.[1]
    await web.scope({ organisation: town, purpose: filing }, (at) =>
      db(at).updateTable('documents').set({ state: 'archived' }).where('id', '=', archived).execute(),
    )
    expect((await clerk.post(path(`${archived}/notizen/${mark}/entfernen`), { fassung: '1' })).status).not.toBe(200)
    const now = (await clerk.open(path(archived))).html
    expect([now.includes('Bleibt'), now.includes('/entfernen')]).toEqual([true, false])
  })
})

test('two versions that no server reads are left to a member’s device, and who has no key is led to one', async () => {
  const { publicKey } = await newKeyPair()
  const keys = { public_key: Buffer.from(publicKey), private_key: Buffer.alloc(0) }
  const archiveId = await web.scope({ organisation: town, purpose: filing }, (at) => createArchive(at, 'Rat', keys))
  const about = { archiveId, name: 'a.txt', mediaType: 'text/plain', bytes: bytes('eins') }
  const { documentId } = await filed(web, town, about, false)
  await filed(web, town, { ...about, bytes: bytes('zwei'), documentId }, false)
  const seen = await clerk.open(path(`${documentId}/vergleich`))
  expect(seen.page.link('Eigenen Schlüssel anlegen')).toContain('/team/eigener-schluessel')
  expect(seen.page.text).not.toContain('noch keinen Text')
})

test('addresses that name no document, no page or no version find nothing and break nothing', async () => {
  for (const rest of ['0b8c6d2e-0000-4000-8000-000000000000', 'abc-def', `${letter}/bild/0`, `${letter}/bild/999`])
    expect((await clerk.open(path(rest))).status, rest).toBe(404)
  for (const rest of [`${letter}/bild/1e3`, `${letter}/woerter/-1`, `${letter}/vergleich?alt=7`])
    expect((await clerk.open(path(rest))).status, rest).toBe(404)
  expect((await clerk.open(path(`${letter}?fassung=quatsch&seite=-4`))).status).toBe(200)
  expect((await clerk.open(path(`${letter}/text?seite=99999`))).status).toBe(200)
})
