import { z } from 'zod'
import { refuse } from '#platform/errors/errors.ts'
import { uuidField } from '#platform/http/fields.ts'
import { file, get, page, post, type Route } from '#platform/http/route.ts'
import { keyOfBlob } from '#platform/keys/sealed-blob.ts'
import { base64url } from '#platform/sealing/bytes.ts'
import { db, filing, versions } from '../data.ts'
import { mayReadDocuments } from '../permissions.ts'
import { documentFor } from '../viewing/found.ts'
import { documentPage } from '../viewing/paths.ts'
import { acting, underDocument } from '../viewing/routes/common.ts'
import { ownKey, sealedArchives } from './members.ts'
import { sealedList, SEALED_WORDS } from './paths.ts'
import { type Listed, SealedListPage } from './list-screen.tsx'
import { findWords, keepWords } from './sealed-words.ts'

const token = z.string().regex(/^[A-Za-z0-9_-]{8}$/)
const MOST_WORDS = 40_500
const partForm = z.object({
  firstPage: z.number().int().min(1).max(1_000_000),
  lastPage: z.number().int().min(1).max(1_000_000),
  words: z.array(z.tuple([token, z.enum(['A', 'B', 'C', 'D'])])).max(MOST_WORDS),
})
const sentForm = z.array(partForm).min(1).max(200)
const askedForm = z.array(z.array(token).min(1).max(8)).max(24)
const NEWEST = 500

function read<T>(form: z.ZodType<T>, text: string): T {
  try {
    return form.parse(JSON.parse(text))
  } catch {
    throw refuse('documents.not-made-here', 'invalid')
  }
}
const archiveIn = (given: string | undefined): string => {
  const id = uuidField().safeParse(given)
  if (!id.success) throw refuse('documents.no-archive', 'not-found')
  return id.data
}
const ofArchive = { who: mayReadDocuments, purpose: filing, place: 'archive' } as const

/** Finding documents that no server reads: it keeps and compares tokens, members' devices make them. */
export const wordsRoutes: readonly Route[] = [
  post(
    underDocument(SEALED_WORDS),
    { ...acting, maxBody: 64 * 1024 ** 2, input: z.object({ parts: z.string() }) },
    async ({ at, params, input }) => {
      const { archive, document, version } = await documentFor(at, params['document'])
      if (archive.mode !== 'client-only') throw refuse('documents.unknown', 'not-found')
      const ids = { archiveId: archive.id, documentId: document.id, versionId: version.id }
      await keepWords(at, ids, read(sentForm, input.parts))
      return file('{}', 'application/json')
    },
  ),
  post(
    `/:organisation${sealedList(':archive')}`,
    { ...ofArchive, input: z.object({ asked: z.string() }) },
    async ({ at, params, input }) => {
      const found = await findWords(at, archiveIn(params['archive']), read(askedForm, input.asked))
      return file(JSON.stringify(found), 'application/json')
    },
  ),
  get(`/:organisation${sealedList(':archive')}`, ofArchive, async (asked) => {
    const { at, params, language, href } = asked
    const archiveId = archiveIn(params['archive'])
    const archive = (await sealedArchives(at)).find(({ id }) => id === archiveId)
    if (!archive) throw refuse('documents.no-archive', 'not-found')
    const rows = await db(at)
      .selectFrom('documents as d')
      .innerJoin('document_versions as v', (join) =>
        join.onRef('v.document_id', '=', 'd.id').onRef('v.number', '=', 'd.current'),
      )
      .select(['d.id', 'd.holder_id', 'd.received_at', 'v.manifest', 'v.file'])
      .where('d.archive_id', '=', archiveId)
      .where('d.state', '<>', 'trash')
      .orderBy('d.received_at', 'desc')
      .limit(NEWEST)
      .execute()
    const listed: Listed[] = []
    for (const row of rows) {
      const key = await keyOfBlob(at, versions, 'file', [row.holder_id], row.file)
      if (!key) continue
      const url = href(documentPage(row.id))
      listed.push({
        id: row.id,
        url,
        received: row.received_at,
        manifest: base64url(row.manifest),
        key: base64url(key),
      })
    }
    const props = {
      frame: asked.staffFrame('documents/sealed-list.js'),
      language,
      zone: at.organisation.zone,
      href,
      organisation: at.organisation.id,
      member: at.actor.kind === 'member' ? at.actor.id : '',
      own: await ownKey(at),
    }
    return page(<SealedListPage {...props} archive={archive} listed={listed} />)
  }),
]
