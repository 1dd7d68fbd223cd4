import { randomUUID } from 'node:crypto'
import type { Scope } from '#platform/data/scope.ts'
import { refuse } from '#platform/errors/errors.ts'
import { keyOfBlob, openSealed } from '#platform/keys/sealed-blob.ts'
import { open } from '#platform/keys/sealed.ts'
import { SealingProblem } from '#platform/sealing/problem.ts'
import { type filing, versions } from '../data.ts'
import { db } from './data.ts'
import { leaseRecorder } from './lease-records.ts'
import type { LeasePurpose } from './types.ts'

type Opens = (typeof filing)['opens'][number]

/** So long a lease lasts after the last byte was read. */
export const LEASE_SECONDS = 120

export type LeaseWish = { readonly versionId: string; readonly purpose: LeasePurpose }

export type Opened = {
  /** The plain bytes, authentic piece by piece; that nothing is missing is known when it ends without a throw. */
  readonly content: AsyncIterable<Uint8Array>
  /** Of the plain file, in bytes. */
  readonly size: number
  readonly mediaType: string
  readonly fileName: string
  readonly documentId: string
  readonly number: number
}

type Held = { readonly opened: Opened; end(): Promise<void> }

/**
 * Opens a version's plaintext for `work` and for no longer than that: who opened it, for what and until when is recorded
 * before the first byte, whatever becomes of the scope. A lease ends two minutes after the last byte was read.
 * @throws Refusal documents.unknown, documents.key-destroyed, documents.sealed-for-members, documents.lease-ended,
 * files.damaged, files.not-found
 */
export async function lease<T>(at: Scope<Opens>, wish: LeaseWish, work: (opened: Opened) => Promise<T>): Promise<T> {
  const held = await take(at, wish)
  try {
    return await work(held.opened)
  } finally {
    await held.end()
  }
}

/** As `lease`, for a stream that is read after the transaction's end: the lease ends with the stream. */
export async function openVersion(at: Scope<Opens>, wish: LeaseWish): Promise<Opened> {
  const { opened, end } = await take(at, wish)
  return { ...opened, content: ending(opened.content, end) }
}

async function* ending(content: AsyncIterable<Uint8Array>, end: () => Promise<void>): AsyncGenerator<Uint8Array> {
  try {
    yield* content
  } finally {
    await end()
  }
}

async function take(at: Scope<Opens>, { versionId, purpose }: LeaseWish): Promise<Held> {
  const row = await db(at)
    .selectFrom('document_versions as v')
    .innerJoin('documents as d', 'd.id', 'v.document_id')
    .select(['v.document_id', 'v.number', 'v.file', 'v.file_name', 'v.media_type', 'v.size', 'd.holder_id'])
    .where('v.id', '=', versionId)
    .executeTakeFirst()
  if (!row) throw refuse('documents.unknown', 'not-found')
  const { sealed } = row.file
  if (sealed?.toMembers) throw refuse('documents.sealed-for-members', 'conflict')
  const key = await keyOfBlob(at, versions, 'file', [row.holder_id], row.file)
  if (!key || !sealed) throw refuse('documents.key-destroyed', 'gone')
  const fileName = (await open(at, row.file_name)) ?? ''
  const { house, organisation, actor } = at
  const { clock } = house
  const recorder = leaseRecorder(house)
  // by the row's own ids: what was put into another version's or document's place does not open
  const bound = { ...sealed, documentId: row.document_id, version: row.number }
  const lasting = (from: Temporal.Instant) => from.add({ seconds: LEASE_SECONDS })
  const began = clock.now()
  const id = randomUUID()
  await recorder.write({
    is: 'begun',
    record: {
      organisation: organisation.id,
      id,
      documentId: row.document_id,
      versionId,
      purpose,
      holder: row.holder_id,
      account: 'account' in actor ? actor.account : null,
      actor: actor.kind === 'account' ? 'member' : actor.kind,
      beganAt: began,
      expiresAt: lasting(began),
    },
  })
  let until = lasting(began)
  let ended = false
  const content = async function* (): AsyncGenerator<Uint8Array> {
    try {
      for await (const piece of openSealed(at, key, bound, await house.blobs.get(organisation.id, row.file))) {
        const now = clock.now()
        if (ended || Temporal.Instant.compare(now, until) > 0) throw refuse('documents.lease-ended', 'gone')
        // half of it is over and bytes are still asked for: a large file on a slow line
        if (Temporal.Instant.compare(now.add({ seconds: LEASE_SECONDS / 2 }), until) > 0) {
          until = lasting(now)
          await recorder.write({ is: 'renewed', organisation: organisation.id, id, at: until })
        }
        yield piece
      }
    } catch (error) {
      if (error instanceof SealingProblem) throw refuse('files.damaged', 'unavailable', { id: row.file.id })
      throw error
    }
  }
  return {
    opened: {
      content: content(),
      size: row.size,
      mediaType: row.media_type,
      fileName,
      documentId: row.document_id,
      number: row.number,
    },
    async end() {
      if (ended) return
      ended = true
      key.fill(0)
      await recorder.write({ is: 'ended', organisation: organisation.id, id, at: clock.now() })
    },
  }
}
