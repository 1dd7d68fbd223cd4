// Finishes one upload in a process that kills itself before its nth step (dying.ts).
import process from 'node:process'
import { finishUpload } from '../../src/modules/documents/storing/uploads.ts'
import { fromBase64url } from '../../src/platform/sealing/bytes.ts'
import { given, openDying } from './dying.ts'

const { house, stepping, counted, close } = await openDying()
const { blobs } = house
blobs.keep = stepping(blobs.keep)
blobs.raw = stepping(blobs.raw)
Object.assign(blobs.parts, { drop: stepping(blobs.parts.drop) })
const sent = Object.fromEntries(Object.entries(given.sent).map(([name, text]) => [name, fromBase64url(String(text))]))
const { done, steps } = await counted(() =>
  finishUpload(
    { house, organisation: given.organisation, actor: { kind: 'system', job: 'test' } },
    { uploadId: given.upload, archiveId: given.archive },
    sent as unknown as Parameters<typeof finishUpload>[2],
  ),
)
process.stdout.write(JSON.stringify({ steps, filed: done }))
await close()
