import { z } from 'zod'
import { typed, uuidField, whole } from '#platform/http/fields.ts'
import type { NewMark } from '../marks.ts'

/** A share of the page in per cent, as people write it: `12,5`. */
const share = z
  .string()
  .default('')
  .transform((text, context) => {
    const value = Number(text.trim().replace(',', '.'))
    if (text.trim() !== '' && value >= 0 && value <= 100) return value / 100
    context.addIssue({ code: 'custom', message: 'share' })
    return z.NEVER
  })

/** Rounding in a browser may carry a box to the page's edge a hair beyond it. */
const HAIR = 0.001

export const redactionForm = z
  .object({
    page: whole(1, 999_999),
    left: share,
    top: share,
    width: share,
    height: share,
    words: typed({ max: 200 }),
    fassung: whole(1, 1_000_000),
  })
  .refine(({ left, width }) => width > 0 && left + width <= 1 + HAIR, { path: ['width'], message: 'outside' })
  .refine(({ top, height }) => height > 0 && top + height <= 1 + HAIR, { path: ['height'], message: 'outside' })

export const redactionFrom = ({ page, left, top, width, height, words }: z.output<typeof redactionForm>): NewMark => ({
  kind: 'redaction',
  page,
  box: { x: left, y: top, width, height },
  words,
})

export const copyForm = z.object({
  title: typed({ max: 200, required: true }),
  archive: uuidField(),
  fassung: whole(1, 1_000_000),
})
