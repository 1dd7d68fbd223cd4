import { randomUUID } from 'node:crypto'
import type { Scope } from '#platform/data/scope.ts'
import { db, type LocalFolderRow } from './data.ts'
import { MAILBOXES } from './set-up.ts'

export type LocalSetUp = Omit<LocalFolderRow, 'organisation_id'>

/** The name of a folder: nothing that leads elsewhere. */
export const isLocalName = (name: string): boolean => /^[a-z0-9][a-z0-9-]{0,59}$/.test(name)

export const localFoldersOf = (at: Scope<string>): Promise<LocalSetUp[]> =>
  db(at)
    .selectFrom('document_folders')
    .select(['id', 'archive_id', 'name', 'active', 'problem', 'failed', 'checked_at'])
    .orderBy('name')
    .execute()

/** @returns whether the name was free */
export async function addLocalFolder(at: Scope<string>, wish: { name: string; archive_id: string }): Promise<boolean> {
  at.tell(MAILBOXES)
  const row = await db(at)
    .insertInto('document_folders')
    .values({ organisation_id: at.organisation.id, id: randomUUID(), active: true, ...wish })
    .onConflict((conflict) => conflict.columns(['organisation_id', 'name']).doNothing())
    .returning('id')
    .executeTakeFirst()
  return row !== undefined
}

/** The folder is not watched any more; its files stay where they are. */
export async function removeLocalFolder(at: Scope<string>, id: string): Promise<void> {
  at.tell(MAILBOXES)
  await db(at).deleteFrom('document_folders').where('id', '=', id).execute()
}

export async function noteLocalFolder(
  at: Scope<string>,
  id: string,
  found: { problem: string; failed: number },
): Promise<void> {
  await db(at)
    .updateTable('document_folders')
    .set({ ...found, checked_at: at.now })
    .where('id', '=', id)
    .execute()
}
