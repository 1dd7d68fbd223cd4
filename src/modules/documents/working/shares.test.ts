import { randomBytes } from 'node:crypto'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Organisation } from '#platform/data/organisations.ts'
import { fromBase64url } from '#platform/sealing/bytes.ts'
import { openDetails, openDocument } from '#platform/sealing/document.ts'
import type { Manifest } from '#platform/sealing/manifest.ts'
import type { TestBrowser, TestWeb } from '#testing/web.ts'
import { wholeWeb } from '#testing/whole.ts'
import { filing } from '../data.ts'
import { createArchive } from '../storing/archives.ts'
import { storeSealed } from '../storing/store.ts'
import { endExpired } from './actions/shares.ts'
import { actsOf } from './audit.ts'
import { db } from './data.ts'
import { openByLink, secretIn, wrapForLink } from './sharing.ts'

const TEXT = 'Die Miete beträgt 1.234,56 Euro. '.repeat(4_000)
let web: TestWeb
let here: Organisation
let archive: string
let anna: TestBrowser
afterEach(() => expect(web.defects.splice(0)).toEqual([]))
beforeAll(async () => {
  web = await wholeWeb()
  here = await web.organisation()
  archive = await within((at) => createArchive(at, 'Verträge'))
})
beforeEach(async () => {
  anna = web.browse({ cookie: (await web.member(here, { role: 'administrator' })).cookie })
})
afterAll(() => web.close())

const within = <T>(work: Parameters<typeof web.scope<(typeof filing)['opens'][number], T>>[1]) =>
  web.scope({ organisation: here, purpose: filing }, work)
async function* content(): AsyncGenerator<Uint8Array> {
  yield Buffer.from(TEXT)
}
const filed = () =>
  within((at) =>
    storeSealed(at, {
      archiveId: archive,
      way: 'import',
      name: 'Mietvertrag.txt',
      content: content(),
      mediaType: 'text/plain',
    }),
  )

type Link = { readonly page: string; readonly secret: string; readonly document: string }
async function link(values: Record<string, string> = {}): Promise<Link> {
  const { documentId } = await filed()
  const page = `/${here.slug}/team/dokumente/${documentId}/bearbeitung`
  await anna.open(page)
  const seen = await anna.submit('Link erstellen', { until: '2026-12-01', label: 'Herr Müller', ...values })
  expect(seen.page.text).toContain('Herr Müller')
  const [, found = '', secret = ''] =
    /value="http[^"]*?(\/[\w-]+\/freigabe\/[\w-]{43})#([\w-]{43})"/.exec(seen.html) ?? []
  expect(secret).not.toBe('')
  return { page: found, secret, document: documentId }
}

/** What the page's script does. */
async function openedInBrowser(
  { page, secret }: Link,
  password = '',
): Promise<{ text: string; name: string; sent: Buffer }> {
  const visitor = web.browse()
  const { html } = await visitor.open(page)
  const about = JSON.parse((/data-about="([^"]*)"/.exec(html)?.[1] ?? '{}').replaceAll('&quot;', '"')) as Record<
    string,
    string
  > &
    Manifest & { shareId: string; salt: string; wrapped: string; from: string }
  const known = { organisationId: about.organisationId, shareId: about.shareId, salt: fromBase64url(about.salt) }
  const key = await openByLink(fromBase64url(about.wrapped), fromBase64url(secret), known, password)
  const answer = await web.app.request(web.origin + about.from, {
    method: 'POST',
    headers: { origin: web.origin, host: new URL(web.origin).host },
  })
  if (!answer.body) throw new Error(`no file: ${answer.status}`)
  const sent = Buffer.from(await answer.arrayBuffer())
  const plain = await Array.fromAsync(openDocument(key, about, new Response(sent).body as ReadableStream<Uint8Array>))
  return { text: Buffer.concat(plain).toString(), name: (await openDetails(key, about)).fileName, sent }
}

describe('the key in a link', () => {
  const about = { organisationId: 'one', shareId: 'two', salt: randomBytes(16) }
  const [key, secret] = [randomBytes(32), randomBytes(32)]

  test('opens with the right password only', async () => {
    const wrapped = await wrapForLink(key, secret, about, 'Brücke über Main')
    expect(Buffer.from(await openByLink(wrapped, secret, about, 'Brücke über Main'))).toEqual(key)
    for (const wrong of ['', 'Brücke', 'brücke über Main'])
      await expect(openByLink(wrapped, secret, about, wrong)).rejects.toMatchObject({ reason: 'wrong-key' })
    // typed on another machine, the same letters may be other bytes
    await openByLink(wrapped, secret, about, 'Brücke über Main'.normalize('NFD'))
  })

  test('opens neither another link nor one of another organisation', async () => {
    const wrapped = await wrapForLink(key, secret, about)
    await expect(openByLink(wrapped, secret, { ...about, shareId: 'three' })).rejects.toThrow()
    await expect(openByLink(wrapped, secret, { ...about, organisationId: 'other' })).rejects.toThrow()
    await expect(openByLink(wrapped, randomBytes(32), about)).rejects.toThrow()
  })

  test('is found in a whole address, and nowhere else', () => {
    const written = secret.toString('base64url')
    expect(secretIn(` https://belegt.example/x/freigabe/abc#${written} `)).toEqual(new Uint8Array(secret))
    expect(secretIn(written.slice(1))).toBeUndefined()
    expect(secretIn('')).toBeUndefined()
  })
})

describe('a link to a document', () => {
  test('opens it in the browser of who has it; what the server sends is sealed', async () => {
    const made = await link()
    const { text, name, sent } = await openedInBrowser(made)
    expect(text).toBe(TEXT)
    expect(name).toBe('Mietvertrag.txt')
    expect(sent.includes('Miete')).toBe(false)
    const { acts, whole } = await within((at) => actsOf(at, made.document))
    expect(whole).toBe(true)
    expect(acts.slice(0, 2).map(({ act, by }) => [act, by.kind])).toEqual([
      ['document.fetched', 'anyone'],
      ['document.shared', 'member'],
    ])
    const seen = await anna.open(`/${here.slug}/team/dokumente/${made.document}/bearbeitung`)
    expect(seen.page.text).toContain('1-mal abgerufen')
  })

  test('its secret stands nowhere in the database, and the page does not say it', async () => {
    const made = await link()
    const rows = await within((at) => db(at).selectFrom('document_shares').selectAll().execute())
    expect(JSON.stringify(rows)).not.toContain(made.secret)
    expect((await web.browse().open(made.page)).html).not.toContain(made.secret)
  })

  test('with a password needs that too, without script as well', async () => {
    const made = await link({ password: 'Sommer am See' })
    await expect(openedInBrowser(made)).rejects.toMatchObject({ reason: 'wrong-key' })
    expect((await openedInBrowser(made, 'Sommer am See')).text).toBe(TEXT)
    const visitor = web.browse()
    await visitor.open(made.page)
    let seen = await visitor.submit('Unterlage herunterladen', { key: made.secret, password: 'Winter' })
    expect(seen.status).toBe(422)
    expect(seen.page.text).toContain('Das Passwort passt nicht')
    seen = await visitor.submit('Unterlage herunterladen', {
      key: `${web.origin}${made.page}#${made.secret}`,
      password: 'Sommer am See',
    })
    expect(seen.html).toBe(TEXT)
    expect(seen.headers.get('content-type')).toBe('application/octet-stream')
    expect(seen.headers.get('content-disposition')).toContain('attachment')
  })

  test('ends when somebody ends it, when its day is over, and when it was fetched as often as it may', async () => {
    const [ended, used] = [await link(), await link({ most: '2' })]
    await openedInBrowser(ended)
    await anna.open(`/${here.slug}/team/dokumente/${ended.document}/bearbeitung`)
    await anna.submit('Link beenden')
    expect((await web.browse().open(ended.page)).status).toBe(410)

    const visitor = web.browse()
    for (let time = 0; time < 2; time++) {
      await visitor.open(used.page)
      await visitor.submit('Unterlage herunterladen', { key: used.secret })
    }
    expect((await web.browse().open(used.page)).page.text).toContain('Dieser Link gilt nicht mehr')

    const expired = await link()
    web.clock.advance({ days: 16 })
    expect((await web.browse().open(expired.page)).status).toBe(410)
    await within(endExpired)
    const rows = await within((at) =>
      db(at).selectFrom('document_shares').select('wrapped').where('document_id', '=', expired.document).execute(),
    )
    expect(rows).toEqual([{ wrapped: null }])
  })

  test('of nobody, and one that was changed, say the same', async () => {
    const made = await link({ until: '2026-12-31' })
    const forged = made.page.slice(0, -2) + (made.page.endsWith('AA') ? 'BB' : 'AA')
    expect((await web.browse().open(forged)).status).toBe(410)
    const short = await web.browse().open(made.page.slice(0, -1))
    expect(short.status).toBe(410)
  })

  test('with a weak password or for years is refused', async () => {
    const { documentId } = await filed()
    await anna.open(`/${here.slug}/team/dokumente/${documentId}/bearbeitung`)
    expect((await anna.submit('Link erstellen', { password: 'kurz' })).page.text).toContain('mindestens 8 Zeichen')
    await anna.open(`/${here.slug}/team/dokumente/${documentId}/bearbeitung`)
    expect((await anna.submit('Link erstellen', { until: '2029-01-01' })).page.text).toContain('höchstens ein Jahr')
  })
})
