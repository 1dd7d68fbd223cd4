import type { House, Scope } from '#platform/data/scope.ts'
import { record } from '#privacy'
import { db, houseTables } from '../data.ts'
import { atOperator } from '../elsewhere.ts'
import { roles, type Role } from '../roles.ts'
import { words } from '../texts.ts'

export type RoleDemand = {
  readonly role: Role
  readonly demanded: boolean
  readonly all: number
  /** Members of the role whose account has no second factor. */
  readonly without: number
}

/** What the organisation demands of each role, and how many would have to do something. */
export async function demandsOf(at: Scope<string>, house: House): Promise<RoleDemand[]> {
  const members = await db(at)
    .selectFrom('members')
    .select(['role', 'account_id'])
    .where('left_at', 'is', null)
    .execute()
  const having = await atOperator(at, house, async (there) => {
    const ids = members.map(({ account_id }) => account_id)
    if (ids.length === 0) return new Set<string>()
    const having = (table: 'authenticators' | 'passkeys') =>
      db(there).selectFrom(table).select('account_id').where('account_id', 'in', ids).execute()
    const lists = await Promise.all([having('authenticators'), having('passkeys')])
    return new Set(lists.flat().map(({ account_id }) => account_id))
  })
  const demanded = await demandedOf(at)
  return roles.map((role) => {
    const of = members.filter((member) => member.role === role)
    return {
      role,
      demanded: demanded.includes(role),
      all: of.length,
      without: of.filter(({ account_id }) => !having.has(account_id)).length,
    }
  })
}

/** The same with the roles' names, for the register of protective measures. */
export const factorDemands = async (at: Scope<string>, house: House) =>
  (await demandsOf(at, house)).map((one) => ({
    ...one,
    name: { de: words('de').roles[one.role], en: words('en').roles[one.role] },
  }))

async function demandedOf(at: Scope<string>): Promise<readonly string[]> {
  const row = await houseTables(at)
    .selectFrom('organisations')
    .select('factor_roles')
    .where('id', '=', at.organisation.id)
    .executeTakeFirstOrThrow()
  return row.factor_roles
}

/** Demands a second factor of these roles and of no other; holds from each member's next page. */
export async function demandOf(at: Scope<string>, house: House, wanted: readonly Role[]): Promise<void> {
  const before = await demandedOf(at)
  const added = wanted.filter((role) => !before.includes(role)).length
  const dropped = before.filter((role) => !wanted.some((one) => one === role)).length
  if (added + dropped === 0) return
  await houseTables(at)
    .updateTable('organisations')
    .set({ factor_roles: [...wanted] })
    .where('id', '=', at.organisation.id)
    .execute()
  await record(at, 'accounts.factors-demanded', { added, dropped })
  at.afterCommit(() => house.directory.refresh())
}
