import type { Scope } from '#platform/data/scope.ts'
import { db } from './data.ts'

/** The archives for which rights can be given, by name; for the set-up of members. */
export const archivePlaces = (at: Scope<string>): Promise<{ id: string; name: string }[]> =>
  db(at).selectFrom('document_archives').select(['id', 'name']).where('closed_at', 'is', null).orderBy('name').execute()
