import type { Scope } from '#platform/data/scope.ts'
import { db } from '../reading/data.ts'
import { sizesText } from './browser/geometry.ts'
import type { ShownDocument } from './panels.ts'

/** What there is to see of a version. */
export type View = {
  /** The file itself or its preview as PDF; undefined where there is none. */
  readonly pdf: boolean
  /** Bytes of the PDF where it can be read piece by piece, so that its first page does not wait for its last. */
  readonly pieces: number | undefined
  /** The file itself is shown by the browser: a picture that browsers know. */
  readonly original: boolean
  /** Of each page that was read, in points. */
  readonly sizes: string
  readonly pages: number
  /** Up to which page there are pictures. */
  readonly pictures: number
  /** Whether the text of pages is there. */
  readonly hasText: boolean
  /** Only members' devices open it. */
  readonly isLocked: boolean
  /** It waits to be read, or is being read. */
  readonly isUnread: boolean
}

/** Smaller files are sooner there whole. */
const LEAST_IN_PIECES = 2 * 1024 ** 2

/** Bytes of a PDF that can be read piece by piece, in readable archives and in others. */
export const inPieces = ({ media_type, file, size }: ShownDocument['version']): number | undefined =>
  media_type === 'application/pdf' && file.sealed?.codec === 'none' && Number(size) > LEAST_IN_PIECES
    ? Number(size)
    : undefined

const SHOWN_BY_BROWSERS: ReadonlySet<string> = new Set(['image/png', 'image/jpeg', 'image/webp', 'image/gif'])

/** What reading left of a version to show, without opening any of it. */
export async function viewOf(at: Scope<string>, { version, archive }: ShownDocument): Promise<View> {
  const isLocked = archive.mode === 'client-only'
  const [pages, previews] = await Promise.all([
    db(at)
      .selectFrom('document_pages')
      .select(['width', 'height', 'read_from'])
      .where('version_id', '=', version.id)
      .orderBy('number')
      .execute(),
    db(at)
      .selectFrom('document_previews')
      .select(({ fn }) => ['kind', fn.max('page').as('last')])
      .where('version_id', '=', version.id)
      .groupBy('kind')
      .execute(),
  ])
  const last = (kind: string) => previews.find((one) => one.kind === kind)?.last
  return {
    pdf: !isLocked && (version.media_type === 'application/pdf' || last('pdf') !== undefined),
    pieces: isLocked ? undefined : inPieces(version),
    original: !isLocked && SHOWN_BY_BROWSERS.has(version.media_type),
    sizes: sizesText(pages),
    pages: pages.length,
    pictures: last('page') ?? 0,
    hasText: pages.some(({ read_from }) => read_from !== 'none'),
    isLocked,
    isUnread: !isLocked && (version.stage === 'stored' || version.stage === 'reading'),
  }
}
