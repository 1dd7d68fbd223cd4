import { readIban } from '#platform/text/iban.ts'
import { cleanText } from '#platform/text/clean.ts'
import type { Facts, FieldKind } from '../../types.ts'
import type { Said } from '../actions/change.ts'
import type { WantedField } from '../knowledge.ts'
import { kindOfField } from '../learn/shape.ts'
import { amountValue, readAmount } from '../page/amounts.ts'
import { dateEntered, placeFrom, placeText } from './entered.ts'

/** The facts of every document, and those that a form shows only where they are. */
export const MAIN = ['date', 'sender', 'amount', 'due-date', 'invoice-number', 'customer-number', 'reference', 'iban'] as const // oxfmt-ignore
export const MORE = ['net-amount', 'tax-amount', 'order-number', 'contract-number', 'vat-id', 'tax-number'] as const

export const LONGEST_VALUE = 200

export type FormField = {
  readonly field: string
  readonly kind: FieldKind
  readonly choices: readonly string[]
  readonly required: boolean
}

/** The fields of a document's form, the type's own behind the general ones. */
export function formFields(own: readonly (WantedField & { readonly required?: boolean })[]): FormField[] {
  const general = [...MAIN, ...MORE].map((field) => ({
    field,
    kind: kindOfField(field),
    choices: [],
    required: false,
  }))
  return [...general, ...own.map(({ id, kind, choices, required }) => ({ field: id, kind, choices, required: required ?? false }))] // oxfmt-ignore
}

/** The name of a field's input, and of the hidden one with its place. */
export const inputName = (field: string): string => `f_${field}`
export const placeName = (field: string): string => `p_${field}`

/** The value that somebody wrote, or the code of what is wrong with it. Nothing written is the value ''. */
export function readEntered(field: FormField, text: string): { readonly value: string } | { readonly problem: string } {
  const cleaned = cleanText(text, { max: LONGEST_VALUE })
  if (!cleaned.ok) return { problem: 'too-long' }
  const given = cleaned.text
  if (given === '') return field.required ? { problem: 'required' } : { value: '' }
  switch (field.kind) {
    case 'date': {
      const date = dateEntered(given)
      return date ? { value: date } : { problem: 'date' }
    }
    case 'amount': {
      const amount = readAmount(given)
      return amount ? { value: amountValue(amount.cents, amount.currency) } : { problem: 'amount' }
    }
    case 'iban': {
      const iban = readIban(given)
      return 'iban' in iban ? { value: iban.iban } : { problem: 'iban' }
    }
    case 'choice':
      return field.choices.includes(given) ? { value: given } : { problem: 'choice' }
    case 'number':
    case 'text':
      return { value: given }
  }
}

export type ReadForm = { readonly said: readonly Said[]; readonly problems: Readonly<Record<string, string>> }

/**
 * What a filled form says about a document. A place counts as chosen where it is another one than was found; a field that the
 * form did not have is not spoken of.
 */
export function readForm(raw: Readonly<Record<string, string>>, fields: readonly FormField[], facts: Facts): ReadForm {
  const said: Said[] = []
  const problems: Record<string, string> = {}
  for (const field of fields) {
    const text = raw[inputName(field.field)]
    if (text === undefined) continue
    const read = readEntered(field, text)
    if ('problem' in read) {
      problems[inputName(field.field)] = read.problem
      continue
    }
    const before = facts.find((fact) => fact.field === field.field)
    // an empty field that was empty says nothing
    if (read.value === '' && before === undefined) continue
    const place = raw[placeName(field.field)]
    const chosen = place === placeText(before ?? {}) ? undefined : placeFrom(place)
    said.push({ field: field.field, value: read.value, ...chosen })
  }
  return { said, problems }
}
