import type { Scope } from '#platform/data/scope.ts'
import { refuse } from '#platform/errors/errors.ts'
import type { Opens } from '../../viewing/panels.ts'
import { noteAct } from '../../working/audit.ts'
import { db } from '../data.ts'
import { lockDocumentRow, typed } from './change.ts'

/**
 * Puts tags on a document, beside those that it has.
 * @throws Refusal documents.unknown, documents.locked, documents.no-such-tag
 */
export async function tagDocument(at: Scope<Opens>, documentId: string, tagIds: readonly string[]): Promise<void> {
  await lockDocumentRow(at, documentId)
  for (const tag_id of await knownTags(at, tagIds)) {
    const { numInsertedOrUpdatedRows } = await db(at)
      .insertInto('document_taggings')
      .values({ organisation_id: at.organisation.id, document_id: documentId, tag_id, by: 'person' })
      .onConflict((same) =>
        same
          .columns(['organisation_id', 'document_id', 'tag_id'])
          .doUpdateSet({ by: 'person' })
          .where('document_taggings.by', '<>', 'person'),
      )
      .executeTakeFirst()
    if (numInsertedOrUpdatedRows) await noteAct(at, documentId, 'document.tagged', { tag: tag_id })
  }
}

/** Takes tags off a document. @throws Refusal documents.unknown, documents.locked */
export async function untagDocument(at: Scope<Opens>, documentId: string, tagIds: readonly string[]): Promise<void> {
  await lockDocumentRow(at, documentId)
  if (tagIds.length === 0) return
  const gone = await db(at)
    .deleteFrom('document_taggings')
    .where('document_id', '=', documentId)
    .where('tag_id', 'in', [...new Set(tagIds)])
    .returning('tag_id')
    .execute()
  for (const { tag_id } of gone) await noteAct(at, documentId, 'document.untagged', { tag: tag_id })
}

async function knownTags(at: Scope<Opens>, tagIds: readonly string[]): Promise<string[]> {
  const wanted = [...new Set(tagIds)]
  const rows =
    wanted.length === 0 ? [] : await db(at).selectFrom('document_tags').select('id').where('id', 'in', wanted).execute()
  if (rows.length < wanted.length) throw refuse('documents.no-such-tag', 'not-found')
  return wanted
}

/**
 * Says what kind of document it is, with all that follows for its period; null takes the type away.
 * @throws Refusal documents.unknown, documents.locked, documents.no-such-type, also for one that is no longer offered
 */
export async function giveType(at: Scope<Opens>, documentId: string, typeId: string | null): Promise<void> {
  const document = await lockDocumentRow(at, documentId)
  if (document.type_id === typeId && (typeId === null || document.type_by === 'person')) return
  const offered =
    typeId === null ||
    (await db(at)
      .selectFrom('document_types')
      .select('id')
      .where('id', '=', typeId)
      .where('retired_at', 'is', null)
      .executeTakeFirst())
  if (!offered) throw refuse('documents.no-such-type', 'not-found')
  await db(at)
    .updateTable('documents')
    .set({ ...(await typed(at, document, typeId)), version: document.version + 1 })
    .where('id', '=', documentId)
    .execute()
  await noteAct(at, documentId, 'document.typed', typeId === null ? {} : { type: typeId })
}
