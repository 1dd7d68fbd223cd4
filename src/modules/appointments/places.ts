import type { Scope } from '#platform/data/scope.ts'
import { placesOf, type Permission } from '#platform/http/permission.ts'
import { db } from './data.ts'

/** The locations at which who asks holds a right; undefined: all of them. */
export function theirPlaces({ actor }: Scope<string>, may: Permission): readonly string[] | undefined {
  const places = actor.kind === 'member' ? placesOf(actor, may) : new Set<string>()
  return places && [...places]
}

/** The places for which rights can be given, by name; for the set-up of members. */
export const rightPlaces = (at: Scope<string>): Promise<{ id: string; name: string }[]> =>
  db(at).selectFrom('locations').select(['id', 'name']).orderBy('name').execute()
