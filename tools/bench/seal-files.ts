import { createCipheriv, createHash, randomBytes } from 'node:crypto'
import { deflateRawSync } from 'node:zlib'
import { chromium, type Page } from 'playwright-core'
import type * as bytesFile from '../../src/platform/sealing/bytes.ts'
import type * as documentFile from '../../src/platform/sealing/document.ts'
import { sealDocument } from '../../src/platform/sealing/document.ts'
import { nodeEngine } from '../../src/platform/sealing/engine.node.ts'
import { newKeyPair } from '../../src/platform/sealing/wrap.ts'
import { bringSealing } from '../../tests/support/sealing-page.ts'
import { browserProgram } from '../browser.ts'
import { round, say, timed, type Found } from './support.ts'

const SIZE = 64 * 1024 * 1024
const PIECE = 1024 * 1024
const ROUNDS = 7
const NODE = 0.8
const CHROMIUM = 0.5
type Time = { readonly own: number; readonly bare: number }
const MEDIA = { text: 'text/plain', pdf: 'application/pdf' } as const
type Sort = keyof typeof MEDIA

/** Words in no order, so that packing has as much to do as with a letter. */
function words(size: number): Uint8Array {
  const known =
    'der die und Rechnung vom Betrag in Höhe von Euro Sehr geehrte Damen Herren Vertrag Nummer wir bitten um'
  const list = known.split(' ')
  const random = randomBytes(size / 4)
  const parts: string[] = []
  for (let at = 0, length = 0; length < size; at = (at + 1) % random.length) {
    const byte = random[at] ?? 0
    const word = byte < 200 ? (list[byte % list.length] ?? '') : String(byte * at)
    parts.push(word)
    length += word.length + 1
  }
  return Buffer.from(parts.join(' ')).subarray(0, size)
}

/** Packed already, as the inside of a PDF is. */
const contentOf = (sort: Sort): Uint8Array => (sort === 'text' ? words(SIZE) : randomBytes(SIZE))

async function* piecesOf(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += PIECE) yield bytes.subarray(at, at + PIECE)
}

/** Milliseconds of all cores together: on a shared machine they say more than the clock. */
const processor = (): number => {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

const ids = {
  organisationId: '11111111-1111-4111-8111-111111111111',
  documentId: '22222222-2222-4222-8222-222222222222',
  version: 1,
}

async function sealInNode(sort: Sort, content: Uint8Array, archivePublicKey: Uint8Array): Promise<void> {
  const { stream, finished } = sealDocument({
    file: piecesOf(content),
    size: content.length,
    mediaType: MEDIA[sort],
    details: { fileName: 'a', title: 'a' },
    archivePublicKey,
    ids,
    ticket: { sealKey: randomBytes(32), dedupKey: randomBytes(32) },
    sealedAt: '2026-11-22T00:00:00Z',
    engine: nodeEngine,
  })
  for await (const _ of stream);
  await finished
}

/** Packing, AES-256-GCM and SHA-256 of what comes in and of what goes out, each over the whole in one call. */
function bareInNode(sort: Sort, content: Uint8Array): void {
  createHash('sha256').update(content).digest()
  const packed = sort === 'text' ? deflateRawSync(content) : content
  const cipher = createCipheriv('aes-256-gcm', randomBytes(32), randomBytes(12))
  const sealed = cipher.update(packed)
  cipher.final()
  createHash('sha256').update(sealed).digest()
}

declare const sealing: typeof bytesFile & typeof documentFile

/** Milliseconds of both, side by side, in the page. */
const inChromium = (page: Page, sort: Sort, publicKey: Uint8Array, content: Uint8Array) =>
  page.evaluate(
    async ({ media, key, of, sample, size, rounds }) => {
      // a sample is sent and repeated beyond the window of DEFLATE: 64 MiB would not fit through
      const seed = sealing.fromBase64url(sample)
      const bytes = new Uint8Array(size)
      for (let at = 0; at < size; at += seed.length) bytes.set(seed.subarray(0, Math.min(seed.length, size - at)), at)
      const file = new Blob([bytes])
      const times: Time[] = []
      for (let round = 0; round < rounds; round++) {
        let begun = performance.now()
        const { stream, finished } = sealing.sealDocument({
          file: file.stream(),
          size,
          mediaType: media,
          details: { fileName: 'a', title: 'a' },
          archivePublicKey: sealing.fromBase64url(key),
          ids: of,
          ticket: { sealKey: new Uint8Array(32), dedupKey: new Uint8Array(32) },
          sealedAt: '2026-11-22T00:00:00Z',
        })
        for await (const _ of stream);
        await finished
        const own = performance.now() - begun
        begun = performance.now()
        await crypto.subtle.digest('SHA-256', bytes)
        const packed =
          media === 'text/plain'
            ? await new Response(file.stream().pipeThrough(new CompressionStream('deflate-raw'))).arrayBuffer()
            : bytes
        const name = 'AES-GCM'
        const aes = await crypto.subtle.generateKey({ name, length: 256 }, false, ['encrypt'])
        const sealed = await crypto.subtle.encrypt({ name, iv: new Uint8Array(12) }, aes, packed)
        await crypto.subtle.digest('SHA-256', sealed)
        times.push({ own, bare: performance.now() - begun })
      }
      return times
    },
    {
      media: MEDIA[sort],
      key: Buffer.from(publicKey).toString('base64url'),
      of: ids,
      sample: Buffer.from(content.subarray(0, 4 * 1024 * 1024)).toString('base64url'),
      size: SIZE,
      rounds: ROUNDS,
    },
  )

/** 64 MiB through packing, sealing and hashing, against the bare primitives over the same bytes in the same run. */
export async function sealFiles(): Promise<Found> {
  const { publicKey } = await newKeyPair()
  const facts: Record<string, string | number> = {}
  let met = true
  const told = (place: string, sort: Sort, times: readonly Time[], bar: number) => {
    // the fastest of each: what else the machine does makes either only slower
    const own = Math.min(...times.map((time) => time.own))
    const ratio = Math.min(...times.map((time) => time.bare)) / own
    const speed = SIZE / 1024 / 1024 / (own / 1000)
    say(`${place} ${sort}: ${round(speed)} MiB/s, ${round(ratio * 100)} % of the bare primitives (bar ${bar * 100} %)`)
    facts[`${place}_${sort}`] = round(ratio)
    met &&= ratio >= bar
  }
  for (const sort of ['text', 'pdf'] as const) {
    const content = contentOf(sort)
    const [times, cpu]: [Time[], Time[]] = [[], []]
    for (let at = 0; at < ROUNDS; at++) {
      const begun = processor()
      const own = await timed(() => sealInNode(sort, content, publicKey))
      const between = processor()
      const bare = await timed(async () => bareInNode(sort, content))
      times.push({ own, bare })
      cpu.push({ own: between - begun, bare: processor() - between })
    }
    told('node', sort, times, NODE)
    facts[`node_${sort}_cpu`] = round(Math.min(...cpu.map(({ bare }) => bare)) / Math.min(...cpu.map(({ own }) => own)))
  }
  const { path, env } = browserProgram()
  await using browser = await chromium.launch({
    executablePath: path,
    env: { ...process.env, ...env },
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
  })
  const page = await browser.newPage()
  await using _ = await bringSealing(page, ['bytes.ts', 'document.ts'])
  for (const sort of ['text', 'pdf'] as const)
    told('chromium', sort, await inChromium(page, sort, publicKey, contentOf(sort)), CHROMIUM)
  return { facts, met }
}
