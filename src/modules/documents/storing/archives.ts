import { randomUUID } from 'node:crypto'
import type { Scope } from '#platform/data/scope.ts'
import { refuse } from '#platform/errors/errors.ts'
import { record } from '#privacy'
import { newArchiveKeys } from '../sealing/archive-keys.ts'
import { db } from './data.ts'
import type { ArchiveRow } from './place.ts'

/** The archives for which rights can be given, by name; for the set-up of members. */
export const archivePlaces = (at: Scope<string>): Promise<{ id: string; name: string }[]> =>
  db(at).selectFrom('document_archives').select(['id', 'name']).where('closed_at', 'is', null).orderBy('name').execute()

export type ArchiveLine = ArchiveRow & {
  readonly documents: number
  readonly files: number
  readonly damaged: number
  /** Since when each of its files was verified; the oldest of them counts. */
  readonly verified_at: Temporal.Instant | null
}

/** All archives, open ones first, with what lies in them and how it fares. */
export async function listArchives(at: Scope<string>): Promise<ArchiveLine[]> {
  const archives = await db(at)
    .selectFrom('document_archives')
    .selectAll()
    .orderBy('closed_at', (order) => order.desc().nullsFirst())
    .orderBy('name')
    .execute()
  const figures = await db(at)
    .selectFrom('documents as d')
    .innerJoin('document_versions as v', 'v.document_id', 'd.id')
    .select(({ fn }) => [
      'd.archive_id',
      fn.count<number>('d.id').distinct().as('documents'),
      fn.count<number>('v.id').as('files'),
      fn.count<number>('v.damaged_at').as('damaged'),
      fn.min('v.verified_at').as('verified_at'),
    ])
    .groupBy('d.archive_id')
    .execute()
  const none = { documents: 0, files: 0, damaged: 0, verified_at: null }
  return archives.map((archive) => {
    const { archive_id: _, ...found } = figures.find(({ archive_id }) => archive_id === archive.id) ?? {
      archive_id: '',
      ...none,
    }
    return { ...archive, ...found }
  })
}

/**
 * Creates an archive that the server reads on behalf of the organisation; one that only members' devices can read is made in
 * their browser (`sealing`), which brings its keys.
 * @param keys made in the browser: the public key, and the private one as it is stored, which the server cannot open
 * @throws Refusal documents.name-taken
 */
export async function createArchive(
  at: Scope<string>,
  name: string,
  keys?: { readonly public_key: Buffer; readonly private_key: Buffer },
): Promise<string> {
  await refuseTaken(at, name)
  const id = randomUUID()
  await db(at)
    .insertInto('document_archives')
    .values({
      organisation_id: at.organisation.id,
      id,
      name,
      created_at: at.now,
      ...(keys ? { ...keys, mode: 'client-only' } : await newArchiveKeys(at, id)),
    })
    .execute()
  await record(at, 'documents.archive-created', { archive: id })
  return id
}

/** @throws Refusal documents.no-archive, documents.name-taken */
export async function renameArchive(at: Scope<string>, id: string, name: string): Promise<void> {
  await refuseTaken(at, name, id)
  const { numUpdatedRows } = await db(at)
    .updateTable('document_archives')
    .set({ name })
    .where('id', '=', id)
    .executeTakeFirst()
  if (numUpdatedRows === 0n) throw refuse('documents.no-archive', 'not-found')
}

/** Closes an archive: nothing new is filed, what lies there stays until its period ends. Opening it again is possible. */
export async function closeArchive(at: Scope<string>, id: string, closed = true): Promise<void> {
  const archive = await db(at).selectFrom('document_archives').selectAll().where('id', '=', id).executeTakeFirst()
  if (!archive) throw refuse('documents.no-archive', 'not-found')
  if (!closed) await refuseTaken(at, archive.name, id)
  await db(at)
    .updateTable('document_archives')
    .set({ closed_at: closed ? at.now : null })
    .where('id', '=', id)
    .execute()
  await record(at, closed ? 'documents.archive-closed' : 'documents.archive-opened', { archive: id })
}

async function refuseTaken(at: Scope<string>, name: string, own?: string): Promise<void> {
  const taken = await db(at)
    .selectFrom('document_archives')
    .select('id')
    .where(({ fn }) => fn<string>('lower', ['name']), '=', name.toLowerCase())
    .where('closed_at', 'is', null)
    .execute()
  if (taken.some(({ id }) => id !== own)) throw refuse('documents.name-taken', 'conflict')
}
