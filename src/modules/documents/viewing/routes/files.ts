import { refuse } from '#platform/errors/errors.ts'
import { file, get, live, type Reply, type Route } from '#platform/http/route.ts'
import { streamOf } from '#platform/sealing/bytes.ts'
import { filing } from '../../data.ts'
import { mayReadDocuments } from '../../permissions.ts'
import type { Ports } from '../../ports.ts'
import { READ } from '../../reading/pipeline.ts'
import { pagesOf, previewOf } from '../../reading/pages.ts'
import { openVersion } from '../../storing/lease.ts'
import { openPart } from '../../storing/ranges.ts'
import { documentFor } from '../found.ts'
import type { DocumentAsked, ShownDocument } from '../panels.ts'
import { NEWS, parts } from '../paths.ts'
import { viewOf } from '../view.ts'
import { type DocumentInput, filingOnly, pieceInput, reading, underDocument } from './common.ts'

/** Browsers keep nothing of it: who may read it today may not tomorrow. */
const UNKEPT = 'private, no-store'
const nothing = () => refuse('documents.no-view', 'not-found')

const pageNumber = (text: string | undefined): number => {
  const number = /^[1-9]\d{0,5}$/.test(text ?? '') ? Number(text) : 0
  if (number === 0) throw nothing()
  return number
}

/** The types that a browser shows within our pages; everything else is only ever handed out to be kept. */
async function shownFile(asked: DocumentAsked, shown: ShownDocument, ports: Ports): Promise<Reply> {
  const view = await viewOf(asked.at, shown)
  const { id, media_type: type } = shown.version
  if (view.isLocked || !(view.pdf || view.original)) throw nothing()
  if (type === 'application/pdf' || view.original) {
    const { content } = await openVersion(asked.at, { versionId: id, purpose: 'preview' })
    return file(streamOf(content), type, { cache: UNKEPT })
  }
  const pdf = await previewOf(filingOnly(asked.at), ports.house().blobs, id, 0, 'pdf')
  if (!pdf) throw nothing()
  return file(streamOf(pdf.content), pdf.mediaType, { cache: UNKEPT })
}

// names no document: only that some were read
const news = { who: mayReadDocuments, purpose: filing, place: 'some' } as const

const found = (asked: DocumentAsked & DocumentInput): Promise<ShownDocument> =>
  documentFor(asked.at, asked.params['document'], mayReadDocuments, asked.input.fassung)

/** What the viewer loads: bytes and words of a version, for who may read it. */
export const fileRoutes = (ports: Ports): Route[] => [
  get(`/:organisation${NEWS}`, news, async () => live(READ)),

  get(underDocument(parts.original), reading, async (asked) => {
    const shown = await found(asked)
    const opened = await openVersion(asked.at, { versionId: shown.version.id, purpose: 'download' })
    // never a type that a browser would run
    return file(streamOf(opened.content), 'application/octet-stream', { cache: UNKEPT, name: opened.fileName })
  }),

  get(underDocument(parts.view), reading, async (asked) => shownFile(asked, await found(asked), ports)),

  // PDF.js asks for what it needs to draw the page that is looked at
  get(underDocument(parts.piece), { ...reading, input: pieceInput }, async (asked) => {
    const { von: from, bis: to } = asked.input
    const shown = await found(asked)
    if (shown.version.media_type !== 'application/pdf') throw nothing()
    const bytes = await openPart(filingOnly(asked.at), { ...shown, purpose: 'preview' }, { from, to })
    return file(bytes, 'application/octet-stream', { cache: UNKEPT })
  }),

  get(underDocument(`${parts.picture}/:page`), reading, async (asked) => {
    const shown = await found(asked)
    const page = pageNumber(asked.params['page'])
    const kind = asked.input.klein ? 'thumb' : 'page'
    const picture = await previewOf(filingOnly(asked.at), ports.house().blobs, shown.version.id, page, kind)
    if (!picture) throw nothing()
    return file(streamOf(picture.content), picture.mediaType, { cache: UNKEPT })
  }),

  get(underDocument(`${parts.words}/:page`), reading, async (asked) => {
    const shown = await found(asked)
    const [page] = await pagesOf(filingOnly(asked.at), shown.version.id, [pageNumber(asked.params['page'])])
    if (!page) throw nothing()
    const { width, height, from, words } = page
    const placed = words.map(({ text, box }) => [text, box.x, box.y, box.width, box.height])
    return file(JSON.stringify({ width, height, from, words: placed }), 'application/json', { cache: UNKEPT })
  }),
]
