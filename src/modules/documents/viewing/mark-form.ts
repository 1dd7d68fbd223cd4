import { z } from 'zod'
import { typed, whole } from '#platform/http/fields.ts'
import type { Box } from '../types.ts'
import { type MarkKind, markKinds, MOST_MARK_WORDS, type NewMark } from './marks.ts'

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

const share = z
  .string()
  .optional()
  .transform((text) => {
    const value = Number(text)
    return text && value >= 0 && value <= 1 ? value : undefined
  })

export const markForm = z
  .object({
    kind: z.enum(markKinds, { message: 'unknown' }),
    words: typed({ max: MOST_MARK_WORDS, multiline: true }),
    page: whole(1, 999_999),
    where: z.string().optional(),
    x: share,
    y: share,
    fassung: whole(1, 1_000_000),
  })
  // a mark says something by where it is; the others say it in words
  .refine(({ kind, words }) => kind === 'mark' || words !== '', { path: ['words'], message: 'required' })

/** The layer that a filled form asks for; all of it stays on the page. */
export function markFrom(form: z.output<typeof markForm>): NewMark {
  const { kind, words, page } = form
  const size = sizes[kind]
  const chosen = form.where === 'chosen' && form.x !== undefined && form.y !== undefined
  const corner = chosen ? { x: form.x ?? 0, y: form.y ?? 0 } : (corners[form.where ?? ''] ?? MIDDLE)
  const box: Box = {
    x: Math.min(corner.x, 1 - size.width),
    y: Math.min(corner.y, 1 - size.height),
    ...size,
  }
  return { kind, words, page, box }
}
