import { z } from 'zod'
import { uuidField } from '#platform/http/fields.ts'

/** So many documents are worked on at once. */
export const MOST_AT_ONCE = 100

/** Ids of documents as boxes send them, one by one or with commas; what is none is left out. */
export const idsField = () =>
  z
    .union([z.string(), z.array(z.string())])
    .default([])
    .transform((given) =>
      [given]
        .flat()
        .flatMap((text) => text.split(','))
        .filter((id) => uuidField().safeParse(id).success)
        .slice(0, MOST_AT_ONCE),
    )
