// Documents as rows only, without a file in the store: for tests of what is done with them.
import { randomBytes, randomUUID } from 'node:crypto'
import { db, documents, type DocumentRow, versions } from '../../src/modules/documents/data.ts'
import { holderFor } from '../../src/modules/documents/storing/holder.ts'
import type { Scope } from '../../src/platform/data/scope.ts'
import { seal } from '../../src/platform/keys/sealed.ts'

export async function archiveRow(at: Scope<string>, name = `Archiv ${randomUUID().slice(0, 8)}`): Promise<string> {
  const id = randomUUID()
  const values = { organisation_id: at.organisation.id, id, name, mode: 'readable', created_at: at.now }
  await db(at)
    .insertInto('document_archives')
    .values({ ...values, public_key: randomBytes(65), private_key: randomBytes(60) })
    .execute()
  return id
}

export type DocumentRowWish = {
  readonly archive?: string
  readonly holder?: string
  readonly title?: string
} & Partial<Pick<DocumentRow, 'state' | 'type_id' | 'dated_on' | 'keep_days' | 'keep_from' | 'received_at'>>

/** A document with one version; answers its id. */
export async function documentRow(at: Scope<string>, wish: DocumentRowWish = {}): Promise<string> {
  const { archive, holder, title, ...further } = wish
  const id = randomUUID()
  const holder_id = holder ?? (await holderFor(at))
  const organisation_id = at.organisation.id
  await db(at)
    .insertInto('documents')
    .values({
      organisation_id,
      id,
      archive_id: archive ?? (await archiveRow(at)),
      holder_id,
      title: await seal(at, documents, 'title', holder_id, title ?? 'Rechnung 4711'),
      way: 'browser',
      state: 'new',
      current: 1,
      received_at: at.now,
      keep_days: 365,
      ...further,
    })
    .execute()
  await db(at)
    .insertInto('document_versions')
    .values({
      organisation_id,
      id: randomUUID(),
      document_id: id,
      number: 1,
      file: { id: randomBytes(16).toString('hex'), size: 100, sha256: '0'.repeat(64), keys: [] },
      file_name: await seal(at, versions, 'file_name', holder_id, 'rechnung.pdf'),
      media_type: 'application/pdf',
      size: 90,
      manifest: randomBytes(20),
      seal: randomBytes(32),
      stage: 'ready',
      stored_at: at.now,
      verified_at: at.now,
    })
    .execute()
  return id
}
