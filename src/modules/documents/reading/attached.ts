import { sql } from 'kysely'
import type { House } from '#platform/data/scope.ts'
import { inScope, type Scope } from '#platform/data/scope.ts'
import type { Organisation } from '#platform/data/organisations.ts'
import { filing } from '../data.ts'
import { db as arrivals } from '../mailboxes/data.ts'
import { storeSealed } from '../storing/store.ts'
import type { Way } from '../types.ts'
import { type Claimed, renew } from './claim.ts'
import { db } from './data.ts'
import { holderOf } from './keep.ts'
import { limits } from './limits.ts'
import { type Filing, filingOnly } from './pages.ts'
import type { Attachment } from './read-file.ts'

/**
 * Files an attachment of a mail, a file of an archive, or a part of a scanned stack, as a document of its own, beside what it
 * was in and about the same person; once only, whatever was cut off before.
 * @returns false where it stays within what it was in, since too much came out of that already
 */
export async function fileAttachment(
  house: House,
  organisation: Organisation,
  mail: Claimed,
  position: number,
  attachment: Attachment,
): Promise<boolean> {
  if (attachment.content.length === 0) return true
  const wish = { organisation, actor: { kind: 'system', job: 'documents.reading' }, purpose: filing } as const
  return inScope(house, wish, async (whole) => {
    const at = filingOnly(whole)
    const holder = await holderOf(at, mail.documentId)
    if (!holder || !(await renew(at, mail.versionId)) || (await isFiled(at, mail.documentId, position))) return true
    const { documents, bytes, depth } = await familyOf(at, mail.documentId)
    const fits = documents < limits.family && bytes + attachment.content.length <= limits.familyBytes
    if (!fits || depth >= limits.depth) return false
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
    return true
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

/** How deep a document lies within others, and all that came out of the outermost one, with its bytes. */
async function familyOf(at: Scope<Filing>, documentId: string) {
  const { rows } = await sql<{ documents: number; bytes: number; depth: number }>`
    with recursive above (id, depth) as (
      values (${documentId}::uuid, 0)
      union select p.parent_id, a.depth + 1 from above a join document_parts p on p.document_id = a.id
        where a.depth < ${limits.depth}
    ), below (id) as (
      (select id from above order by depth desc limit 1)
      union select p.document_id from below b join document_parts p on p.parent_id = b.id
    )
    select (select max(depth) from above) as depth,
      (select count(*)::int from document_parts where parent_id in (select id from below)) as documents,
      (select sum(size)::float8 from document_versions where document_id in (select id from below)) as bytes`.execute(
    db(at),
  )
  return rows[0] ?? { documents: 0, bytes: 0, depth: 0 }
}

/** Whether a mail came from a mailbox, where it was taken apart as the mailbox's setting says. */
export const wasTakenApart = async (at: Scope<Filing>, documentId: string): Promise<boolean> =>
  (await arrivals(at)
    .selectFrom('document_arrivals')
    .select('part')
    .where('document_id', '=', documentId)
    .executeTakeFirst()) !== undefined

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
