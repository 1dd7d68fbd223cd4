import { randomUUID } from 'node:crypto'
import { refuse } from '#platform/errors/errors.ts'
import type { House, Scope } from '#platform/data/scope.ts'
import type { Organisation } from '#platform/data/organisations.ts'
import { exactToken, open, openAll, seal } from '#platform/keys/sealed.ts'
import type { Language } from '#platform/text/language.ts'
import { record } from '#privacy'
import { ensurePersonKey } from '../actions/accounts.ts'
import { join, type Joined } from '../actions/members.ts'
import { db as accountsDb, type membership } from '../data.ts'
import { atOperator, inOrganisation } from '../elsewhere.ts'
import { invitationMail } from '../mails.ts'
import type { Ports } from '../ports.ts'
import type { PlacedRole, Role } from '../roles.ts'
import { actingRole, mayDecide } from '../rules/members.ts'
import { words } from '../texts.ts'
import { hashToken, isToken, newToken } from '../tokens.ts'
import { db, invitations } from './data.ts'

type Opens = (typeof membership)['opens'][number]

export const INVITATION_DAYS = 7
export type LinkTo = (token: string) => string
export type Invited = {
  readonly name: string
  readonly mail: string
  readonly role: Role
  readonly language: Language
  /** With `by-place`: what they may do there. */
  readonly placed?: { readonly role: PlacedRole; readonly place: string } | undefined
}

/** The account of an address, where there is one. */
const accountBehind = (at: Scope<string>, house: House, mail: string) =>
  atOperator(at, house, async (there) =>
    accountsDb(there)
      .selectFrom('accounts')
      .select(['id', 'state'])
      .where('mail_exact', '=', await exactToken(there, 'mail', mail))
      .where('closed_at', 'is', null)
      .executeTakeFirst(),
  )

/**
 * Invites somebody by mail: one link, good once and for seven days. Nobody is a member before they accept.
 * @throws Refusal accounts.main-administrators-only, accounts.already-member, accounts.already-invited
 */
export async function invite(at: Scope<string>, ports: Ports, wanted: Invited, linkTo: LinkTo): Promise<void> {
  if (!mayDecide(actingRole(at.actor), undefined, wanted.role))
    throw refuse('accounts.main-administrators-only', 'forbidden')
  const { id, person, token } = await makeInvitation(at, ports.house(), wanted)
  await write(at, ports, person, id, wanted, linkTo(token))
}

/** An invitation that nobody has been written about yet. @throws Refusal accounts.already-member, accounts.already-invited */
export async function makeInvitation(
  at: Scope<string>,
  house: House,
  wanted: Invited,
): Promise<{ readonly id: string; readonly person: string; readonly token: string }> {
  const token = await exactToken(at, 'mail', wanted.mail)
  const member = await db(at)
    .selectFrom('members')
    .select('id')
    .where('mail_exact', '=', token)
    .where('left_at', 'is', null)
    .executeTakeFirst()
  if (member) throw refuse('accounts.already-member', 'conflict')
  // one that has run out makes room for the next
  await db(at)
    .updateTable('invitations')
    .set({ withdrawn_at: at.now })
    .where('mail_exact', '=', token)
    .where('expires_at', '<=', at.now)
    .where('used_at', 'is', null)
    .where('withdrawn_at', 'is', null)
    .execute()
  const person = (await accountBehind(at, house, wanted.mail))?.id ?? randomUUID()
  await ensurePersonKey(at, person)
  const [id, link] = [randomUUID(), newToken()]
  const made = await db(at)
    .insertInto('invitations')
    .values({
      organisation_id: at.organisation.id,
      id,
      account_id: person,
      name: await seal(at, invitations, 'name', person, wanted.name),
      mail: await seal(at, invitations, 'mail', person, wanted.mail),
      mail_exact: token,
      role: wanted.role,
      further_role: wanted.placed?.role ?? null,
      place_id: wanted.placed?.place ?? null,
      language: wanted.language,
      token_hash: hashToken(link),
      created_at: at.now,
      expires_at: at.now.add({ hours: 24 * INVITATION_DAYS }),
    })
    .onConflict((conflict) =>
      conflict
        .columns(['organisation_id', 'mail_exact'])
        .where('used_at', 'is', null)
        .where('withdrawn_at', 'is', null)
        .doNothing(),
    )
    .returning('id')
    .executeTakeFirst()
  if (!made) throw refuse('accounts.already-invited', 'conflict')
  await record(at, 'accounts.invited', { invitation: id, role: wanted.role })
  return { id, person, token: link }
}

/** `invite` into another organisation, by who has just founded it. */
export const inviteTo = (
  at: Scope<string>,
  ports: Ports,
  organisation: Organisation,
  wanted: Invited,
  linkTo: LinkTo,
): Promise<void> => inOrganisation(at, ports.house(), organisation, (there) => invite(there, ports, wanted, linkTo))

async function write(
  at: Scope<string>,
  ports: Ports,
  person: string,
  cause: string,
  to: Pick<Invited, 'name' | 'mail' | 'role' | 'language'>,
  url: string,
): Promise<void> {
  const values = { name: to.name, rolle: words(to.language).roles[to.role], einladung: url }
  const content = await ports.composeMail(at, invitationMail, { language: to.language, values })
  const mail = { person, to: to.mail, cause, kind: invitationMail.kind, version: 1, content }
  await ports.sendMail(at, mail)
}

export type InvitationLine = {
  readonly id: string
  readonly name: string
  readonly mail: string
  readonly role: Role
  readonly placed: { readonly role: PlacedRole; readonly place: string } | undefined
  readonly expires: Temporal.Instant
  readonly expired: boolean
}

const notAnswered = (at: Scope<string>) =>
  db(at).selectFrom('invitations').selectAll().where('used_at', 'is', null).where('withdrawn_at', 'is', null)

/** Invitations that were neither accepted nor withdrawn, the newest first; also those that have run out. */
export async function openInvitations(at: Scope<Opens>): Promise<InvitationLine[]> {
  const rows = await notAnswered(at).orderBy('created_at', 'desc').execute()
  const names = await openAll(
    at,
    rows.map(({ name }) => name),
  )
  const mails = await openAll(
    at,
    rows.map(({ mail }) => mail),
  )
  return rows.map((row, place) => ({
    id: row.id,
    name: names[place] ?? '',
    mail: mails[place] ?? '',
    role: row.role as Role,
    placed: row.place_id === null ? undefined : { role: row.further_role as PlacedRole, place: row.place_id },
    expires: row.expires_at,
    expired: Temporal.Instant.compare(row.expires_at, at.now) <= 0,
  }))
}

/** Sends the invitation again with a new link; the one before ends. @throws Refusal accounts.no-such-invitation */
export async function inviteAgain(at: Scope<Opens>, ports: Ports, id: string, linkTo: LinkTo): Promise<void> {
  const link = newToken()
  const row = await db(at)
    .updateTable('invitations')
    .set({ token_hash: hashToken(link), expires_at: at.now.add({ hours: 24 * INVITATION_DAYS }) })
    .where('id', '=', id)
    .where('used_at', 'is', null)
    .where('withdrawn_at', 'is', null)
    .returning(['account_id', 'role', 'name', 'mail', 'language'])
    .executeTakeFirst()
  if (!row) throw refuse('accounts.no-such-invitation', 'gone')
  if (!mayDecide(actingRole(at.actor), undefined, row.role as Role))
    throw refuse('accounts.main-administrators-only', 'forbidden')
  const [name, mail] = [(await open(at, row.name)) ?? '', (await open(at, row.mail)) ?? '']
  const to = { name, mail, role: row.role as Role, language: row.language as Language }
  await write(at, ports, row.account_id, randomUUID(), to, linkTo(link))
}

/** Takes an invitation back; its link says so from now on. @throws Refusal accounts.no-such-invitation */
export async function withdrawInvitation(at: Scope<string>, id: string): Promise<void> {
  const row = await db(at)
    .updateTable('invitations')
    .set({ withdrawn_at: at.now })
    .where('id', '=', id)
    .where('used_at', 'is', null)
    .where('withdrawn_at', 'is', null)
    .returning(['id', 'role'])
    .executeTakeFirst()
  if (!row) throw refuse('accounts.no-such-invitation', 'gone')
  if (!mayDecide(actingRole(at.actor), undefined, row.role as Role))
    throw refuse('accounts.main-administrators-only', 'forbidden')
  await record(at, 'accounts.invitation-withdrawn', { invitation: id })
}

export type Looked =
  | { readonly is: 'used' | 'expired' | 'withdrawn' | 'unknown' }
  | {
      readonly is: 'open'
      readonly name: string
      readonly mail: string
      readonly role: Role
      /** They sign in with a password already; else they set one now. */
      readonly hasAccount: boolean
    }

/** What a link of an invitation leads to. */
export async function lookAtInvitation(at: Scope<Opens>, house: House, token: string | undefined): Promise<Looked> {
  if (!isToken(token)) return { is: 'unknown' }
  const row = await db(at)
    .selectFrom('invitations')
    .selectAll()
    .where('token_hash', '=', hashToken(token))
    .executeTakeFirst()
  if (!row) return { is: 'unknown' }
  if (row.used_at) return { is: 'used' }
  if (row.withdrawn_at) return { is: 'withdrawn' }
  if (Temporal.Instant.compare(row.expires_at, at.now) <= 0) return { is: 'expired' }
  const [name, mail] = [(await open(at, row.name)) ?? '', (await open(at, row.mail)) ?? '']
  const account = await accountBehind(at, house, mail)
  return { is: 'open', name, mail, role: row.role as Role, hasAccount: account?.state === 'active' }
}

/**
 * Accepts an invitation, once: makes the account where there is none, and the membership. The link was sent to the
 * address, so whoever has it owns the address; it signs nobody in.
 * @throws Refusal accounts.invitation-ended, accounts.already-member
 */
export async function acceptInvitation(
  at: Scope<Opens>,
  ports: Ports,
  token: string | undefined,
  given: { readonly name: string; readonly hash?: string | undefined; readonly language: Language },
): Promise<Joined> {
  const ended = refuse('accounts.invitation-ended', 'gone')
  if (!isToken(token)) throw ended
  const row = await db(at)
    .updateTable('invitations')
    .set({ used_at: at.now })
    .where('token_hash', '=', hashToken(token))
    .where('used_at', 'is', null)
    .where('withdrawn_at', 'is', null)
    .where('expires_at', '>', at.now)
    .returning(['id', 'account_id', 'role', 'further_role', 'place_id', 'mail'])
    .executeTakeFirst()
  const mail = row && (await open(at, row.mail))
  if (!row || !mail) throw ended
  const joined = await join(at, ports.house(), {
    name: given.name,
    mail,
    role: row.role as Role,
    hash: given.hash,
    language: given.language,
    account: row.account_id,
    further: row.place_id === null ? [] : [{ role: row.further_role as PlacedRole, place: row.place_id }],
  })
  await record(at, 'accounts.member-added', { member: joined.member, role: row.role, invitation: row.id })
  return joined
}
