// Seals, checks and opens a long file in a process of its own, where nothing else fills the memory:
// `node sealing-memory.ts 2048 application/pdf` prints the size that came out and the most memory it took beyond the beginning.
import { createReadStream, createWriteStream, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { checkSealed, openDocument, sealDocument } from '../../src/platform/sealing/document.ts'
import { nodeEngine } from '../../src/platform/sealing/engine.node.ts'
import { newKeyPair } from '../../src/platform/sealing/wrap.ts'

const size = Number(process.argv[2]) * 1024 * 1024
const piece = Buffer.alloc(1024 * 1024)
for (let at = 0; at < piece.length; at++) piece[at] = (at * 7919) >> 5
async function* long() {
  for (let made = 0; made < size; made += piece.length) yield piece
}
let most = 0
const look = () => (most = Math.max(most, process.memoryUsage().rss))
const { publicKey } = await newKeyPair()
const folder = mkdtempSync(join(tmpdir(), 'belegt-sealing-'))
const path = join(folder, 'sealed')
const before = process.memoryUsage().rss
const engine = nodeEngine
try {
  const { stream, finished } = sealDocument({
    file: long(),
    size,
    mediaType: process.argv[3] ?? 'application/pdf',
    details: { fileName: 'a', title: 'a' },
    archivePublicKey: publicKey,
    ids: {
      organisationId: '11111111-1111-4111-8111-111111111111',
      documentId: '22222222-2222-4222-8222-222222222222',
      version: 1,
    },
    ticket: { sealKey: engine.random(32), dedupKey: engine.random(32) },
    sealedAt: '2026-11-22T00:00:00Z',
    progress: look,
    engine,
  })
  await pipeline(Readable.from(stream), createWriteStream(path))
  const { key, manifest } = await finished
  await checkSealed(manifest, createReadStream(path), engine)
  look()
  let length = 0
  for await (const part of openDocument(key, manifest, createReadStream(path), { engine })) {
    length += part.length
    look()
  }
  process.stdout.write(JSON.stringify({ length, sealed: manifest.cipherLength, grown: most - before }))
} finally {
  rmSync(folder, { recursive: true, force: true })
}
