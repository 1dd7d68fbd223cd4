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

/** A native dialog, opened by `DialogButton` without script. */
export function Dialog(props: DialogProps): Html {
  return (
    <dialog id={props.id} class="dialog" popover="auto" aria-labelledby={`${props.id}-title`}>
      <h2 id={`${props.id}-title`}>{props.title}</h2>
      <div class="dialog-body">{props.children}</div>
      <div class="acts">
        {props.actions}
        <DialogSwitch dialog={props.id} close kind="tertiary">
          {uiTexts[props.language].close}
        </DialogSwitch>
      </div>
    </dialog>
  )
}

interface DialogButtonProps {
  readonly dialog: string
  readonly kind?: ButtonKind | undefined
  readonly keys?: string | undefined
  readonly children: Children
}

/** Opens the dialog with this id. */
export function DialogButton(props: DialogButtonProps): Html {
  return <DialogSwitch {...props} kind={props.kind ?? 'secondary'} />
}

/** Modal where the browser knows `command`, a popover where it does not yet. */
function DialogSwitch({ dialog, close, ...look }: DialogButtonProps & { readonly close?: boolean }): Html {
  return (
    <Button
      {...look}
      type="button"
      opens={{
        commandfor: dialog,
        command: close ? 'close' : 'show-modal',
        popovertarget: dialog,
        popovertargetaction: close ? 'hide' : 'show',
      }}
    />
  )
}
