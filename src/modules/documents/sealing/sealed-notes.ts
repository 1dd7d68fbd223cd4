import type { Scope } from '#platform/data/scope.ts'
import { refuse } from '#platform/errors/errors.ts'
import type { ShownDocument } from '../viewing/panels.ts'
import { noteAct } from '../working/audit.ts'
import { db } from './data.ts'
import { refuseOthers } from './sealed-words.ts'

/** A note as the server knows it: that there is one, since when. */
export type SealedNote = { readonly id: string; readonly box: Buffer; readonly madeAt: Temporal.Instant }

/** The sealed notes on a version, the oldest first. */
export async function sealedNotesOf(at: Scope<string>, documentId: string, number: number): Promise<SealedNote[]> {
  const rows = await db(at)
    .selectFrom('document_sealed_notes')
    .select(['id', 'box', 'made_at'])
    .where('document_id', '=', documentId)
    .where('version_number', '=', number)
    .orderBy('made_at')
    .orderBy('id')
    .execute()
  return rows.map(({ id, box, made_at: madeAt }) => ({ id, box, madeAt }))
}

/** Whether who looks may lay notes over the pages that only members' devices read. */
export const mayNoteSealed = ({ may, archive }: Pick<ShownDocument, 'may' | 'archive'>): boolean =>
  may.file && archive.mode === 'client-only'

/** As in other archives, a note on a document in the archive belongs to its record and stays. */
export const mayTakeSealed = (shown: ShownDocument): boolean =>
  mayNoteSealed(shown) && shown.document.state !== 'archived'

/**
 * Keeps a note as a member's device sealed it. The course tells that one was made, neither where nor of which kind.
 * @param id made by the device, which bound the note to it
 * @throws Refusal documents.not-for-you
 */
export async function keepNote(
  at: Scope<string>,
  { archive, document, version }: ShownDocument,
  { id, box }: { readonly id: string; readonly box: Uint8Array },
): Promise<void> {
  await refuseOthers(at, archive.id)
  const kept = await db(at)
    .insertInto('document_sealed_notes')
    .values({
      organisation_id: at.organisation.id,
      id,
      document_id: document.id,
      version_number: version.number,
      box: Buffer.from(box),
      made_at: at.now,
      by_account: at.actor.kind === 'member' ? at.actor.account : null,
    })
    .onConflict((same) => same.columns(['organisation_id', 'id']).doNothing()) // sent twice
    .returning('id')
    .executeTakeFirst()
  if (kept) await noteAct(at, document.id, 'document.marked', { version: version.number })
}

/** @throws Refusal documents.not-for-you, documents.locked, documents.unknown-mark when somebody else removed it meanwhile */
export async function takeNote(at: Scope<string>, shown: ShownDocument, id: string): Promise<void> {
  await refuseOthers(at, shown.archive.id)
  if (!mayTakeSealed(shown)) throw refuse('documents.locked', 'locked')
  const gone = await db(at)
    .deleteFrom('document_sealed_notes')
    .where('document_id', '=', shown.document.id)
    .where('id', '=', id)
    .returning('version_number')
    .executeTakeFirst()
  if (!gone) throw refuse('documents.unknown-mark', 'not-found')
  await noteAct(at, shown.document.id, 'document.unmarked', { version: gone.version_number })
}
