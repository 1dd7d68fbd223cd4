import { randomUUID } from 'node:crypto'
import { refuse } from '#platform/errors/errors.ts'
import type { Scope } from '#platform/data/scope.ts'
import { record } from '#privacy'
import type { FurtherRole } from '../roles.ts'
import { actingRole, mayDecide } from '../rules/members.ts'
import type { Role } from '../roles.ts'
import { db } from './data.ts'

/** A right beside the first role; with a place it holds there and nowhere else. */
export type Further = { readonly role: FurtherRole; readonly place?: string | undefined }
export type FurtherLine = Further & { readonly id: string; readonly member: string }

/** Stores a further right; the same one twice is one. @returns its id, undefined when the member had it */
export async function storeRight(at: Scope<string>, member: string, right: Further): Promise<string | undefined> {
  const row = await db(at)
    .insertInto('member_rights')
    .values({
      organisation_id: at.organisation.id,
      id: randomUUID(),
      member_id: member,
      role: right.role,
      place_id: right.place ?? null,
      granted_at: at.now,
    })
    .onConflict((conflict) => conflict.columns(['organisation_id', 'member_id', 'role', 'place_id']).doNothing())
    .returning('id')
    .executeTakeFirst()
  return row?.id
}

async function memberRole(at: Scope<string>, member: string): Promise<Role> {
  const row = await db(at)
    .selectFrom('members')
    .select('role')
    .where('id', '=', member)
    .where('left_at', 'is', null)
    .forUpdate()
    .executeTakeFirst()
  if (!row) throw refuse('accounts.no-such-member', 'not-found')
  return row.role as Role
}

/**
 * Gives a member one more right. @param known the ids of the places that are there
 * @throws Refusal accounts.no-such-member, accounts.main-administrators-only, accounts.no-such-place
 */
export async function grantRight(
  at: Scope<string>,
  member: string,
  right: Further,
  known: readonly string[],
): Promise<void> {
  const role = await memberRole(at, member)
  if (!mayDecide(actingRole(at.actor), role, right.role)) throw refuse('accounts.main-administrators-only', 'forbidden')
  if (right.place !== undefined && !known.includes(right.place)) throw refuse('accounts.no-such-place', 'conflict')
  if (await storeRight(at, member, right))
    await record(at, 'accounts.right-given', { member, role: right.role, place: right.place ?? 'all' })
}

/** Takes a right back; what it allowed ends with the next request. @throws Refusal as `grantRight` */
export async function takeRight(at: Scope<string>, member: string, id: string): Promise<void> {
  const role = await memberRole(at, member)
  const row = await db(at)
    .selectFrom('member_rights')
    .select(['role', 'place_id'])
    .where('id', '=', id)
    .where('member_id', '=', member)
    .executeTakeFirst()
  if (!row) return
  if (!mayDecide(actingRole(at.actor), role, row.role as Role))
    throw refuse('accounts.main-administrators-only', 'forbidden')
  await db(at).deleteFrom('member_rights').where('id', '=', id).execute()
  await record(at, 'accounts.right-taken', { member, role: row.role, place: row.place_id ?? 'all' })
}

/** The further rights of all present members. */
export async function furtherRights(at: Scope<string>): Promise<FurtherLine[]> {
  const rows = await db(at)
    .selectFrom('member_rights')
    .innerJoin('members', 'members.id', 'member_rights.member_id')
    .select(['member_rights.id', 'member_rights.member_id', 'member_rights.role', 'member_rights.place_id'])
    .where('members.left_at', 'is', null)
    .orderBy('member_rights.granted_at')
    .execute()
  return rows.map((row) => ({
    id: row.id,
    member: row.member_id,
    role: row.role as FurtherRole,
    place: row.place_id ?? undefined,
  }))
}
