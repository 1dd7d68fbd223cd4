import type { StaffFrame } from '#platform/http/frame.ts'
import type { Language } from '#platform/text/language.ts'
import {
  ActionForm,
  Actions,
  Button,
  Columns,
  DataTable,
  EmptyState,
  ErrorSummary,
  Form,
  type Html,
  KeyValue,
  Link,
  Muted,
  Notice,
  PageHead,
  Panel,
  Pill,
  StaffPage,
  Stack,
  TextArea,
} from '#platform/ui/index.ts'
import { editorWords } from '../editor-texts.ts'
import { money } from '../money.ts'
import { paths } from '../paths.ts'
import { costOf } from '../rules.ts'
import { measure } from '../segments.ts'
import type { SmsSetup } from '../settings.ts'
import { examples, exampleOf, LONGEST_TEXT, type SmsTemplate, stopLine } from '../templates.ts'
import { SmsTabs } from './parts.tsx'

export type TextLine = {
  readonly template: SmsTemplate
  readonly language: Language
  readonly text: string
  readonly own: boolean
}
type Common = {
  readonly frame: StaffFrame
  readonly language: Language
  readonly href: (path: string) => string
  readonly setup: SmsSetup | undefined
}

const lengthWords = (language: Language, text: string, setup: SmsSetup | undefined): string => {
  const w = editorWords(language)
  const { segments } = measure(text)
  const parts = w.parts(segments)
  return setup ? `${parts}, ${w.cost(money(language, costOf(segments, setup.price), setup.currency))}` : parts
}

/** Every SMS with its words as they arrive, and what they cost. */
export function SmsTextsPage(props: Common & { readonly lines: readonly TextLine[] }): Html {
  const { frame, language, href, lines, setup } = props
  const w = editorWords(language)
  return (
    <StaffPage {...frame} title={w.title}>
      <PageHead title={w.title} lead={w.lead} />
      <Stack>
        <SmsTabs {...props} current="texts" mayChange />
        <Panel>
          <DataTable
            caption={w.title}
            rows={lines}
            empty={<EmptyState title={w.empty} />}
            columns={[
              {
                label: w.kind,
                header: true,
                cell: (line) => (
                  <div>
                    {w.editTitle(line.template.name[language], w.languages[line.language])}
                    <div>
                      <Muted>{line.template.when[language]}</Muted>
                    </div>
                  </div>
                ),
              },
              { label: w.text, cell: (line) => exampleOf(line.template, line.text, line.language) },
              {
                label: w.length,
                cell: (line) => lengthWords(language, exampleOf(line.template, line.text, line.language), setup),
              },
              {
                label: w.edit,
                quiet: true,
                cell: (line) => (
                  <div>
                    <Pill tone="muted">{line.own ? w.own : w.ours}</Pill>{' '}
                    <Link url={href(paths.text(line.template.kind, line.language))}>
                      {w.edit}
                      <span class="sr">: {w.editTitle(line.template.name[language], w.languages[line.language])}</span>
                    </Link>
                  </div>
                ),
              },
            ]}
          />
        </Panel>
      </Stack>
    </StaffPage>
  )
}

export type EditProps = Common & {
  readonly template: SmsTemplate
  /** The language of the text, not of the page. */
  readonly of: Language
  readonly text: string
  readonly own: boolean
  readonly version: number
  readonly error: string | undefined
  readonly said: 'saved' | 'conflict' | undefined
  readonly canBeAnswered: boolean
}

/** One text with its length and cost: live where there is a script, by a button where there is none. */
export function SmsTextPage(props: EditProps): Html {
  const { frame, language, href, template, of, error, said } = props
  const w = editorWords(language)
  const title = w.editTitle(template.name[language], w.languages[of])
  return (
    <StaffPage
      {...frame}
      title={title}
      notices={
        said && (
          <Notice language={language} tone={said === 'saved' ? 'success' : 'warning'} role="status">
            {said === 'saved' ? w.saved : w.conflict}
          </Notice>
        )
      }
    >
      <Stack>
        <Link url={href(paths.texts)}>{w.back}</Link>
        <PageHead title={title} lead={template.when[language]} />
        <ErrorSummary language={language} errors={error ? [{ field: 'text', message: error }] : []} />
        <Columns aside={<Placeholders {...props} />}>
          <Panel>
            <Form action={href(paths.text(template.kind, of))} hidden={{ version: String(props.version) }}>
              <TextArea
                language={language}
                name="text"
                label={w.text}
                hint={w.textHint}
                rows={5}
                maxlength={LONGEST_TEXT}
                required
                mark={false}
                value={props.text}
                error={error}
              />
              <Actions>
                <Button>{w.save}</Button>
                <Button kind="secondary" name="check" value="yes">
                  {w.check}
                </Button>
              </Actions>
            </Form>
          </Panel>
          <Preview {...props} />
          {props.own && (
            <Panel>
              <ActionForm
                action={href(`${paths.text(template.kind, of)}/unser`)}
                hidden={{ version: String(props.version) }}
              >
                {w.backToOurs}
              </ActionForm>
            </Panel>
          )}
        </Columns>
      </Stack>
    </StaffPage>
  )
}

function Placeholders({ language, template }: EditProps): Html {
  const w = editorWords(language)
  return (
    <Panel title={w.placeholders}>
      <KeyValue
        items={Object.entries(template.placeholders).map(([name, { name: told }]) => ({
          term: `{${name}}`,
          value: told[language],
        }))}
      />
    </Panel>
  )
}

function Preview({ language, template, of, text, setup, canBeAnswered }: EditProps): Html {
  const w = editorWords(language)
  const tail = canBeAnswered ? `\n${stopLine[of]}` : ''
  const arrives = exampleOf(template, text, of) + tail
  const { alphabet, units, left, foreign, segments } = measure(arrives)
  const amount = setup ? money(language, costOf(segments, setup.price), setup.currency) : ''
  return (
    <sms-length
      data-values={JSON.stringify(examples(template, of))}
      data-tail={tail}
      data-price={String(setup?.price ?? 0)}
      data-currency={setup?.currency ?? ''}
      data-language={language}
    >
      <Panel title={w.example} lead={w.exampleLead}>
        <p class="lines" data-part="text">
          {arrives}
        </p>
        <p role="status">
          <b data-part="parts">{w.parts(segments)}</b>
          {', '}
          <span data-part="measured">{w.measured(units, left)}</span>
          {amount && (
            <>
              {', '}
              <span data-part="cost">{w.cost(amount)}</span>
            </>
          )}
        </p>
        <p class="small muted" data-part="alphabet">
          {alphabet === 'gsm7' ? w.cheap : w.dear(foreign.join(' '))}
        </p>
        {canBeAnswered && <p class="small muted">{w.stop}</p>}
      </Panel>
    </sms-length>
  )
}
