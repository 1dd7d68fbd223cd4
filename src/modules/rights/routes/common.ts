import { z } from 'zod'
import { refuse } from '#platform/errors/errors.ts'
import { typed, uuidField, whole } from '#platform/http/fields.ts'
import type { Asked } from '#platform/http/route.ts'
import { todayOf } from '../actions/file.ts'
import type { Handling, Sending } from '../actions/letters.ts'
import { handling, type RequestRow } from '../data.ts'
import { mayHandleRequests } from '../permissions.ts'

export type Opens = (typeof handling)['opens'][number]
export type Desk<I = unknown> = Asked<Opens, I>

export const desk = { who: mayHandleRequests, purpose: handling } as const
export const DESK_ROUTE = '/:organisation/team/datenschutz/anfragen'

/** The request's id in the address. */
export function idIn(asked: Pick<Desk, 'params'>, name = 'request'): string {
  const id = uuidField().safeParse(asked.params[name])
  if (!id.success) throw refuse('rights.no-such-request', 'not-found')
  return id.data
}

/** A day as a date field sends it; undefined for anything else. */
export function dayIn(text: string | undefined): Temporal.PlainDate | undefined {
  try {
    return text && /^\d{4}-\d{2}-\d{2}$/.test(text) ? Temporal.PlainDate.from(text) : undefined
  } catch {
    return undefined // 30 February
  }
}

/** Activities that were ticked, none or several. */
export const namesIn = z
  .union([z.string().max(100), z.array(z.string().max(100)).max(100)])
  .optional()
  .transform((some) => [some ?? []].flat().filter(Boolean))

/** The fields of every step's form. */
export const stepFields = {
  version: whole(1, 1_000_000_000),
  by: z.enum(['mail', 'post']).optional(),
  posted: z.string().max(20).optional(),
}
export type Leaving = { readonly by?: 'mail' | 'post' | undefined; readonly posted?: string | undefined }

/** How the letter leaves: by mail where there is an address and nothing else was chosen. */
export function sendingIn(at: Handling, row: RequestRow, { by, posted }: Leaving): Sending {
  if (row.mail !== null && by !== 'post') return { by: 'mail' }
  const on = dayIn(posted) ?? todayOf(at)
  if (Temporal.PlainDate.compare(on, todayOf(at)) > 0) throw refuse('rights.date-ahead', 'invalid')
  // nobody is written to about a request that has not come yet: the year was mistyped
  if (Temporal.PlainDate.compare(on, Temporal.PlainDate.from(row.received_on)) < 0)
    throw refuse('rights.date-before', 'invalid')
  return { by: 'post', on }
}

export const line = (max: number) => typed({ max })
export const lines = (max: number) => typed({ max, multiline: true })
