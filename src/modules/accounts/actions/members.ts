import { randomUUID } from 'node:crypto'
import { refuse } from '#platform/errors/errors.ts'
import type { Organisation } from '#platform/data/organisations.ts'
import { type House, inScope, type Scope } from '#platform/data/scope.ts'
import { exactToken, seal } from '#platform/keys/sealed.ts'
import type { Language } from '#platform/text/language.ts'
import { db, members, membership } from '../data.ts'
import { hashPassword } from '../password.ts'
import type { Role } from '../roles.ts'
import { storeRight, type Further } from '../life/rights.ts'
import { noteWorks } from '../life/own/works-for.ts'
import { accountFor, ensurePersonKey } from './accounts.ts'

export type NewMember = {
  readonly name: string
  readonly mail: string
  readonly role: Role
  /** In clear; left out for an invitation by mail. */
  readonly password?: string
  /** Hashed already, where many are made at once. */
  readonly hash?: string
  readonly language?: Language
  /** Rights beside the role. */
  readonly further?: readonly Further[]
}

export type Joined = {
  readonly account: string
  readonly member: string
  readonly isNew: boolean
  readonly state: string
}

/**
 * Makes someone a member, with an account when the address has none.
 * @throws Refusal accounts.already-member
 */
export async function join(
  at: Scope<string>,
  house: House,
  wanted: Omit<NewMember, 'password' | 'hash'> & {
    readonly hash?: string | undefined
    /** The id they were invited under. */
    readonly account?: string | undefined
  },
): Promise<Joined> {
  const account = await accountFor(at, house, {
    name: wanted.name,
    mail: wanted.mail,
    id: wanted.account,
    password: wanted.hash,
    language: wanted.language ?? at.language,
  })
  await ensurePersonKey(at, account.id)
  const [name, mail, token] = await Promise.all([
    seal(at, members, 'name', account.id, wanted.name),
    seal(at, members, 'mail', account.id, wanted.mail),
    exactToken(at, 'mail', wanted.mail),
  ])
  const made = await db(at)
    .insertInto('members')
    .values({
      organisation_id: at.organisation.id,
      id: randomUUID(),
      account_id: account.id,
      role: wanted.role,
      name,
      mail,
      mail_exact: token,
      state: 'active',
      joined_at: at.now,
    })
    .onConflict((conflict) =>
      conflict.columns(['organisation_id', 'account_id']).where('left_at', 'is', null).doNothing(),
    )
    .returning('id')
    .executeTakeFirst()
  if (!made) throw refuse('accounts.already-member', 'conflict')
  for (const right of wanted.further ?? []) await storeRight(at, made.id, right)
  await noteWorks(at, house, account.id, { works: true })
  return { account: account.id, member: made.id, isNew: account.isNew, state: account.state }
}

/** `join` in a scope of its own, for the set-up, the demo and tests. The mail address decides which account it is. */
export async function addMember(house: House, organisation: string | Organisation, wanted: NewMember): Promise<Joined> {
  const hash = wanted.password === undefined ? wanted.hash : await hashPassword(wanted.password)
  const actor = { kind: 'system', job: 'accounts.add-member' } as const
  return inScope(house, { organisation, actor, purpose: membership }, (at) => join(at, house, { ...wanted, hash }))
}
