import type { Scope } from '#platform/data/scope.ts'
import type { DocumentRow } from '../data.ts'
import { pagesOf } from '../reading/pages.ts'
import { indexPages } from '../search/index.ts'
import type { Opens } from '../viewing/panels.ts'
import { filingOnly } from '../viewing/routes/common.ts'
import { db } from './data.ts'

type Current = Pick<DocumentRow, 'id' | 'current'>

/** The id of a document's current version. */
export const currentVersion = async (at: Scope<Opens>, { id, current }: Current): Promise<string | undefined> =>
  (
    await db(at)
      .selectFrom('document_versions')
      .select('id')
      .where('document_id', '=', id)
      .where('number', '=', current)
      .executeTakeFirst()
  )?.id

/** Values and title are words too: the document is found by them from now on. */
export async function indexAgain(at: Scope<Opens>, document: Current): Promise<void> {
  const versionId = await currentVersion(at, document)
  if (!versionId) return
  await indexPages(filingOnly(at), { documentId: document.id, versionId, pages: allPages(at, versionId) })
}

const TOGETHER = 50

async function* allPages(at: Scope<Opens>, versionId: string) {
  for (let from = 1; ; from += TOGETHER) {
    const numbers = Array.from({ length: TOGETHER }, (_, place) => from + place)
    const some = await pagesOf(filingOnly(at), versionId, numbers)
    yield* some
    if (some.length < TOGETHER) return
  }
}
