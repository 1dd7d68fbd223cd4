import { memberNames } from '#accounts'
import type { Scope } from '#platform/data/scope.ts'
import { refuse } from '#platform/errors/errors.ts'
import { record, revocation } from '#privacy'
import { createArchive } from '../storing/archives.ts'
import { fingerprintOf, type StoredKey } from './browser/member-keys.ts'
import { db, type MemberKeyRow } from './data.ts'

/** The member who acts. @throws Refusal documents.members-only */
export function actingMember(at: Scope<string>): string {
  if (at.actor.kind !== 'member') throw refuse('documents.members-only', 'forbidden')
  return at.actor.id
}

/** The acting member's own key, if they have one. */
export const ownKey = (at: Scope<string>): Promise<MemberKeyRow | undefined> =>
  db(at).selectFrom('document_member_keys').selectAll().where('member_id', '=', actingMember(at)).executeTakeFirst()

/**
 * Keeps a member's key as their browser made it: a first one, the same under another passphrase, or, where the passphrase is
 * lost, a new one. With a new one the archives of the old one are closed to them until another member lets them in again.
 */
export async function keepOwnKey(at: Scope<string>, given: StoredKey): Promise<void> {
  const member_id = actingMember(at)
  const before = await ownKey(at)
  const values = {
    public_key: Buffer.from(given.publicKey),
    private_key: Buffer.from(given.privateKey),
    salt: Buffer.from(given.salt),
    rounds: given.rounds,
    created_at: at.now,
  }
  if (before && !before.public_key.equals(values.public_key))
    await db(at).deleteFrom('document_archive_members').where('member_id', '=', member_id).execute()
  await db(at)
    .insertInto('document_member_keys')
    .values({ organisation_id: at.organisation.id, member_id, ...values })
    .onConflict((same) => same.columns(['organisation_id', 'member_id']).doUpdateSet(values))
    .execute()
  await record(at, 'documents.member-key-kept', { member: member_id })
}

export type KeyedMember = {
  readonly id: string
  readonly name: string
  readonly publicKey: Buffer
  readonly fingerprint: string
}

/** The members of the organisation who have a key, by name. @throws Error when the scope does not use membership */
export async function keyedMembers(at: Scope<string>): Promise<KeyedMember[]> {
  const rows = await db(at)
    .selectFrom('document_member_keys as k')
    .innerJoin('members as m', 'm.id', 'k.member_id')
    .select(['m.id', 'm.account_id', 'k.public_key'])
    .where('m.left_at', 'is', null)
    .execute()
  const names = new Map((await memberNames(at)).map(({ account, name }) => [account, name]))
  const found = rows.map(async ({ id, account_id, public_key }) => ({
    id,
    name: names.get(account_id) ?? '',
    publicKey: public_key,
    fingerprint: await fingerprintOf(public_key),
  }))
  return (await Promise.all(found)).toSorted((a, b) => a.name.localeCompare(b.name, 'de'))
}

export type SealedArchive = {
  readonly id: string
  readonly name: string
  readonly publicKey: Buffer
  readonly members: readonly { readonly id: string; readonly addedAt: Temporal.Instant }[]
  /** The archive's key sealed to the acting member. */
  readonly ownShare: Buffer | undefined
}

/** The open archives that the server cannot read, by name. */
export async function sealedArchives(at: Scope<string>): Promise<SealedArchive[]> {
  const archives = await db(at)
    .selectFrom('document_archives')
    .select(['id', 'name', 'public_key'])
    .where('mode', '=', 'client-only')
    .where('closed_at', 'is', null)
    .orderBy('name')
    .execute()
  const shares = await db(at)
    .selectFrom('document_archive_members as s')
    .innerJoin('members as m', 'm.id', 's.member_id')
    .select(['s.archive_id', 's.member_id', 's.added_at', 's.sealed_key'])
    .where('m.left_at', 'is', null)
    .execute()
  const own = at.actor.kind === 'member' ? at.actor.id : ''
  return archives.map(({ id, name, public_key }) => {
    const mine = shares.filter(({ archive_id }) => archive_id === id)
    return {
      id,
      name,
      publicKey: public_key,
      members: mine.map(({ member_id, added_at }) => ({ id: member_id, addedAt: added_at })),
      ownShare: mine.find(({ member_id }) => member_id === own)?.sealed_key,
    }
  })
}

export type ShareGiven = { readonly memberId: string; readonly box: Uint8Array }

/**
 * Creates an archive whose private key was made in a member's browser and is known to its members' devices only.
 * @throws Refusal documents.name-taken, documents.no-member-key, documents.not-for-you
 */
export async function createSealedArchive(
  at: Scope<string>,
  given: { readonly name: string; readonly publicKey: Uint8Array; readonly shares: readonly ShareGiven[] },
): Promise<string> {
  // who makes it and does not let themselves in would have made an archive that nobody proves to be openable
  if (!given.shares.some(({ memberId }) => memberId === actingMember(at)))
    throw refuse('documents.not-for-you', 'invalid')
  const keys = { public_key: Buffer.from(given.publicKey), private_key: Buffer.alloc(0) }
  const id = await createArchive(at, given.name, keys)
  for (const share of given.shares) await addToArchive(at, id, share)
  return id
}

/**
 * Lets a member into an archive with its key, as another member's browser sealed it to them.
 * @throws Refusal documents.no-archive, documents.no-member-key
 */
export async function addToArchive(at: Scope<string>, archiveId: string, { memberId, box }: ShareGiven): Promise<void> {
  const archive = await db(at)
    .selectFrom('document_archives')
    .select('id')
    .where('id', '=', archiveId)
    .where('mode', '=', 'client-only')
    .where('closed_at', 'is', null)
    .executeTakeFirst()
  if (!archive) throw refuse('documents.no-archive', 'not-found')
  const keyed = await db(at)
    .selectFrom('document_member_keys as k')
    .innerJoin('members as m', 'm.id', 'k.member_id')
    .select('k.member_id')
    .where('k.member_id', '=', memberId)
    .where('m.left_at', 'is', null)
    .executeTakeFirst()
  if (!keyed) throw refuse('documents.no-member-key', 'conflict')
  const values = { sealed_key: Buffer.from(box), added_at: at.now }
  await db(at)
    .insertInto('document_archive_members')
    .values({ organisation_id: at.organisation.id, archive_id: archiveId, member_id: memberId, ...values })
    .onConflict((same) => same.columns(['organisation_id', 'archive_id', 'member_id']).doUpdateSet(values))
    .execute()
  await record(at, 'documents.archive-member-added', { archive: archiveId, member: memberId })
}

/**
 * Takes an archive's key from a member. What their device has opened before, nobody can take back.
 * @throws Refusal documents.last-member: without one nobody could read it ever again
 */
export async function removeFromArchive(at: Scope<string>, archiveId: string, memberId: string): Promise<void> {
  const archive = (await sealedArchives(at)).find(({ id }) => id === archiveId)
  if (!archive?.members.some(({ id }) => id === memberId)) return
  if (archive.members.length === 1) throw refuse('documents.last-member', 'conflict')
  await db(at)
    .deleteFrom('document_archive_members')
    .where('archive_id', '=', archiveId)
    .where('member_id', '=', memberId)
    .execute()
  await record(at, 'documents.archive-member-removed', { archive: archiveId, member: memberId })
}

revocation('documents.archive-member-removed', async (at, { archive, member }) => {
  await removeFromArchive(at, String(archive), String(member))
  return true
})
