import { z } from 'zod'
import type { Organisation } from '#platform/data/organisations.ts'
import { type Actor, type House, inScope, type Scope } from '#platform/data/scope.ts'
import { isRefusal, refuse } from '#platform/errors/errors.ts'
import type { Incoming, Received } from '#platform/http/receive.ts'
import { base64url, fromBase64url } from '#platform/sealing/bytes.ts'
import { sealedLength } from '#platform/sealing/layout.ts'
import { paddedLength } from '#platform/sealing/padding.ts'
import { filing } from '../data.ts'
import { dedupKeyOf, sealKeyFor } from '../sealing/archive-keys.ts'
import { db, type UploadRow } from './data.ts'
import { fileDocument, type Place } from './file.ts'
import { isMoveNews, makeRoom, noteMove, senderMark } from './open-uploads.ts'
import { MOST_PART } from './paths.ts'
import { type ArchiveRow, openArchive, placeFor, provingKeys, type Wanted } from './place.ts'
import { checkSent, prove, type Sent } from './prove.ts'
import { receiptFor } from './receipt.ts'
import { MOST_BYTES } from './store.ts'
import type { Filed, TicketJson } from './types.ts'

/** Of a sealed file, in bytes. */
export const MOST_SEALED = sealedLength(paddedLength(MOST_BYTES))
/** A verification that is not heard of for so long was cut off with its process. */
const FINISHING = { minutes: 1 } as const
const BEAT_MS = 15_000

export type Sender = {
  /** Id of the member or access key; a link or customer is known by whom its files concern. */
  readonly sender?: string
  /** Whether it may have the key that finds equal files: never from outside. */
  readonly withDedup: boolean
}

/**
 * Opens an upload of one file and fixes what it will be.
 * @throws Refusal documents.no-archive, documents.archive-closed, documents.unknown, documents.too-many-uploads
 */
export async function openUpload(
  at: Scope<string>,
  wanted: Wanted,
  { sender, withDedup }: Sender,
): Promise<TicketJson> {
  const archive = await openArchive(at, wanted.archiveId)
  const place = await placeFor(at, wanted)
  const { documentId, number, versionId } = place
  const mark = await senderMark(at, sender ?? place.holder)
  await makeRoom(at, mark)
  await db(at)
    .insertInto('document_uploads')
    .values({
      organisation_id: at.organisation.id,
      id: versionId,
      archive_id: archive.id,
      document_id: documentId,
      number,
      holder_id: place.holder,
      way: place.way,
      opened_at: at.now,
      sender: mark,
      moved_at: at.now,
    })
    .execute()
  return {
    upload: versionId,
    organisationId: at.organisation.id,
    documentId,
    version: number,
    archivePublicKey: base64url(archive.public_key),
    sealKey: base64url(await sealKeyFor(at, { documentId, version: number })),
    // with that key the server could tell a known file among those that it cannot read
    ...(withDedup && archive.mode === 'readable' ? { dedupKey: base64url(await dedupKeyOf(at)) } : {}),
    most: MOST_SEALED,
  }
}

export type Which = { readonly uploadId: string; readonly archiveId: string }

const uploadOf = async (at: Scope<string>, { uploadId, archiveId }: Which): Promise<UploadRow | undefined> =>
  z.uuid().safeParse(uploadId).success
    ? db(at)
        .selectFrom('document_uploads')
        .selectAll()
        .where('id', '=', uploadId)
        .where('archive_id', '=', archiveId)
        .executeTakeFirst()
    : undefined

const gone = () => refuse('documents.upload-gone', 'gone')

/** Bytes that have arrived. @throws Refusal documents.upload-gone */
export async function receivedOf(at: Scope<string>, which: Which): Promise<number> {
  const upload = await uploadOf(at, which)
  if (!upload) throw gone()
  return at.house.blobs.parts.length(upload.id)
}

/**
 * Takes a part of an upload: the work of a route's `receive`. Who may send it was decided before.
 * @returns `received`, the bytes that are there now
 * @throws Refusal documents.upload-gone, documents.upload-finishing, files.gap, files.too-large, files.no-space
 */
export async function takePart(incoming: Incoming, which: Which): Promise<Received> {
  const { house, organisation, actor, query, body } = incoming
  const found = await inScope(house, { organisation, actor, purpose: filing, readOnly: true }, async (at) => {
    const upload = await uploadOf(at, which)
    return upload && { upload, news: isMoveNews(upload, at.now) }
  })
  if (!found) throw gone()
  const { upload, news } = found
  if (upload.finishing_at) throw refuse('documents.upload-finishing', 'conflict')
  const from = Number(query.get('ab') ?? '0')
  if (!Number.isSafeInteger(from) || from < 0) throw refuse('files.gap', 'conflict')
  const max = Math.min(MOST_SEALED, from + MOST_PART)
  if (news) await inScope(house, { organisation, actor, purpose: filing }, (at) => noteMove(at, upload))
  return { received: await house.blobs.parts.write(upload.id, from, body, { max }) }
}

export type Finishing = {
  readonly house: House
  readonly organisation: Organisation
  readonly actor: Actor
  /** Within the transaction that files it, e.g. to count a link's uses. */
  readonly also?: (at: Scope<(typeof filing)['opens'][number]>, filed: Filed) => Promise<void>
}

/**
 * Stores what was sent, reads it again from the store, proves it and files it; only then there is an answer. No connection
 * of the database is held meanwhile. Asked again after its answer was lost, it answers the same; after it was cut off at any
 * moment, or the disk was full, it can be asked again as well: what was sent is dropped only when it is filed, or not genuine.
 * @throws Refusal documents.upload-gone, documents.upload-finishing, documents.not-genuine, files.gap, files.damaged,
 * files.no-space, documents.changed-meanwhile
 */
export async function finishUpload(on: Finishing, which: Which, sent: Sent): Promise<Filed> {
  const { house, organisation } = on
  const begun = await within(on, (at) => begin(at, which))
  if ('filed' in begun) return begun.filed
  const { place, keys } = begun
  const say = (finishing: boolean) =>
    within(on, (at) =>
      db(at)
        .updateTable('document_uploads')
        .set({ finishing_at: finishing ? at.now : null })
        .where('id', '=', place.versionId)
        .execute(),
    )
  // one that is not written down lets somebody else begin as well: only one of them can file it
  const beat = setInterval(() => void say(true).catch(() => undefined), BEAT_MS)
  let kept: string | undefined
  try {
    const ids = { organisationId: organisation.id, documentId: place.documentId, version: place.number }
    const about = await checkSent(sent, ids, keys.sealKey)
    const there = await house.blobs.parts.length(place.versionId)
    if (there < about.cipherLength) throw refuse('files.gap', 'conflict')
    kept = await house.blobs.keep(organisation.id, place.versionId)
    const proven = await prove(house.blobs, organisation.id, kept, { ...sent, about }, keys)
    const filed = await within(on, async (at) => {
      const done = await fileDocument(at, place, proven)
      await db(at).deleteFrom('document_uploads').where('id', '=', place.versionId).execute()
      await on.also?.(at, done)
      return done
    })
    await dropped(house, place)
    return filed
  } catch (error) {
    clearInterval(beat)
    if (kept !== undefined) await house.blobs.remove(organisation.id, kept).catch(() => undefined) // swept within a day
    if (kept !== undefined && isRefusal(error, 'documents.not-genuine')) await dropped(house, place)
    // what failed first is told; a claim that stays ends by itself in a minute
    await say(false).catch(() => undefined)
    throw error
  } finally {
    clearInterval(beat)
  }
}

/** What lies aside is not needed any more; where it cannot be removed it is swept after a day. */
const dropped = ({ blobs }: House, { versionId }: Place): Promise<void> =>
  blobs.parts.drop(versionId).catch(() => undefined)

const within = <T>(
  { house, organisation, actor }: Finishing,
  work: (at: Scope<(typeof filing)['opens'][number]>) => Promise<T>,
): Promise<T> => inScope(house, { organisation, actor, purpose: filing }, work)

type Begun = { filed: Filed } | { place: Place; keys: Awaited<ReturnType<typeof provingKeys>> }

async function begin(at: Scope<string>, which: Which): Promise<Begun> {
  const upload = await uploadOf(at, which)
  if (!upload) return { filed: await filedBefore(at, which) }
  const archive: ArchiveRow = await openArchive(at, upload.archive_id)
  const { numUpdatedRows } = await db(at)
    .updateTable('document_uploads')
    .set({ finishing_at: at.now })
    .where('id', '=', upload.id)
    .where((row) => row.or([row('finishing_at', 'is', null), row('finishing_at', '<', at.now.subtract(FINISHING))]))
    .executeTakeFirst()
  if (numUpdatedRows === 0n) throw refuse('documents.upload-finishing', 'conflict')
  const place: Place = {
    archiveId: archive.id,
    documentId: upload.document_id,
    versionId: upload.id,
    number: upload.number,
    holder: upload.holder_id,
    way: upload.way as Place['way'],
  }
  return { place, keys: await provingKeys(at, archive, place) }
}

/** The answer that got lost on its way. */
async function filedBefore(at: Scope<string>, { uploadId, archiveId }: Which): Promise<Filed> {
  if (!z.uuid().safeParse(uploadId).success) throw gone()
  const row = await db(at)
    .selectFrom('document_versions as v')
    .innerJoin('documents as d', 'd.id', 'v.document_id')
    .select(['v.id', 'v.document_id', 'v.number', 'v.manifest', 'v.file', 'v.stored_at'])
    .where('v.id', '=', uploadId)
    .where('d.archive_id', '=', archiveId)
    .executeTakeFirst()
  if (!row) throw gone()
  return { documentId: row.document_id, versionId: row.id, number: row.number, receipt: await receiptFor(at, row) }
}

const bytesField = (most: number) =>
  z
    .string()
    .max(Math.ceil((most * 4) / 3))
    .regex(/^[A-Za-z0-9_-]+$/)
    .transform((text, context) => {
      try {
        return fromBase64url(text)
      } catch {
        context.addIssue({ code: 'custom', message: 'not base64url' })
        return z.NEVER
      }
    })
const sentForm = z.strictObject({
  manifest: bytesField(64 * 1024),
  seal: bytesField(64),
  wrappedKey: bytesField(1024),
  signature: bytesField(256).optional(),
})

/** Reads a `SentJson` from a body. @throws Refusal documents.not-genuine */
export async function readSent(body: AsyncIterable<Uint8Array>): Promise<Sent> {
  const pieces: Uint8Array[] = []
  let size = 0
  for await (const piece of body) {
    size += piece.byteLength
    if (size > 128 * 1024) throw refuse('documents.not-genuine', 'invalid')
    pieces.push(piece)
  }
  try {
    return sentForm.parse(JSON.parse(Buffer.concat(pieces).toString('utf8')))
  } catch {
    throw refuse('documents.not-genuine', 'invalid')
  }
}
