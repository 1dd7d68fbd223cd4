import type { Language } from '#platform/text/language.ts'
import type { Bilingual } from '#platform/data/activity.ts'
import {
  Actions,
  Button,
  CheckField,
  ChoiceGroup,
  Details,
  ErrorSummary,
  FieldSet,
  Form,
  type Html,
  Link,
  Panel,
  SelectField,
  TextArea,
  TextField,
} from '#platform/ui/index.ts'
import { type Field, LINE, many, TEXT, type Values, type Wrong } from './fields.ts'

type Sentence = (label: string, field: Field) => string
const sentences: Readonly<Record<Language, Readonly<Record<string, Sentence>>>> = {
  de: {
    required: (label) => `Bitte füllen Sie „${label}“ aus.`,
    choose: (label) => `Bitte wählen Sie bei „${label}“ etwas aus der Liste.`,
    'too-long': (label, { max, is }) =>
      `„${label}“ ist zu lang. Erlaubt sind höchstens ${max ?? (is === 'line' ? LINE : TEXT)} Zeichen.`,
    date: (label) => `„${label}“ ist kein Datum, das es gibt.`,
    moment: (label) => `„${label}“ braucht Tag und Uhrzeit.`,
    future: (label) => `„${label}“ liegt in der Zukunft. Bitte tragen Sie ein, was schon geschehen ist.`,
    outdated: () =>
      'Diese Angaben wurden inzwischen geändert. Es wurde nichts gespeichert. Sehen Sie sich erst den neuen Stand an; speichern Sie dann noch einmal, gelten Ihre Angaben.',
  },
  en: {
    required: (label) => `Please fill in "${label}".`,
    choose: (label) => `Please choose something from the list at "${label}".`,
    'too-long': (label, { max, is }) =>
      `"${label}" is too long. At most ${max ?? (is === 'line' ? LINE : TEXT)} characters are allowed.`,
    date: (label) => `"${label}" is not a date that exists.`,
    moment: (label) => `"${label}" needs a day and a time.`,
    future: (label) => `"${label}" lies in the future. Please enter what has happened already.`,
    outdated: () =>
      'These entries were changed meanwhile. Nothing was saved. Look at what they are now first; if you save once more, yours apply.',
  },
}

export type Rules = Readonly<Record<string, Bilingual>>

/** A problem's sentence: one of the form's own, or the general one of its code. */
export function problemText(language: Language, field: Field, code: string, rules: Rules = {}): string {
  const own = rules[code]
  if (own) return own[language]
  const { choose } = sentences[language]
  return (sentences[language][code] ?? (choose as Sentence))(field.label[language], field)
}

export type FieldsFormProps = {
  readonly language: Language
  readonly fields: readonly Field[]
  readonly values: Values
  readonly wrong?: Wrong
  /** Sentences of the rules that look at several fields. */
  readonly rules?: Rules
  readonly action: string
  readonly save: string
  readonly danger?: boolean
  readonly back?: { readonly url: string; readonly label: string }
  readonly hidden?: Readonly<Record<string, string>>
}

/** A form drawn from its fields, in groups where sections begin. */
export function FieldsForm(props: FieldsFormProps): Html {
  const { language, fields, wrong = {} } = props
  const errors = fields.flatMap((field) => {
    const code = wrong[field.name]
    return code ? [{ field: field.name, message: problemText(language, field, code, props.rules) }] : []
  })
  return (
    <>
      <ErrorSummary language={language} errors={errors} />
      <Form action={props.action} hidden={props.hidden}>
        {groupsOf(fields).map(({ section, members }) =>
          section && members[0]?.folded ? (
            <Details
              summary={section[language]}
              open={members.some(({ name }) => Boolean(props.values[name]) || name in wrong)}
            >
              {members.map((field) => (
                <One {...props} field={field} />
              ))}
            </Details>
          ) : section ? (
            <FieldSet legend={section[language]}>
              {members.map((field) => (
                <One {...props} field={field} />
              ))}
            </FieldSet>
          ) : (
            members.map((field) => <One {...props} field={field} />)
          ),
        )}
        <Actions>
          <Button kind={props.danger ? 'danger' : 'primary'}>{props.save}</Button>
          {props.back && <Link url={props.back.url}>{props.back.label}</Link>}
        </Actions>
      </Form>
    </>
  )
}

/** The same in a panel of its own. */
export function FormPanel(props: FieldsFormProps & { readonly title?: string; readonly lead?: string }): Html {
  return (
    <Panel title={props.title} lead={props.lead}>
      <FieldsForm {...props} />
    </Panel>
  )
}

function groupsOf(fields: readonly Field[]) {
  const groups: { section: Bilingual | undefined; members: Field[] }[] = []
  for (const field of fields) {
    if (field.section || groups.length === 0) groups.push({ section: field.section, members: [] })
    groups.at(-1)?.members.push(field)
  }
  return groups
}

function One({ language, field, values, wrong = {}, rules }: FieldsFormProps & { readonly field: Field }): Html {
  const code = wrong[field.name]
  const common = {
    language,
    name: field.name,
    label: field.label[language],
    hint: field.hint?.[language],
    required: field.required ?? false,
    error: code ? problemText(language, field, code, rules) : undefined,
  }
  const value = values[field.name] ?? ''
  const options = (field.options ?? []).map((one) => ({
    value: one.value,
    label: one.label[language],
    hint: one.hint?.[language],
  }))
  switch (field.is) {
    case 'line':
      return <TextField {...common} value={value} maxlength={field.max ?? LINE} autocomplete="off" />
    case 'text':
      return <TextArea {...common} value={value} rows={field.rows ?? 4} maxlength={field.max ?? TEXT} />
    case 'date':
      return <TextField {...common} type="date" value={value} width="medium" />
    case 'moment':
      return <TextField {...common} type="datetime-local" value={value} width="medium" />
    case 'select':
      return <SelectField {...common} options={options} value={value} empty={field.required ? undefined : '–'} />
    case 'choice':
      return <ChoiceGroup {...common} options={options} value={value} />
    case 'many':
      return <ChoiceGroup {...common} options={options} value={many(value)} many />
    case 'tick':
      return <CheckField {...common} checked={value !== ''} />
  }
}
