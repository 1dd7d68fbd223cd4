import type { Scope } from '#platform/data/scope.ts'
import { placesOf } from '#platform/http/permission.ts'
import { mayReadDocuments } from '../permissions.ts'
import { listArchives } from '../storing/archives.ts'

/** The archives that who asks may read. */
export async function readable(at: Scope<string>) {
  const places = at.actor.kind === 'member' ? placesOf(at.actor, mayReadDocuments) : new Set<string>()
  return (await listArchives(at)).filter(({ id }) => places?.has(id) ?? true)
}
