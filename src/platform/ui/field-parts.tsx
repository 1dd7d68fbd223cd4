import type { Language } from '#platform/text/language.ts'
import type { Children, Html } from './html.ts'
import { uiTexts } from './texts.ts'

export interface FieldProps {
  readonly language: Language
  readonly name: string
  readonly label: string
  readonly hint?: Children | undefined
  /** Says what is wrong and how to mend it. */
  readonly error?: string | undefined
  readonly required?: boolean | undefined
  /** False leaves out the words "required" and "optional", for forms where all fields are alike. */
  readonly mark?: boolean | undefined
  readonly disabled?: boolean | undefined
  /** Default: `fieldId(name)`. */
  readonly id?: string | undefined
}

/** The id of the field with this name; error summaries link to it. */
export const fieldId = (name: string): string => `field-${name.replace(/[^A-Za-z0-9_-]+/g, '-')}`

export const idOf = (props: FieldProps): string => props.id ?? fieldId(props.name)

export const describedBy = (props: FieldProps): string | undefined =>
  [props.hint ? `${idOf(props)}-hint` : '', props.error ? `${idOf(props)}-error` : ''].filter(Boolean).join(' ') ||
  undefined

export const aria = (props: FieldProps) => ({
  id: idOf(props),
  name: props.name,
  required: props.required,
  disabled: props.disabled,
  'aria-invalid': props.error ? 'true' : undefined,
  'aria-describedby': describedBy(props),
})

export function Mark(props: FieldProps): Html {
  const texts = uiTexts(props.language)
  if (props.mark === false) return <></>
  return <span class="kern-label__optional"> ({props.required ? texts.required : texts.optional})</span>
}

export function Hint(props: FieldProps): Html {
  if (!props.hint) return <></>
  return (
    <div class="kern-hint" id={`${idOf(props)}-hint`}>
      {props.hint}
    </div>
  )
}

export function FieldError(props: FieldProps): Html {
  if (!props.error) return <></>
  return (
    <p class="field-error" id={`${idOf(props)}-error`}>
      <span class="sr">{uiTexts(props.language).error} </span>
      {props.error}
    </p>
  )
}

export interface Choice {
  readonly value: string
  readonly label: string
  readonly hint?: Children | undefined
  readonly disabled?: boolean | undefined
}
