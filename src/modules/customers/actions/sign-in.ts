import { checkPassword, hashPassword, knock } from '#accounts'
import { type House, inScope, type Scope } from '#platform/data/scope.ts'
import { type CustomerRow, db, keeping } from '../data.ts'
import { customerAt, todayOf } from '../queries.ts'
import { hasEnded } from '../rules/account.ts'
import { startSession } from './sessions.ts'

export type SignInOutcome =
  | { readonly is: 'in'; readonly token: string }
  | { readonly is: 'wrong' | 'ended' | 'restricted' }
  | { readonly is: 'wait'; readonly seconds: number }

export type Credentials = {
  readonly mail: string
  readonly password: string
  readonly browser: string
  /** The truncated network address. */
  readonly network: string
}

/**
 * Signs a customer in. An address without an account takes the same time, gets the same answers and waits as long. Only who
 * knows the password learns that the contract has ended or that the use of the data is restricted.
 * @param at a scope that sees restricted people
 */
export async function signIn(at: Scope<string>, house: House, given: Credentials): Promise<SignInOutcome> {
  const door = await knock(at, given)
  if (door.waits > 0) return { is: 'wait', seconds: door.waits }
  const customer = await customerAt(at, given.mail)
  const { fits, outdated } = await checkPassword(given.password, customer?.password)
  if (!fits || !customer) {
    await door.failed()
    return { is: 'wrong' }
  }
  await door.entered()
  if (hasEnded(customer, todayOf(at))) return { is: 'ended' }
  if (await isRestricted(house, at, customer)) return { is: 'restricted' }
  if (outdated) {
    const password = await hashPassword(given.password)
    await db(at).updateTable('customers').set({ password }).where('id', '=', customer.id).execute()
  }
  return { is: 'in', token: await startSession(at, { id: customer.id, person: customer.person_id }, given.browser) }
}

/** Asks the database as the account's own pages would: what they do not find is restricted (Art. 18 GDPR). */
export const isRestricted = (
  house: House,
  at: Pick<Scope, 'organisation' | 'now'>,
  { id }: Pick<CustomerRow, 'id'>,
): Promise<boolean> =>
  inScope(
    house,
    {
      organisation: at.organisation,
      actor: { kind: 'system', job: 'customers.sign-in' },
      purpose: keeping,
      readOnly: true,
    },
    async (as) =>
      (await db(as).selectFrom('customers').select('id').where('id', '=', id).executeTakeFirst()) === undefined,
  )
