import type { StaffFrame } from '#platform/http/frame.ts'
import { isLine, type MailTemplate, type Part, partsOf } from '#platform/mail/parts.ts'
import { format } from '#platform/text/format.ts'
import type { Language } from '#platform/text/language.ts'
import {
  Button,
  ErrorSummary,
  FieldSet,
  Form,
  type Html,
  Link,
  Muted,
  Notice,
  PageHead,
  Panel,
  SelectField,
  Stack,
  StaffPage,
  TextArea,
  TextField,
} from '#platform/ui/index.ts'
import { fieldOf, languages } from '../form.ts'
import { partNames } from '../labels.ts'
import { paths } from '../paths.ts'
import type { Offered } from '../samples.ts'
import { wordingWords } from '../words.ts'
import type { Version } from '../wordings.ts'
import { Placeholders, Versions } from './beside.tsx'
import { sheetUrl } from './gallery.tsx'
import { isFixed } from './list.tsx'

/** What a form that was sent led to. */
export type EditorState = {
  readonly done?: 'saved' | 'unchanged' | undefined
  readonly taken?: boolean
  /** Sentences by field. */
  readonly problems?: Readonly<Record<string, string>>
}
type Props = EditorState & {
  readonly frame: StaffFrame
  readonly language: Language
  readonly zone: string
  readonly href: (path: string) => string
  readonly template: MailTemplate
  readonly values: Readonly<Record<string, string>>
  /** The version that is in use, 0 for none. */
  readonly basis: number
  readonly versions: readonly Version[]
  readonly names: ReadonlyMap<string, string>
  readonly offered: Offered
  readonly look: {
    readonly sprache: Language
    readonly modus: 'light' | 'dark'
    readonly form: 'html' | 'text'
    readonly muster: string
  }
  /** Own texts are there but fit no longer. */
  readonly passed: boolean
}

const FRAME = 'vorschau'

/** A mail's texts in both languages beside each other, with what they may contain, a preview and all versions. */
export function EditorPage(props: Props): Html {
  const { frame, language, href, template } = props
  const w = wordingWords(language)
  return (
    <StaffPage {...frame} title={template.name[language]} notices={<Notices {...props} />}>
      <PageHead
        title={template.name[language]}
        lead={
          <>
            {template.when[language]} <Link url={href(paths.list)}>{w.back}</Link>
          </>
        }
      />
      <Stack>
        <mail-preview>
          <Form action={href(paths.edit(template.kind))} hidden={{ basis: String(props.basis) }}>
            <Stack>
              <Panel>
                <Stack>
                  {partsOf(template).map(({ id, part }) => (
                    <Pair {...props} id={id} part={part} />
                  ))}
                  {!isFixed(template) && <Button>{w.save}</Button>}
                </Stack>
              </Panel>
              <Preview {...props} />
            </Stack>
          </Form>
        </mail-preview>
        <Placeholders {...props} />
        {!isFixed(template) && <Versions {...props} />}
      </Stack>
    </StaffPage>
  )
}

function Notices({ language, template, problems, done, taken, passed }: Props): Html {
  const w = wordingWords(language)
  const names = partNames(template, language)
  const wrong = Object.entries(problems ?? {})
  return (
    <>
      {wrong.length > 0 && (
        <ErrorSummary
          language={language}
          title={w.wrongTitle}
          kept={w.wrongKept}
          errors={wrong.map(([field, text]) => ({
            field,
            message: `${names.get(field.slice(3))}, ${w.languages[field.startsWith('en') ? 'en' : 'de']}: ${text}`,
          }))}
        />
      )}
      {taken && (
        <Notice language={language} tone="warning" role="alert" title={w.taken}>
          {w.takenText}
        </Notice>
      )}
      {done && (
        <Notice language={language} tone={done === 'saved' ? 'success' : 'info'} role="status">
          {done === 'saved' ? w.saved : w.unchanged}
        </Notice>
      )}
      {passed && (
        <Notice language={language} tone="warning">
          {w.noLonger}
        </Notice>
      )}
    </>
  )
}

function Pair(props: Props & { readonly id: string; readonly part: Part }): Html {
  const { language, template, id, part } = props
  const w = wordingWords(language)
  const name = partNames(template, language).get(id) ?? id
  const facts = (template.facts ?? []).map((fact) => template.placeholders[fact]?.name[language] ?? fact)
  const isLastOfBody = id === `body.${Object.keys(template.body).at(-1)}`
  return (
    <div>
      {part.law ? (
        <FieldSet legend={name} hint={`${w.byLaw} ${part.law[language]}`}>
          <div class="pair">
            {languages.map((of) => (
              <div>
                <Muted>{w.languages[of]}</Muted>
                <p class="plain-mail" lang={of}>
                  {part[of]}
                </p>
              </div>
            ))}
          </div>
        </FieldSet>
      ) : (
        <div class="pair">
          {languages.map((of) => (
            <TextOf {...props} of={of} label={`${name}, ${w.languages[of]}`} />
          ))}
        </div>
      )}
      {isLastOfBody && facts.length > 0 && (
        <p class="muted small">{w.factsHere(format(language, props.zone).list(facts))}</p>
      )}
    </div>
  )
}

function TextOf(
  props: Props & { readonly id: string; readonly part: Part; readonly of: Language; readonly label: string },
): Html {
  const { language, values, problems, id, part, of, label } = props
  const name = fieldOf(of, id)
  const value = values[name] ?? part[of]
  const field = { language, name, label, value, required: true, mark: false, error: problems?.[name] }
  if (isLine(id)) return <TextField {...field} autocomplete="off" />
  const lines = value.split('\n').reduce((sum, line) => sum + Math.max(1, Math.ceil(line.length / 60)), 0)
  return <TextArea {...field} rows={Math.min(14, Math.max(2, lines + 1))} />
}

const choices = (labels: Readonly<Record<string, string>>) =>
  Object.entries(labels).map(([value, label]) => ({ value, label }))

function Preview({ language, href, template, offered: { samples, why }, look }: Props): Html {
  const w = wordingWords(language)
  const select = { language, empty: false, mark: false } as const
  return (
    <Panel title={w.preview} id="preview">
      <Stack>
        {why && <Muted>{w.whyInvented[why]}</Muted>}
        <FieldSet legend={w.show} row>
          {samples.length > 0 && (
            <SelectField
              {...select}
              name="muster"
              label={w.sample}
              value={look.muster}
              options={[
                { value: '', label: w.inventedSample },
                ...samples.map(({ id, label }) => ({ value: id, label })),
              ]}
            />
          )}
          <SelectField
            {...select}
            name="sprache"
            label={w.language}
            value={look.sprache}
            options={choices(w.languages)}
          />
          <SelectField {...select} name="modus" label={w.mode} value={look.modus} options={choices(w.modes)} />
          <SelectField {...select} name="form" label={w.form} value={look.form} options={choices(w.forms)} />
        </FieldSet>
        <div>
          <Button id="preview-now" kind="secondary" formaction={href(paths.sheet(template.kind))} formtarget={FRAME}>
            {w.refresh}
          </Button>
        </div>
        <iframe
          class="sheet-frame"
          name={FRAME}
          title={w.previewFrame}
          src={sheetUrl(href, template.kind, look)}
          sandbox=""
        />
      </Stack>
    </Panel>
  )
}
