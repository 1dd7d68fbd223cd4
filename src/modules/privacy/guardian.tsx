import { cleanText } from '#platform/text/clean.ts'
import type { Language } from '#platform/text/language.ts'
import { texts } from '#platform/text/texts.ts'
import { ChoiceGroup, type Html, TextField } from '#platform/ui/index.ts'

/**
 * Who gives a consent. A child's consent counts only with the holder of parental responsibility (Art. 8(1) GDPR; Germany
 * has kept the age of sixteen), and a child does not decide alone about Art. 9 data either.
 */
export type Giver = { readonly by: 'person' } | { readonly by: 'guardian'; readonly name: string }

/** From this age on people consent themselves. */
export const AGE_OF_CONSENT = 16
export const GIVEN_BY = 'consent_by'
export const GUARDIAN = 'guardian'

const de = {
  label: 'Wer willigt ein?',
  hint: `Unter ${AGE_OF_CONSENT} Jahren müssen die Eltern oder andere Sorgeberechtigte einwilligen.`,
  person: `Ich selbst. Ich bin mindestens ${AGE_OF_CONSENT} Jahre alt.`,
  guardian: `Ich bin sorgeberechtigt und willige für ein Kind unter ${AGE_OF_CONSENT} Jahren ein.`,
  ofAge: `Ich bin mindestens ${AGE_OF_CONSENT} Jahre alt.`,
  name: 'Name der sorgeberechtigten Person',
  nameHint: 'Nur wenn Sie für ein Kind einwilligen. Wir heften ihn an die Einwilligung, sonst nirgends.',
  problems: {
    'consent-by': 'Bitte wählen Sie, wer einwilligt.',
    'guardian-name': 'Bitte geben Sie den Namen der sorgeberechtigten Person an.',
    'guardian-for-whom':
      'Sie haben einen Namen für die sorgeberechtigte Person angegeben, aber gewählt, selbst einzuwilligen. Bitte ändern Sie eines von beiden.',
  },
}
const en: typeof de = {
  label: 'Who gives the consent?',
  hint: `Under the age of ${AGE_OF_CONSENT}, parents or other guardians have to consent.`,
  person: `I do. I am at least ${AGE_OF_CONSENT} years old.`,
  guardian: `I am the guardian and consent for a child under ${AGE_OF_CONSENT}.`,
  ofAge: `I am at least ${AGE_OF_CONSENT} years old.`,
  name: 'Name of the guardian',
  nameHint: 'Only if you consent for a child. We keep it with the consent and nowhere else.',
  problems: {
    'consent-by': 'Please choose who gives the consent.',
    'guardian-name': 'Please enter the name of the guardian.',
    'guardian-for-whom':
      'You entered the name of a guardian but chose to consent yourself. Please change one of the two.',
  },
}
const words = texts(de, en)

/**
 * What belongs into the words of a consent where nobody else is asked: a child cannot say it, so the box stays empty, and
 * what was offered comes without it (Art. 8(1) GDPR).
 */
export const ofAge = (language: Language): string => words(language).ofAge
type Entered = Readonly<Record<string, string>>
type Problem = keyof typeof de.problems

/** Reads who gives the consent; what is missing or contradictory comes back as codes by field. */
export function readGiver(entered: Entered): { giver: Giver } | { problems: Readonly<Record<string, Problem>> } {
  const cleaned = cleanText(entered[GUARDIAN] ?? '', { max: 200, multiline: false })
  const name = cleaned.ok ? cleaned.text : ''
  const by = entered[GIVEN_BY]
  if (by === 'person') return name === '' ? { giver: { by } } : { problems: { [GUARDIAN]: 'guardian-for-whom' } }
  if (by === 'guardian') return name === '' ? { problems: { [GUARDIAN]: 'guardian-name' } } : { giver: { by, name } }
  return { problems: { [GIVEN_BY]: 'consent-by' } }
}

/** The sentence of a problem found by `readGiver`; undefined for any other code. */
export const giverProblem = (language: Language, code: string): string | undefined =>
  (words(language).problems as Record<string, string | undefined>)[code]

/** What the giver of a consent declared, to be recorded with its wording. */
export const giverWording = (language: Language, giver: Giver): string => words(language)[giver.by]

/** The question that belongs to every tick box of a consent; nothing is chosen beforehand. */
export function GiverFields(props: {
  readonly language: Language
  readonly entered: Entered
  readonly problems: Readonly<Record<string, string>>
}): Html {
  const { language, entered, problems } = props
  const w = words(language)
  const error = (field: string) => {
    const message = giverProblem(language, problems[field] ?? '')
    return message ? { error: message } : {}
  }
  return (
    <>
      <ChoiceGroup
        language={language}
        name={GIVEN_BY}
        label={w.label}
        hint={w.hint}
        value={entered[GIVEN_BY]}
        mark={false}
        options={[
          { value: 'person', label: w.person },
          { value: 'guardian', label: w.guardian },
        ]}
        {...error(GIVEN_BY)}
      />
      <TextField
        language={language}
        name={GUARDIAN}
        label={w.name}
        hint={w.nameHint}
        value={entered[GUARDIAN]}
        mark={false}
        maxlength={200}
        {...error(GUARDIAN)}
      />
    </>
  )
}
