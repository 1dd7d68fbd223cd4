import { createHash, randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { inflateSync } from 'node:zlib'
import { expect, test } from 'vitest'
import type * as bytesFile from '#platform/sealing/bytes.ts'
import type * as cobblestoneFile from '#platform/sealing/cobblestone.ts'
import type * as documentFile from '#platform/sealing/document.ts'
import type * as manifestFile from '#platform/sealing/manifest.ts'
import { openDetails, openDocument, openKey, type Sealed } from '#platform/sealing/document.ts'
import { nodeEngine } from '#platform/sealing/engine.node.ts'
import { checkSeal, checkSignature, readManifest } from '#platform/sealing/manifest.ts'
import { newKeyPair } from '#platform/sealing/wrap.ts'
import { openPage, type Visit } from './support/browser.ts'
import { bringSealing } from './support/sealing-page.ts'

declare const sealing: typeof bytesFile & typeof cobblestoneFile & typeof documentFile & typeof manifestFile

type Vector = {
  tcId: number
  key: string
  ctx: string
  ct: string
  result: string
  msgLength?: number
  msgSha512?: string
}

const file = new URL('vectors/cobblestone-256.json', import.meta.url)
const vectors = (JSON.parse(readFileSync(file, 'utf8')) as { testGroups: { tests: Vector[] }[] }).testGroups.flatMap(
  ({ tests }) => tests,
)
const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64url')

test('Chromium passes all vectors of Wycheproof for Cobblestone-256', async () => {
  await using opened = await openPage()
  await using _ = await bringSealing(opened.page, ['bytes.ts', 'cobblestone.ts'])
  const given = vectors.map((one) => ({ ...one, ct: base64(inflateSync(Buffer.from(one.ct, 'hex'))) }))
  const found = await opened.page.evaluate(async (tests: Vector[]) => {
    const answers: { id: number; ended: boolean; length: number; sha512: string; again: boolean }[] = []
    for (const { tcId, key, ctx, ct } of tests) {
      const [k, context, bytes] = [sealing.fromHex(key), sealing.fromHex(ctx), sealing.fromBase64url(ct)]
      const got: Uint8Array[] = []
      let ended = false
      try {
        for await (const piece of sealing.openChunks(k, context, new Blob([bytes]).stream())) got.push(piece)
        ended = true
      } catch {
        // said by `ended`
      }
      const plain = sealing.joined(...got)
      const sum = new Uint8Array(await crypto.subtle.digest('SHA-512', plain))
      let again = false
      if (ended) {
        const stream = sealing.sealChunks(k, context, new Blob([plain]).stream(), { salt: bytes.slice(0, 24) })
        again = sealing.equal(sealing.joined(...(await Array.fromAsync(stream))), bytes)
      }
      answers.push({ id: tcId, ended, length: plain.length, sha512: sealing.hex(sum), again })
    }
    return answers
  }, given)
  expect(found.length).toBe(35)
  for (const [at, { tcId, result, msgLength, msgSha512 }] of vectors.entries()) {
    const one = found[at]
    expect(one, String(tcId)).toMatchObject({ id: tcId, ended: result === 'valid', again: result === 'valid' })
    expect(one?.length, String(tcId)).toBeLessThanOrEqual(msgLength ?? 0)
    if (result === 'valid') expect(one).toMatchObject({ length: msgLength, sha512: msgSha512 })
  }
})

test('what Chromium seals opens there and in Node, with its seal and signature', async () => {
  await using opened = await openPage()
  await using _ = await bringSealing(opened.page, ['bytes.ts', 'document.ts', 'manifest.ts'])
  const archive = await newKeyPair()
  const [sealKey, plain] = [randomBytes(32), randomBytes(3_000_000)]
  plain.fill('Sehr geehrte Damen und Herren, ', 100_000)
  const ids = {
    organisationId: '11111111-1111-4111-8111-111111111111',
    documentId: '22222222-2222-4222-8222-222222222222',
    version: 3,
  }
  const sent = await opened.page.evaluate(
    async ({ text, size, publicKey, seal, of }) => {
      const signing = await sealing.newSigningKeys()
      const { stream, finished } = sealing.sealDocument({
        file: new Blob([sealing.fromBase64url(text)]).stream(),
        size,
        mediaType: 'text/plain',
        details: { fileName: 'Übersicht.txt', title: 'Übersicht' },
        archivePublicKey: sealing.fromBase64url(publicKey),
        ids: of,
        ticket: { sealKey: sealing.fromBase64url(seal) },
        sealedAt: new Date().toISOString(),
        ...(signing ? { signing } : {}),
      })
      const blob = new Uint8Array(await new Response(sealing.streamOf(stream)).arrayBuffer())
      const done: Sealed = await finished
      const back = sealing.joined(
        ...(await Array.fromAsync(sealing.openDocument(done.key, done.manifest, new Blob([blob]).stream()))),
      )
      return {
        blob: sealing.base64url(blob),
        manifest: sealing.base64url(done.bytes),
        seal: sealing.base64url(done.seal),
        signature: done.signature && sealing.base64url(done.signature),
        wrapped: sealing.base64url(done.wrappedKey),
        same: sealing.equal(back, sealing.fromBase64url(text)),
      }
    },
    { text: base64(plain), size: plain.length, publicKey: base64(archive.publicKey), seal: base64(sealKey), of: ids },
  )
  expect(sent.same).toBe(true)
  const bytes = (text: string) => Buffer.from(text, 'base64url')
  const manifest = readManifest(bytes(sent.manifest))
  await checkSeal(sealKey, bytes(sent.manifest), bytes(sent.seal))
  await checkSignature(bytes(sent.manifest), bytes(sent.signature ?? ''))
  const key = await openKey(archive.privateKey, bytes(sent.wrapped), ids)
  expect(await openDetails(key, manifest)).toEqual({ fileName: 'Übersicht.txt', title: 'Übersicht' })
  const hash = createHash('sha256')
  const sealed = (async function* () {
    yield bytes(sent.blob)
  })()
  for await (const piece of openDocument(key, manifest, sealed, { engine: nodeEngine })) hash.update(piece)
  expect(hash.digest('hex')).toBe(createHash('sha256').update(plain).digest('hex'))
})

function residentMemory(process: number): number {
  try {
    return Number(readFileSync(`/proc/${process}/statm`, 'utf8').split(' ')[1]) * 4096
  } catch {
    return 0 // it ended meanwhile
  }
}

/** Bytes that the page's own process holds in memory. */
async function rendererMemory(visit: Visit): Promise<number> {
  const browser = visit.context.browser()
  if (!browser) throw new Error('no browser')
  const session = await browser.newBrowserCDPSession()
  const { processInfo } = await session.send('SystemInfo.getProcessInfo')
  await session.detach()
  const sizes = processInfo.filter(({ type }) => type === 'renderer').map(({ id }) => residentMemory(id))
  return Math.max(0, ...sizes)
}

test('Chromium seals a file of 800 MB in the memory that one of 200 MB takes', async () => {
  const archive = await newKeyPair()
  const few = await mostMemory(200, archive.publicKey)
  const many = await mostMemory(800, archive.publicKey)
  // garbage that waits to be collected comes and goes; what grows with the file would be six hundred more
  expect(many - few).toBeLessThan(200 * MB)
}, 120_000)

const MB = 1024 * 1024

/** The most memory that a page of its own takes while it seals so many megabytes. */
async function mostMemory(megabytes: number, publicKey: Uint8Array): Promise<number> {
  await using opened = await openPage()
  await using _ = await bringSealing(opened.page, ['bytes.ts', 'document.ts'])
  let most = 0
  const sealed = opened.page.evaluate(
    async ({ key, size }) => {
      const piece = new Uint8Array(1024 * 1024).fill(7)
      const file = (async function* () {
        for (let made = 0; made < size; made += piece.length) yield piece
      })()
      const ids = {
        organisationId: '11111111-1111-4111-8111-111111111111',
        documentId: '22222222-2222-4222-8222-222222222222',
        version: 1,
      }
      const { stream, finished } = sealing.sealDocument({
        file,
        size,
        mediaType: 'application/pdf',
        details: { fileName: 'a', title: 'a' },
        archivePublicKey: sealing.fromBase64url(key),
        ids,
        ticket: { sealKey: new Uint8Array(32) },
        sealedAt: new Date().toISOString(),
      })
      let length = 0
      for await (const part of stream) length += part.length
      return { length, said: (await finished).manifest.cipherLength }
    },
    { key: base64(publicKey), size: megabytes * MB },
  )
  let done = false
  void sealed.finally(() => (done = true)).catch(() => undefined)
  while (!done) {
    most = Math.max(most, await rendererMemory(opened))
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  const { length, said } = await sealed
  expect(length).toBe(said)
  expect(length).toBeGreaterThan(megabytes * MB)
  return most
}
