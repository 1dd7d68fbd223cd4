import type { Selected } from '#platform/data/table.ts'
import type { Asked } from '#platform/http/route.ts'
import type { Html } from '#platform/ui/index.ts'
import type { archives, DocumentRow, filing, VersionRow } from '../data.ts'
import type { Facts } from '../types.ts'

export type ArchiveRow = Selected<typeof archives>
export type Opens = (typeof filing)['opens'][number]
export type DocumentAsked = Asked<Opens, unknown>

/** A document as its page shows it; who looks may read it. */
export type ShownDocument = {
  readonly document: DocumentRow
  readonly archive: ArchiveRow
  /** '' where its key was destroyed or only members' devices can open it. */
  readonly title: string
  readonly facts: Facts
  /** The newest first. */
  readonly versions: readonly VersionRow[]
  /** The one that is shown: the current one, unless the address says another (`?fassung=2`). */
  readonly version: VersionRow
  /** What who looks may do here beside reading. */
  readonly may: { readonly file: boolean; readonly lock: boolean }
}

/** The tabs of a document's page: the document itself, work on it, and its versions with what happened to it. */
export const documentTabs = ['document', 'work', 'history'] as const
export type DocumentTab = (typeof documentTabs)[number]

/**
 * A part of the document's page that another part of this module brings; listed in `documents/panels.ts`.
 * It stands beside the viewer (tab `document`) or on its own tab, in the order of `order`.
 */
export type DocumentPanel = {
  /** Names it within the page: the panel's id. */
  readonly name: string
  readonly tab: DocumentTab
  readonly order: number
  /** Islands that it needs, e.g. `documents/facts.js`. */
  readonly islands?: readonly string[]
  /** What it shows, usually a `Panel`; undefined where there is nothing to show. Runs in the page's read-only scope. */
  readonly show: (asked: DocumentAsked, shown: ShownDocument) => Promise<Html | undefined>
}
