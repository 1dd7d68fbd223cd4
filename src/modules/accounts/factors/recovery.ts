import { randomBytes, randomUUID } from 'node:crypto'
import type { Scope } from '#platform/data/scope.ts'
import { mac } from '#platform/keys/keyring.ts'
import { db } from '../data.ts'
import { readRecoveryCode, recoveryCode, RECOVERY_CODES } from './rules.ts'

/** 50 random bits under a key that is not in the database need no slow hash. */
const hashOf = async (there: Scope<string>, account: string, letters: string) =>
  mac(await there.keys.organisationFor('recovery codes'), account, letters)

/** Ten new codes, shown once; all earlier ones end. */
export async function newRecoveryCodes(there: Scope<string>, account: string): Promise<string[]> {
  const codes = Array.from({ length: RECOVERY_CODES }, () => recoveryCode(randomBytes(10)))
  const rows = await Promise.all(
    codes.map(async (code) => ({
      organisation_id: there.organisation.id,
      id: randomUUID(),
      account_id: account,
      code_hash: await hashOf(there, account, code.replace('-', '')),
      created_at: there.now,
    })),
  )
  await db(there).deleteFrom('recovery_codes').where('account_id', '=', account).execute()
  await db(there).insertInto('recovery_codes').values(rows).execute()
  return codes
}

/** Uses a code up, once, also when it is sent twice at the same moment. @returns whether it was one */
export async function usesRecoveryCode(there: Scope<string>, account: string, entered: string): Promise<boolean> {
  const letters = readRecoveryCode(entered)
  if (letters === undefined) return false
  const used = await db(there)
    .updateTable('recovery_codes')
    .set({ used_at: there.now })
    .where('account_id', '=', account)
    .where('code_hash', '=', await hashOf(there, account, letters))
    .where('used_at', 'is', null)
    .returning('id')
    .executeTakeFirst()
  return used !== undefined
}

export async function recoveryCodesLeft(there: Scope<string>, account: string): Promise<number> {
  const { left } = await db(there)
    .selectFrom('recovery_codes')
    .select((of) => of.fn.countAll<string>().as('left'))
    .where('account_id', '=', account)
    .where('used_at', 'is', null)
    .executeTakeFirstOrThrow()
  return Number(left)
}
