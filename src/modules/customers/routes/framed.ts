import { z } from 'zod'
import { passwordProblem } from '#accounts'
import type { Organisation } from '#platform/data/organisations.ts'
import { typed } from '#platform/http/fields.ts'
import type { Asked, Raw } from '#platform/http/route.ts'

/** What a screen takes from a request, whatever its purpose and input. */
export type Framed = Pick<Asked<never, unknown>, 'publicFrame' | 'language' | 'href'> & {
  readonly at: { readonly organisation: Organisation }
}

export const publicOf = (asked: Framed, ...islands: string[]) => ({
  frame: asked.publicFrame(...islands),
  language: asked.language,
  organisation: asked.at.organisation,
  href: asked.href,
})

const raw = z
  .string()
  .optional()
  .transform((text) => text ?? '')

/** A password that is there already: never judged, only bounded. */
export const password = raw.pipe(z.string().min(1, 'required').max(1_000, 'too-long'))
/** A new one; what it must not be made of is asked with `ownWords` when that is known. */
export const newPassword = raw.superRefine((text, context) => {
  const message = text === '' ? 'required' : passwordProblem(text)
  if (message) context.addIssue({ code: 'custom', message })
})

/** A web address where a name belongs would carry advertising in the organisation's name to any mail address. */
const advertises = (name: string): boolean => /:\/\/|\bwww\.|\bhttps?\b/i.test(name)
export const nameField = typed({ max: 100, required: true }).refine((name) => !advertises(name), { message: 'no-name' })

/** What was entered may come back to the screen; passwords never do. */
export function shown(fields: Readonly<Record<string, unknown>>): Raw {
  const secret = new Set(['password', 'old', 'fresh'])
  return Object.fromEntries(
    Object.entries(fields).flatMap(([name, value]) =>
      typeof value === 'string' && !secret.has(name) ? [[name, value]] : [],
    ),
  )
}
