import { sql } from 'kysely'
import { isRole } from './roles.ts'
import { namesRoles } from '#privacy'
import { db } from './data.ts'
import { words } from './texts.ts'

// In somebody else's answer a member is named by role only (Art. 15(4) GDPR); accounts and memberships both stand for them.
namesRoles(async (at, persons, language) => {
  const rows = await db(at)
    .selectFrom('members')
    .select(['id', 'account_id', 'role'])
    .where(sql<boolean>`id = any(${[...persons]}::uuid[]) or account_id = any(${[...persons]}::uuid[])`)
    .execute()
  const t = words(language)
  return new Map(
    rows.flatMap(({ id, account_id, role }) => {
      const named = isRole(role) ? t.staffWithRole(t.roles[role]) : t.staff
      return [[id, named] as const, [account_id, named] as const]
    }),
  )
})
