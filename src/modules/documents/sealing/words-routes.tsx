import { z } from 'zod'
import type { Scope } from '#platform/data/scope.ts'
import { refuse } from '#platform/errors/errors.ts'
import { instantField, uuidField } from '#platform/http/fields.ts'
import { file, get, page, post, type Route } from '#platform/http/route.ts'
import type { Permission } from '#platform/http/permission.ts'
import { base64url, fromBase64url } from '#platform/sealing/bytes.ts'
import { format } from '#platform/text/format.ts'
import { filing } from '../data.ts'
import { mayFileDocuments, mayReadDocuments } from '../permissions.ts'
import { documentFor, mayIn } from '../viewing/found.ts'
import type { Opens } from '../viewing/panels.ts'
import { documentPage } from '../viewing/paths.ts'
import { acting, reading, underDocument } from '../viewing/routes/common.ts'
import { ownKey, sealedArchives } from './members.ts'
import { type ListsJson, sealedList, SEALED_TEXTS, SEALED_WORDS, type TextsJson, WORD_LISTS } from './paths.ts'
import { SealedListPage } from './list-screen.tsx'
import { readingParts } from './reading-state.tsx'
import { sealedCount, sealedDocuments } from './sealed-list.ts'
import { keepText, textsOf } from './sealed-texts.ts'
import { findWords, keepWords, type WordsOf } from './sealed-words.ts'

const token = z.string().regex(/^[A-Za-z0-9_-]{8}$/)
const MOST_WORDS = 40_500
const partForm = z.object({
  firstPage: z.number().int().min(1).max(1_000_000),
  lastPage: z.number().int().min(1).max(1_000_000),
  words: z.array(z.tuple([token, z.enum(['A', 'B', 'C', 'D'])])).max(MOST_WORDS),
})
const sentForm = z.array(partForm).min(1).max(200)
const groupForm = z.array(z.array(token).min(1).max(24)).min(1).max(160)
const askedForm = z.object({ wanted: z.array(groupForm).max(48), unwanted: z.array(groupForm).max(48) })
const boxField = z
  .string()
  .max(12 * 1024 ** 2)
  .regex(/^[A-Za-z0-9_-]{64,}$/)
  .transform(fromBase64url)
const pageField = z.coerce.number().int().min(1).max(1_000_000)
const textForm = z.object({
  part: z.coerce.number().int().min(0).max(100_000),
  firstPage: pageField,
  lastPage: pageField,
  box: boxField,
})
/** Documents that a list tells of at once. */
const AT_ONCE = 100

function read<T>(form: z.ZodType<T>, text: string): T {
  try {
    return form.parse(JSON.parse(text))
  } catch {
    throw refuse('documents.not-made-here', 'invalid')
  }
}
/** A document of an archive that the server cannot read, by its current version. @throws Refusal documents.unknown */
async function sealedDocument(at: Scope<Opens>, id: string | undefined, may: Permission): Promise<WordsOf> {
  const { archive, document, version } = await documentFor(at, id, may)
  if (archive.mode !== 'client-only') throw refuse('documents.unknown', 'not-found')
  return { archiveId: archive.id, documentId: document.id, versionId: version.id }
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
    { ...acting, maxBody: 64 * 1024 ** 2, input: z.object({ parts: z.string(), box: boxField }) },
    async ({ at, params, input }) => {
      await keepWords(at, await sealedDocument(at, params['document'], mayFileDocuments), {
        parts: read(sentForm, input.parts),
        box: input.box,
      })
      return file('{}', 'application/json')
    },
  ),
  post(
    underDocument(SEALED_TEXTS),
    { ...acting, maxBody: 13 * 1024 ** 2, input: textForm },
    async ({ at, params, input }) => {
      await keepText(at, await sealedDocument(at, params['document'], mayFileDocuments), input)
      return file('{}', 'application/json')
    },
  ),
  get(
    underDocument(SEALED_TEXTS),
    { ...reading, input: z.object({ ab: pageField.optional().catch(undefined) }) },
    async ({ at, params, input }) => {
      const found = await textsOf(at, await sealedDocument(at, params['document'], mayReadDocuments), input.ab ?? 1)
      const texts: TextsJson = {
        ...(found.words ? { words: base64url(found.words) } : {}),
        parts: found.parts.map(({ firstPage, lastPage, box }) => ({ firstPage, lastPage, box: base64url(box) })),
        ...(found.next ? { next: found.next } : {}),
      }
      return file(JSON.stringify(texts), 'application/json', { cache: 'private, no-store' })
    },
  ),
  get(
    `/:organisation${sealedList(':archive')}${WORD_LISTS}`,
    { ...ofArchive, input: z.object({ ab: instantField().optional(), nach: uuidField().optional() }) },
    async ({ at, params, input, href, language }) => {
      const { ab: received, nach: id } = input
      const after = received && id ? { received, id } : undefined
      const { documents, next } = await sealedDocuments(at, archiveIn(params['archive']), AT_ONCE, after)
      const f = format(language, at.organisation.zone)
      const lists: ListsJson = {
        documents: documents.map((one) => ({
          id: one.id,
          url: href(documentPage(one.id)),
          received: f.date(one.received),
          manifest: base64url(one.manifest),
          key: base64url(one.key),
          ...(one.words ? { words: base64url(one.words) } : {}),
        })),
        ...(next
          ? { next: `?${new URLSearchParams({ ab: next.received.toString(), nach: next.id }).toString()}` }
          : {}),
      }
      return file(JSON.stringify(lists), 'application/json', { cache: 'private, no-store' })
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
    const props = {
      frame: asked.staffFrame('documents/sealed-list.js'),
      language,
      href,
      organisation: at.organisation.id,
      member: at.actor.kind === 'member' ? at.actor.id : '',
      own: await ownKey(at),
      count: await sealedCount(at, archiveId),
      reads: mayIn(at.actor, mayFileDocuments, archiveId) ? readingParts(asked) : undefined,
      reader: asked.asset('documents/sealed-words.js'),
    }
    return page(<SealedListPage {...props} archive={archive} />)
  }),
]
