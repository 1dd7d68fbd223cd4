import type { Language } from '#platform/text/language.ts'
import { fieldId } from './field-parts.tsx'
import type { Children, Html } from './html.ts'
import { uiTexts } from './texts.ts'

export interface ErrorSummaryProps {
  readonly language: Language
  readonly errors: readonly { readonly field?: string | undefined; readonly message: string }[]
  readonly title?: string | undefined
  /** What was kept and what to do now; a general sentence unless told. */
  readonly kept?: Children | undefined
}

/** All errors of a form at its top, each leading to its field; takes the focus when the page opens. Nothing without errors. */
export function ErrorSummary(props: ErrorSummaryProps): Html {
  const texts = uiTexts(props.language)
  if (props.errors.length === 0) return <></>
  return (
    <div class="summary" role="group" aria-labelledby="error-summary" tabindex={-1} autofocus>
      <h2 id="error-summary">{props.title ?? texts.errorHeading}</h2>
      <p>{props.kept ?? texts.errorKept}</p>
      <ul>
        {props.errors.map(({ field, message }) => (
          <li>{field === undefined ? message : <a href={`#${fieldId(field)}`}>{message}</a>}</li>
        ))}
      </ul>
    </div>
  )
}
