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

export type Officer = { readonly account: string; readonly mail: string }

/**
 * Who is written to when a duty of data protection is due: the officers, else the main administrators.
 * @throws Error when the scope's purpose does not use that of membership
 */
export async function officers(at: Scope<string>): Promise<Officer[]> {
  const rows = await db(at)
    .selectFrom('members')
    .select(['account_id', 'role', 'mail'])
    .where('left_at', 'is', null)
    .where('role', 'in', ['data-protection', 'main-administrator'])
    .execute()
  const named = rows.filter(({ role }) => role === 'data-protection')
  const chosen = named.length > 0 ? named : rows
  const mails = await openAll(
    at as unknown as Scope<'accounts.membership'>,
    chosen.map(({ mail }) => mail),
  )
  return chosen.flatMap(({ account_id }, index) => {
    const mail = mails[index]
    return mail ? [{ account: account_id, mail }] : []
  })
}

/**
 * The mail addresses of these accounts, of those that still belong to the organisation.
 * @throws Error when the scope's purpose does not use that of membership
 */
export async function memberMails(at: Scope<string>, accounts: readonly string[]): Promise<Officer[]> {
  if (accounts.length === 0) return []
  const rows = await db(at)
    .selectFrom('members')
    .select(['account_id', 'mail'])
    .where('left_at', 'is', null)
    .where('account_id', 'in', [...new Set(accounts)])
    .execute()
  const mails = await openAll(
    at as unknown as Scope<'accounts.membership'>,
    rows.map(({ mail }) => mail),
  )
  return rows.flatMap(({ account_id }, index) => {
    const mail = mails[index]
    return mail ? [{ account: account_id, mail }] : []
  })
}
