import { randomUUID } from 'node:crypto'
import type { Scope } from '#platform/data/scope.ts'
import { decrypt, encrypt } from '#platform/keys/keyring.ts'
import { open, seal } from '#platform/keys/sealed.ts'
import { authenticators, db, type signingIn } from '../data.ts'
import { newSecret, stepOf } from './rules.ts'

type Opens = (typeof signingIn)['opens'][number]

/** A secret that was shown and is not stored yet, sealed for the form that will bring it back. */
export async function offeredSecret(there: Scope<string>, account: string): Promise<{ secret: string; box: string }> {
  const secret = newSecret()
  const key = await there.keys.organisationFor('offered secrets')
  return { secret, box: encrypt(key, Buffer.from(secret), account).toString('base64url') }
}

/** The secret in the form's box; undefined when it was made for another account or changed. */
export async function secretIn(there: Scope<string>, account: string, box: string): Promise<string | undefined> {
  const key = await there.keys.organisationFor('offered secrets')
  try {
    return decrypt(key, Buffer.from(box.slice(0, 200), 'base64url'), account).toString()
  } catch {
    return undefined // not ours: the page is shown anew with another secret
  }
}

/** Takes an app in use, in the place of the one before, once it has shown a right code. @returns whether it had */
export async function takeAuthenticator(
  there: Scope<string>,
  account: string,
  secret: string,
  code: string,
): Promise<boolean> {
  const step = stepOf(secret, code, there.now, 0)
  if (step === undefined) return false
  const sealed = await seal(there, authenticators, 'secret', account, secret)
  const made = { secret: sealed, last_step: step, created_at: there.now, last_used_at: there.now }
  await db(there)
    .insertInto('authenticators')
    .values({ organisation_id: there.organisation.id, id: randomUUID(), account_id: account, ...made })
    .onConflict((conflict) => conflict.columns(['organisation_id', 'account_id']).doUpdateSet(made))
    .execute()
  return true
}

/** Whether this is a code of the account's app that was not used before; one of two at the same moment wins. */
export async function usesAppCode(there: Scope<Opens>, account: string, code: string): Promise<boolean> {
  const row = await db(there)
    .selectFrom('authenticators')
    .select(['secret', 'last_step'])
    .where('account_id', '=', account)
    .forUpdate()
    .executeTakeFirst()
  const secret = row && (await open(there, row.secret))
  const step = secret ? stepOf(secret, code, there.now, Number(row.last_step)) : undefined
  if (step === undefined) return false
  await db(there)
    .updateTable('authenticators')
    .set({ last_step: step, last_used_at: there.now })
    .where('account_id', '=', account)
    .execute()
  return true
}
