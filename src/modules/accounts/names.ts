import { sql } from 'kysely'
import type { Scope } from '#platform/data/scope.ts'
import { openAll } from '#platform/keys/sealed.ts'
import { db } from './data.ts'

/** A member, also one who has left, by account. */
export type Named = { readonly account: string; readonly name: string; readonly role: string; readonly left: boolean }

/**
 * All members whose names are still kept, by name.
 * @throws Error when the scope's purpose does not use that of membership
 */
export async function memberNames(at: Scope<string>): Promise<Named[]> {
  const rows = await db(at)
    .selectFrom('members')
    .select(['account_id', 'name', 'role', sql<boolean>`left_at is not null`.as('left')])
    .orderBy('joined_at')
    .execute()
  // scopes of several purposes come here: which may open names is asked at run time
  const names = await openAll(
    at as unknown as Scope<'accounts.membership'>,
    rows.map(({ name }) => name),
  )
  const found = new Map(
    rows.map((row, index) => [
      row.account_id,
      { account: row.account_id, name: names[index] ?? '', role: row.role, left: row.left },
    ]),
  )
  return [...found.values()].toSorted((a, b) => a.name.localeCompare(b.name, 'de'))
}
