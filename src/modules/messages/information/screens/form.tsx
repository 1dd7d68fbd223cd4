import type { Language } from '#platform/text/language.ts'
import {
  Actions,
  Button,
  Details,
  ErrorSummary,
  Form,
  type Html,
  Muted,
  PageHead,
  Panel,
  Pill,
  SelectField,
  StaffPage,
  Stack,
  SubTabs,
  TextArea,
  TextField,
} from '#platform/ui/index.ts'
import type { Audience, AudienceField } from '../audience.ts'
import { informationWords } from '../texts.ts'
import type { Common } from './list.tsx'

type Entered = {
  readonly language: Language
  readonly entered: Readonly<Record<string, string>>
  readonly problems: Readonly<Record<string, string>>
}
type Props = Common &
  Entered & {
    readonly audiences: readonly Audience[]
    readonly chosen: Audience | undefined
    readonly fields: readonly AudienceField[]
    /** Set where a draft is changed. */
    readonly id: string | undefined
  }

/** How the fields of an audience are told from the form's own; see the routes. */
const nameOf = (field: AudienceField) => `wahl-${field.name}`

function labelOf({ language, fields }: Props, field: string): string {
  const w = informationWords(language).form
  const own: Readonly<Record<string, string>> = {
    subject: w.subject,
    body: w.body,
    subject_en: `${w.subject} (English)`,
    body_en: `${w.body} (English)`,
  }
  return own[field] ?? fields.find((one) => nameOf(one) === field)?.label ?? w.audience
}

function problemOf({ language, problems }: Entered, field: string): string | undefined {
  const sentences: Readonly<Record<string, string>> = informationWords(language).problems
  const code = problems[field]
  return code && (sentences[code] ?? sentences['required'])
}

/** Whom it concerns and what is said, in German and, if wished, in English. */
export function InformationFormPage(props: Props): Html {
  const { frame, language, own, entered, audiences, chosen, fields, id, problems } = props
  const w = informationWords(language).form
  const text = { language, mark: true } as const
  const errors = Object.keys(problems).flatMap((field) => {
    const message = problemOf(props, field)
    return message ? [{ field, message: `${labelOf(props, field)}: ${message}` }] : []
  })
  return (
    <StaffPage {...frame} title={id ? w.changeTitle : w.title}>
      <PageHead title={id ? w.changeTitle : w.title} lead={w.keep} />
      <Form
        action={id ? `${own}/${id}/aendern` : `${own}/neu`}
        hidden={{ audience: chosen?.name ?? '', version: entered['version'] ?? '0' }}
      >
        <Stack>
          <ErrorSummary language={language} errors={errors} />
          <Panel
            title={w.who}
            lead={chosen?.hint[language]}
            aside={chosen && <Pill tone="muted">{chosen.label[language]}</Pill>}
          >
            {audiences.length > 1 && !id && (
              <SubTabs
                label={w.audience}
                tabs={audiences.map((one) => ({
                  label: one.label[language],
                  url: `${own}/neu?an=${one.name}`,
                  current: one === chosen,
                }))}
              />
            )}
            {fields.map((field) => (
              <ChoiceField {...props} field={field} />
            ))}
          </Panel>
          <Panel title={w.text}>
            <TextField
              {...text}
              name="subject"
              label={w.subject}
              required
              maxlength={150}
              value={entered['subject']}
              error={problemOf(props, 'subject')}
            />
            <TextArea
              {...text}
              name="body"
              label={w.body}
              hint={w.bodyHint}
              required
              rows={10}
              maxlength={5_000}
              value={entered['body']}
              error={problemOf(props, 'body')}
            />
            <Details
              summary={w.english}
              open={Boolean(
                entered['subject_en'] || entered['body_en'] || problems['subject_en'] || problems['body_en'],
              )}
            >
              <p>
                <Muted>{w.englishHint}</Muted>
              </p>
              <TextField
                {...text}
                name="subject_en"
                label={`${w.subject} (English)`}
                maxlength={150}
                value={entered['subject_en']}
                error={problemOf(props, 'subject_en')}
              />
              <TextArea
                {...text}
                name="body_en"
                label={`${w.body} (English)`}
                rows={10}
                maxlength={5_000}
                value={entered['body_en']}
                error={problemOf(props, 'body_en')}
              />
            </Details>
          </Panel>
          <Actions>
            <Button>{w.next}</Button>
          </Actions>
        </Stack>
      </Form>
    </StaffPage>
  )
}

function ChoiceField(props: Entered & { readonly field: AudienceField }): Html {
  const { language, entered, field } = props
  const name = nameOf(field)
  const common = { language, name, label: field.label, hint: field.hint, required: true, mark: false } as const
  const error = problemOf(props, name)
  if (field.kind === 'choice')
    return <SelectField {...common} empty={false} options={field.options} value={entered[name]} error={error} />
  return <TextField {...common} type="date" width="medium" value={entered[name] ?? field.value} error={error} />
}
