import { createHash } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Organisation } from '#platform/data/organisations.ts'
import { readBlob } from '#platform/files/blobs.ts'
import { testWeb, type TestWeb } from '#testing/web.ts'
import { archiveIn } from '#testing/filed.ts'
import { filing } from '../../data.ts'
import { documents } from '../../module.ts'
import { NotTaken } from '../../sealing/send.ts'
import { lease } from '../../storing/lease.ts'
import { db } from '../data.ts'
import { sendFile, type Steering, type ToSend } from './send.ts'

let web: TestWeb
let town: Organisation
let archive: string
let cookie: string
beforeAll(async () => {
  web = await testWeb({ modules: (house) => [documents({ house })] })
  town = await web.organisation()
  archive = await archiveIn(web, town)
  cookie = (await web.member(town, { role: 'desk' })).cookie
})
afterAll(() => web.close())

type Line = (url: string, init: RequestInit, ask: () => Promise<Response>) => Promise<Response>
const calm: Line = (_url, _init, ask) => ask()

/** What a worker does, over a line that behaves as told. */
const steering = (line: Line, more: Partial<Steering> = {}): Steering => ({
  fetch: (url, init) =>
    line(url, init, async () => {
      const headers = { ...(init.headers as Record<string, string>), cookie, 'sec-fetch-site': 'same-origin' }
      return web.app.request(web.origin + url, { ...init, headers })
    }),
  mayGoOn: async () => undefined,
  wait: async () => undefined,
  now: () => '2026-11-16T08:00:00Z',
  progress: () => undefined,
  connected: () => undefined,
  signal: new AbortController().signal,
  ...more,
})
const wish = (bytes: Uint8Array<ArrayBuffer>, more: Partial<ToSend> = {}): ToSend => ({
  file: new Blob([bytes]),
  name: 'Antrag Ährenfeld.pdf',
  mediaType: 'application/pdf',
  base: `/${town.slug}`,
  archive,
  way: 'browser',
  ...more,
})
const contentOf = (versionId: string) =>
  web.scope({ organisation: town, purpose: filing }, (at) =>
    lease(at, { versionId, purpose: 'download' }, async ({ content, fileName }) => {
      const hash = createHash('sha256')
      for await (const piece of content) hash.update(piece)
      return { fileName, hash: hash.digest('hex') }
    }),
  )
/** Bytes that no compression shortens, the same each time. */
const noise = (size: number): Uint8Array<ArrayBuffer> => {
  const bytes = new Uint8Array(size)
  for (let at = 0, state = 7; at < size; at++) {
    state = (state * 1103515245 + 12345) % 2147483648
    bytes[at] = state >> 16
  }
  return bytes
}
const hashOf = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

test('amagno/client-seal what leaves the browser holds nothing of the file, and it opens again', async () => {
  const words = 'Der Bauantrag von Rüdiger Ährenfeld liegt bei. '
  const bytes = new Uint8Array(new TextEncoder().encode(words.repeat(3_000)))
  const sent: Buffer[] = []
  const { versionId, receipt } = await sendFile(
    wish(bytes, { mediaType: 'text/plain', name: 'Ährenfeld.txt' }),
    steering(async (_url, init, ask) => {
      if (init.body) sent.push(Buffer.from(await new Response(init.body as BodyInit).arrayBuffer()))
      return ask()
    }),
  )
  expect(sent.length).toBeGreaterThan(2)
  for (const needle of ['Bauantrag', 'hrenfeld', 'Rüdiger'])
    expect(Buffer.concat(sent).includes(needle), needle).toBe(false)
  expect(await contentOf(versionId)).toEqual({ fileName: 'Ährenfeld.txt', hash: hashOf(bytes) })
  expect(receipt.version).toBe(versionId)
})

test('a line that breaks at every second request, also after the bytes arrived, loses and doubles nothing', async () => {
  const bytes = noise(11 * 1024 ** 2 + 3)
  let asked = 0
  const seen: boolean[] = []
  const filed = await sendFile(
    wish(bytes),
    steering(
      async (_url, _init, ask) => {
        asked += 1
        if (asked % 4 === 0) throw new TypeError('Failed to fetch')
        const answer = await ask()
        if (asked % 4 === 2 && asked > 2) throw new TypeError('the answer was lost')
        return answer
      },
      { connected: (is) => seen.push(is) },
    ),
  )
  expect(await contentOf(filed.versionId)).toMatchObject({ hash: hashOf(bytes) })
  expect(new Set(seen)).toEqual(new Set([true, false]))
  const row = await web.scope({ organisation: town, purpose: filing }, (at) =>
    db(at).selectFrom('document_versions').selectAll().where('id', '=', filed.versionId).execute(),
  )
  expect(row).toHaveLength(1)
  expect((await readBlob(web.house.blobs, town.id, row[0]!.file)).length).toBe(row[0]!.file.size)
})

test('what the server refuses is told by its code and sentence, and not asked again', async () => {
  let asked = 0
  const line: Line = (_url, _init, ask) => {
    asked += 1
    return ask()
  }
  const refused = sendFile(wish(noise(10), { archive: '0b8c6d2e-0000-4000-8000-000000000000' }), steering(line))
  await expect(refused).rejects.toThrow(NotTaken)
  await refused.catch((error: NotTaken) =>
    expect([error.code, error.message.startsWith('Dieses Archiv')]).toEqual(['documents.no-archive', true]),
  )
  expect(asked).toBe(1)
})

test('a pause holds the line until it goes on; cancelling ends it', async () => {
  const gate = Promise.withResolvers<void>()
  let held = true
  let sent = 0
  const line: Line = (_url, _init, ask) => {
    expect(held).toBe(false)
    sent += 1
    return ask()
  }
  const sending = sendFile(wish(noise(100)), steering(line, { mayGoOn: () => gate.promise }))
  await new Promise((done) => setTimeout(done, 20))
  expect(sent).toBe(0)
  held = false
  gate.resolve()
  await sending
  const stop = new AbortController()
  stop.abort()
  await expect(sendFile(wish(noise(10)), steering(calm, { signal: stop.signal }))).rejects.toThrow('abort')
})
