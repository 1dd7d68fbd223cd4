import { CheckField, Details, SelectField, Stack, TextArea, TextField } from '#platform/ui/index.ts'
import {
  LONGEST_LABEL,
  MOST_QUESTIONS,
  QUESTION_PARTS,
  QUESTION_TYPES,
  questionField,
  questionsUsed,
  type QuestionPart,
} from '../rules/service-form.ts'
import { serviceWords } from '../service-texts.ts'
import type { FormState, Frame } from './parts.tsx'

type Props = { readonly language: Frame['language']; readonly state: FormState; readonly spare: number }

/** What a service asks beside name and contact: each question folded away, with room for more. */
export function Questions({ language, state, spare }: Props) {
  const w = serviceWords(language).questions
  const used = questionsUsed(state.values)
  const shown = Math.min(MOST_QUESTIONS, used + spare)
  return (
    <Stack>
      {Array.from({ length: shown }, (_, place) => {
        const label = state.values[questionField(place, 'de')]
        const wrong = QUESTION_PARTS.some((part) => state.errors[questionField(place, part)])
        return (
          <Details
            summary={place < used ? `${w.heading(place + 1)}: ${label}` : w.add}
            open={wrong || (spare > 1 && place >= used)}
          >
            <Question language={language} state={state} place={place} />
          </Details>
        )
      })}
      <p class="small muted">{w.removeHint}</p>
    </Stack>
  )
}

function Question({ language, state, place }: Omit<Props, 'spare'> & { readonly place: number }) {
  const w = serviceWords(language).questions
  const about = (part: Exclude<QuestionPart, 'id'>) => {
    const name = questionField(place, part)
    return { language, name, label: w.parts[part], mark: false, value: state.values[name], error: state.errors[name] }
  }
  const tick = (part: 'required' | 'special', hint?: string) => {
    const { value, ...field } = about(part)
    return <CheckField {...field} hint={hint} checked={Boolean(value)} />
  }
  return (
    <Stack>
      <input type="hidden" name={questionField(place, 'id')} value={state.values[questionField(place, 'id')] ?? ''} />
      <TextField {...about('de')} maxlength={LONGEST_LABEL} />
      <TextField {...about('en')} maxlength={LONGEST_LABEL} />
      <SelectField
        {...about('type')}
        empty={false}
        options={QUESTION_TYPES.map((value) => ({ value, label: w.types[value] }))}
      />
      <TextArea {...about('choices')} hint={w.choicesHint} rows={3} />
      {tick('required')}
      {tick('special', w.specialHint)}
      <TextField {...about('why_de')} hint={w.whyHint} maxlength={500} />
      <TextField {...about('why_en')} maxlength={500} />
    </Stack>
  )
}
