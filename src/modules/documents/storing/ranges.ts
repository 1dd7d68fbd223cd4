import { randomUUID } from 'node:crypto'
import type pg from 'pg'
import type { Scope } from '#platform/data/scope.ts'
import { refuse } from '#platform/errors/errors.ts'
import { keyOfBlob } from '#platform/keys/sealed-blob.ts'
import { openDocumentRange } from '#platform/sealing/document.ts'
import { nodeEngine } from '#platform/sealing/engine.node.ts'
import { SealingProblem } from '#platform/sealing/problem.ts'
import { type DocumentRow, type filing, type VersionRow, versions } from '../data.ts'
import { LEASE_SECONDS } from './lease.ts'
import { leaseRecorder } from './lease-records.ts'
import type { LeasePurpose } from './types.ts'

type Opens = (typeof filing)['opens'][number]

/** A version of a document that who acts may read, and what for. */
export type RangeOf = {
  readonly document: Pick<DocumentRow, 'id' | 'holder_id'>
  readonly version: Pick<VersionRow, 'id' | 'number' | 'file'>
  readonly purpose: LeasePurpose
}
/** Bytes from `from` to before `to`. */
export type Range = { readonly from: number; readonly to: number }

type Running = { readonly id: string; until: Temporal.Instant; readonly begun: Promise<void> }
const running = new WeakMap<pg.Pool, Map<string, Running>>()
const MANY = 1_000

/**
 * Records that parts of a version are read: one lease for all of them, until nothing was read for two minutes. No key is
 * kept meanwhile: whoever asks for the next part is asked for their right and opens it anew.
 */
async function leased(at: Scope<string>, { document, version, purpose }: RangeOf): Promise<void> {
  const { house, organisation, actor } = at
  const account = 'account' in actor ? actor.account : null
  const leases = running.get(house.pool) ?? new Map<string, Running>()
  running.set(house.pool, leases)
  const now = house.clock.now()
  const name = [organisation.id, version.id, account, purpose].join(' ')
  const known = leases.get(name)
  const recorder = leaseRecorder(house)
  const until = now.add({ seconds: LEASE_SECONDS })
  if (known && Temporal.Instant.compare(now, known.until) <= 0) {
    await known.begun
    if (Temporal.Instant.compare(now.add({ seconds: LEASE_SECONDS / 2 }), known.until) <= 0) return
    known.until = until
    return recorder.write({ is: 'renewed', organisation: organisation.id, id: known.id, at: until })
  }
  const id = randomUUID()
  const begun = recorder.write({
    is: 'begun',
    record: {
      organisation: organisation.id,
      id,
      documentId: document.id,
      versionId: version.id,
      purpose,
      holder: document.holder_id,
      account,
      actor: actor.kind === 'account' ? 'member' : actor.kind,
      beganAt: now,
      expiresAt: until,
    },
  })
  if (leases.size >= MANY)
    for (const [other, lease] of leases) if (Temporal.Instant.compare(lease.until, now) < 0) leases.delete(other)
  leases.set(name, { id, until, begun })
  await begun.catch((error: unknown) => {
    leases.delete(name) // nothing is read that is not on record
    throw error
  })
}

/**
 * Opens a part of a version that is not packed; no other byte of it is read than the chunks that hold this part.
 * @throws Refusal documents.sealed-for-members, documents.key-destroyed, documents.no-view for a packed file, files.damaged,
 * files.not-found
 */
export async function openPart(at: Scope<Opens>, of: RangeOf, { from, to }: Range): Promise<Uint8Array> {
  const { document, version } = of
  const { sealed, size } = version.file
  if (sealed?.toMembers) throw refuse('documents.sealed-for-members', 'conflict')
  if (sealed?.codec !== 'none') throw refuse('documents.no-view', 'not-found')
  const key = await keyOfBlob(at, versions, 'file', [document.holder_id], version.file)
  if (!key) throw refuse('documents.key-destroyed', 'gone')
  await leased(at, of)
  const read = (first: number, last: number) => at.house.blobs.piece(at.organisation.id, version.file, first, last)
  // by the row's own ids, as whole versions are opened
  const own = { documentId: document.id, version: version.number, organisationId: at.organisation.id }
  const manifest = { ...sealed, ...own, cipherLength: size }
  try {
    return await openDocumentRange(key, manifest, read, { from, to, engine: nodeEngine })
  } catch (error) {
    if (error instanceof SealingProblem) throw refuse('files.damaged', 'unavailable', { id: version.file.id })
    throw error
  } finally {
    key.fill(0)
  }
}

/** Bytes of a version as they lie in the store, for members' devices to open. @throws Refusal files.not-found, files.damaged */
export async function sealedPart(at: Scope<string>, of: RangeOf, { from, to }: Range): Promise<Uint8Array> {
  await leased(at, of)
  return at.house.blobs.piece(at.organisation.id, of.version.file, from, Math.min(to, of.version.file.size))
}
