import { z } from 'zod'
import { dateField, uuidField } from '#platform/http/fields.ts'

const FIRST_YEAR = 2000
const LAST_YEAR = 2200

/** What of a location a clerk looks at. All of it stands in the address; nothing is stored. */
export const viewFields = {
  tag: dateField()
    .refine((date) => date.year >= FIRST_YEAR && date.year <= LAST_YEAR)
    .optional()
    .catch(undefined),
  platz: uuidField().optional().catch(undefined),
  wahl: uuidField().optional().catch(undefined),
  tasten: z.literal('aus').optional().catch(undefined),
}

export type View = {
  readonly tag?: Temporal.PlainDate | undefined
  /** The desk the clerk works at. */
  readonly platz?: string | undefined
  /** The booking that was selected. */
  readonly wahl?: string | undefined
  readonly tasten?: 'aus' | undefined
}

/** A view as fields of a form. */
export const viewHidden = ({ tag, platz, wahl, tasten }: View): Record<string, string> => ({
  ...(tag ? { tag: tag.toString() } : {}),
  ...(platz ? { platz } : {}),
  ...(wahl ? { wahl } : {}),
  ...(tasten ? { tasten } : {}),
})

/** A view as a path within the organisation. */
export function viewPath(location: string, view: View): string {
  const query = new URLSearchParams(viewHidden(view)).toString()
  return `/team/termine/${location}${query ? `?${query}` : ''}`
}

/** A booking in the version it was seen in, as one field: `<id>.<version>`. */
export const seenField = () =>
  z
    .string()
    .regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\.\d{1,9}$/, { message: 'unknown' })
    .transform((text) => {
      const [id = '', version] = text.split('.')
      return { id, version: Number(version) }
    })
export const seenValue = ({ id, version }: { id: string; version: number }): string => `${id}.${version}`
