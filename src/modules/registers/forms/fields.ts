import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { Bilingual } from '#platform/data/activity.ts'
import type { Scope } from '#platform/data/scope.ts'
import { cleanText } from '#platform/text/clean.ts'

export type Option = { readonly value: string; readonly label: Bilingual; readonly hint?: Bilingual }

/** One question of a register's form. Every answer is a text: several choices are joined by commas, a tick is `yes`. */
export type Field = {
  readonly name: string
  readonly is: 'line' | 'text' | 'date' | 'moment' | 'choice' | 'select' | 'many' | 'tick'
  readonly label: Bilingual
  readonly hint?: Bilingual
  readonly required?: true
  readonly max?: number
  readonly rows?: number
  readonly options?: readonly Option[]
  /** A day or moment that has happened: one that lies ahead is a mistake; see `aheadIn`. */
  readonly past?: true
  /** Opens a group of fields with this heading. */
  readonly section?: Bilingual
  /** The group is folded until something in it is answered or wrong. */
  readonly folded?: true
}

export type Values = Readonly<Record<string, string>>
/** By field: a code of `problemTexts`, or of the form's own texts. */
export type Wrong = Readonly<Record<string, string>>

export const LINE = 200
export const TEXT = 4_000

const DATE = /^\d{4}-\d{2}-\d{2}$/
const MOMENT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?$/

const isDate = (text: string) => {
  if (!DATE.test(text)) return false
  const year = Number(text.slice(0, 4))
  return year >= 1900 && year <= 2200 && parses(() => Temporal.PlainDate.from(text, { overflow: 'reject' }))
}
const isMoment = (text: string) =>
  MOMENT.test(text) && isDate(text.slice(0, 10)) && parses(() => Temporal.PlainDateTime.from(text))
const parses = (read: () => unknown) => {
  try {
    read()
    return true
  } catch {
    return false
  }
}

function readField(field: Field, given: unknown): { text: string } | { code: string } {
  const list = [given].flat().filter((one): one is string => typeof one === 'string')
  const entered = field.is === 'many' ? list.filter(Boolean).join(',') : (list[0] ?? '')
  const cleaned = cleanText(entered, {
    max: field.max ?? (field.is === 'line' ? LINE : TEXT),
    multiline: field.is === 'text',
  })
  if (!cleaned.ok) return { code: 'too-long' }
  const { text } = cleaned
  if (text === '') return field.required ? { code: field.options ? 'choose' : 'required' } : { text }
  if (field.is === 'date' && !isDate(text)) return { code: 'date' }
  if (field.is === 'moment' && !isMoment(text)) return { code: 'moment' }
  if (field.is === 'tick') return { text: 'yes' }
  const known = field.options?.map(({ value }) => value)
  if (known && text.split(',').some((one) => !known.includes(one))) return { code: 'choose' }
  return { text }
}

/**
 * The schema of a form from its fields, with rules that look at several of them. What the fields themselves say wrong
 * comes first; the rules are asked only of a form that is right so far.
 */
export const inputOf = (fields: readonly Field[], rules: (values: Values) => Wrong = () => ({})) =>
  z.looseObject({}).transform((given, context): Values => {
    const values: Record<string, string> = {}
    const wrong: Record<string, string> = {}
    for (const field of fields) {
      const read = readField(field, given[field.name])
      if ('code' in read) wrong[field.name] = read.code
      else values[field.name] = read.text
    }
    const all = Object.keys(wrong).length > 0 ? wrong : rules(values)
    for (const [field, message] of Object.entries(all)) context.addIssue({ code: 'custom', message, path: [field] })
    return values
  })

export type Read = { readonly values: Values; readonly wrong: Wrong }

/** Reads a form whose fields are known only from the database, or when all modules are loaded. */
export function readForm(
  given: Readonly<Record<string, unknown>>,
  fields: readonly Field[],
  rules?: (values: Values) => Wrong,
): Read {
  const outcome = inputOf(fields, rules).safeParse(given)
  if (outcome.success) return { values: outcome.data, wrong: {} }
  const wrong = Object.fromEntries(outcome.error.issues.map(({ path, message }) => [String(path[0]), message]))
  const values = Object.fromEntries(Object.entries(given).map(([name, value]) => [name, [value].flat().join(',')]))
  return { values, wrong }
}

/** The instant of a wall-clock answer in a zone; undefined when nothing was answered. */
export const momentIn = (zone: string, text: string | undefined): Temporal.Instant | undefined =>
  text ? Temporal.PlainDateTime.from(text).toZonedDateTime(zone).toInstant() : undefined

/** An instant as the browser's field wants it. */
export const asMoment = (zone: string, instant: Temporal.Instant | null | undefined): string =>
  instant ? instant.toZonedDateTimeISO(zone).toPlainDateTime().toString({ smallestUnit: 'minute' }) : ''

/** Fields of what has happened in which somebody entered a time that has not come yet. */
export function aheadIn(
  fields: readonly Field[],
  values: Values,
  { now, organisation }: Pick<Scope, 'now' | 'organisation'>,
): Wrong {
  const today = now.toZonedDateTimeISO(organisation.zone).toPlainDate().toString()
  const ahead = fields.filter(({ name, is, past }) => {
    const text = values[name]
    if (!past || !text) return false
    const moment = is === 'moment' ? momentIn(organisation.zone, text) : undefined
    return moment ? Temporal.Instant.compare(moment, now) > 0 : text > today
  })
  return Object.fromEntries(ahead.map(({ name }) => [name, 'future']))
}

/** The hidden field by which a form says what it was filled with. */
export const SEEN = 'seen'

/** What a form was filled with, in a few characters. */
export const markOf = (known: Values): string =>
  createHash('sha256')
    .update(JSON.stringify(Object.entries(known).toSorted(([a], [b]) => (a < b ? -1 : 1))))
    .digest('hex')
    .slice(0, 16)

/** Whether somebody changed what is known since the form was shown: what they entered must not be lost unseen. */
export const isOutdated = (given: Readonly<Record<string, unknown>>, known: Values): boolean =>
  typeof given[SEEN] === 'string' && given[SEEN] !== markOf(known)

export const orNull = (text: string | undefined): string | null => (text ? text : null)
export const many = (text: string | undefined): string[] => (text ? text.split(',') : [])
