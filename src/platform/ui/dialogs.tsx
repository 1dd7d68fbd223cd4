import type { Language } from '#platform/text/language.ts'
import type { Children, Html } from './html.ts'
import { Button, type ButtonKind } from './buttons.tsx'
import { uiTexts } from './texts.ts'

export interface DialogProps {
  readonly language: Language
  readonly id: string
  readonly title: Children
  readonly children: Children
  /** Buttons or forms; "close" is always there. */
  readonly actions?: Children | undefined
}

/**
 * A native modal dialog, opened by `DialogButton` without script where the browser knows `command` (all of 2026 do).
 * What it does must also be reachable on a page of its own.
 */
export function Dialog(props: DialogProps): Html {
  return (
    <dialog id={props.id} class="dialog" closedby="any" aria-labelledby={`${props.id}-title`}>
      <h2 id={`${props.id}-title`}>{props.title}</h2>
      <div class="dialog-body">{props.children}</div>
      <div class="acts">
        {props.actions}
        <form method="dialog">
          <Button kind="tertiary">{uiTexts(props.language).close}</Button>
        </form>
      </div>
    </dialog>
  )
}

export interface DialogButtonProps {
  /** Id of the dialog it opens. */
  readonly dialog: string
  readonly kind?: ButtonKind | undefined
  readonly keys?: string | undefined
  readonly children: Children
}

export function DialogButton({ dialog, ...look }: DialogButtonProps): Html {
  return <Button kind="secondary" {...look} type="button" opens={dialog} />
}
