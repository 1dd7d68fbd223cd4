// Uploads as a browser makes them, by hand: opened and sealed, to be brought, broken and finished by a test.
import { Readable } from 'node:stream'
import { filing } from '../../src/modules/documents/data.ts'
import type { Sent } from '../../src/modules/documents/storing/prove.ts'
import type { Filed } from '../../src/modules/documents/storing/types.ts'
import { finishUpload, openUpload, takePart } from '../../src/modules/documents/storing/uploads.ts'
import type { Organisation } from '../../src/platform/data/organisations.ts'
import { fromBase64url } from '../../src/platform/sealing/bytes.ts'
import { sealDocument } from '../../src/platform/sealing/document.ts'
import { nodeEngine as engine } from '../../src/platform/sealing/engine.node.ts'
import type { TestWeb } from './web.ts'

const actor = { kind: 'system', job: 'test' } as const

export type Uploading = {
  readonly upload: string
  readonly bytes: Buffer
  readonly sent: Sent
  /** Sends bytes from an offset on. @returns how many are there */
  readonly bring: (from?: number, to?: number) => Promise<number>
  readonly finish: () => Promise<Filed>
}

/** Opens an upload of this file and seals it; nothing of it is sent yet. */
export async function uploading(
  web: TestWeb,
  organisation: Organisation,
  archiveId: string,
  content: Uint8Array,
): Promise<Uploading> {
  const { house } = web
  const ticket = await web.scope({ organisation, purpose: filing, actor }, (at) =>
    openUpload(at, { archiveId, way: 'browser' }, { withDedup: false }),
  )
  const { stream, finished } = sealDocument({
    file: Readable.from([content]),
    size: content.byteLength,
    mediaType: 'application/pdf',
    details: { fileName: 'Bescheid.pdf', title: 'Bescheid' },
    archivePublicKey: fromBase64url(ticket.archivePublicKey),
    ids: { organisationId: ticket.organisationId, documentId: ticket.documentId, version: ticket.version },
    ticket: { sealKey: fromBase64url(ticket.sealKey) },
    sealedAt: '2026-11-22T09:30:00Z',
    engine,
  })
  const bytes = Buffer.concat(await Array.fromAsync(stream))
  const { bytes: manifest, seal, wrappedKey } = await finished
  const sent = { manifest, seal, wrappedKey }
  const which = { uploadId: ticket.upload, archiveId }
  return {
    upload: ticket.upload,
    bytes,
    sent,
    async bring(from = 0, to = bytes.length) {
      const query = new URLSearchParams({ ab: String(from) })
      const pieces = function* () {
        for (let at = from; at < to; at += 65_536) yield bytes.subarray(at, Math.min(to, at + 65_536))
      }
      const body = Readable.from(pieces())
      const incoming = { house, organisation, actor, params: {}, query, headers: new Headers(), body }
      return Number((await takePart(incoming, which))['received'])
    },
    finish: () => finishUpload({ house, organisation, actor }, which, sent),
  }
}
