import type { Box } from '../types.ts'
import type { MarkKind } from './marks.ts'

// Pure, and free of Node: members' devices place notes by it in archives that no server reads.

/** Where a note stands that nobody placed by pointer. */
const corners: Readonly<Record<string, { readonly x: number; readonly y: number }>> = {
  'top-left': { x: 0.06, y: 0.05 },
  'top-right': { x: 0.66, y: 0.05 },
  middle: { x: 0.35, y: 0.46 },
  'bottom-left': { x: 0.06, y: 0.88 },
  'bottom-right': { x: 0.66, y: 0.88 },
}
const MIDDLE = { x: 0.35, y: 0.46 }

/** Sizes in fractions of the page; a note is a small flag, the words of a stamp's picture stand in a frame. */
const sizes: Readonly<Record<MarkKind, { readonly width: number; readonly height: number }>> = {
  note: { width: 0.04, height: 0.03 },
  mark: { width: 0.28, height: 0.025 },
  stamp: { width: 0.28, height: 0.06 },
}

export type Place = {
  readonly where?: string | undefined
  readonly x?: number | undefined
  readonly y?: number | undefined
}

/** Where a layer lies; all of it stays on the page. */
export function boxOfMark(kind: MarkKind, { where, x, y }: Place): Box {
  const size = sizes[kind]
  const chosen = where === 'chosen' && x !== undefined && y !== undefined
  const corner = chosen ? { x, y } : (corners[where ?? ''] ?? MIDDLE)
  return { x: Math.min(corner.x, 1 - size.width), y: Math.min(corner.y, 1 - size.height), ...size }
}
