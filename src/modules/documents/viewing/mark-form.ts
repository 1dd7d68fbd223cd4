import { z } from 'zod'
import { typed, whole } from '#platform/http/fields.ts'
import { boxOfMark } from './mark-places.ts'
import { markKinds, MOST_MARK_WORDS, type NewMark } from './marks.ts'

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
export const markFrom = ({ kind, words, page, ...place }: z.output<typeof markForm>): NewMark => ({
  kind,
  words,
  page,
  box: boxOfMark(kind, place),
})
