import { aria, describedBy, FieldError, Hint, idOf, Mark, type Choice, type FieldProps } from './field-parts.tsx'
import { classes, type Children, type Html } from './html.ts'

export interface CheckFieldProps extends FieldProps {
  readonly checked?: boolean | undefined
  /** What is sent when ticked. Default: "yes". */
  readonly value?: string | undefined
}

/** One tick box. Never ticked beforehand where it stands for a consent. */
export function CheckField(props: CheckFieldProps): Html {
  return (
    <div class={classes('kern-form-check', props.error && 'kern-form-check--error')}>
      <input
        {...aria(props)}
        class={classes('kern-form-check__checkbox', props.error && 'kern-form-check__checkbox--error')}
        type="checkbox"
        value={props.value ?? 'yes'}
        checked={props.checked}
      />
      <label class="kern-label" for={idOf(props)}>
        {props.label}
        <Mark {...props} />
      </label>
      <Hint {...props} />
      <FieldError {...props} />
    </div>
  )
}

export interface ChoiceGroupProps extends FieldProps {
  readonly options: readonly Choice[]
  /** Several with `many`. */
  readonly value?: string | readonly string[] | undefined
  /** Tick boxes instead of radio buttons. */
  readonly many?: boolean | undefined
  readonly inline?: boolean | undefined
}

/** One question with all answers in sight: radio buttons, or tick boxes with `many`. */
export function ChoiceGroup(props: ChoiceGroupProps): Html {
  const kind = props.many ? 'checkbox' : 'radio'
  const chosen = typeof props.value === 'string' ? [props.value] : (props.value ?? [])
  return (
    <fieldset
      class={classes('kern-fieldset', props.error && 'kern-fieldset--error')}
      id={idOf(props)}
      tabindex={-1}
      disabled={props.disabled}
      aria-describedby={describedBy(props)}
    >
      <legend class="kern-label">
        {props.label}
        <Mark {...props} />
      </legend>
      <Hint {...props} />
      <div class={classes('kern-fieldset__body', props.inline && 'kern-fieldset__body--horizontal')}>
        {props.options.map((choice, index) => {
          const id = `${idOf(props)}-${index + 1}`
          return (
            <div class="kern-form-check">
              <input
                class={classes(`kern-form-check__${kind}`, props.error && `kern-form-check__${kind}--error`)}
                type={kind}
                id={id}
                name={props.name}
                value={choice.value}
                checked={chosen.includes(choice.value)}
                disabled={choice.disabled}
                required={!props.many && props.required}
                aria-describedby={choice.hint ? `${id}-hint` : undefined}
              />
              <label class="kern-label" for={id}>
                {choice.label}
              </label>
              {choice.hint && (
                <div class="kern-hint" id={`${id}-hint`}>
                  {choice.hint}
                </div>
              )}
            </div>
          )
        })}
      </div>
      <FieldError {...props} />
    </fieldset>
  )
}

export interface FieldSetProps {
  readonly legend: string
  readonly hint?: Children | undefined
  /** Fields side by side where there is room. */
  readonly row?: boolean | undefined
  readonly children: Children
}

/** Fields that belong together. */
export function FieldSet(props: FieldSetProps): Html {
  return (
    <fieldset class="group">
      <legend>{props.legend}</legend>
      {props.hint && <p class="muted">{props.hint}</p>}
      <div class={props.row ? 'row' : 'stack'}>{props.children}</div>
    </fieldset>
  )
}
