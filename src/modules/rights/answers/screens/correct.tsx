import type { PublicFrame } from '#platform/http/frame.ts'
import { format } from '#platform/text/format.ts'
import type { Language } from '#platform/text/language.ts'
import {
  ActionForm,
  Actions,
  Button,
  type Children,
  ErrorSummary,
  FieldSet,
  Form,
  type Html,
  Notice,
  Panel,
  PublicPage,
  SelectField,
  Stack,
  TextArea,
  TextField,
} from '#platform/ui/index.ts'
import type { Standing } from '#privacy'
import { type Entered, fieldOf, partedValues } from '../corrections.ts'
import { words } from '../texts.ts'

type Public = { readonly frame: PublicFrame; readonly language: Language }

/** What the link is for; nobody's data stand here, so that no preview of a mail program reads them. */
export function CorrectStartPage(
  props: Public & { readonly action: string; readonly until: Temporal.PlainDate },
): Html {
  const { frame, language } = props
  const w = words(language).correction
  return (
    <PublicPage {...frame} title={w.title} hidden width="narrow">
      <Panel level={1} title={w.title} lead={w.lead}>
        <ActionForm action={props.action} kind="primary">
          {w.show}
        </ActionForm>
        <p class="muted">{w.until(format(language, 'UTC').date(props.until))}</p>
      </Panel>
    </PublicPage>
  )
}

export type CorrectFormProps = {
  readonly language: Language
  readonly action: string
  readonly values: readonly Standing[]
  readonly entered: Entered
  readonly problems: Readonly<Record<string, string>>
  readonly staff: boolean
  /** Stands directly above the button. */
  readonly notice: Children
}

export function CorrectPage(props: CorrectFormProps & Public): Html {
  const w = words(props.language).correction
  return (
    <PublicPage {...props.frame} title={w.title} hidden width="narrow">
      <Stack>
        <h1>{w.title}</h1>
        <CorrectForm {...props} />
      </Stack>
    </PublicPage>
  )
}

const isProblem = <T extends object>(problems: T, code: string): code is keyof T & string =>
  Object.hasOwn(problems, code)

/** The values as fields where the right text can be typed, all others in one list. */
export function CorrectForm(props: CorrectFormProps): Html {
  const { language, entered, problems, staff } = props
  const w = words(language).correction
  const parts = partedValues(props.values)
  const typed = staff ? [...parts.own, ...parts.other.filter(({ writable }) => writable)] : parts.own
  const listed = parts.other.filter((value) => !typed.includes(value))
  if (props.values.length === 0) return <Notice language={language} tone="info" title={w.none} />
  const said = (code: string | undefined) =>
    code === undefined
      ? undefined
      : code === 'words'
        ? w.wordsMissing
        : isProblem(w.problems, code)
          ? w.problems[code]
          : undefined
  const labels = new Map(typed.map((value) => [fieldOf(value), value.label]))
  const wrong = Object.entries(problems).filter(([field]) => field !== 'form')
  return (
    <Form action={props.action}>
      <Stack>
        {problems['form'] && <Notice language={language} tone="warning" title={w.nothing} role="alert" />}
        {wrong.length > 0 && (
          <ErrorSummary
            language={language}
            errors={wrong.map(([field, code]) => ({
              field,
              message: `${labels.get(field) ?? w.words}: ${said(code) ?? ''}`,
            }))}
          />
        )}
        {typed.length > 0 && (
          <Panel title={w.own} lead={staff ? w.forPersonLead : w.ownLead}>
            {byKind(typed).map(([kind, values]) => (
              <FieldSet legend={kind}>
                {values.map((value) => (
                  <ValueField
                    language={language}
                    value={value}
                    text={entered[fieldOf(value)] ?? value.shown}
                    error={said(problems[fieldOf(value)])}
                  />
                ))}
              </FieldSet>
            ))}
          </Panel>
        )}
        {listed.length > 0 && (
          <Panel title={w.other} lead={w.otherLead}>
            <SelectField
              language={language}
              name="welche"
              label={w.which}
              empty={w.whichNone}
              value={entered['welche']}
              options={grouped(listed)}
              mark={false}
            />
            <TextArea
              language={language}
              name="worte"
              label={w.words}
              value={entered['worte']}
              error={said(problems['worte'])}
              maxlength={4000}
              mark={false}
            />
          </Panel>
        )}
        <Panel>
          <TextArea
            language={language}
            name="grund"
            label={w.reason}
            value={entered['grund']}
            rows={3}
            maxlength={2000}
            mark={false}
          />
          {props.notice}
          <Actions>
            <Button>{w.send}</Button>
          </Actions>
        </Panel>
      </Stack>
    </Form>
  )
}

function ValueField(props: { language: Language; value: Standing; text: string; error: string | undefined }): Html {
  const { language, value, text, error } = props
  const field = { language, name: fieldOf(value), label: value.label, value: text, error, mark: false } as const
  if (value.category === 'free-text' || value.category === 'address') return <TextArea {...field} rows={3} />
  const type = value.category === 'mail' ? 'email' : value.category === 'phone' ? 'tel' : 'text'
  return <TextField {...field} type={type} autocomplete="off" />
}

function byKind(values: readonly Standing[]): [string, readonly Standing[]][] {
  const kinds = new Map<string, Standing[]>()
  for (const value of values) kinds.set(value.kind, [...(kinds.get(value.kind) ?? []), value])
  return [...kinds]
}

const LONGEST_SHOWN = 80

const grouped = (values: readonly Standing[]) =>
  byKind(values).map(([group, of]) => ({
    group,
    options: of.map((value) => {
      const shown = value.shown.replaceAll(/\s+/g, ' ')
      const short = shown.length > LONGEST_SHOWN ? `${shown.slice(0, LONGEST_SHOWN)}…` : shown
      return { value: fieldOf(value), label: `${value.label}: ${short}` }
    }),
  }))

export type Taken = { readonly changed: readonly string[]; readonly asked: readonly string[] }

export const TakenNotice = ({ language, taken }: { readonly language: Language; readonly taken: Taken }): Html => {
  const w = words(language).correction
  const { list } = format(language, 'UTC')
  return (
    <Notice language={language} tone="success" title={w.thanks} role="status">
      {taken.changed.length > 0 && <p>{w.changed(list(taken.changed))}</p>}
      {taken.asked.length > 0 && <p>{w.asked(list(taken.asked))}</p>}
    </Notice>
  )
}

export function CorrectedPage(props: Public & { readonly taken: Taken }): Html {
  const w = words(props.language).correction
  return (
    <PublicPage {...props.frame} title={w.title} hidden width="narrow">
      <Stack>
        <h1>{w.title}</h1>
        <TakenNotice language={props.language} taken={props.taken} />
      </Stack>
    </PublicPage>
  )
}
