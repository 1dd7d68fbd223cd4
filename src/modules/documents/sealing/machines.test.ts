import { randomBytes } from 'node:crypto'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Organisation } from '#platform/data/organisations.ts'
import type { Scope } from '#platform/data/scope.ts'
import { nodeEngine } from '#platform/sealing/engine.node.ts'
import { newSigningKeys } from '#platform/sealing/manifest.ts'
import { testWeb, type TestWeb } from '#testing/web.ts'
import { filing, storing } from '../data.ts'
import { documents } from '../module.ts'
import { closeArchive, createArchive } from '../storing/archives.ts'
import { lease } from '../storing/lease.ts'
import { apiKeysOf, endApiKey, makeApiKey } from './api-keys.ts'
import { db } from './data.ts'
import { machineAddresses } from './paths.ts'
import { type Line, NotTaken, sendSealed, type ToSend } from './send.ts'

let web: TestWeb
let town: Organisation
let other: Organisation
let archive: string
beforeAll(async () => {
  web = await testWeb({ modules: (house) => [documents({ house })] })
  town = await web.organisation()
  other = await web.organisation()
  archive = await inTown((at) => createArchive(at, 'Bauamt'))
})
afterAll(() => web.close())

const actor = { kind: 'system', job: 'test' } as const
const inTown = <T>(work: (at: Scope<(typeof filing)['opens'][number]>) => Promise<T>): Promise<T> =>
  web.scope({ organisation: town, purpose: filing, actor }, work)
const newKey = (name = 'Scanner') => inTown((at) => makeApiKey(at, { archiveId: archive, name, way: 'api' }))

type Sent = { address: string; bytes: Buffer }

/** A line to the application, which a test may break. */
function lineWith(
  key: string,
  { to = town, before = async () => undefined }: { to?: Organisation; before?: (n: number) => Promise<unknown> } = {},
): Line & { sent: Sent[]; waits: number[] } {
  const [sent, waits]: [Sent[], number[]] = [[], []]
  return {
    sent,
    waits,
    addresses: machineAddresses(`${web.origin}/${to.slug}`),
    post: async (address, body) => {
      const bytes = Buffer.from(await new Response(body).arrayBuffer())
      sent.push({ address, bytes })
      await before(sent.length)
      const headers = { authorization: `Bearer ${key}`, accept: 'application/json' }
      return web.app.request(address, { method: 'POST', headers, ...(body === undefined ? {} : { body }) })
    },
    wait: async (seconds) => void waits.push(seconds),
    engine: nodeEngine,
  }
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}
const fileOf = (content: Uint8Array, given: Partial<ToSend> = {}): ToSend => ({
  file: once(content),
  size: content.length,
  mediaType: 'text/plain',
  fileName: 'Antrag von Rüdiger Ährenfeld.txt',
  title: 'Antrag Ährenfeld',
  sealedAt: '2026-11-16T08:00:00Z',
  ...given,
})
const read = (versionId: string): Promise<Buffer> =>
  inTown((at) =>
    lease(at, { versionId, purpose: 'download' }, async ({ content }) => Buffer.concat(await Array.fromAsync(content))),
  )
const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'taken',
    (error: unknown) => (error instanceof NotTaken ? error.code : String(error)),
  )

describe('amagno/client-seal', () => {
  test('amagno/client-seal what a machine sends is packed and sealed: nothing of name, title or content is in it', async () => {
    const { key } = await newKey()
    const signing = await newSigningKeys()
    const line = { ...lineWith(key), ...(signing ? { signing } : {}) }
    const content = Buffer.from('Der Bauantrag von Rüdiger Ährenfeld, Steuernummer 123/456. '.repeat(20_000))
    const filed = await sendSealed(line, fileOf(content))
    const all = Buffer.concat(line.sent.map(({ bytes }) => bytes))
    expect(all.length).toBeGreaterThan(1000)
    expect(all.length).toBeLessThan(content.length / 10)
    for (const needle of ['Bauantrag', 'hrenfeld', 'Steuernummer', '123/456', 'R\u00fcdiger'])
      expect(all.includes(needle), needle).toBe(false)
    expect(line.sent.map(({ address }) => address).join(' ')).not.toMatch(/Antrag|hrenfeld|belegt_/)
    expect((await read(filed.versionId)).equals(content)).toBe(true)
    expect(filed.receipt).toMatchObject({ document: filed.documentId, number: 1 })
  })

  test('a line that breaks before or after the bytes came through is gone on with, and nothing is filed twice', async () => {
    const { key } = await newKey()
    const content = randomBytes(20 * 1024 * 1024)
    const broken = new Set([2, 3, 6])
    const line = lineWith(key, {
      before: async (n) => {
        if (broken.has(n)) throw new TypeError('fetch failed')
      },
    })
    const post = line.post
    let lost = false
    const losing: Line = {
      ...line,
      async post(address, body) {
        const answer = await post(address, body)
        // the answer to the last of all gets lost
        if (!address.endsWith('/fertig') || lost) return answer
        lost = true
        throw new TypeError('fetch failed')
      },
    }
    const filed = await sendSealed(losing, fileOf(content, { mediaType: 'application/pdf' }))
    expect(lost).toBe(true)
    expect(line.waits.length).toBeGreaterThanOrEqual(4)
    expect((await read(filed.versionId)).equals(content)).toBe(true)
    // 20 MiB and what was lost, not the whole file again
    expect(line.sent.reduce((sum, { bytes }) => sum + bytes.length, 0)).toBeLessThan(50 * 1024 * 1024)
  })

  test('a file that changes while it is read is not filed, and one byte changed on the way is not either', async () => {
    const { key } = await newKey()
    await expect(sendSealed(lineWith(key), fileOf(Buffer.from('Hallo'), { size: 9 }))).rejects.toThrow('length')
    const line = lineWith(key)
    const changing: Line = {
      ...line,
      async post(address, body) {
        if (!address.includes('?ab=')) return line.post(address, body)
        const bytes = new Uint8Array(await new Response(body).arrayBuffer())
        bytes[100] = (bytes[100] ?? 0) ^ 1
        return line.post(address, bytes)
      },
    }
    expect(await codeOf(sendSealed(changing, fileOf(Buffer.from('Hallo '.repeat(500)))))).toBe('documents.not-genuine')
  })
})

describe('an access key', () => {
  test('opens nothing when it is wrong, of another organisation, taken back, or its archive is closed', async () => {
    const { key, id } = await newKey('Flur')
    const send = (line: Line) => codeOf(sendSealed(line, fileOf(Buffer.from('Hallo'))))
    expect(await send(lineWith('belegt_' + 'A'.repeat(43)))).toBe('documents.wrong-key')
    expect(await send(lineWith('nichts'))).toBe('documents.wrong-key')
    expect(await send(lineWith(key, { to: other }))).toBe('documents.wrong-key')
    expect(await send(lineWith(key))).toBe('taken')
    await inTown((at) => endApiKey(at, id))
    expect(await send(lineWith(key))).toBe('documents.wrong-key')
    const closed = await inTown((at) => createArchive(at, 'Altes'))
    const { key: old } = await inTown((at) => makeApiKey(at, { archiveId: closed, name: 'alt', way: 'api' }))
    await inTown((at) => closeArchive(at, closed))
    expect(await send(lineWith(old))).toBe('documents.wrong-key')
  })

  test('is not stored, and the day of its last use is', async () => {
    const { key, id } = await newKey('Hof')
    await sendSealed(lineWith(key), fileOf(Buffer.from('Hallo')))
    const lines = await web.scope({ organisation: town, purpose: storing, actor }, apiKeysOf)
    const line = lines.find((one) => one.id === id)
    expect(line?.used_at?.toString()).toBe('2026-11-15T23:00:00Z')
    const rows = await inTown((at) => db(at).selectFrom('document_api_keys').selectAll().execute())
    expect(rows.length).toBeGreaterThan(0)
    for (const row of rows) expect(JSON.stringify(row)).not.toContain(key.slice('belegt_'.length))
  })

  test('cannot go on with an upload of another archive', async () => {
    const { key } = await newKey()
    const elsewhere = await inTown((at) => createArchive(at, 'Standesamt'))
    const { key: foreign } = await inTown((at) => makeApiKey(at, { archiveId: elsewhere, name: 'b', way: 'api' }))
    const line = lineWith(key)
    const ticket = (await (await line.post(line.addresses.open)).json()) as { upload: string }
    const theirs = lineWith(foreign)
    const answer = await theirs.post(`${theirs.addresses.part(ticket.upload)}?ab=0`, 'x')
    expect([answer.status, ((await answer.json()) as { code: string }).code]).toEqual([410, 'documents.upload-gone'])
  })
})

test('the set-up shows a key once and takes it back', async () => {
  const { cookie } = await web.member(town)
  const browser = web.browse({ cookie, keepCookies: true })
  await browser.open(`/${town.slug}/team/einrichtung/zugangsschluessel`)
  const empty = await browser.submit('Schlüssel anlegen', { archive, way: 'command-line' })
  expect(empty.status).toBe(422)
  const made = await browser.submit('Schlüssel anlegen', { name: 'Poststelle <b>', archive, way: 'command-line' })
  expect(made.status).toBe(200)
  const key = /belegt_[A-Za-z0-9_-]{43}/.exec(made.html)?.[0] ?? ''
  const filed = await sendSealed(lineWith(key), fileOf(Buffer.from('Hallo')))
  expect((await read(filed.versionId)).toString()).toBe('Hallo')
  const again = await browser.open(`/${town.slug}/team/einrichtung/zugangsschluessel`)
  expect(again.html).not.toContain(key)
  expect(again.html).toContain('Poststelle &lt;b&gt;')
  expect(web.defects).toEqual([])
})

/** Everything below a folder, as bytes. */
const bytesBelow = (folder: string): Buffer[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile())
    .map((path) => readFileSync(path))

test('no key and no plain text is left on the disk', async () => {
  const { key } = await newKey('Keller')
  await sendSealed(lineWith(key), fileOf(Buffer.from('Zwetschgenknödelrezept '.repeat(10))))
  for (const bytes of bytesBelow(web.dataFolder)) {
    expect(bytes.includes(key.slice(10))).toBe(false)
    expect(bytes.includes('Zwetschgenkn')).toBe(false)
  }
})
