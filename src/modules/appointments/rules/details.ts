import { cleanText } from '#platform/text/clean.ts'
import { readGiver, type Giver } from '#privacy'
import type { Answers, ServiceField } from '../data.ts'

/** What a visitor entered beside name and contact, and what is wrong with it (codes by field name). */
export type FieldAnswers = {
  readonly answers: Answers
  readonly special: Answers
  /** Who consents to the use of the special answers, where there are any. */
  readonly giver?: Giver
  readonly problems: Readonly<Record<string, string>>
}

const LONGEST = { text: 200, long: 2_000, number: 20, choice: 200 } as const

export const fieldName = (field: ServiceField): string => `f_${field.id}`
export const SPECIAL_TICK = 'special_consent'

/**
 * Reads a service's own questions. Art. 9 data are only taken with the tick that belongs to them: without it, what was
 * entered there is a problem, never silently stored and never silently dropped.
 */
export function readAnswers(fields: readonly ServiceField[], entered: Readonly<Record<string, string>>): FieldAnswers {
  const answers: Record<string, string> = {}
  const special: Record<string, string> = {}
  const problems: Record<string, string> = {}
  for (const field of fields) {
    const name = fieldName(field)
    const cleaned = cleanText(entered[name] ?? '', { max: LONGEST[field.type], multiline: field.type === 'long' })
    const value = cleaned.ok ? cleaned.text : ''
    const problem = cleaned.ok ? problemOf(field, value) : 'too-long'
    if (problem) problems[name] = problem
    else if (value !== '') (field.special ? special : answers)[field.id] = value
  }
  if (Object.keys(special).length === 0) return { answers, special, problems }
  if (!entered[SPECIAL_TICK]) problems[SPECIAL_TICK] = 'special-tick'
  const read = readGiver(entered)
  if ('giver' in read) return { answers, special, giver: read.giver, problems }
  return { answers, special, problems: { ...problems, ...read.problems } }
}

function problemOf(field: ServiceField, value: string): string | undefined {
  if (value === '') return field.required ? 'required' : undefined
  if (field.type === 'number' && !/^-?\d{1,9}([.,]\d{1,6})?$/.test(value)) return 'number'
  if (field.type === 'choice' && !field.choices?.includes(value)) return 'choice'
  return undefined
}

/**
 * A web address where a name belongs: the form would carry advertising in the organisation's name to any mail address
 * that somebody enters.
 */
export const advertises = (name: string): boolean => /:\/\/|\bwww\.|\bhttps?\b/i.test(name)

/** What makes a form look as if a program had sent it. People without script are only asked to send it once more. */
export type Manner = {
  /** Milliseconds between choosing the time and sending the form. */
  readonly taken: number
  /** A field that people do not see was filled in. */
  readonly trapped: boolean
  /** The browser did a piece of work that costs a flood dearly. */
  readonly proven: boolean
  /** The form was sent again after the pause that was asked for. */
  readonly waited: boolean
}

/** Nobody reads and fills in the form faster than this. */
const FASTEST_MS = 3_000

/** Whether to ask for the form once more, after a pause. */
export const looksAutomatic = ({ taken, trapped, proven, waited }: Manner): boolean =>
  !waited && (trapped || (!proven && taken < FASTEST_MS))
