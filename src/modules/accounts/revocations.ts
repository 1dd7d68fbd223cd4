import { sql } from 'kysely'
import { endsWithRestore, record, revocation, type TakeBack } from '#privacy'
import { db } from './data.ts'
import { db as lifeDb } from './life/data.ts'
import { removeProvider } from './single-sign-on/provider.ts'

// What was taken from members since a backup is taken from them again when it is restored. What made somebody a main
// administrator is not repeated, and the last one is left: a restored organisation must have somebody who may do everything.

endsWithRestore('sessions')
endsWithRestore('resets')
endsWithRestore('mail_changes')

const leaveAgain: TakeBack = async (at, { member }) => {
  const { numUpdatedRows } = await db(at)
    .updateTable('members')
    .set({ state: 'left', left_at: at.now })
    .where('id', '=', String(member))
    .where('left_at', 'is', null)
    .where(
      sql<boolean>`(role <> 'main-administrator' or exists (select from members o
        where o.role = 'main-administrator' and o.left_at is null and o.id <> members.id))`,
    )
    .executeTakeFirst()
  return noted(numUpdatedRows, () => record(at, 'accounts.member-removed', { member: String(member), role: '' }))
}

async function noted(changed: bigint, note: () => Promise<unknown>): Promise<boolean> {
  if (changed > 0n) await note()
  return changed > 0n
}

revocation('accounts.member-removed', leaveAgain)
revocation('accounts.member-left', leaveAgain)

revocation('accounts.role-changed', async (at, { member, before, after }) => {
  if ([before, after].includes('main-administrator')) return false
  const change = { member: String(member), before: String(before), after: String(after) }
  const { numUpdatedRows } = await db(at)
    .updateTable('members')
    .set({ role: change.after })
    .where('id', '=', change.member)
    .where('role', '=', change.before)
    .executeTakeFirst()
  return noted(numUpdatedRows, () => record(at, 'accounts.role-changed', change))
})

revocation('accounts.right-taken', async (at, { member, role, place }) => {
  const right = { member: String(member), role: String(role), place: String(place) }
  const { numDeletedRows } = await lifeDb(at)
    .deleteFrom('member_rights')
    .where('member_id', '=', right.member)
    .where('role', '=', right.role)
    .where(sql<boolean>`coalesce(place_id::text, 'all') = ${right.place}`)
    .executeTakeFirst()
  return noted(numDeletedRows, () => record(at, 'accounts.right-taken', right))
})

revocation('accounts.invitation-withdrawn', async (at, { invitation }) => {
  const { numUpdatedRows } = await lifeDb(at)
    .updateTable('invitations')
    .set({ withdrawn_at: at.now })
    .where('id', '=', String(invitation))
    .where('used_at', 'is', null)
    .where('withdrawn_at', 'is', null)
    .executeTakeFirst()
  const withdrawn = { invitation: String(invitation) }
  return noted(numUpdatedRows, () => record(at, 'accounts.invitation-withdrawn', withdrawn))
})

revocation('sign-on.removed', async (at) => {
  await removeProvider(at)
  return true
})

revocation('sign-on.switched', async (at, { active }) => {
  if (active === true) return false
  const off = await db(at).executeQuery(sql`update sign_on_providers set active = false where active`.compile(db(at)))
  return noted(off.numAffectedRows ?? 0n, () => record(at, 'sign-on.switched', { active: false }))
})
