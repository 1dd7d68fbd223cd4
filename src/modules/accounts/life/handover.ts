import { randomUUID } from 'node:crypto'
import { refuse } from '#platform/errors/errors.ts'
import type { Scope } from '#platform/data/scope.ts'
import { open } from '#platform/keys/sealed.ts'
import type { Language } from '#platform/text/language.ts'
import { record } from '#privacy'
import { lockMains } from '../actions/roster.ts'
import type { membership } from '../data.ts'
import type { Ports } from '../ports.ts'
import type { Role } from '../roles.ts'
import { actingRole } from '../rules/members.ts'
import { db } from './data.ts'
import { handoverMail } from './mails.ts'

type Opens = (typeof membership)['opens'][number]

export const OFFER_DAYS = 7

const memberOf = (at: Scope<Opens>, by: 'id' | 'account_id', value: string) =>
  db(at)
    .selectFrom('members')
    .select(['id', 'account_id', 'role', 'name', 'mail'])
    .where(by, '=', value)
    .where('left_at', 'is', null)
    .executeTakeFirst()

/**
 * Offers the main administration to a member. Nothing changes before they accept.
 * @param roleAfter what who offers is afterwards; a main administrator as well, or less
 * @throws Refusal accounts.main-administrators-only, accounts.no-such-member, accounts.offer-open, accounts.is-main-already
 */
export async function offerMain(
  at: Scope<Opens>,
  ports: Ports,
  member: string,
  roleAfter: Role,
  language: Language,
  answerAt: string,
): Promise<void> {
  if (at.actor.kind !== 'member' || actingRole(at.actor) !== 'main-administrator')
    throw refuse('accounts.main-administrators-only', 'forbidden')
  const to = await memberOf(at, 'id', member)
  if (!to) throw refuse('accounts.no-such-member', 'not-found')
  if (to.role === 'main-administrator') throw refuse('accounts.is-main-already', 'conflict')
  const id = randomUUID()
  // one that has run out makes room for the next
  await db(at)
    .updateTable('handovers')
    .set({ answer: 'withdrawn', answered_at: at.now })
    .where('from_account', '=', at.actor.account)
    .where('answer', 'is', null)
    .where('expires_at', '<=', at.now)
    .execute()
  const made = await db(at)
    .insertInto('handovers')
    .values({
      organisation_id: at.organisation.id,
      id,
      from_account: at.actor.account,
      account_id: to.account_id,
      role_after: roleAfter,
      created_at: at.now,
      expires_at: at.now.add({ hours: 24 * OFFER_DAYS }),
    })
    .onConflict((conflict) =>
      conflict.columns(['organisation_id', 'from_account']).where('answer', 'is', null).doNothing(),
    )
    .returning('id')
    .executeTakeFirst()
  if (!made) throw refuse('accounts.offer-open', 'conflict')
  await record(at, 'accounts.main-offered', { offer: id })
  const [name, mail] = [(await open(at, to.name)) ?? '', await open(at, to.mail)]
  if (!mail) return
  const content = await ports.composeMail(at, handoverMail, { language, values: { name, antworten: answerAt } })
  await ports.sendMail(at, { person: to.account_id, to: mail, cause: id, kind: handoverMail.kind, version: 1, content })
}

export type Offer = {
  readonly id: string
  /** Who offers, and to whom. */
  readonly from: string
  readonly to: string
  readonly mine: boolean
  readonly expires: Temporal.Instant
}

/** Open offers that this account made or may answer, with names. */
export async function offersOf(at: Scope<Opens>, account: string): Promise<Offer[]> {
  const rows = await db(at)
    .selectFrom('handovers')
    .selectAll()
    .where('answer', 'is', null)
    .where('expires_at', '>', at.now)
    .where((where) => where.or([where('account_id', '=', account), where('from_account', '=', account)]))
    .execute()
  const offers: Offer[] = []
  for (const row of rows) {
    const [from, to] = [
      await memberOf(at, 'account_id', row.from_account),
      await memberOf(at, 'account_id', row.account_id),
    ]
    if (!from || !to) continue
    offers.push({
      id: row.id,
      from: (await open(at, from.name)) ?? '',
      to: (await open(at, to.name)) ?? '',
      mine: row.from_account === account,
      expires: row.expires_at,
    })
  }
  return offers
}

/** The offer by the one who may answer (or, to withdraw, who made it), locked. @throws Refusal accounts.offer-ended */
async function take(at: Scope<string>, id: string, by: 'account_id' | 'from_account', account: string, answer: string) {
  const row = await db(at)
    .updateTable('handovers')
    .set({ answer, answered_at: at.now })
    .where('id', '=', id)
    .where(by, '=', account)
    .where('answer', 'is', null)
    .where('expires_at', '>', at.now)
    .returning(['from_account', 'account_id', 'role_after'])
    .executeTakeFirst()
  if (!row) throw refuse('accounts.offer-ended', 'gone')
  return row
}

/**
 * Accepts: the one who was offered it is main administrator, who offered it is what they said, in one step.
 * @throws Refusal accounts.offer-ended also when who offered it is no main administrator any more
 */
export async function acceptMain(at: Scope<Opens>, id: string, account: string): Promise<void> {
  const mains = await lockMains(at)
  const row = await take(at, id, 'account_id', account, 'accepted')
  const [from, to] = [await memberOf(at, 'account_id', row.from_account), await memberOf(at, 'account_id', account)]
  if (!from || !to || !mains.includes(from.id)) throw refuse('accounts.offer-ended', 'gone')
  await db(at).updateTable('members').set({ role: 'main-administrator' }).where('id', '=', to.id).execute()
  await record(at, 'accounts.role-changed', { member: to.id, before: to.role, after: 'main-administrator' })
  if (row.role_after === 'main-administrator') return
  await db(at).updateTable('members').set({ role: row.role_after }).where('id', '=', from.id).execute()
  await record(at, 'accounts.role-changed', { member: from.id, before: from.role, after: row.role_after })
}

/** Says no to an offer, or takes one's own back. @throws Refusal accounts.offer-ended */
export async function endOffer(
  at: Scope<string>,
  id: string,
  account: string,
  how: 'declined' | 'withdrawn',
): Promise<void> {
  await take(at, id, how === 'declined' ? 'account_id' : 'from_account', account, how)
}
