import type { Language } from '#platform/text/language.ts'
import { Actions, Button, Form, Muted, type ButtonKind, type Children, type Html } from '#platform/ui/index.ts'
import { factorWords } from '../texts.ts'

export type PasskeyFormProps = {
  readonly language: Language
  readonly action: string
  /** What the browser is asked, as JSON. */
  readonly offer: string
  readonly act: 'get' | 'create'
  readonly button: string
  /** The field in which the answer is sent. */
  readonly field?: string
  readonly kept?: readonly (readonly [name: string, value: string])[]
  readonly kind?: ButtonKind
  readonly wide?: boolean
  readonly children?: Children
}

/** A form that the browser's passkey fills in. Without script it says so. */
export function PasskeyForm(props: PasskeyFormProps): Html {
  const { language, action, offer, act, button, field = 'antwort', kept = [], kind = 'secondary' } = props
  const t = factorWords(language)
  return (
    <passkey-form data-offer={offer} data-act={act} data-unsupported={t.unsupported} data-failed={t.failed}>
      <Form action={action}>
        {kept.map(([name, value]) => (
          <input type="hidden" name={name} value={value} />
        ))}
        <input type="hidden" name={field} value="" data-answer="" />
        {props.children}
        <Actions>
          <Button kind={kind} wide={props.wide}>
            {button}
          </Button>
        </Actions>
      </Form>
      <noscript>
        <p>
          <Muted>{t.noScript}</Muted>
        </p>
      </noscript>
    </passkey-form>
  )
}
