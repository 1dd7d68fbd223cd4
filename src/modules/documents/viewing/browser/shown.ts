import type { Layer } from './overlay.ts'
import type { WordsOfPage } from './page-words.ts'
import type { PdfWish } from './pdf.ts'

/** A file that this browser opened itself. */
export type ShownFile = {
  readonly data: PdfWish['data']
  readonly mediaType: string
  readonly words?: WordsOfPage
}

/** The page's viewer, once its script runs. */
export type Viewer = HTMLElement & {
  readonly showFile?: (file: ShownFile) => Promise<void>
  /** Lays other notes over the pages. */
  readonly showLayers?: (layers: readonly Layer[]) => void
  /** Looks once more for what is looked for, now that there are words. */
  readonly seekAgain?: () => void
}
