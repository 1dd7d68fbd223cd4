import { randomUUID } from 'node:crypto'
import type { House, Scope } from '#platform/data/scope.ts'
import { mac } from '#platform/keys/keyring.ts'
import { exactToken } from '#platform/keys/sealed.ts'
import { letIn } from '../actions/sign-in.ts'
import type { signingIn } from '../data.ts'
import { atOperator } from '../elsewhere.ts'
import type { Visit } from '../factors/devices.ts'
import { hasSecondFactor } from '../factors/standing.ts'
import type { Ports } from '../ports.ts'
import { db as accountsDb } from '../data.ts'
import { addressAt, claimsFor, describe } from './asking.ts'
import { db } from './data.ts'
import { begin, type Carried, end } from './flow.ts'
import { readyProvider } from './provider.ts'
import { type Claims, mailOf, strengthOf } from './rules.ts'

type Opens = (typeof signingIn)['opens'][number]

/** Why nobody was let in; the page has the words. */
export type SignOnProblem = 'ended' | 'refused' | 'unknown' | 'unreachable'

/** What this installation allows; `inside` also lets providers be asked in a private network and by http. */
export type SignOnHouse = { readonly inside: boolean }

/** Sends the browser to the provider. @returns its address and what the browser keeps, or why it cannot be reached */
export async function beginSignOn(
  at: Scope<string>,
  { inside }: SignOnHouse,
  back: string,
  target: string | undefined,
): Promise<{ readonly address: string; readonly carried: Carried } | 'unreachable'> {
  const provider = await readyProvider(at)
  const configuration = await describe(provider, inside).catch(() => undefined)
  if (!configuration) return 'unreachable'
  const { bound, carried } = await begin(at, target)
  return { address: await addressAt(configuration, back, bound), carried }
}

/**
 * Lets in whom the provider speaks for: a member of this organisation, known by an earlier sign-in or, the first time,
 * by the checked mail address. The session opens this organisation only, and confirms nothing: what one organisation's
 * provider says must not open what else the same person's account may do.
 */
export async function endSignOn(
  at: Scope<Opens>,
  ports: Ports,
  { inside }: SignOnHouse,
  given: { readonly carried: Carried; readonly state: string; readonly returned: URL; readonly visit: Visit },
): Promise<{ readonly token: string } | SignOnProblem> {
  const provider = await readyProvider(at)
  const bound = await end(at, given.carried, given.state)
  if (!bound) return 'ended'
  const configuration = await describe(provider, inside).catch(() => undefined)
  if (!configuration) return 'unreachable'
  const claims = await claimsFor(configuration, given.returned, bound)
  if (!claims) return 'refused'
  const account = await accountFor(at, ports.house(), provider, claims)
  if (account === undefined) return 'unknown'
  const second = await atOperator(at, ports.house(), (there) => hasSecondFactor(there, account))
  const bounds = { boundTo: at.organisation.id }
  return { token: await letIn(at, ports, account, given.visit, strengthOf(claims, second), bounds) }
}

async function accountFor(
  at: Scope<Opens>,
  house: House,
  provider: { readonly issuer: string; readonly trustsMail: boolean },
  claims: Claims,
): Promise<string | undefined> {
  const subject = mac(await at.keys.organisationFor('sign-on'), 'subject', provider.issuer, claims.sub)
  const linked = await db(at)
    .updateTable('sign_on_links')
    .set({ last_used_at: at.now })
    .where('subject', '=', subject)
    .returning('member_id')
    .executeTakeFirst()
  const member = linked ? await memberWith(at, { id: linked.member_id }) : await memberByMail(at, provider, claims)
  if (!member || !(await isActive(at, house, member.account_id))) return undefined
  if (!linked)
    await db(at)
      .insertInto('sign_on_links')
      .values({
        organisation_id: at.organisation.id,
        id: randomUUID(),
        member_id: member.id,
        subject,
        created_at: at.now,
        last_used_at: at.now,
      })
      .execute()
  return member.account_id
}

async function memberByMail(at: Scope<string>, { trustsMail }: { readonly trustsMail: boolean }, claims: Claims) {
  const mail = mailOf(claims, trustsMail)
  return mail === undefined ? undefined : memberWith(at, { mail_exact: await exactToken(at, 'mail', mail) })
}

const memberWith = (at: Scope<string>, known: { readonly id: string } | { readonly mail_exact: Buffer }) =>
  accountsDb(at)
    .selectFrom('members')
    .select(['id', 'account_id'])
    .where((by) => ('id' in known ? by('id', '=', known.id) : by('mail_exact', '=', known.mail_exact)))
    .where('left_at', 'is', null)
    .executeTakeFirst()

const isActive = (at: Scope<string>, house: House, account: string): Promise<boolean> =>
  atOperator(at, house, async (there) => {
    const row = await accountsDb(there)
      .selectFrom('accounts')
      .select('state')
      .where('id', '=', account)
      .where('closed_at', 'is', null)
      .executeTakeFirst()
    return row?.state === 'active'
  })
