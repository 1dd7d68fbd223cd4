import { format } from '#platform/text/format.ts'
import type { Language } from '#platform/text/language.ts'
import {
  ActionForm,
  Button,
  Details,
  ErrorSummary,
  fieldId,
  FieldSet,
  Form,
  type Html,
  Muted,
  Name,
  Panel,
  Rows,
  SelectField,
  Stack,
  TextField,
} from '#platform/ui/index.ts'
import { type Mark, mayMark, mayUncover } from '../marks.ts'
import type { ArchiveRow, ShownDocument } from '../panels.ts'
import { documentPage, parts } from '../paths.ts'
import type { Filled } from '../screens/notes.tsx'
import { redactionWords } from './texts.ts'

export type RedactionsProps = {
  readonly language: Language
  readonly zone: string
  readonly href: (path: string) => string
  readonly shown: ShownDocument
  /** Of the version that is shown; of these the redactions. */
  readonly marks: readonly Mark[]
  readonly page: number
  /** Where who looks may put a copy. */
  readonly archives: readonly ArchiveRow[]
  readonly filled: Filled
  readonly today: Temporal.Instant
}

const percent = (share: number): string => (Math.round(share * 1_000) / 10).toString()

/** The places that are blackened in copies, and the forms that blacken one and file a copy. */
export function Redactions(props: RedactionsProps): Html {
  const { language, href, shown, marks, filled } = props
  const t = redactionWords(language)
  const at = `${documentPage(shown.document.id)}${parts.marks}`
  const own = marks.filter(({ kind }) => kind === 'redaction')
  if (own.length === 0 && !mayMark(shown)) return <></>
  const wrong = Object.keys(filled.problems).length > 0
  return (
    <Panel title={t.title} id="schwaerzungen" lead={t.lead}>
      <Stack>
        {own.length === 0 && <Muted>{t.none}</Muted>}
        <Rows
          rows={own.map(({ id, page, box, words }) => ({
            main: (
              <a href={`#seite-${page}`} data-mark={id}>
                {words ? <Name lines>{words}</Name> : t.box}
              </a>
            ),
            note: t.place(page, decimal(language, percent(box.x)), decimal(language, percent(box.y))),
            end: mayUncover(shown) && (
              <ActionForm
                action={href(`${at}/${id}/entfernen`)}
                hidden={{ fassung: String(shown.version.number) }}
                kind="tertiary"
                small
              >
                {t.remove}
              </ActionForm>
            ),
          }))}
        />
        {mayMark(shown) && (
          <belegt-redaction data-say={JSON.stringify({ drawing: t.drawing, drawn: t.drawn })}>
            <Details summary={t.add} open={wrong && filled.form === 'redaction'}>
              <RedactionForm {...props} />
            </Details>
          </belegt-redaction>
        )}
        {mayMark(shown) && own.length > 0 && (
          <Details summary={t.copy} open={wrong && filled.form === 'copy'}>
            <CopyForm {...props} />
          </Details>
        )}
      </Stack>
    </Panel>
  )
}

const decimal = (language: Language, number: string): string => (language === 'de' ? number.replace('.', ',') : number)

function problemsOf({ language, filled }: RedactionsProps, form: Filled['form']) {
  const t = redactionWords(language)
  const problems = filled.form === form ? filled.problems : {}
  const said = (name: string) => t.problems[problems[name] ?? ''] ?? t.problems['unknown'] ?? ''
  const idOf = (name: string) => `${form}-${name}`
  const labels: Readonly<Record<string, string>> = {
    page: t.page,
    left: t.left,
    top: t.top,
    width: t.width,
    height: t.height,
    words: t.reason,
    title: t.copyTitle,
    archive: t.archive,
  }
  return {
    errors: Object.keys(problems).map((name) => ({
      field: idOf(name),
      message: [labels[name], said(name)].filter(Boolean).join(': '),
    })),
    // the page has other forms, with fields of the same names
    field: (name: string, label: string) => ({
      language,
      name,
      id: fieldId(idOf(name)),
      label,
      mark: false,
      ...(problems[name] ? { error: said(name) } : {}),
    }),
    raw: filled.form === form ? filled.raw : {},
  }
}

function RedactionForm(props: RedactionsProps): Html {
  const { language, href, shown, page } = props
  const t = redactionWords(language)
  const { errors, field, raw } = problemsOf(props, 'redaction')
  const action = href(`${documentPage(shown.document.id)}${parts.redactions}`)
  const share = (name: 'left' | 'top' | 'width' | 'height', value: string) => (
    <TextField {...field(name, t[name])} inputmode="decimal" width="short" value={raw[name] ?? value} required />
  )
  return (
    <Form action={action} hidden={{ fassung: String(shown.version.number) }} id="schwaerzung" label={t.add}>
      <ErrorSummary language={language} errors={errors} />
      <div data-draw="" hidden>
        <Button type="button" kind="secondary">
          {t.draw}
        </Button>
      </div>
      <p role="status" data-state="" />
      <TextField
        {...field('page', t.page)}
        type="number"
        min={1}
        width="short"
        value={raw['page'] ?? String(page)}
        inputmode="numeric"
      />
      <FieldSet legend={t.where}>
        {share('left', '')}
        {share('top', '')}
        {share('width', '')}
        {share('height', '')}
      </FieldSet>
      <TextField {...field('words', t.reason)} hint={t.reasonHint} maxlength={200} value={raw['words'] ?? ''} />
      <Button kind="secondary">{t.save}</Button>
    </Form>
  )
}

function CopyForm(props: RedactionsProps): Html {
  const { language, zone, href, shown, archives, today } = props
  const t = redactionWords(language)
  const { errors, field, raw } = problemsOf(props, 'copy')
  const action = href(`${documentPage(shown.document.id)}${parts.redactedCopy}`)
  return (
    <Form action={action} hidden={{ fassung: String(shown.version.number) }} label={t.copy}>
      <ErrorSummary language={language} errors={errors} />
      <p>{t.copyLead}</p>
      <TextField
        {...field('title', t.copyTitle)}
        hint={t.copyTitleHint}
        maxlength={200}
        value={raw['title'] ?? t.copyTitleGiven(format(language, zone).shortDate(today))}
        required
      />
      <SelectField
        {...field('archive', t.archive)}
        empty={false}
        value={raw['archive'] ?? shown.archive.id}
        options={archives.map(({ id, name }) => ({ value: id, label: name }))}
      />
      <Button kind="secondary">{t.copySave}</Button>
    </Form>
  )
}
