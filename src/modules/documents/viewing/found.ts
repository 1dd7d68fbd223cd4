import type { Actor, Scope } from '#platform/data/scope.ts'
import { refuse } from '#platform/errors/errors.ts'
import { uuidField } from '#platform/http/fields.ts'
import { mayAt, type Permission, placesOf } from '#platform/http/permission.ts'
import { open } from '#platform/keys/sealed.ts'
import { db } from '../data.ts'
import { mayFileDocuments, mayLockDocuments, mayReadDocuments } from '../permissions.ts'
import type { ArchiveRow, Opens, ShownDocument } from './panels.ts'

/** Whether who acts holds a right at an archive. */
export const mayIn = (actor: Actor, may: Permission, archive: string): boolean =>
  actor.kind === 'member' && mayAt(actor, may, archive)

/** The open archives in which who acts holds a right, by name. */
export async function archivesWhere(at: Scope<Opens>, may: Permission): Promise<readonly ArchiveRow[]> {
  const places = at.actor.kind === 'member' ? placesOf(at.actor, may) : new Set<string>()
  const all = await db(at).selectFrom('document_archives').selectAll().where('closed_at', 'is', null).execute()
  return all
    .filter(({ id }) => places?.has(id) ?? true)
    .toSorted((one, other) => one.name.localeCompare(other.name, 'de'))
}

/**
 * The document of an address with its versions, opened for who may do `may` in its archive. One that lies in an archive
 * without that right is as unknown as one that does not exist: nobody learns what lies where they may not look.
 * @param number of a version; the current one unless told
 * @throws Refusal documents.unknown
 */
export async function documentFor(
  at: Scope<Opens>,
  given: string | undefined,
  may: Permission = mayReadDocuments,
  number?: number,
): Promise<ShownDocument> {
  const id = uuidField().safeParse(given)
  const unknown = refuse('documents.unknown', 'not-found')
  if (!id.success) throw unknown
  const document = await db(at).selectFrom('documents').selectAll().where('id', '=', id.data).executeTakeFirst()
  if (!document || !mayIn(at.actor, may, document.archive_id)) throw unknown
  const [archive, versions] = await Promise.all([
    db(at).selectFrom('document_archives').selectAll().where('id', '=', document.archive_id).executeTakeFirstOrThrow(),
    db(at)
      .selectFrom('document_versions')
      .selectAll()
      .where('document_id', '=', document.id)
      .orderBy('number', 'desc')
      .execute(),
  ])
  const version = versions.find((one) => one.number === (number ?? document.current)) ?? versions[0]
  if (!version) throw unknown
  return {
    document,
    archive,
    title: (await open(at, document.title)) ?? '',
    facts: (await open(at, document.facts)) ?? [],
    versions,
    version,
    may: {
      file: mayIn(at.actor, mayFileDocuments, document.archive_id),
      lock: mayIn(at.actor, mayLockDocuments, document.archive_id),
    },
  }
}
