import type { Context } from 'hono'
import type { Organisation } from '../data/organisations.ts'
import type { Actor } from '../data/scope.ts'
import { isRefusal, refuse } from '../errors/errors.ts'
import { idWithin } from '../keys/token.ts'
import type { Language } from '../text/language.ts'
import { format } from '../text/format.ts'
import { EN, hrefWithin } from './address.ts'
import { CUSTOMER_ACCOUNT, type CustomerIdentity } from './customer.ts'
import type { Identity } from './frame.ts'
import { mayAt, mayEverywhere, maySomewhere } from './permission.ts'
import type { Route } from './route.ts'

/** Where the organisation's pages begin; pages outside an organisation run in the operator's scope without a prefix. */
export function prefixOf(context: Context): string {
  const slug = context.req.param('organisation')
  return slug === undefined ? '' : `/${slug}`
}

/** Who opens a page of staff or of a customer without a session is led to the sign-in, and from there to that page. */
export function toSignIn(error: unknown, context: Context, language: Language): Response | undefined {
  const prefix = prefixOf(context)
  const wantsPage = context.req.method === 'GET' && context.req.header('accept') !== 'text/event-stream'
  const signIn = isRefusal(error, 'platform.customer-sign-in-first')
    ? `${CUSTOMER_ACCOUNT}/anmelden`
    : isRefusal(error, 'platform.sign-in-first')
      ? '/team/anmelden'
      : undefined
  if (signIn === undefined || !wantsPage || prefix === '') return undefined
  const { pathname, search } = new URL(context.req.url)
  const target = `${pathname.slice((language === 'en' ? EN.length : 0) + prefix.length)}${search}`
  const location = `${hrefWithin(prefix, language)(signIn)}?ziel=${encodeURIComponent(target)}`
  return new Response(null, { status: 303, headers: { location, 'cache-control': 'no-store' } })
}

/** Who acts on a route, or a refusal. */
export function admitted(
  { who, place }: Pick<Route['rules'], 'who' | 'place'>,
  params: Readonly<Record<string, string>>,
  identity: Identity | undefined,
  customer: CustomerIdentity | undefined,
): Actor {
  if (who === 'anyone' || who === 'set-up') return { kind: 'anyone' }
  if (who === 'customer') {
    if (!customer) throw refuse('platform.customer-sign-in-first', 'forbidden')
    return { kind: 'customer', person: customer.person }
  }
  if (!identity) throw refuse('platform.sign-in-first', 'forbidden')
  if (who === 'account') return { kind: 'account', account: identity.account }
  if (!identity.member) throw refuse('platform.not-a-member', 'forbidden')
  const { id, role, rights } = identity.member
  if (place === undefined ? !mayEverywhere(identity.member, who) : !maySomewhere(identity.member, who))
    throw refuse('platform.not-permitted', 'forbidden')
  if (place !== undefined && place !== 'some' && !mayAt(identity.member, who, params[place] ?? ''))
    throw refuse('platform.not-at-this-place', 'forbidden')
  return { kind: 'member', id, account: identity.account, role, ...(rights ? { rights } : {}) }
}

export function cookieValue(header: string | undefined, name: string): string | undefined {
  for (const part of (header ?? '').split(';')) {
    const [key, value] = part.trim().split('=')
    if (key === name && value) return value
  }
  return undefined
}

/** What a cancelled organisation still takes: nothing but what its people's rights, its export and its return need. */
export function refuseWhileEnding(organisation: Organisation, { method, rules }: Route, language: Language): void {
  if (organisation.state === 'closed') throw refuse('platform.no-such-page', 'not-found')
  if (organisation.ends_at === null || method === 'get' || rules.whileEnding || rules.raw) return
  // people's own rights, and what customers do with their own data
  if (rules.purpose.whileRestricted || rules.who === 'customer') return
  const day = format(language, organisation.zone).date(organisation.ends_at)
  throw refuse('platform.organisation-ending', 'conflict', { day })
}

/** Says of what was asked for and not found whether it is only hidden, because its processing is restricted. */
export async function explained(
  isHidden: (ids: readonly string[]) => Promise<boolean> | undefined,
  error: unknown,
  given: readonly string[],
): Promise<unknown> {
  const missed = isRefusal(error) && ['not-found', 'gone', 'conflict'].includes(error.kind)
  const ids = missed ? given.flatMap((value) => idWithin(value) ?? []) : []
  const hidden = ids.length > 0 && (await isHidden(ids))
  return hidden ? refuse('platform.restricted', 'locked') : error
}
