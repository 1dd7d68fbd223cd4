import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { Organisation } from '#platform/data/organisations.ts'
import { open } from '#platform/keys/sealed.ts'
import { nodeEngine as engine } from '#platform/sealing/engine.node.ts'
import { newKeyPair } from '#platform/sealing/wrap.ts'
import type { TestBrowser, TestWeb } from '#testing/web.ts'
import { wholeWeb } from '#testing/whole.ts'
import { filing } from '../data.ts'
import { sendSealed } from '../sealing/send.ts'
import { createArchive } from '../storing/archives.ts'
import { lease } from '../storing/lease.ts'
import { db as storedDb } from '../storing/data.ts'
import { requestsOf } from './actions/requests.ts'
import { tasksOf } from './actions/tasks.ts'

let web: TestWeb
let here: Organisation
let anna: TestBrowser
const sent: Buffer[] = []
afterEach(() => expect(web.defects.splice(0)).toEqual([]))
beforeAll(async () => {
  web = await wholeWeb()
  here = await web.organisation()
  await within((at) => createArchive(at, 'Eingang'))
  anna = web.browse({ cookie: (await web.member(here, { role: 'desk', name: 'Anna Amt' })).cookie })
})
afterAll(() => web.close())

const within = <T>(work: Parameters<typeof web.scope<(typeof filing)['opens'][number], T>>[1]) =>
  web.scope({ organisation: here, purpose: filing }, work)

async function asked(values: Record<string, string> = {}): Promise<string> {
  web.clock.advance({ seconds: 1 }) // the newest stands on top
  await anna.open(`/${here.slug}/team/unterlagen-anfordern/neu`)
  const seen = await anna.submit('Anforderung erstellen', {
    title: 'Nachweis über Ihren Umzug',
    wording: 'Bitte beide Seiten.',
    until: '2026-12-01',
    most: '2',
    ...values,
  })
  const link = /value="http:\/\/[^/]+(\/[\w-]+\/einreichen\/[\w-]{43})"/.exec(seen.html)?.[1]
  if (!link) throw new Error(`no link: ${seen.page.text}`)
  return link
}

let sealedOne = ''
/** An archive that no server reads. */
async function sealedArchive(): Promise<string> {
  if (sealedOne !== '') return sealedOne
  const { publicKey } = await newKeyPair()
  const keys = { public_key: Buffer.from(publicKey), private_key: Buffer.alloc(0) }
  return (sealedOne = await within((at) => createArchive(at, 'Personalrat', keys)))
}

/** What the page's script does. */
const sendFrom = (page: string, text: string, name = 'Meldebestätigung Ährenfeld.txt') =>
  sendSealed(
    {
      post: (address, body) => {
        if (body instanceof Blob) void body.bytes().then((bytes) => sent.push(Buffer.from(bytes)))
        return web.app.request(web.origin + address, {
          method: 'POST',
          headers: { origin: web.origin, host: new URL(web.origin).host, accept: 'application/json' },
          ...(body === undefined ? {} : { body }),
        }) as Promise<Response>
      },
      addresses: {
        open: `${page}/datei`,
        part: (upload) => `${page}/datei/${upload}`,
        finish: (upload) => `${page}/datei/${upload}/fertig`,
      },
      wait: async () => undefined,
      engine,
    },
    {
      file: new Blob([text]).stream(),
      size: Buffer.byteLength(text),
      mediaType: 'text/plain',
      fileName: name,
      title: name.slice(0, -4),
      sealedAt: '2026-11-16T08:00:00Z',
    },
  )

const documentsHere = () =>
  within(async (at) => {
    const rows = await storedDb(at)
      .selectFrom('documents as d')
      .innerJoin('document_versions as v', 'v.document_id', 'd.id')
      .select(['d.id', 'd.title', 'd.way', 'd.holder_id', 'd.shown_at', 'v.id as version'])
      .orderBy('d.received_at')
      .execute()
    return Promise.all(
      rows.map(async ({ title, ...row }) => ({
        ...row,
        title: await open(at, title),
        text: await lease(at, { versionId: row.version, purpose: 'export' }, async ({ content }) =>
          Buffer.concat(await Array.fromAsync(content)).toString(),
        ),
      })),
    )
  })

describe('a request for files', () => {
  test('takes what the browser of somebody without an account sealed, counts it, and tells who asked', async () => {
    const page = await asked()
    const seen = await web.browse().open(page)
    expect(seen.page.text).toContain('Nachweis über Ihren Umzug')
    expect(seen.page.text).toContain('Noch 2 Dateien sind möglich')
    const before = (await documentsHere()).length
    await sendFrom(page, 'Einzug am 1. November 2026')
    const found = (await documentsHere())[before]
    expect(found).toMatchObject({
      way: 'link',
      title: 'Meldebestätigung Ährenfeld',
      text: 'Einzug am 1. November 2026',
      shown_at: null,
    })
    expect(Buffer.concat(sent).includes('November')).toBe(false)
    const tasks = await within((at) => tasksOf(at, { documentId: found?.id ?? '' }))
    expect(tasks).toHaveLength(1)
    expect((await anna.open(`/${here.slug}/team/unterlagen-anfordern`)).page.text).toContain(
      '1 von höchstens 2 Dateien',
    )
    expect((await anna.open(`/${here.slug}/team/aufgaben`)).page.text).toContain('Meldebestätigung Ährenfeld')
  })

  test('takes a file by a form without script, and says that the server encrypts it then', async () => {
    const page = await asked()
    const visitor = web.browse()
    expect((await visitor.open(page)).page.text).toContain('erst auf unserem Server verschlüsselt')
    const form = new FormData()
    form.set('file', new File(['Mietvertrag'], 'Vertrag.txt', { type: 'text/plain' }))
    const seen = await visitor.upload(page, form)
    expect(seen.page.text).toContain('1 Datei ist sicher angekommen')
    expect((await documentsHere()).at(-1)).toMatchObject({ way: 'link', text: 'Mietvertrag' })
    const nothing = new FormData()
    nothing.set('file', new File([], ''))
    expect((await visitor.upload(page, nothing)).page.text).toContain('Bitte wählen Sie eine Datei aus')
  })

  test('says who will open the files and where scans are recognised, as the archive is', async () => {
    const seen = await web.browse().open(await asked())
    expect(seen.page.text).toContain('Danach öffnet unser Server sie für')
    expect(seen.page.text).toContain('erkennt ihren Text, auch auf Fotos und Scans')
    const sealed = await web.browse().open(await asked({ archive: await sealedArchive() }))
    expect(sealed.page.text).toContain('auf ihren eigenen Geräten, unser Server nicht')
    expect(sealed.page.text).toContain('Erst dort wird auch der Text auf Fotos und Scans erkannt')
    expect(sealed.page.text).not.toContain('öffnet unser Server')
  })

  test('where no server reads takes nothing plain: no form without script, and none that is forged', async () => {
    const page = await asked({ archive: await sealedArchive() })
    const visitor = web.browse()
    const seen = await visitor.open(page)
    expect(seen.page.text).not.toContain('erst auf unserem Server verschlüsselt')
    expect(seen.html).toContain('Dafür braucht diese Seite JavaScript')
    const form = new FormData()
    form.set('file', new File(['Mietvertrag'], 'Vertrag.txt', { type: 'text/plain' }))
    const refused = await visitor.upload(page, form)
    expect(refused.status).toBe(409)
    expect(refused.page.text).toContain('Es wurde nichts angenommen')
    await sendFrom(page, 'nur für Mitglieder')
    const rows = await within((at) =>
      storedDb(at)
        .selectFrom('document_versions as v')
        .innerJoin('documents as d', 'd.id', 'v.document_id')
        .innerJoin('document_archives as a', 'a.id', 'd.archive_id')
        .select('v.file')
        .where('a.mode', '=', 'client-only')
        .execute(),
    )
    expect(rows.map(({ file }) => file.sealed?.toMembers)).toEqual([expect.anything()])
    await within((at) => storedDb(at).deleteFrom('documents').where('archive_id', '=', sealedOne).execute())
  })

  test('keeps all of one sender under one key, apart from those of others', async () => {
    const [one, other] = [await asked(), await asked()]
    await sendFrom(one, 'eins')
    await sendFrom(one, 'zwei')
    await sendFrom(other, 'drei')
    const all = await documentsHere()
    const holder = (text: string) => all.find((one) => one.text === text)?.holder_id
    expect(holder('eins')).toBe(holder('zwei'))
    expect(holder('drei')).not.toBe(holder('eins'))
  })

  test('takes no more than was asked for, also at the same moment, and nothing after its end', async () => {
    const page = await asked({ most: '1' })
    const before = (await documentsHere()).length
    const both = await Promise.allSettled([sendFrom(page, 'a'), sendFrom(page, 'b')])
    expect(both.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect((await documentsHere()).length).toBe(before + 1)
    await expect(sendFrom(page, 'c')).rejects.toMatchObject({ code: 'documents.request-full' })
    const open = await asked()
    await anna.open(`/${here.slug}/team/unterlagen-anfordern`)
    const ended = await anna.post(`/${here.slug}/team/unterlagen-anfordern/${await newest()}/beenden`, {})
    expect(ended.page.text).toContain('beendet')
    expect((await web.browse().open(open)).status).toBe(410)
    await expect(sendFrom(open, 'd')).rejects.toMatchObject({ code: 'documents.request-gone' })
  })

  test('lets nobody send into the upload of another request', async () => {
    const [one, other] = [await asked(), await asked()]
    const post = (path: string, body?: Blob) =>
      web.app.request(web.origin + path, {
        method: 'POST',
        headers: { origin: web.origin, host: new URL(web.origin).host, accept: 'application/json' },
        ...(body ? { body } : {}),
      })
    const ticket = (await (await post(`${one}/datei`)).json()) as { upload: string; dedupKey?: string }
    expect(ticket.dedupKey).toBeUndefined()
    expect((await post(`${other}/datei/${ticket.upload}?ab=0`, new Blob(['x']))).status).toBe(410)
    expect((await post(`${one}/datei/${ticket.upload}?ab=0`, new Blob(['x']))).status).toBe(200)
  })

  test('asks for a text and for a day that is not years away', async () => {
    await anna.open(`/${here.slug}/team/unterlagen-anfordern/neu`)
    const seen = await anna.submit('Anforderung erstellen', { title: '', until: '2026-12-01' })
    expect(seen.page.text).toContain('Bitte schreiben Sie, was Sie brauchen')
    await anna.open(`/${here.slug}/team/unterlagen-anfordern/neu`)
    const late = await anna.submit('Anforderung erstellen', { title: 'x', until: '2030-12-01' })
    expect(late.page.text).toContain('höchstens ein Jahr')
  })
})

const newest = () =>
  within(async (at) => {
    return (await requestsOf(at, {})).find(({ alive, received }) => alive && received === 0)?.id ?? ''
  })
