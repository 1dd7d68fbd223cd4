// What lies in the store of a house, whichever one: its versions, their content, and whether they prove themselves.
import { filing, storing } from '../../src/modules/documents/data.ts'
import { db } from '../../src/modules/documents/storing/data.ts'
import { lease } from '../../src/modules/documents/storing/lease.ts'
import { receiptFor } from '../../src/modules/documents/storing/receipt.ts'
import { lockDocument } from '../../src/modules/documents/working/actions/locks.ts'
import type { Organisation } from '../../src/platform/data/organisations.ts'
import { type House, inScope } from '../../src/platform/data/scope.ts'

export { scrub } from '../../src/modules/documents/storing/scrub.ts'

const actor = { kind: 'system', job: 'test' } as const

export const contentIn = (house: House, organisation: Organisation, versionId: string): Promise<Buffer> =>
  inScope(house, { organisation, actor, purpose: filing }, (at) =>
    lease(at, { versionId, purpose: 'download' }, async ({ content }) => Buffer.concat(await Array.fromAsync(content))),
  )

/** The ids of all versions, those first that were stored first. */
export const versionsIn = async (house: House, organisation: Organisation): Promise<string[]> => {
  const rows = await inScope(house, { organisation, actor, purpose: storing, readOnly: true }, (at) =>
    db(at).selectFrom('document_versions').select('id').orderBy('stored_at').orderBy('id').execute(),
  )
  return rows.map(({ id }) => id)
}

export const receiptIn = (house: House, organisation: Organisation, versionId: string) =>
  inScope(house, { organisation, actor, purpose: storing, readOnly: true }, async (at) =>
    receiptFor(
      at,
      await db(at).selectFrom('document_versions').selectAll().where('id', '=', versionId).executeTakeFirstOrThrow(),
    ),
  )

/** Locks a document in the archive, as books are. */
export const lockIn = (house: House, organisation: Organisation, documentId: string) =>
  inScope(house, { organisation, actor, purpose: storing }, async (at) =>
    lockDocument(
      at,
      await db(at).selectFrom('documents').selectAll().where('id', '=', documentId).executeTakeFirstOrThrow(),
      { unit: 'years', length: 8, yearEnd: true, law: '§ 147 Abs. 3 AO' },
    ),
  )

/** Tries to take a document out of the database. @throws what the database says to it */
export const deleteIn = (house: House, organisation: Organisation, documentId: string) =>
  inScope(house, { organisation, actor, purpose: storing }, (at) =>
    db(at).deleteFrom('documents').where('id', '=', documentId).execute(),
  )
