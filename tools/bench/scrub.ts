import { createHash, randomBytes } from 'node:crypto'
import { finishUpload, openUpload } from '../../src/modules/documents/storing/uploads.ts'
import { createArchive } from '../../src/modules/documents/storing/archives.ts'
import { filing } from '../../src/modules/documents/data.ts'
import { scrub } from '../../src/modules/documents/storing/scrub.ts'
import { storeSealed } from '../../src/modules/documents/storing/store.ts'
import '../../src/modules/documents/index.ts'
import { inScope, type Scope } from '../../src/platform/data/scope.ts'
import { fromBase64url } from '../../src/platform/sealing/bytes.ts'
import { sealDocument } from '../../src/platform/sealing/document.ts'
import { nodeEngine as engine } from '../../src/platform/sealing/engine.node.ts'
import { median, newOrganisation, round, say, timed, type Found, type Ground } from './support.ts'

const MB = 1024 * 1024
const FILES = 40
const SIZE = 16 * MB
const UPLOAD = 10 * MB
const LEAST_MB_PER_SECOND = 200
const MOST_ANSWER_MS = 1_000

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += MB) yield bytes.subarray(at, at + MB)
}

/** How fast stored files are read again and verified, beside a bare digest of them; and what the answer to an upload of 10 MB takes. */
export async function scrubBench(ground: Ground): Promise<Found> {
  const { house, clock } = ground
  const organisation = await newOrganisation(ground, 'musterhausen')
  const actor = { kind: 'system', job: 'bench' } as const
  const within = <T>(work: (at: Scope<string>) => Promise<T>) =>
    inScope(house, { organisation, actor, purpose: filing }, work)
  const archiveId = await within((at) => createArchive(at, 'Messung'))
  const content = randomBytes(SIZE)
  const wish = { archiveId, way: 'import', name: 'a.pdf', mediaType: 'application/pdf' } as const
  const storing = await timed(async () => {
    for (let file = 0; file < FILES; file++)
      await within((at) => storeSealed(at, { ...wish, size: SIZE, content: once(content) }))
  })
  say(
    `${FILES} files of ${SIZE / MB} MB sealed, stored, read again and filed: ${round((FILES * SIZE) / MB / (storing / 1000))} MB/s`,
  )

  const bare = await timed(async () => {
    for await (const id of house.blobs.list(organisation.id)) {
      const hash = createHash('sha256')
      for await (const piece of (await house.blobs.raw(organisation.id, id)) ?? []) hash.update(piece)
      hash.digest()
    }
  })
  clock.advance({ hours: 24 * 40 })
  let seen = { files: 0, bytes: 0, damaged: 0 }
  const took = await timed(async () => {
    seen = await scrub(house, organisation)
  })
  const speed = seen.bytes / MB / (took / 1000)
  const plain = seen.bytes / MB / (bare / 1000)
  say(`${seen.files} files verified at ${round(speed)} MB/s; a bare SHA-256 of them at ${round(plain)} MB/s`)

  const answers: number[] = []
  for (let turn = 0; turn < 7; turn++) answers.push(await answer())
  return {
    facts: {
      files: seen.files,
      damaged: seen.damaged,
      mb_per_s: round(speed),
      bare_mb_per_s: round(plain),
      store_mb_per_s: round((FILES * SIZE) / MB / (storing / 1000)),
      answer_10_mb_ms: round(median(answers)),
    },
    met:
      seen.files === FILES && seen.damaged === 0 && speed >= LEAST_MB_PER_SECOND && median(answers) <= MOST_ANSWER_MS,
  }

  /** From the first byte of a sealed file of 10 MB to its receipt. */
  async function answer(): Promise<number> {
    const ticket = await within((at) => openUpload(at, { archiveId, way: 'browser' }, { withDedup: true }))
    const { stream, finished } = sealDocument({
      file: once(content.subarray(0, UPLOAD)),
      size: UPLOAD,
      mediaType: 'application/pdf',
      details: { fileName: 'a.pdf', title: 'a' },
      archivePublicKey: fromBase64url(ticket.archivePublicKey),
      ids: { organisationId: ticket.organisationId, documentId: ticket.documentId, version: ticket.version },
      ticket: { sealKey: fromBase64url(ticket.sealKey) },
      sealedAt: '2027-08-02T05:00:00Z',
      engine,
    })
    const bytes = Buffer.concat(await Array.fromAsync(stream))
    const { bytes: manifest, seal, wrappedKey } = await finished
    return timed(async () => {
      await house.blobs.parts.write(ticket.upload, 0, once(bytes), { max: ticket.most })
      const which = { uploadId: ticket.upload, archiveId }
      await finishUpload({ house, organisation, actor }, which, { manifest, seal, wrappedKey })
    })
  }
}
