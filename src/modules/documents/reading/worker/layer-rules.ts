/** What decides whether a page's own text is kept. */
export type LayerState = {
  readonly characters: number
  readonly unreadable: number
  /** Letters and digits in what could be read. */
  readonly letters: number
  /** The share of the page that pictures cover. */
  readonly pictures: number
  readonly shapes: number
}

const UNREADABLE_SHARE = 0.25
const FEW_LETTERS = 40
const MUCH_PICTURE = 0.3
const DRAWN_TEXT = 60

/**
 * Whether a page must be recognised: its text layer is missing or useless. A good one is always kept, as recognising it again
 * only loses umlauts; a page with neither pictures nor many shapes is blank.
 */
export function needsRecognition(page: LayerState): boolean {
  if (page.characters > 0 && page.unreadable / page.characters > UNREADABLE_SHARE) return true
  if (page.letters >= FEW_LETTERS) return false
  if (page.pictures >= MUCH_PICTURE) return true
  return page.letters === 0 && (page.pictures > 0.02 || page.shapes >= DRAWN_TEXT)
}
