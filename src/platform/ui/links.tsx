import { classes, type Children, type Html } from './html.ts'
import { safeUrl } from './safe-url.ts'

export interface LinkProps {
  readonly url: string
  readonly children: Children
  readonly class?: string | undefined
  readonly current?: boolean | 'page' | 'date' | 'step' | undefined
  /** The language of the page behind the link, when it is another one. */
  readonly language?: string | undefined
  readonly label?: string | undefined
}

/** A link; an address that `safeUrl` refuses is shown as plain text instead. */
export function Link(props: LinkProps): Html {
  const href = safeUrl(props.url)
  const current = props.current === true ? 'page' : props.current || undefined
  if (href === undefined) return <span class={classes('link-refused', props.class)}>{props.children}</span>
  return (
    <a
      class={props.class}
      href={href}
      aria-current={current}
      aria-label={props.label}
      hreflang={props.language}
      lang={props.language}
    >
      {props.children}
    </a>
  )
}

export interface NameProps {
  readonly children: Children
  /** One line at most. */
  readonly short?: boolean | undefined
  /** Two lines at most. */
  readonly lines?: boolean | undefined
}

/** A name that people gave (person, organisation, file): isolated from the writing direction around it. */
export function Name(props: NameProps): Html {
  return (
    <bdi class={classes('name', props.short && 'name-short', props.lines && 'name-lines')} dir="auto">
      {props.children}
    </bdi>
  )
}

/** A mail address: where the line is too short it breaks before its @ or a dot, not within a word. */
export function MailAddress({ children }: { readonly children: string }): Html {
  return (
    <>
      {children.split(/(?=[@.])/u).map((part, place) => (
        <>
          {place > 0 && <wbr />}
          {part}
        </>
      ))}
    </>
  )
}

/** A key hint on a button, such as `R`; read out as "Taste R" by what stands around it, never alone. */
export function Keys({ children }: { readonly children: Children }): Html {
  return <kbd>{children}</kbd>
}
