import { classes, type Children, type Html } from './html.ts'
import { Keys } from './links.tsx'
import { safeUrl } from './safe-url.ts'

export type ButtonKind = 'primary' | 'secondary' | 'tertiary' | 'danger'

interface Look {
  readonly kind?: ButtonKind | undefined
  readonly wide?: boolean | undefined
  readonly small?: boolean | undefined
  /** A key that does the same (the island that listens reads `data-key`). */
  readonly keys?: string | undefined
  readonly children: Children
}

export interface ButtonProps extends Look {
  readonly type?: 'submit' | 'button' | 'reset' | undefined
  readonly name?: string | undefined
  readonly value?: string | undefined
  readonly disabled?: boolean | undefined
  readonly id?: string | undefined
  /** Id of the form it submits when it stands outside of it. */
  readonly form?: string | undefined
  readonly formaction?: string | undefined
  /** Name of the frame that shows the answer. */
  readonly formtarget?: string | undefined
  /** Accessible name, only when the words on the button do not suffice; must contain them. */
  readonly label?: string | undefined
  /** Id of the dialog it opens; see `DialogButton`. */
  readonly opens?: string | undefined
}

const look = ({ kind = 'primary', wide, small }: Look): string =>
  classes(
    'kern-btn',
    `kern-btn--${kind === 'danger' ? 'secondary' : kind}`,
    kind === 'danger' && 'btn-danger',
    wide && 'btn-wide',
    small && 'btn-small',
  )

const inside = ({ children, keys }: Look): Html => (
  <span class="kern-label">
    {children}
    {keys && <Keys>{keys}</Keys>}
  </span>
)

/** A button; `type` is submit unless told. */
export function Button(props: ButtonProps): Html {
  return (
    <button
      class={look(props)}
      type={props.type ?? 'submit'}
      id={props.id}
      name={props.name}
      value={props.value}
      disabled={props.disabled}
      form={props.form}
      formaction={props.formaction}
      formtarget={props.formtarget}
      aria-label={props.label}
      aria-keyshortcuts={props.keys}
      data-key={props.keys}
      commandfor={props.opens}
      command={props.opens && 'show-modal'}
    >
      {inside(props)}
    </button>
  )
}

export interface ButtonLinkProps extends Look {
  readonly url: string
  readonly download?: boolean | undefined
}

/** A link that looks like a button: it leads somewhere and changes nothing. */
export function ButtonLink(props: ButtonLinkProps): Html {
  return (
    <a
      class={look(props)}
      href={safeUrl(props.url)}
      download={props.download}
      aria-keyshortcuts={props.keys}
      data-key={props.keys}
    >
      {inside(props)}
    </a>
  )
}

/** Buttons side by side, wrapping; the first is the main one. */
export function Actions({
  children,
  grid,
}: {
  readonly children: Children
  readonly grid?: boolean | undefined
}): Html {
  return <div class={grid ? 'acts acts-grid' : 'acts'}>{children}</div>
}

export interface HiddenFields {
  readonly [name: string]: string
}

export interface FormProps {
  readonly action: string
  readonly method?: 'post' | 'get' | undefined
  readonly hidden?: HiddenFields | undefined
  readonly id?: string | undefined
  readonly class?: string | undefined
  /** True when it carries files. */
  readonly files?: boolean | undefined
  /** Accessible name, for example of a search form. */
  readonly label?: string | undefined
  readonly search?: boolean | undefined
  readonly children: Children
}

/** A form. The browser's own bubbles are off: the server answers with words that say what was kept. */
export function Form(props: FormProps): Html {
  return (
    <form
      id={props.id}
      class={props.class ?? 'form'}
      method={props.method ?? 'post'}
      action={safeUrl(props.action)}
      enctype={props.files ? 'multipart/form-data' : undefined}
      aria-label={props.label}
      role={props.search ? 'search' : undefined}
      novalidate
    >
      {Object.entries(props.hidden ?? {}).map(([name, value]) => (
        <input type="hidden" name={name} value={value} />
      ))}
      {props.children}
    </form>
  )
}

export interface ActionFormProps extends Omit<ButtonProps, 'form' | 'formaction' | 'type'> {
  readonly action: string
  readonly hidden?: HiddenFields | undefined
}

/** One button that POSTs: a small form of hidden fields and the button. */
export function ActionForm({ action, hidden, ...button }: ActionFormProps): Html {
  return (
    <Form action={action} hidden={hidden} class={classes('action-form', button.wide && 'action-wide')}>
      <Button {...button} kind={button.kind ?? 'secondary'} />
    </Form>
  )
}
