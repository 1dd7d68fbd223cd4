import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { type Bytes, fromBase64url, joined, utf8 } from './bytes.ts'
import {
  checkSealed,
  openDetails,
  openDocument,
  openDocumentRange,
  openKey,
  plainMacOf,
  proveDocument,
  type Sealed,
  sealDocument,
  type ToSeal,
} from './document.ts'
import { type Engine, webEngine } from './engine.ts'
import { nodeEngine } from './engine.node.ts'
import { checkSeal, checkSignature, type Manifest, manifestBytes, newSigningKeys, readManifest } from './manifest.ts'
import { SealingProblem } from './problem.ts'
import { type KeyPair, newKeyPair } from './wrap.ts'

const ids = {
  organisationId: '11111111-1111-4111-8111-111111111111',
  documentId: '22222222-2222-4222-8222-222222222222',
  version: 1,
}
const sealKey = randomBytes(32)
const dedupKey = randomBytes(32)
let archive: KeyPair

beforeAll(async () => {
  archive = await newKeyPair()
})

async function* inPieces(bytes: Uint8Array, size = 70_001): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

async function seal(plain: Uint8Array, wish: Partial<ToSeal> = {}): Promise<Sealed & { blob: Bytes }> {
  const { stream, finished } = sealDocument({
    file: inPieces(plain),
    size: plain.length,
    mediaType: 'text/plain',
    details: { fileName: 'Brief an Frau Müller.txt', title: 'Brief' },
    archivePublicKey: archive.publicKey,
    ids,
    ticket: { sealKey, dedupKey },
    sealedAt: '2026-11-22T09:30:00Z',
    ...wish,
  })
  const blob = joined(...(await Array.fromAsync(stream)))
  return { ...(await finished), blob }
}
const open = async (sealed: { key: Uint8Array; manifest: Manifest; blob: Uint8Array }, engine: Engine = nodeEngine) =>
  joined(...(await Array.fromAsync(openDocument(sealed.key, sealed.manifest, inPieces(sealed.blob, 4099), { engine }))))
const reason = (work: Promise<unknown>) =>
  work.then(
    () => 'opened',
    (error: unknown) => (error instanceof SealingProblem ? error.reason : String(error)),
  )

describe.each([
  ['WebCrypto', webEngine],
  ['node:crypto', nodeEngine],
] as const)('%s', (_, engine) => {
  test('what was sealed opens again, packed or not, at every length around a chunk', async () => {
    for (const mediaType of ['text/plain', 'application/pdf'])
      for (const length of [0, 1, 16_383, 16_384, 16_385, 32_768, 64 * 16_384, 64 * 16_384 + 1, 2_500_000]) {
        const plain = randomBytes(length)
        const sealed = await seal(plain, { mediaType, engine })
        expect(sealed.manifest.codec).toBe(mediaType === 'text/plain' ? 'deflate-raw' : 'none')
        await checkSealed(sealed.manifest, inPieces(sealed.blob), engine)
        expect(plain.equals(await open(sealed, engine)), `${mediaType} ${length}`).toBe(true)
      }
  })

  test('the other one opens it and says the same of it', async () => {
    const plain = utf8('Sehr geehrte Damen und Herren, '.repeat(50_000))
    const other = engine === webEngine ? nodeEngine : webEngine
    const [one, two] = [await seal(plain, { engine }), await seal(plain, { engine: other })]
    expect(await open(one, other)).toEqual(plain)
    expect(one.manifest.plainMac).toBe(two.manifest.plainMac)
    const sum = await proveDocument(one.key, one.manifest, inPieces(one.blob), { engine: other })
    expect(await plainMacOf(dedupKey, sum, other)).toEqual(fromBase64url(one.manifest.plainMac ?? ''))
    expect(one.blob.length).toBeLessThan(plain.length / 50)
  })
})

test('the key, the name and the title open with the archive’s key, for this document only', async () => {
  const sealed = await seal(utf8('Hallo'))
  expect(await openKey(archive.privateKey, sealed.wrappedKey, ids)).toEqual(sealed.key)
  expect(await reason(openKey(archive.privateKey, sealed.wrappedKey, { ...ids, version: 2 }))).toBe('wrong-key')
  expect(await reason(openKey((await newKeyPair()).privateKey, sealed.wrappedKey, ids))).toBe('wrong-key')
  expect(await openDetails(sealed.key, sealed.manifest)).toEqual({
    fileName: 'Brief an Frau Müller.txt',
    title: 'Brief',
  })
})

test('the manifest is read as it is written and in no other way, and says nothing of name or content', async () => {
  const { bytes, manifest } = await seal(utf8('Hallo'))
  expect(readManifest(bytes)).toEqual(manifest)
  const text = new TextDecoder().decode(bytes)
  expect(text).not.toMatch(/Müller|Brief/)
  for (const other of [
    text.replace('{', '{ '),
    text.replace('"version":1', '"version":0'),
    text.replace('"version":1', '"version":1,"more":1'),
    text.replace('cobblestone-256', 'cobblestone-128'),
    text.replace('"codec":"deflate-raw",', ''),
    text.slice(1),
    'null',
    '[]',
    '',
  ])
    expect(() => readManifest(utf8(other)), other).toThrow(SealingProblem)
})

test('the seal and the signature are of this manifest', async () => {
  const signing = await newSigningKeys()
  if (!signing) throw new Error('no Ed25519 here')
  const sealed = await seal(utf8('Hallo'), { signing })
  const changed = manifestBytes({ ...sealed.manifest, version: 2 })
  await checkSeal(sealKey, sealed.bytes, sealed.seal)
  expect(await reason(checkSeal(sealKey, changed, sealed.seal))).toBe('seal')
  expect(await reason(checkSeal(randomBytes(32), sealed.bytes, sealed.seal))).toBe('seal')
  await checkSignature(sealed.bytes, sealed.signature ?? new Uint8Array())
  expect(await reason(checkSignature(changed, sealed.signature ?? new Uint8Array()))).toBe('signature')
  const plain = await seal(utf8('Hallo'))
  expect(await reason(checkSignature(plain.bytes, sealed.signature ?? new Uint8Array()))).toBe('signature')
})

test('a file that has grown or shrunk since it was chosen is refused', async () => {
  for (const size of [4, 6]) expect(await reason(seal(utf8('Hallo'), { size }))).toBe('size')
})

test('a file moved to another organisation, document, version, codec or length does not open', async () => {
  const sealed = await seal(randomBytes(40_000), { mediaType: 'application/pdf' })
  for (const moved of [
    { organisationId: ids.documentId },
    { documentId: ids.organisationId },
    { version: 2 },
    { codec: 'deflate-raw' as const },
    { plainLength: 39_999 },
  ])
    expect(await reason(open({ ...sealed, manifest: { ...sealed.manifest, ...moved } }))).toBe('wrong-key')
})

test('one bit flipped at each chunk’s first and last byte, in the header, or a cut, is refused and gives nothing false', async () => {
  const plain = randomBytes(3 * 16_384 + 100)
  const sealed = await seal(plain, { mediaType: 'application/pdf' })
  const ends = [0, 23, 24, 55]
  for (let at = 56; at < sealed.blob.length; at += 16_400)
    ends.push(at, Math.min(at + 16_383, sealed.blob.length - 17), Math.min(at + 16_399, sealed.blob.length - 1))
  const damaged = ends.map((at) => {
    const blob = sealed.blob.slice()
    blob[at] = (blob[at] ?? 0) ^ 1
    return blob
  })
  const cuts = [0, 30, 56, 60, 56 + 16_400, 56 + 2 * 16_400, 56 + 2 * 16_400 + 16, sealed.blob.length - 1]
  const [head, chunk] = [
    sealed.blob.slice(0, 56),
    (n: number) => sealed.blob.slice(56 + n * 16_400, 56 + (n + 1) * 16_400),
  ]
  const others = [
    ...cuts.map((at) => sealed.blob.slice(0, at)),
    joined(head, chunk(1), chunk(0), chunk(2), chunk(3)),
    joined(head, chunk(0), chunk(0), chunk(2), chunk(3)),
    joined(head, chunk(0), chunk(2), chunk(3)),
    joined(sealed.blob, new Uint8Array(1)),
    joined(sealed.blob, chunk(3)),
  ]
  for (const blob of [...damaged, ...others]) {
    const got: Uint8Array[] = []
    const reading = (async () => {
      for await (const piece of openDocument(sealed.key, sealed.manifest, inPieces(blob))) got.push(piece)
    })()
    expect(await reason(reading)).not.toBe('opened')
    const given = joined(...got)
    expect(plain.subarray(0, given.length).equals(given)).toBe(true)
    expect(await reason(checkSealed(sealed.manifest, inPieces(blob)))).toMatch(/damaged|size/)
  }
})

test('a part is read without the rest', async () => {
  const plain = randomBytes(200_000)
  const sealed = await seal(plain, { mediaType: 'application/pdf' })
  await fc.assert(
    fc.asyncProperty(fc.nat(210_000), fc.nat(210_000), async (from, to) => {
      const read = async (start: number, end: number) => sealed.blob.subarray(start, end)
      const part = await openDocumentRange(sealed.key, sealed.manifest, read, { from, to, engine: nodeEngine })
      expect(plain.subarray(from, Math.max(from, to)).equals(part)).toBe(true)
    }),
    { numRuns: 60 },
  )
})
