import type { Box, FieldKind, PageRead } from '../../types.ts'
import { type ReadLine, type ReadPage, readPages } from '../find/values.ts'
import { boxOf, fold, type Run } from '../page/layout.ts'
import { foldedAbove, valuesOn } from './apply.ts'
import { shapeOf } from './shape.ts'
import type { Hint } from './types.ts'

/** What somebody chose or typed as a field's value, with its place where it was clicked. */
export type Chosen = {
  readonly field: string
  readonly kind: FieldKind
  readonly value: string
  readonly page?: number | undefined
  readonly box?: Box | undefined
}

const MOST_BEFORE = 3

/**
 * Learns where a value stands: at the clicked place, else wherever the pages show just this value. What stands behind a label
 * is told from what stands at a place by the words before and above it.
 * @returns undefined where the pages do not show the value
 */
export function learnFrom(pages: readonly PageRead[], chosen: Chosen, today: string): Hint | undefined {
  const read = readPages(pages, today)
  const found = read.flatMap((page) =>
    page.lines.flatMap((line, index) =>
      valuesOn(line, chosen.kind)
        .filter((value) => sameValue(value.value, chosen))
        .map((value) => hintAt(page, line, index, value, chosen)),
    ),
  )
  const { page, box } = chosen
  const rated = found.map((one) => {
    const clicked = page !== undefined && box && one.pageNumber === page ? apart(one.hint.box, box) : 1
    const words = (one.hint.left === '' ? 0 : 0.2) + (one.hint.above === '' ? 0 : 0.1)
    return { hint: one.hint, rank: words - clicked }
  })
  return rated.toSorted((a, b) => b.rank - a.rank)[0]?.hint
}

const sameValue = (found: string, { kind, value }: Chosen): boolean =>
  kind === 'text' || kind === 'choice' || kind === 'number' ? fold(found) === fold(value) : found === value

const apart = (one: Box, other: Box) =>
  Math.hypot(one.x + one.width / 2 - other.x - other.width / 2, one.y + one.height / 2 - other.y - other.height / 2)

function hintAt(page: ReadPage, line: ReadLine, index: number, value: Run & { value: string }, { field }: Chosen) {
  const box = boxOf(value)
  const column = line.starts.findLast((start) => start <= value.from) ?? 0
  const before = line.words.slice(Math.max(0, value.from - MOST_BEFORE), value.from).map(({ text }) => text)
  // words right before it, in its own column rather than in the one before; figures change from page to page
  const own = line.words.slice(Math.max(column, value.from - MOST_BEFORE), value.from).map(({ text }) => text)
  const left = labelOf(own.length > 0 ? own : before)
  const above = left === '' ? withoutFigures(foldedAbove(page, index, box)) : ''
  const hint: Hint = {
    field,
    left,
    above,
    box,
    page: page.last && page.page.number > 1 ? -1 : page.page.number,
    shape: shapeOf(value.value),
    times: 1,
  }
  return { hint, pageNumber: page.page.number }
}

/** The last words that hold no figures. */
function labelOf(words: readonly string[]): string {
  const from = words.findLastIndex((word) => /\d/.test(word)) + 1
  return fold(words.slice(from).join(' '))
}
const withoutFigures = (folded: string) => (/\d/.test(folded) ? '' : folded)

const MOST_HINTS = 40
const MOST_OF_A_FIELD = 3

/** Adds a hint to what is known: one that held before counts once more, the newest stand first. */
export function withHint(hints: readonly Hint[], fresh: Hint): Hint[] {
  const same = (one: Hint) =>
    one.field === fresh.field && one.left === fresh.left && one.above === fresh.above && one.page === fresh.page
  const before = hints.find(same)
  const joined = { ...fresh, times: (before?.times ?? 0) + 1 }
  const rest = hints.filter((one) => !same(one))
  const ofField = rest.filter(({ field }) => field === fresh.field).slice(0, MOST_OF_A_FIELD - 1)
  const others = rest.filter(({ field }) => field !== fresh.field)
  return [joined, ...ofField, ...others].slice(0, MOST_HINTS)
}
