import { aria, FieldError, Hint, idOf, Mark, type Choice, type FieldProps } from './field-parts.tsx'
import { classes, type Children, type Html } from './html.ts'
import { uiTexts } from './texts.ts'

function Frame({ field, children }: { readonly field: FieldProps; readonly children: Children }): Html {
  return (
    <div class={classes('kern-form-input', field.error && 'kern-form-input--error')}>
      <label class="kern-label" for={idOf(field)}>
        {field.label}
        <Mark {...field} />
      </label>
      <Hint {...field} />
      {children}
      <FieldError {...field} />
    </div>
  )
}

const inputLook = (field: FieldProps, width?: string): string =>
  classes('kern-form-input__input', field.error && 'kern-form-input__input--error', width)

export interface TextFieldProps extends FieldProps {
  readonly type?:
    | 'text'
    | 'email'
    | 'tel'
    | 'url'
    | 'number'
    | 'date'
    | 'time'
    | 'datetime-local'
    | 'password'
    | 'search'
    | 'color'
    | 'file'
    | undefined
  readonly value?: string | number | undefined
  readonly autocomplete?: string | undefined
  readonly inputmode?: 'text' | 'numeric' | 'decimal' | 'tel' | 'email' | 'url' | 'search' | undefined
  readonly maxlength?: number | undefined
  readonly min?: string | number | undefined
  readonly max?: string | number | undefined
  readonly step?: string | number | undefined
  readonly readonly?: boolean | undefined
  readonly accept?: string | undefined
  readonly multiple?: boolean | undefined
  /** Full width unless the answer is short. */
  readonly width?: 'short' | 'medium' | undefined
}

/** One line: text, mail, phone, number, date, time, password, file. */
export function TextField(props: TextFieldProps): Html {
  const free = props.type === undefined || props.type === 'text' || props.type === 'search'
  return (
    <Frame field={props}>
      <input
        {...aria(props)}
        class={inputLook(props, props.width && `width-${props.width}`)}
        type={props.type ?? 'text'}
        dir={free ? 'auto' : undefined}
        value={props.value === undefined ? undefined : String(props.value)}
        autocomplete={props.autocomplete}
        inputmode={props.inputmode}
        maxlength={props.maxlength}
        min={props.min}
        max={props.max}
        step={props.step}
        readonly={props.readonly}
        accept={props.accept}
        multiple={props.multiple}
      />
    </Frame>
  )
}

export interface TextAreaProps extends FieldProps {
  readonly value?: string | undefined
  readonly rows?: number | undefined
  readonly maxlength?: number | undefined
  readonly readonly?: boolean | undefined
}

export function TextArea(props: TextAreaProps): Html {
  return (
    <Frame field={props}>
      <textarea
        {...aria(props)}
        class={inputLook(props)}
        dir="auto"
        rows={props.rows ?? 4}
        maxlength={props.maxlength}
        readonly={props.readonly}
      >
        {/* The parser drops one line break after the tag: without this one a text that begins with one would lose it. */}
        {`\n${props.value ?? ''}`}
      </textarea>
    </Frame>
  )
}

export interface SelectFieldProps extends FieldProps {
  readonly options: readonly (Choice | { readonly group: string; readonly options: readonly Choice[] })[]
  readonly value?: string | undefined
  /** The first, empty entry; false leaves it out. Default: "Please choose". */
  readonly empty?: string | false | undefined
  readonly autocomplete?: string | undefined
}

export function SelectField(props: SelectFieldProps): Html {
  const option = ({ value, label, disabled }: Choice): Html => (
    <option value={value} selected={value === props.value} disabled={disabled}>
      {label}
    </option>
  )
  return (
    <Frame field={props}>
      <div class="kern-form-input__select-wrapper">
        <select
          {...aria(props)}
          class={classes('kern-form-input__select', props.error && 'kern-form-input__select--error')}
          autocomplete={props.autocomplete}
        >
          {props.empty !== false && <option value="">{props.empty ?? uiTexts(props.language).choose}</option>}
          {props.options.map((entry) =>
            'group' in entry ? <optgroup label={entry.group}>{entry.options.map(option)}</optgroup> : option(entry),
          )}
        </select>
      </div>
    </Frame>
  )
}
