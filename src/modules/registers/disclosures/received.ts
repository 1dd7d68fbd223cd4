import type { Scope } from '#platform/data/scope.ts'
import { db } from '../data/index.ts'

/** The authorities that were given data of these persons, as they stand in the register (Art. 19 GDPR). */
export async function authoritiesThatReceived(at: Scope<string>, persons: readonly string[]) {
  const rows = await db(at)
    .selectFrom('disclosure_people')
    .select(['disclosure_id', 'authority'])
    .where('person_id', 'in', [...persons])
    .orderBy('disclosed_at')
    .execute()
  const named = new Map(rows.map(({ disclosure_id, authority }) => [authority, disclosure_id]))
  return [...named].map(([name, id]) => ({ id: `authority-${id}`, name, place: '' }))
}
