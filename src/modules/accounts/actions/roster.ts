import { refuse } from '#platform/errors/errors.ts'
import type { House, Scope } from '#platform/data/scope.ts'
import { openAll } from '#platform/keys/sealed.ts'
import type { Language } from '#platform/text/language.ts'
import { record } from '#privacy'
import { db, type membership } from '../data.ts'
import { noteWorks } from '../life/own/works-for.ts'
import { furtherRights, type FurtherLine } from '../life/rights.ts'
import { atOperator, inOrganisation } from '../elsewhere.ts'
import { forgetFactors } from '../factors/standing.ts'
import type { Role } from '../roles.ts'
import { actingRole, leavesNobody, mayDecide } from '../rules/members.ts'

type Opens = (typeof membership)['opens'][number]

export type MemberLine = {
  readonly id: string
  readonly account: string
  readonly name: string
  readonly mail: string
  readonly role: Role
  /** Invited, and has not set a password yet. */
  readonly invited: boolean
  readonly joined: Temporal.Instant
  /** What they may beside their role. */
  readonly further: readonly FurtherLine[]
}

/** The members of the organisation by name. */
export async function roster(at: Scope<Opens>, house: House, language: Language): Promise<MemberLine[]> {
  const rows = await db(at)
    .selectFrom('members')
    .select(['id', 'account_id', 'role', 'name', 'mail', 'joined_at'])
    .where('left_at', 'is', null)
    .execute()
  const [names, mails] = [
    await openAll(
      at,
      rows.map(({ name }) => name),
    ),
    await openAll(
      at,
      rows.map(({ mail }) => mail),
    ),
  ]
  const invited = new Set(
    (
      await atOperator(at, house, (there) =>
        db(there)
          .selectFrom('accounts')
          .select('id')
          .where('id', 'in', rows.length > 0 ? rows.map(({ account_id }) => account_id) : [at.organisation.id])
          .where('state', '=', 'invited')
          .execute(),
      )
    ).map(({ id }) => id),
  )
  const further = await furtherRights(at)
  const lines = rows.map((row, index) => ({
    id: row.id,
    account: row.account_id,
    name: names[index] ?? '',
    mail: mails[index] ?? '',
    role: row.role as Role,
    invited: invited.has(row.account_id),
    joined: row.joined_at,
    further: further.filter(({ member }) => member === row.id),
  }))
  return lines.toSorted((a, b) => a.name.localeCompare(b.name, language))
}

/** Locks the rows of all main administrators, so that changes at the same moment see each other. */
export async function lockMains(at: Scope<string>): Promise<string[]> {
  const rows = await db(at)
    .selectFrom('members')
    .select('id')
    .where('role', '=', 'main-administrator')
    .where('left_at', 'is', null)
    .orderBy('id')
    .forUpdate()
    .execute()
  return rows.map(({ id }) => id)
}

async function decidable(at: Scope<string>, member: string, after: Role | undefined) {
  const mains = await lockMains(at)
  const row = await db(at)
    .selectFrom('members')
    .select(['id', 'account_id', 'role', 'name', 'mail'])
    .where('id', '=', member)
    .where('left_at', 'is', null)
    .forUpdate()
    .executeTakeFirst()
  if (!row) throw refuse('accounts.no-such-member', 'not-found')
  if (!mayDecide(actingRole(at.actor), row.role as Role, after))
    throw refuse('accounts.main-administrators-only', 'forbidden')
  if (leavesNobody(mains, member, after)) throw refuse('accounts.last-main-administrator', 'conflict')
  return row
}

/** @throws Refusal accounts.no-such-member, accounts.main-administrators-only, accounts.last-main-administrator */
export async function changeRole(at: Scope<Opens>, member: string, role: Role): Promise<void> {
  const row = await decidable(at, member, role)
  if (row.role === role) return
  await db(at).updateTable('members').set({ role }).where('id', '=', member).execute()
  await record(at, 'accounts.role-changed', { member, before: row.role, after: role })
}

/**
 * Ends a membership; what the member could do ends with their next request. An account that belongs to no organisation
 * any more is closed. @throws Refusal as `changeRole`
 */
export async function removeMember(at: Scope<Opens>, house: House, member: string): Promise<void> {
  const row = await decidable(at, member, undefined)
  await db(at).updateTable('members').set({ state: 'left', left_at: at.now }).where('id', '=', member).execute()
  await noteWorks(at, house, row.account_id, { works: false })
  await record(at, 'accounts.member-removed', { member, role: row.role })
  if (!(await belongsElsewhere(at, house, row.account_id))) await closeAccount(at, house, row.account_id)
}

export async function belongsElsewhere(at: Scope<string>, house: House, account: string): Promise<boolean> {
  for (const organisation of await house.directory.all()) {
    const found = await inOrganisation(at, house, organisation, (there) =>
      db(there)
        .selectFrom('members')
        .select('id')
        .where('account_id', '=', account)
        .where('left_at', 'is', null)
        .executeTakeFirst(),
    )
    if (found) return true
  }
  return false
}

export const closeAccount = (at: Scope<string>, house: House, account: string): Promise<void> =>
  atOperator(at, house, async (there) => {
    await db(there)
      .updateTable('accounts')
      .set({ state: 'closed', closed_at: there.now, password: null })
      .where('id', '=', account)
      .where('closed_at', 'is', null)
      .execute()
    await db(there).deleteFrom('sessions').where('account_id', '=', account).execute()
    await forgetFactors(there, account)
    await db(there).deleteFrom('resets').where('account_id', '=', account).execute()
  })
