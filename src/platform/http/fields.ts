import { z } from 'zod'
import { cleanText } from '../text/clean.ts'
import { isMailAddress } from '../text/contact.ts'

const given = z
  .string()
  .optional()
  .transform((text) => text ?? '')

/** A line or, with `multiline`, a text that a person typed; cleaned, bounded, codes `required` and `too-long`. */
export const typed = (rule: { max: number; required?: boolean; multiline?: boolean }) =>
  given.transform((text, context) => {
    const cleaned = cleanText(text, { max: rule.max, multiline: rule.multiline ?? false })
    if (!cleaned.ok) {
      context.addIssue({ code: 'custom', message: 'too-long' })
      return z.NEVER
    }
    if (rule.required && cleaned.text === '') {
      context.addIssue({ code: 'custom', message: 'required' })
      return z.NEVER
    }
    return cleaned.text
  })

/** A mail address; code `mail` where it is none. */
export const mailAddress = (rule: { required: boolean }) =>
  given.transform((text, context) => {
    const trimmed = text.trim()
    if (trimmed === '' && !rule.required) return ''
    const code = trimmed === '' ? 'required' : isMailAddress(trimmed) ? undefined : 'mail'
    if (code === undefined) return trimmed
    context.addIssue({ code: 'custom', message: code })
    return z.NEVER
  })

/** A whole number within bounds; code `number`. */
export const whole = (min: number, max: number) =>
  given.transform((text, context) => {
    const value = /^\s*-?\d{1,9}\s*$/.test(text) ? Number(text) : Number.NaN
    if (value >= min && value <= max) return value
    context.addIssue({ code: 'custom', message: 'number' })
    return z.NEVER
  })

/** A tick box. */
export const ticked = () => given.transform((text) => text !== '')

export const uuidField = () => z.uuid({ message: 'unknown' })

/** Years that databases, calendars and formats all know, with room on both sides to count days from there. */
const isSane = ({ year }: { readonly year: number }): boolean => year >= 1000 && year <= 9000

/** An instant as forms send it back; code `unknown` for anything else. */
export const instantField = () =>
  z.string().transform((text, context) => {
    try {
      const instant = Temporal.Instant.from(text)
      if (isSane(instant.toZonedDateTimeISO('UTC'))) return instant
      throw new RangeError('out of all calendars')
    } catch {
      context.addIssue({ code: 'custom', message: 'unknown' })
      return z.NEVER
    }
  })

/** A calendar date `2026-11-24`; code `date`. */
export const dateField = () =>
  z.string().transform((text, context) => {
    try {
      const date = Temporal.PlainDate.from(text)
      if (isSane(date)) return date
      throw new RangeError('out of all calendars')
    } catch {
      context.addIssue({ code: 'custom', message: 'date' })
      return z.NEVER
    }
  })
