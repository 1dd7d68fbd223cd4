import type { Scope } from '#platform/data/scope.ts'
import { db } from '../reading/data.ts'
import { sizesText } from './browser/geometry.ts'
import type { ShownDocument } from './panels.ts'

/** What there is to see of a version. */
export type View = {
  /** The file itself or its preview as PDF; undefined where there is none. */
  readonly pdf: boolean
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
    original: !isLocked && SHOWN_BY_BROWSERS.has(version.media_type),
    sizes: sizesText(pages),
    pages: pages.length,
    pictures: last('page') ?? 0,
    hasText: pages.some(({ read_from }) => read_from !== 'none'),
    isLocked,
    isUnread: !isLocked && (version.stage === 'stored' || version.stage === 'reading'),
  }
}
