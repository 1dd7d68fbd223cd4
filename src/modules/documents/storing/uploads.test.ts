import { randomBytes, randomUUID } from 'node:crypto'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { people } from '#people'
import { privacy } from '#privacy'
import type { Organisation } from '#platform/data/organisations.ts'
import { fromBase64url, base64url } from '#platform/sealing/bytes.ts'
import { sealDocument, type Sealed } from '#platform/sealing/document.ts'
import { nodeEngine as engine } from '#platform/sealing/engine.node.ts'
import { testWeb, type TestWeb } from '#testing/web.ts'
import { filing, storing } from '../data.ts'
import { refusals } from '../refusals.ts'
import { createArchive } from './archives.ts'
import { db } from './data.ts'
import { lease } from './lease.ts'
import { storingPart } from './part.ts'
import { uploadPaths } from './paths.ts'
import type { Filed, SentJson, TicketJson } from './types.ts'

let web: TestWeb
let town: Organisation
let archive: string
let cookie: string
afterEach(() => expect(web.defects.splice(0)).toEqual([]))
beforeAll(async () => {
  web = await testWeb({
    modules: [
      privacy,
      people({ timelines: [] }),
      { name: 'documents', listeners: [], refusals, ...storingPart, jobs: [] },
    ],
  })
  town = await web.organisation()
  cookie = (await web.member(town, { role: 'desk' })).cookie
  archive = await web.scope({ organisation: town, purpose: filing }, (at) => createArchive(at, 'Bauamt'))
})
afterAll(() => web.close())

const asked = async <T>(path: string, init: RequestInit = {}, as = cookie): Promise<{ status: number; body: T }> => {
  const headers = { host: new URL(web.origin).host, origin: web.origin, cookie: as, accept: 'application/json' }
  const answer = await web.app.request(`${web.origin}/${town.slug}${path}`, {
    ...init,
    headers: { ...headers, ...(init.headers as Record<string, string>) },
  })
  const text = await answer.text()
  return { status: answer.status, body: (text.startsWith('{') ? JSON.parse(text) : text) as T }
}
const at = (into = archive) => uploadPaths(into)
const form = (fields: Record<string, string>) => ({
  method: 'POST',
  body: String(new URLSearchParams(fields)),
  headers: { 'content-type': 'application/x-www-form-urlencoded' },
})
const opened = async (fields: Record<string, string> = {}): Promise<TicketJson> => {
  const { status, body } = await asked<TicketJson>(at().open, form(fields))
  expect(status).toBe(200)
  return body
}
/** As a browser seals it: what is sent, and the secret key that stays. */
async function sealed(ticket: TicketJson, content: Buffer, mediaType = 'text/plain') {
  const { stream, finished } = sealDocument({
    file: (async function* () {
      yield content
    })(),
    size: content.length,
    mediaType,
    details: { fileName: 'Bescheid.txt', title: 'Bescheid' },
    archivePublicKey: fromBase64url(ticket.archivePublicKey),
    ids: { organisationId: ticket.organisationId, documentId: ticket.documentId, version: ticket.version },
    ticket: {
      sealKey: fromBase64url(ticket.sealKey),
      ...(ticket.dedupKey ? { dedupKey: fromBase64url(ticket.dedupKey) } : {}),
    },
    sealedAt: '2026-11-22T09:30:00Z',
    engine,
  })
  const bytes = Buffer.concat(await Array.fromAsync(stream))
  return { bytes, sent: sentOf(await finished) }
}
const sentOf = ({ bytes, seal, wrappedKey }: Sealed): SentJson => ({
  manifest: base64url(bytes),
  seal: base64url(seal),
  wrappedKey: base64url(wrappedKey),
})
const send = (upload: string, bytes: Buffer, from = 0) =>
  asked<{ received: number; code: string }>(`${at().part(upload)}?ab=${from}`, {
    method: 'POST',
    body: new Uint8Array(bytes),
    headers: { 'content-type': 'application/octet-stream' },
  })
const finish = (upload: string, sent: SentJson) =>
  asked<Filed & { code: string }>(at().finish(upload), { method: 'POST', body: JSON.stringify(sent) })
const readBack = (versionId: string) =>
  web.scope({ organisation: town, purpose: filing, actor: { kind: 'system', job: 'test' } }, (scope) =>
    lease(scope, { versionId, purpose: 'download' }, async ({ content }) =>
      Buffer.concat(await Array.fromAsync(content)),
    ),
  )
const count = async (table: string): Promise<number> =>
  web.scope({ organisation: town, purpose: storing }, async (scope) => {
    const rows = await db(scope)
      .selectFrom(table as 'documents')
      .select('id')
      .execute()
    return rows.length
  })

describe('amagno/client-seal', () => {
  test('amagno/client-seal a sealed file comes in parts, goes on after a break, and is filed with a receipt', async () => {
    const content = Buffer.from('Der Bescheid für Rüdiger. '.repeat(40_000))
    const ticket = await opened({ way: 'camera' })
    const { bytes, sent } = await sealed(ticket, content)
    expect(bytes.includes('Bescheid')).toBe(false)
    const half = bytes.length >> 1
    expect((await send(ticket.upload, bytes.subarray(0, half))).body).toEqual({ received: half })
    expect((await finish(ticket.upload, sent)).body.code).toBe('files.gap')
    expect((await send(ticket.upload, bytes.subarray(half + 1), half + 1)).body.code).toBe('files.gap')
    expect((await asked<{ received: number }>(at().part(ticket.upload))).body).toEqual({ received: half })
    expect((await send(ticket.upload, bytes.subarray(half), half)).body).toEqual({ received: bytes.length })
    const filed = await finish(ticket.upload, sent)
    expect(filed.status).toBe(200)
    expect(filed.body).toMatchObject({ documentId: ticket.documentId, versionId: ticket.upload, number: 1 })
    expect((await readBack(filed.body.versionId)).equals(content)).toBe(true)
    // the answer got lost: asked again it is the same, and nothing is filed twice
    expect((await finish(ticket.upload, sent)).body).toEqual(filed.body)
    expect([await count('document_uploads'), await count('documents')]).toEqual([0, 1])
  })

  test('a next version is sealed for its number and document', async () => {
    const first = await opened()
    const one = await sealed(first, Buffer.from('eins'))
    await send(first.upload, one.bytes)
    await finish(first.upload, one.sent)
    const second = await opened({ document: first.documentId })
    expect([second.documentId, second.version]).toEqual([first.documentId, 2])
    const two = await sealed(second, Buffer.from('zwei'))
    await send(second.upload, two.bytes)
    expect((await finish(second.upload, two.sent)).body.number).toBe(2)
    expect((await readBack(second.upload)).toString()).toBe('zwei')
  })
})

describe('amagno/verify-after-store', () => {
  test('amagno/verify-after-store a bit flipped at any stage, another’s manifest, key or seal: refused, and nothing stays', async () => {
    const content = randomBytes(40_000)
    const [mine, other] = [await opened(), await opened()]
    const [own, foreign] = [await sealed(mine, content, 'image/png'), await sealed(other, content, 'image/png')]
    const before = [await count('documents'), (await Array.fromAsync(web.house.blobs.list(town.id))).length]
    const flipped = (bytes: Uint8Array, place: number) => {
      const changed = Buffer.from(bytes)
      changed[place] = (changed[place] ?? 0) ^ 1
      return changed
    }
    for (const place of [0, 30, 56, 56 + 16_384, own.bytes.length - 1]) {
      await send(mine.upload, flipped(own.bytes, place))
      expect((await finish(mine.upload, own.sent)).body.code).toBe('documents.not-genuine')
    }
    const bad = (change: Partial<SentJson>) => ({ ...own.sent, ...change })
    for (const [what, sent] of Object.entries({
      manifest: bad({ manifest: base64url(flipped(fromBase64url(own.sent.manifest), 40)) }),
      seal: bad({ seal: base64url(flipped(fromBase64url(own.sent.seal), 5)) }),
      key: bad({ wrappedKey: base64url(flipped(fromBase64url(own.sent.wrappedKey), 80)) }),
      'another’s key': bad({ wrappedKey: foreign.sent.wrappedKey }),
      'another’s manifest': foreign.sent,
      'no manifest': bad({ manifest: 'e30' }),
      signature: bad({ signature: base64url(randomBytes(64)) }),
    })) {
      await send(mine.upload, own.bytes)
      expect((await finish(mine.upload, sent)).body.code, what).toBe('documents.not-genuine')
    }
    await send(mine.upload, Buffer.concat([own.bytes, Buffer.from('x')]))
    expect((await finish(mine.upload, own.sent)).body.code).toBe('documents.not-genuine')
    expect([await count('documents'), (await Array.fromAsync(web.house.blobs.list(town.id))).length]).toEqual(before)
    await web.house.blobs.parts.drop(mine.upload)
    await send(mine.upload, own.bytes)
    expect((await finish(mine.upload, own.sent)).status).toBe(200)
  })
})

test('who may not file there gets no ticket; an upload belongs to its archive; nonsense is refused', async () => {
  const elsewhere = await web.scope({ organisation: town, purpose: filing }, (scope) => createArchive(scope, 'Kasse'))
  const placed = await web.member(town, { role: 'by-place', further: [{ role: 'desk', place: elsewhere }] } as never)
  expect((await asked(at().open, form({}), placed.cookie)).status).toBe(403)
  expect((await asked(at(elsewhere).open, form({}), placed.cookie)).status).toBe(200)
  const reader = await web.member(town, { role: 'read-only' })
  expect((await asked(at().open, form({}), reader.cookie)).status).toBe(403)
  const { upload } = await opened()
  expect((await asked(at(elsewhere).part(upload))).status).toBe(410)
  expect((await asked(at().part(randomUUID()))).status).toBe(410)
  expect((await asked(at(randomUUID()).open, form({}))).status).toBe(404)
  expect((await send('kein-upload', Buffer.from('x'))).status).toBe(410)
  expect((await asked<{ code: string }>(at().open, form({ person: randomUUID() }))).body.code).toBe(
    'documents.unknown-person',
  )
  expect((await asked(at().finish(upload), { method: 'POST', body: 'kein JSON' })).status).toBe(422)
})

test('amagno/client-seal archives are set up over the pages: created, renamed, closed; a closed one takes nothing', async () => {
  const admin = web.browse({ cookie: (await web.member(town, { role: 'administrator' })).cookie })
  const page = `/${town.slug}/team/einrichtung/archive`
  expect((await web.browse({ cookie }).open(page)).status).toBe(403)
  await admin.open(page)
  expect((await admin.submit('Archiv anlegen', { name: '' })).status).toBe(422)
  expect((await admin.submit('Archiv anlegen', { name: 'BAUAMT' })).page.text).toContain('So heißt schon')
  const made = await admin.submit('Archiv anlegen', { name: 'Personal' })
  expect(made.page.text).toContain('Das Archiv ist angelegt')
  const id = /archive\/([0-9a-f-]{36})">[^]*?Personal/.exec(
    made.html.slice(made.html.lastIndexOf('<tr', made.html.indexOf('Personal'))),
  )?.[1]
  await admin.open(`${page}/${id}`)
  expect((await admin.submit('Speichern', { name: 'Personalamt' })).page.text).toContain('Gespeichert')
  expect((await admin.submit('Archiv schließen')).page.text).toContain('Das Archiv ist geschlossen')
  expect((await asked<{ code: string }>(at(id).open, form({}))).body.code).toBe('documents.archive-closed')
  expect((await admin.submit('Archiv wieder öffnen')).page.text).toContain('wieder offen')
  expect((await asked(at(id).open, form({}))).status).toBe(200)
})
