import { refuse } from '#platform/errors/errors.ts'
import type { Organisation } from '#platform/data/organisations.ts'
import type { House, Scope } from '#platform/data/scope.ts'
import { open, openAll } from '#platform/keys/sealed.ts'
import type { Language } from '#platform/text/language.ts'
import { record } from '#privacy'
import { db, type membership } from '../data.ts'
import { atOperator, inOrganisation } from '../elsewhere.ts'
import { addedMail, invitationMail } from '../mails.ts'
import type { Ports } from '../ports.ts'
import { words } from '../texts.ts'
import type { Role } from '../roles.ts'
import { leavesNobody, mayDecide } from '../rules/members.ts'
import { join } from './members.ts'
import { INVITATION_HOURS, newReset } from './resets.ts'

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
  const lines = rows.map((row, index) => ({
    id: row.id,
    account: row.account_id,
    name: names[index] ?? '',
    mail: mails[index] ?? '',
    role: row.role as Role,
    invited: invited.has(row.account_id),
    joined: row.joined_at,
  }))
  return lines.toSorted((a, b) => a.name.localeCompare(b.name, language))
}

const roleOf = (at: Scope<string>) => (at.actor.kind === 'member' ? at.actor.role : '')

/** Locks the rows of all main administrators, so that changes at the same moment see each other. */
async function lockMains(at: Scope<string>): Promise<string[]> {
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
  if (!mayDecide(roleOf(at), row.role as Role, after)) throw refuse('accounts.main-administrators-only', 'forbidden')
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
  await record(at, 'accounts.member-removed', { member, role: row.role })
  if (!(await belongsElsewhere(at, house, row.account_id))) await closeAccount(at, house, row.account_id)
}

async function belongsElsewhere(at: Scope<string>, house: House, account: string): Promise<boolean> {
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

const closeAccount = (at: Scope<string>, house: House, account: string): Promise<void> =>
  atOperator(at, house, async (there) => {
    await db(there)
      .updateTable('accounts')
      .set({ state: 'closed', closed_at: there.now, password: null })
      .where('id', '=', account)
      .where('closed_at', 'is', null)
      .execute()
    await db(there).deleteFrom('sessions').where('account_id', '=', account).execute()
    await db(there).deleteFrom('resets').where('account_id', '=', account).execute()
  })

export type Links = { readonly password: (token: string) => string; readonly signIn: () => string }
type Wanted = { readonly name: string; readonly mail: string; readonly role: Role; readonly language: Language }

/**
 * Makes someone a member and writes to them: with a link to set a password, or to sign in where they have an account.
 * @throws Refusal accounts.already-member, accounts.main-administrators-only
 */
export async function invite(at: Scope<string>, ports: Ports, wanted: Wanted, links: Links): Promise<void> {
  if (!mayDecide(roleOf(at), undefined, wanted.role)) throw refuse('accounts.main-administrators-only', 'forbidden')
  const joined = await join(at, ports.house(), wanted)
  await record(at, 'accounts.member-added', { member: joined.member, role: wanted.role })
  await writeInvitation(at, ports, { ...wanted, account: joined.account, active: joined.state === 'active' }, links)
}

/** `invite` into another organisation, by who has just founded it. */
export const inviteTo = (
  at: Scope<string>,
  ports: Ports,
  organisation: Organisation,
  wanted: Wanted,
  links: Links,
): Promise<void> => inOrganisation(at, ports.house(), organisation, (there) => invite(there, ports, wanted, links))

/** Sends the invitation again, with a new link. @throws Refusal accounts.no-such-member */
export async function inviteAgain(at: Scope<Opens>, ports: Ports, member: string, links: Links): Promise<void> {
  const row = await db(at)
    .selectFrom('members')
    .select(['account_id', 'role', 'name', 'mail'])
    .where('id', '=', member)
    .where('left_at', 'is', null)
    .executeTakeFirst()
  if (!row) throw refuse('accounts.no-such-member', 'not-found')
  const account = await atOperator(at, ports.house(), (there) =>
    db(there).selectFrom('accounts').select(['state', 'language']).where('id', '=', row.account_id).executeTakeFirst(),
  )
  const [name, mail] = [(await open(at, row.name)) ?? '', (await open(at, row.mail)) ?? '']
  const language = (account?.language ?? at.language) as Language
  const wanted = { name, mail, role: row.role as Role, language, account: row.account_id }
  await writeInvitation(at, ports, { ...wanted, active: account?.state === 'active' }, links)
}

async function writeInvitation(
  at: Scope<string>,
  ports: Ports,
  to: Wanted & { readonly account: string; readonly active: boolean },
  links: Links,
): Promise<void> {
  const made = await atOperator(at, ports.house(), (there) => newReset(there, to.account, INVITATION_HOURS))
  const { language } = to
  const about = { name: to.name, rolle: words(language).roles[to.role] }
  const content = to.active
    ? await ports.composeMail(at, addedMail, { language, values: { ...about, anmelden: links.signIn() } })
    : await ports.composeMail(at, invitationMail, {
        language,
        values: { ...about, passwort: links.password(made.token) },
      })
  const { kind } = to.active ? addedMail : invitationMail
  const mail = { person: to.account, to: to.mail, cause: made.id, kind, version: 1, content }
  await ports.sendMail(at, mail)
}
