import { randomBytes, randomUUID } from 'node:crypto'
import type { Scope } from '#platform/data/scope.ts'
import { refuse } from '#platform/errors/errors.ts'
import { mac } from '#platform/keys/keyring.ts'
import { keyOfBlob } from '#platform/keys/sealed-blob.ts'
import { openAll, seal } from '#platform/keys/sealed.ts'
import { readToken, tokenFor } from '#platform/keys/token.ts'
import { base64url } from '#platform/sealing/bytes.ts'
import { nodeEngine as engine } from '#platform/sealing/engine.node.ts'
import { record, revocation } from '#privacy'
import { type filing, type VersionRow, versions } from '../../data.ts'
import { db as storedDb } from '../../storing/data.ts'
import { noteAct } from '../audit.ts'
import { db, type ShareRow, shares } from '../data.ts'
import { wrapForLink } from '../sharing.ts'
import { actorAccount } from './tasks.ts'

type Opens = (typeof filing)['opens'][number]

export type ShareWish = {
  readonly documentId: string
  /** Number of the version; the link shows this one for good. */
  readonly version: number
  /** The last day, `2026-12-31`. */
  readonly until: Temporal.PlainDate
  /** '' for none. */
  readonly password: string
  /** How often at most it may be fetched. */
  readonly most?: number | undefined
  /** Whom it is for. */
  readonly label?: string | undefined
}

const LONGEST = { years: 1 } as const

/** What stands behind the `#` of a link; derived, so that nobody finds it in a copy of the database. */
const secretOf = async (at: Scope<string>, share: string): Promise<Buffer> =>
  mac(await at.keys.organisationFor('document-shares'), share)

/**
 * Makes a link by which somebody without an account reads one version; answers its id.
 * @throws Refusal documents.unknown, documents.share-until, documents.sealed-for-members, documents.key-destroyed
 */
export async function shareDocument(at: Scope<string>, wish: ShareWish): Promise<string> {
  const expires_at = endOf(at, wish.until)
  const found = await versionFor(at, wish.documentId, wish.version)
  if (found.file.sealed?.toMembers) throw refuse('documents.sealed-for-members', 'conflict')
  const key = await keyOfBlob(at, versions, 'file', [found.holder_id], found.file)
  if (!key || !found.file.sealed) throw refuse('documents.key-destroyed', 'gone')
  const id = randomUUID()
  const salt = randomBytes(16)
  const about = { organisationId: at.organisation.id, shareId: id, salt }
  const wrapped = Buffer.from(await wrapForLink(key, await secretOf(at, id), about, wish.password, engine))
  key.fill(0)
  const made = { id, salt, wrapped, has_password: wish.password !== '', expires_at }
  return keepShare(at, wish, found.holder_id, made)
}

/** @throws Refusal documents.share-until */
function endOf(at: Scope<string>, until: Temporal.PlainDate): Temporal.Instant {
  const { zone } = at.organisation
  const expires = until.add({ days: 1 }).toZonedDateTime(zone).toInstant()
  const latest = at.now.toZonedDateTimeISO(zone).add(LONGEST).add({ days: 1 }).toInstant()
  if (Temporal.Instant.compare(expires, at.now) <= 0 || Temporal.Instant.compare(expires, latest) > 0)
    throw refuse('documents.share-until', 'invalid')
  return expires
}

/** What a member's device wrapped; what opens it stands in the link alone, which no server sees. */
export type SealedShareWish = Omit<ShareWish, 'password'> & {
  /** Made by the device, which bound the wrapped key to it. */
  readonly share: string
  readonly salt: Uint8Array
  readonly wrapped: Uint8Array
  readonly hasPassword: boolean
}

/**
 * Keeps a link to a version that only members' devices open, as one of them made it.
 * @throws Refusal documents.unknown, documents.share-until; documents.share-made where the link is there already
 */
export async function keepSealedShare(at: Scope<string>, wish: SealedShareWish): Promise<string> {
  const expires_at = endOf(at, wish.until)
  const found = await versionFor(at, wish.documentId, wish.version)
  if (!found.file.sealed?.toMembers) throw refuse('documents.unknown', 'not-found')
  const [salt, wrapped] = [Buffer.from(wish.salt), Buffer.from(wish.wrapped)]
  return keepShare(at, wish, found.holder_id, {
    id: wish.share,
    salt,
    wrapped,
    has_password: wish.hasPassword,
    expires_at,
  })
}

type Made = Pick<ShareRow, 'id' | 'salt' | 'has_password' | 'expires_at'> & { readonly wrapped: Buffer }

async function keepShare(
  at: Scope<string>,
  wish: Omit<ShareWish, 'password'>,
  holder: string,
  made: Made,
): Promise<string> {
  const kept = await db(at)
    .insertInto('document_shares')
    .values({
      ...made,
      organisation_id: at.organisation.id,
      document_id: wish.documentId,
      version_number: wish.version,
      label: wish.label ? await seal(at, shares, 'label', holder, wish.label) : null,
      made_at: at.now,
      made_by: actorAccount(at),
      most: wish.most ?? null,
    })
    .onConflict((same) => same.columns(['organisation_id', 'id']).doNothing())
    .returning('id')
    .executeTakeFirst()
  if (!kept) throw refuse('documents.share-made', 'conflict')
  await noteAct(at, wish.documentId, 'document.shared', { share: made.id, version: wish.version })
  await record(at, 'documents.shared', { document: wish.documentId, share: made.id })
  return made.id
}

type SharedVersion = VersionRow & { readonly holder_id: string; readonly state: string }

const versionFor = async (at: Scope<string>, documentId: string, number: number): Promise<SharedVersion> => {
  const found = await storedDb(at)
    .selectFrom('document_versions as v')
    .innerJoin('documents as d', 'd.id', 'v.document_id')
    .selectAll('v')
    .select(['d.holder_id', 'd.state'])
    .where('v.document_id', '=', documentId)
    .where('v.number', '=', number)
    .executeTakeFirst()
  if (!found || found.state === 'trash') throw refuse('documents.unknown', 'not-found')
  return found
}

/** A link as staff see it. */
export type Share = {
  readonly id: string
  readonly version: number
  readonly label: string
  readonly hasPassword: boolean
  readonly madeAt: Temporal.Instant
  readonly madeBy: string | null
  readonly expiresAt: Temporal.Instant
  readonly fetched: number
  readonly most: number | null
  readonly lastAt: Temporal.Instant | null
  readonly alive: boolean
  /** The address behind the organisation's, with the key behind `#`; only while it is alive, and where a server knows it. */
  readonly link: string | undefined
  /** Made by a member's device: its address was shown there, once. */
  readonly isSealed: boolean
}

const isAlive = (row: Pick<ShareRow, 'ended_at' | 'expires_at' | 'most' | 'fetched'>, now: Temporal.Instant): boolean =>
  row.ended_at === null &&
  Temporal.Instant.compare(row.expires_at, now) > 0 &&
  (row.most === null || row.fetched < row.most)

/** The links to a document, the newest first. */
export async function sharesOf(at: Scope<Opens>, documentId: string): Promise<Share[]> {
  const rows = await db(at)
    .selectFrom('document_shares')
    .selectAll()
    .where('document_id', '=', documentId)
    .orderBy('made_at', 'desc')
    .execute()
  const labels = await openAll(
    at,
    rows.map(({ label }) => label),
  )
  const sealed = await sealedVersionsOf(at, documentId)
  return Promise.all(
    rows.map(async (row, place) => {
      const [alive, isSealed] = [isAlive(row, at.now), sealed.has(row.version_number)]
      return {
        id: row.id,
        version: row.version_number,
        label: labels[place] ?? '',
        hasPassword: row.has_password,
        madeAt: row.made_at,
        madeBy: row.made_by,
        expiresAt: row.expires_at,
        fetched: row.fetched,
        most: row.most,
        lastAt: row.last_at,
        alive,
        link: alive && !isSealed ? await linkTo(at, row.id) : undefined,
        isSealed,
      }
    }),
  )
}

/** Numbers of the versions that only members' devices open. */
async function sealedVersionsOf(at: Scope<string>, documentId: string): Promise<ReadonlySet<number>> {
  const rows = await storedDb(at)
    .selectFrom('document_versions')
    .select(['number', 'file'])
    .where('document_id', '=', documentId)
    .execute()
  return new Set(rows.filter(({ file }) => file.sealed?.toMembers).map(({ number }) => number))
}

/** The address of a link, without what opens it. */
export const shareAddress = async (at: Scope<string>, share: string): Promise<string> =>
  `/freigabe/${await tokenFor(at, 'document-share', share)}`

const linkTo = async (at: Scope<string>, share: string): Promise<string> =>
  `${await shareAddress(at, share)}#${base64url(await secretOf(at, share))}`

/** Ends a link at once. @returns false when it had ended before */
export async function endShare(at: Scope<string>, documentId: string, id: string): Promise<boolean> {
  const { numUpdatedRows } = await db(at)
    .updateTable('document_shares')
    .set({ ended_at: at.now, wrapped: null })
    .where('id', '=', id)
    .where('document_id', '=', documentId)
    .where('ended_at', 'is', null)
    .executeTakeFirst()
  if (numUpdatedRows === 0n) return false
  await noteAct(at, documentId, 'document.unshared', { share: id })
  await record(at, 'documents.share-ended', { document: documentId, share: id })
  return true
}

revocation('documents.share-ended', (at, { document, share }) => endShare(at, String(document), String(share)))

/** Each night: of a link that has expired the key goes too. */
export async function endExpired(at: Scope<string>): Promise<void> {
  await db(at)
    .updateTable('document_shares')
    .set({ ended_at: at.now, wrapped: null })
    .where('ended_at', 'is', null)
    .where('expires_at', '<=', at.now)
    .execute()
}

export type LinkedVersion = { readonly share: ShareRow; readonly wrapped: Buffer; readonly version: SharedVersion }

/**
 * What a link shows. Ended, expired, used up, never made, of a document in the bin or of a restricted person: all the same.
 * @throws Refusal documents.share-gone
 */
export async function linked(at: Scope<string>, token: string): Promise<LinkedVersion> {
  const gone = refuse('documents.share-gone', 'gone')
  const id = await readToken(at, 'document-share', token)
  const share = id
    ? await db(at).selectFrom('document_shares').selectAll().where('id', '=', id).executeTakeFirst()
    : undefined
  if (!share?.wrapped || !isAlive(share, at.now)) throw gone
  const version = await versionFor(at, share.document_id, share.version_number).catch(() => undefined)
  if (!version?.file.sealed) throw gone
  return { share, wrapped: share.wrapped, version }
}

/**
 * Counts that a link's file is handed out.
 * @throws Refusal documents.share-gone when it was ended or used up a moment ago
 */
export async function countFetch(at: Scope<string>, share: ShareRow): Promise<void> {
  const { numUpdatedRows } = await db(at)
    .updateTable('document_shares')
    .set((row) => ({ fetched: row('fetched', '+', 1), last_at: at.now }))
    .where('id', '=', share.id)
    .where('ended_at', 'is', null)
    .where((row) => row.or([row('most', 'is', null), row('fetched', '<', row.ref('most'))]))
    .executeTakeFirst()
  if (numUpdatedRows === 0n) throw refuse('documents.share-gone', 'gone')
  await noteAct(at, share.document_id, 'document.fetched', { share: share.id })
}
