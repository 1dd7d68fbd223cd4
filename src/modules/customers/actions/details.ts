import { changeContact } from '#people'
import type { Scope } from '#platform/data/scope.ts'
import { refuse } from '#platform/errors/errors.ts'
import { seal } from '#platform/keys/sealed.ts'
import { type CustomerRow, customers, db, type Opens } from '../data.ts'
import { fullName, wordsIn } from '../rules/account.ts'

export type Details = {
  readonly first: string
  readonly last: string
  readonly street: string
  readonly postalCode: string
  readonly city: string
  readonly country: string
  readonly phone: string
  readonly fax: string
}

/** Guards against a second tab: the later form was filled in over what is no longer there. */
async function writeOver(
  at: Scope<string>,
  row: CustomerRow,
  version: number,
  change: Partial<Omit<CustomerRow, 'version'>>,
): Promise<void> {
  const { numUpdatedRows } = await db(at)
    .updateTable('customers')
    .set({ ...change, version: version + 1 })
    .where('id', '=', row.id)
    .where('version', '=', version)
    .executeTakeFirst()
  if (numUpdatedRows === 0n) throw refuse('customers.changed-meanwhile', 'conflict')
}

/**
 * Changes name, address and numbers. What was there before is not kept: only what is right now is.
 * @throws Refusal customers.changed-meanwhile
 */
export async function changeDetails(
  at: Scope<Opens>,
  row: CustomerRow,
  given: Details,
  version: number,
): Promise<void> {
  const { person_id: person } = row
  const sealed = async (column: 'street' | 'postal_code' | 'city' | 'country' | 'fax', value: string) =>
    value === '' ? null : seal(at, customers, column as 'street', person, value)
  await writeOver(at, row, version, {
    given_names: wordsIn(given.first),
    street: await sealed('street', given.street),
    postal_code: await sealed('postal_code', given.postalCode),
    city: await sealed('city', given.city),
    country: await sealed('country', given.country),
    fax: await sealed('fax', given.fax),
  } as Partial<CustomerRow>)
  await changeContact(at, person, { name: fullName(given.first, given.last), phone: given.phone })
}

export type Bank = { readonly holder: string; readonly iban: string; readonly bic: string }

/** Changes the bank details, or takes them out. @throws Refusal customers.changed-meanwhile */
export async function changeBank(
  at: Scope<Opens>,
  row: CustomerRow,
  bank: Bank | undefined,
  version: number,
): Promise<void> {
  const { person_id: person } = row
  await writeOver(at, row, version, {
    account_holder: bank?.holder ? await seal(at, customers, 'account_holder', person, bank.holder) : null,
    iban: bank ? await seal(at, customers, 'iban', person, bank.iban) : null,
    bic: bank?.bic ? await seal(at, customers, 'bic', person, bank.bic) : null,
  })
}
