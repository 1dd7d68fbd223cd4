import type { Box } from '../../types.ts'

/** Where a value stands on the documents of one sender, learned from a value that somebody chose. */
export type Hint = {
  /** As in `Fact.field`. */
  readonly field: string
  /** The words before the value on its line, folded; '' where there are none. */
  readonly left: string
  /** The words right above the value, folded; '' where there are none. */
  readonly above: string
  /** The place of the value, in fractions of the page. */
  readonly box: Box
  /** Counted from the front, or as `-1` from the back. */
  readonly page: number
  /** How the value is written: `A-9999/99` for `R-2026/17`. */
  readonly shape: string
  /** How often it has held. */
  readonly times: number
}

/** What was learned of one sender. */
export type LearnedSender = {
  /** What the sender is to be called; '' where nobody has said. */
  readonly name: string
  readonly hints: readonly Hint[]
  /** The type its documents were given last. */
  readonly typeId?: string
}
