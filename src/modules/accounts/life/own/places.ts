import type { Organisation } from '#platform/data/organisations.ts'
import type { House, Scope } from '#platform/data/scope.ts'
import { db } from '../../data.ts'
import { inOrganisation } from '../../elsewhere.ts'
import type { Role } from '../../roles.ts'

export type OwnPlace = { readonly organisation: Organisation; readonly member: string; readonly role: Role }

/**
 * The organisations that an account works for, by id: whoever locks several of them does it in this order, so that nobody
 * waits for each other.
 */
export async function placesOfAccount(at: Scope<string>, house: House, account: string): Promise<OwnPlace[]> {
  const places: OwnPlace[] = []
  const all = (await house.directory.all()).filter(({ state }) => state === 'active')
  for (const organisation of all.toSorted((a, b) => (a.id < b.id ? -1 : 1))) {
    const row = await inOrganisation(at, house, organisation, (there) =>
      db(there)
        .selectFrom('members')
        .select(['id', 'role'])
        .where('account_id', '=', account)
        .where('left_at', 'is', null)
        .executeTakeFirst(),
    )
    if (row) places.push({ organisation, member: row.id, role: row.role as Role })
  }
  return places
}
