import type { Problems, Raw } from '#platform/http/route.ts'
import type { Language } from '#platform/text/language.ts'
import { CheckField, FieldSet, type Html, TextField } from '#platform/ui/index.ts'
import { numberSentence } from '#messages'
import { SMS_NUMBER, SMS_TICK, type TextingProblem } from './rules.ts'
import { textingWords } from './texts.ts'

type Props = {
  readonly language: Language
  /** What is consented to; never ticked beforehand. */
  readonly wording: string
  readonly entered: Raw
  readonly problems: Problems
}

/** The optional question about SMS: a number and a tick of its own. */
export function TextingFields({ language, wording, entered, problems }: Props): Html {
  const w = textingWords(language)
  const error = (field: string) => problems[field] && textingSentence(language, problems[field])
  return (
    <FieldSet legend={w.legend}>
      <TextField
        language={language}
        name={SMS_NUMBER}
        label={w.number}
        hint={w.numberHint}
        type="tel"
        autocomplete="tel"
        mark={false}
        maxlength={40}
        width="medium"
        value={entered[SMS_NUMBER]}
        error={error(SMS_NUMBER)}
      />
      <CheckField
        language={language}
        name={SMS_TICK}
        label={wording}
        checked={Boolean(entered[SMS_TICK])}
        mark={false}
        error={error(SMS_TICK)}
      />
    </FieldSet>
  )
}

/** What is wrong with the question about SMS, in words. */
export function textingSentence(language: Language, code: string): string {
  const w = textingWords(language)
  if (code === 'sms-tick') return w.needTick
  if (code === 'sms-number') return w.needNumber
  return numberSentence(language, code as Exclude<TextingProblem, 'sms-tick' | 'sms-number'>)
}
