import { createHash, randomBytes } from 'node:crypto'
import type { Scope } from '#platform/data/scope.ts'
import { mac } from '#platform/keys/keyring.ts'
import { fromText, newTicket, spend, ticketAge, type TicketUse } from '../factors/tickets.ts'
import { safeTarget } from '../rules/target.ts'
import type { Bound } from './asking.ts'

/** So long somebody may take at the provider. */
const SECONDS = 15 * 60

/** What the browser keeps while it is at the provider: who began here, and where to go on. Nothing of it is stored. */
export type Carried = { readonly secret: string; readonly target: string | undefined }

const hash = (secret: string) => createHash('sha256').update(secret).digest('base64url')
const use = (secret: string): TicketUse => ({ use: 'sign-on', about: hash(secret) })

export const writeCarried = ({ secret, target }: Carried): string =>
  [secret, Buffer.from(target ?? '').toString('base64url')].join('.')

export function readCarried(text: string | undefined): Carried | undefined {
  const [secret = '', target = ''] = (text ?? '').split('.')
  if (!/^[\w-]{43}$/.test(secret)) return undefined
  return { secret, target: safeTarget(Buffer.from(target, 'base64url').toString()) }
}

/** Begins a sign-in in this browser: only it can end it, within a quarter of an hour, once. */
export async function begin(
  at: Scope<string>,
  target: string | undefined,
): Promise<{ readonly bound: Bound; readonly carried: Carried }> {
  const secret = randomBytes(32).toString('base64url')
  const ticket = await newTicket(at, use(secret))
  return { bound: await boundBy(at, ticket), carried: { secret, target } }
}

/** Ends what `begin` began. @returns undefined for another browser's state, a used one, or one that is too old */
export async function end(at: Scope<string>, carried: Carried, state: string): Promise<Bound | undefined> {
  const ticket = fromText(state)
  if ((await ticketAge(at, use(carried.secret), ticket, SECONDS)) === undefined) return undefined
  return (await spend(at, ticket, SECONDS)) ? boundBy(at, ticket) : undefined
}

async function boundBy(at: Scope<string>, ticket: Buffer): Promise<Bound> {
  const key = await at.keys.organisationFor('sign-on')
  const of = (what: string) => mac(key, what, ticket).toString('base64url')
  return { state: ticket.toString('base64url'), nonce: of('nonce'), verifier: of('verifier') }
}
