import { z } from 'zod'
import { mailAddress, typed } from '#platform/http/fields.ts'
import { languages } from '#platform/text/language.ts'
import type { OrganisationFacts } from '../actions/found.ts'
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
export const block = (max: number, required = false) => typed({ max, required, multiline: true })
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

const newOrganisation = {
  name: line(200, true),
  short_name: line(60),
  slug,
  kind: z.enum(['public', 'private'], { message: 'choose' }),
  address: typed({ max: 500, required: true, multiline: true }),
  contact_mail: mailAddress({ required: true }),
  represented_by: line(200),
  zone,
  region,
  admin_name: line(200, true),
  admin_mail: mailAddress({ required: true }),
}

/**
 * A new organisation and its first administrator, as the forms of set-up and founding ask for them. § 5(1) no. 1 and 2
 * DDG want address and mail of everybody, and of legal persons who represents them; every public body acts through
 * somebody, a practice may be one natural person.
 */
export const newOrganisationWith = <T extends z.ZodRawShape>(more: T) =>
  z.object({ ...newOrganisation, ...more }).refine(isRepresented, {
    path: ['represented_by'],
    message: 'represented-by',
    when: () => true, // told together with what is wrong elsewhere
  })

const isRepresented = (given: { readonly kind?: unknown; readonly represented_by?: unknown }): boolean =>
  given.kind !== 'public' || given.represented_by !== ''

/** What the row of the new organisation holds of the answers. */
export const factsOf = (given: z.output<z.ZodObject<typeof newOrganisation>>): OrganisationFacts => ({
  slug: given.slug,
  name: given.name,
  shortName: given.short_name,
  kind: given.kind,
  address: given.address,
  contactMail: given.contact_mail,
  representedBy: given.represented_by,
  zone: given.zone,
  holidayRegion: given.region,
})
