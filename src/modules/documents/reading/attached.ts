import type { House } from '#platform/data/scope.ts'
import { inScope, type Scope } from '#platform/data/scope.ts'
import type { Organisation } from '#platform/data/organisations.ts'
import { filing } from '../data.ts'
import { storeSealed } from '../storing/store.ts'
import type { Way } from '../types.ts'
import type { Claimed } from './claim.ts'
import { db } from './data.ts'
import { holderOf } from './keep.ts'
import { limits } from './limits.ts'
import { type Filing, filingOnly } from './pages.ts'
import type { Attachment } from './read-file.ts'

/**
 * Files an attachment of a mail, or a part of a scanned stack, as a document of its own, beside what it was in and about the
 * same person; once only, whatever was cut off before.
 */
export async function fileAttachment(
  house: House,
  organisation: Organisation,
  mail: Claimed,
  position: number,
  attachment: Attachment,
): Promise<void> {
  if (attachment.content.length === 0) return
  const wish = { organisation, actor: { kind: 'system', job: 'documents.reading' }, purpose: filing } as const
  await inScope(house, wish, async (whole) => {
    const at = filingOnly(whole)
    const holder = await holderOf(at, mail.documentId)
    if (!holder || (await isFiled(at, mail.documentId, position))) return
    if ((await depthOf(at, mail.documentId)) >= limits.depth) return
    const { documentId } = await storeSealed(at, {
      archiveId: mail.archiveId,
      way: mail.way as Way,
      name: attachment.name,
      mediaType: attachment.mediaType,
      content: one(attachment.content),
      size: attachment.content.length,
      holder,
    })
    await db(at)
      .insertInto('document_parts')
      .values({
        organisation_id: organisation.id,
        parent_id: mail.documentId,
        position,
        document_id: documentId,
      })
      .execute()
  })
}

async function* one(content: Uint8Array): AsyncGenerator<Uint8Array> {
  yield content
}

const isFiled = async (at: Scope<Filing>, parent: string, position: number): Promise<boolean> =>
  (await db(at)
    .selectFrom('document_parts')
    .select('document_id')
    .where('parent_id', '=', parent)
    .where('position', '=', position)
    .executeTakeFirst()) !== undefined

/** How many mails a document lies within. */
async function depthOf(at: Scope<Filing>, documentId: string): Promise<number> {
  let [depth, id]: [number, string | undefined] = [0, documentId]
  while (id !== undefined && depth < limits.depth) {
    const row: { parent_id: string } | undefined = await db(at)
      .selectFrom('document_parts')
      .select('parent_id')
      .where('document_id', '=', id)
      .executeTakeFirst()
    id = row?.parent_id
    if (id !== undefined) depth++
  }
  return depth
}

/** The documents that were attached to this one, in their order, and the one it was attached to. */
export async function attachedTo(
  at: Scope<Filing>,
  documentId: string,
): Promise<{ parent: string | undefined; parts: readonly string[] }> {
  const rows = await db(at)
    .selectFrom('document_parts')
    .select(['parent_id', 'document_id'])
    .where((or) => or.or([or('parent_id', '=', documentId), or('document_id', '=', documentId)]))
    .orderBy('position')
    .execute()
  return {
    parent: rows.find((row) => row.document_id === documentId)?.parent_id,
    parts: rows.filter((row) => row.parent_id === documentId).map((row) => row.document_id),
  }
}
