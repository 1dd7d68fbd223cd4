import { z } from 'zod'
import { mailAddress, typed } from '#platform/http/fields.ts'
import { languages } from '#platform/text/language.ts'
import { passwordProblem } from '../rules/password.ts'
import { isRegion, zoneNames } from '../rules/region.ts'
import { slugProblem } from '../rules/slug.ts'

const text = z
  .string()
  .optional()
  .transform((given) => (given ?? '').trim())
const judged = (problem: (given: string) => string | undefined) =>
  text.superRefine((given, context) => {
    const message = given === '' ? 'required' : problem(given)
    if (message) context.addIssue({ code: 'custom', message })
  })

export const line = (max: number, required = false) => typed({ max, required })
export const block = (max: number) => typed({ max, multiline: true })
export const zone = judged((given) => (zoneNames().includes(given) ? undefined : 'unknown'))
export const region = judged((given) => (isRegion(given) ? undefined : 'unknown'))
export const slug = judged(slugProblem)
export const accent = text
  .transform((given) => given.toLowerCase())
  .superRefine((given, context) => {
    if (!/^#[0-9a-f]{6}$/.test(given)) context.addIssue({ code: 'custom', message: 'color' })
  })
export const newPassword = z
  .string()
  .optional()
  .transform((given) => given ?? '')
  .superRefine((given, context) => {
    const message = given === '' ? 'required' : passwordProblem(given)
    if (message) context.addIssue({ code: 'custom', message })
  })
export const someLanguages = z
  .union([z.string(), z.array(z.string())])
  .optional()
  .transform((given, context) => {
    const chosen = languages.filter((one) => [given].flat().includes(one))
    if (chosen.length > 0) return chosen
    context.addIssue({ code: 'custom', message: 'choose' })
    return z.NEVER
  })

/** A new organisation as the forms of set-up and founding ask for it. */
export const newOrganisation = {
  name: line(200, true),
  short_name: line(60),
  slug,
  kind: z.enum(['public', 'private'], { message: 'choose' }),
  zone,
  region,
}
export const newAdmin = { admin_name: line(200, true), admin_mail: mailAddress({ required: true }) }
