import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { refuse } from '#platform/errors/errors.ts'
import { file, get, type Route } from '#platform/http/route.ts'
import { keyOfBlob } from '#platform/keys/sealed-blob.ts'
import { base64url, streamOf } from '#platform/sealing/bytes.ts'
import { versions } from '../data.ts'
import { mayReadDocuments } from '../permissions.ts'
import type { Ports } from '../ports.ts'
import { leaseRecorder } from '../storing/lease-records.ts'
import { sealedPart } from '../storing/ranges.ts'
import { documentFor } from '../viewing/found.ts'
import { documentInput, pieceInput, reading, underDocument } from '../viewing/routes/common.ts'
import { type OpeningJson, SEALED_FILE, SEALED_OPENING, SEALED_PIECE } from './paths.ts'

/** `mitnehmen` when it becomes part of an export. */
const fileInput = documentInput.extend({ mitnehmen: z.string().optional() })

/** Hands out a sealed file as it lies in the store, to members' devices; that it was is recorded as any opening is. */
export const sealedRoutes = ({ house }: Ports): Route[] => [
  get(underDocument(SEALED_FILE), { ...reading, input: fileInput }, async ({ at, params, input }) => {
    const { archive, document, version } = await documentFor(at, params['document'], mayReadDocuments, input.fassung)
    if (archive.mode !== 'client-only') throw refuse('documents.no-view', 'not-found')
    const [organisation, id] = [at.organisation.id, randomUUID()]
    const recorder = leaseRecorder(house())
    const account = at.actor.kind === 'member' ? at.actor.account : null
    await recorder.write({
      is: 'begun',
      record: {
        organisation,
        id,
        documentId: document.id,
        versionId: version.id,
        holder: document.holder_id,
        purpose: input.mitnehmen ? 'export' : 'download',
        account,
        actor: 'member',
        beganAt: at.now,
        expiresAt: at.now.add({ minutes: 2 }),
      },
    })
    const bytes = await house().blobs.get(organisation, version.file)
    const whole = async function* (): AsyncGenerator<Uint8Array> {
      try {
        yield* bytes
      } finally {
        await recorder.write({ is: 'ended', organisation, id, at: house().clock.now() })
      }
    }
    return file(streamOf(whole()), 'application/octet-stream', { cache: 'private, no-store' })
  }),

  get(underDocument(SEALED_OPENING), reading, async ({ at, params, input }) => {
    const { archive, document, version } = await documentFor(at, params['document'], mayReadDocuments, input.fassung)
    if (archive.mode !== 'client-only') throw refuse('documents.no-view', 'not-found')
    const key = await keyOfBlob(at, versions, 'file', [document.holder_id], version.file)
    if (!key) throw refuse('documents.key-destroyed', 'gone')
    const opening: OpeningJson = { manifest: base64url(version.manifest), key: base64url(key) }
    return file(JSON.stringify(opening), 'application/json', { cache: 'private, no-store' })
  }),

  // some bytes of it, which the device proves by themselves
  get(underDocument(SEALED_PIECE), { ...reading, input: pieceInput }, async ({ at, params, input }) => {
    const { archive, ...shown } = await documentFor(at, params['document'], mayReadDocuments, input.fassung)
    if (archive.mode !== 'client-only') throw refuse('documents.no-view', 'not-found')
    const bytes = await sealedPart(at, { ...shown, purpose: 'download' }, { from: input.von, to: input.bis })
    return file(bytes, 'application/octet-stream', { cache: 'private, no-store' })
  }),
]
