import type { Language } from '#platform/text/language.ts'
import { ChoiceGroup, type Html, TextField } from '#platform/ui/index.ts'
import { words } from '../texts.ts'

/** What every step's form carries and shows. */
export type StepProps = {
  readonly language: Language
  /** Where the step's form is sent: `.../person`. */
  readonly action: (step: string) => string
  /** What the page was opened with, so that nobody overwrites somebody else's step. */
  readonly version: number
  readonly today: string
  readonly hasMail: boolean
  /** Answers that the person would lose by an erasure. */
  readonly owed: number
}

export const hiddenOf = ({ version }: StepProps) => ({ version: String(version) })

/** How a letter leaves: by mail at once, or printed and posted on a day. `id` keeps the fields of several forms apart. */
export function SendingFields({ language, today, hasMail, id }: StepProps & { readonly id: string }): Html {
  const w = words(language).one
  return (
    <>
      {hasMail && (
        <ChoiceGroup
          language={language}
          name="by"
          id={`${id}-by`}
          label={w.sending}
          mark={false}
          value="mail"
          options={[
            { value: 'mail', label: w.byMail },
            { value: 'post', label: w.byPost },
          ]}
        />
      )}
      {!hasMail && <p class="small muted">{w.byPost}</p>}
      <TextField
        language={language}
        name="posted"
        id={`${id}-posted`}
        label={w.postedOn}
        type="date"
        value={today}
        max={today}
        mark={false}
        width="medium"
      />
    </>
  )
}
