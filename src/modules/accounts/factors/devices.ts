import { randomUUID } from 'node:crypto'
import type { Scope } from '#platform/data/scope.ts'
import { mac } from '#platform/keys/keyring.ts'
import { db } from '../data.ts'

/** Where a request comes from, as far as it is known: families of browser and system, and the truncated network. */
export type Visit = { readonly browser: string; readonly system: string; readonly network: string }

/**
 * By what a device is known again: nothing is stored on it, and what is stored here says nothing without the key. Another
 * network or another browser is another device; two alike in the same network are one.
 */
export async function deviceToken(there: Scope<string>, account: string, visit: Visit): Promise<Buffer> {
  const key = await there.keys.organisationFor('known devices')
  return mac(key, account, visit.browser, visit.system, visit.network).subarray(0, 16)
}

export async function isKnownDevice(there: Scope<string>, account: string, token: Buffer): Promise<boolean> {
  const row = await db(there)
    .selectFrom('known_devices')
    .select('id')
    .where('account_id', '=', account)
    .where('token', '=', token)
    .executeTakeFirst()
  return row !== undefined
}

/** Notes that an account signed in from here. @returns whether it has done so before, or never from anywhere */
export async function rememberDevice(
  there: Scope<string>,
  account: string,
  visit: Visit,
): Promise<'known' | 'new' | 'first'> {
  const token = await deviceToken(there, account, visit)
  if (await isKnownDevice(there, account, token)) {
    await db(there)
      .updateTable('known_devices')
      .set({ last_seen_at: there.now })
      .where('account_id', '=', account)
      .where('token', '=', token)
      .execute()
    return 'known'
  }
  const other = await db(there)
    .selectFrom('known_devices')
    .select('id')
    .where('account_id', '=', account)
    .limit(1)
    .executeTakeFirst()
  await db(there)
    .insertInto('known_devices')
    .values({
      organisation_id: there.organisation.id,
      id: randomUUID(),
      account_id: account,
      token,
      created_at: there.now,
      last_seen_at: there.now,
    })
    .onConflict((conflict) => conflict.columns(['organisation_id', 'account_id', 'token']).doNothing())
    .execute()
  return other ? 'new' : 'first'
}
