// Seals a long file, takes it in parts, keeps it and proves it, in a process of its own, where nothing else fills the memory:
// `node upload-memory.ts folder 400` prints the size that was proven and the most memory it took beyond the beginning.
import { randomBytes, randomUUID } from 'node:crypto'
import { checkSent, prove } from '../../src/modules/documents/storing/prove.ts'
import { diskBlobs } from '../../src/platform/files/disk.ts'
import { sealDocument } from '../../src/platform/sealing/document.ts'
import { nodeEngine as engine } from '../../src/platform/sealing/engine.node.ts'
import { newKeyPair } from '../../src/platform/sealing/wrap.ts'

const size = Number(process.argv[3]) * 1024 * 1024
const piece = randomBytes(1024 * 1024)
async function* long(): AsyncGenerator<Uint8Array> {
  for (let made = 0; made < size; made += piece.length) yield piece
}
const blobs = diskBlobs(process.argv[2] ?? '')
const { publicKey, privateKey } = await newKeyPair()
const ids = { organisationId: randomUUID(), documentId: randomUUID(), version: 1 }
const sealKey = randomBytes(32)
const before = process.memoryUsage().rss
let most = 0
async function* watched(stream: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  for await (const part of stream) {
    most = Math.max(most, process.memoryUsage().rss)
    yield part
  }
}
const { stream, finished } = sealDocument({
  file: watched(long()),
  size,
  mediaType: 'application/pdf',
  details: { fileName: 'a', title: 'a' },
  archivePublicKey: publicKey,
  ids,
  ticket: { sealKey },
  sealedAt: '2026-11-22T00:00:00Z',
  engine,
})
const part = randomUUID()
await blobs.parts.write(part, 0, watched(stream), { max: 2 * size })
const { bytes: manifest, seal, wrappedKey } = await finished
const sent = { manifest, seal, wrappedKey }
const about = await checkSent(sent, ids, sealKey)
const kept = await blobs.keep(ids.organisationId, part)
const watching = {
  ...blobs,
  raw: async (organisation: string, id: string) => {
    const found = await blobs.raw(organisation, id)
    return found && watched(found)
  },
}
const keys = { sealKey, archive: privateKey, dedup: randomBytes(32) }
const proven = await prove(watching, ids.organisationId, kept, { ...sent, about }, keys)
process.stdout.write(JSON.stringify({ size: proven.about.plainLength, grown: most - before }))
