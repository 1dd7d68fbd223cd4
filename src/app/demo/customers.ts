import { changeBank, changeDetails, createCustomer, customerAccount, customerById, customerNames } from '#customers'
import { personFor } from '#people'
import type { Organisation } from '#platform/data/organisations.ts'
import { type House, inScope } from '#platform/data/scope.ts'

const actor = { kind: 'system', job: 'demo' } as const

/** An account of somebody who has appointments already, with all that one may enter. */
export async function fillCustomers(
  house: House,
  organisation: Organisation,
  { name, mail, phone }: { readonly name: string; readonly mail: string; readonly phone: string },
  hash: string,
): Promise<void> {
  const [first = '', ...rest] = name.split(' ')
  await inScope(house, { organisation, actor, purpose: customerAccount }, async (at) => {
    const person = await personFor(at, { name, mail, phone })
    const id = await createCustomer(at, person, { first, mail, hash })
    const row = await customerById(at, id)
    if (!row) throw new Error('the account that was just made is gone')
    const address = { street: 'Ahornweg 8', postalCode: '48999', city: 'Musterlingen', country: '' }
    await changeDetails(at, row, { first, last: rest.join(' '), ...address, phone, fax: '02599 4712' }, row.version)
    await changeBank(at, row, { holder: '', iban: 'DE02120300000000202051', bic: '' }, row.version + 1)
  })
}

/** Who has an account in the demo. */
export const demoCustomers = (house: House, organisation: Organisation) =>
  inScope(house, { organisation, actor, purpose: customerAccount, readOnly: true }, customerNames)
