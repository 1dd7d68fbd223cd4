import { format } from '#platform/text/format.ts'
import type { Language } from '#platform/text/language.ts'
import type { Problems, Raw } from '#platform/http/route.ts'
import {
  ActionForm,
  Button,
  Details,
  ErrorSummary,
  Form,
  type Html,
  Muted,
  Name,
  Panel,
  Rows,
  SelectField,
  TextArea,
  TextField,
} from '#platform/ui/index.ts'
import { namedErrors } from '../../named-errors.ts'
import { type Mark, markKinds, mayMark, mayUnmark, MOST_MARK_WORDS } from '../marks.ts'
import type { ShownDocument } from '../panels.ts'
import { documentPage, parts } from '../paths.ts'
import { words } from '../texts.ts'

export type Filled = {
  readonly raw: Raw
  readonly problems: Problems
  /** Which form of the page it was; that of notes unless told. */
  readonly form?: 'redaction' | 'copy'
}

export type NotesProps = {
  readonly language: Language
  readonly zone: string
  readonly href: (path: string) => string
  readonly shown: ShownDocument
  readonly marks: readonly Mark[]
  readonly page: number
  readonly filled: Filled
}

/** Where a note can stand without a pointer: the form's twin of a click on the page. */
export const markPlaces = ['top-left', 'top-right', 'middle', 'bottom-left', 'bottom-right', 'chosen'] as const

/** The layers of the version that is shown, and the form that adds one. */
export function Notes(props: NotesProps): Html {
  const { language, zone, href, shown, filled } = props
  const marks = props.marks.flatMap(({ kind, ...mark }) => (kind === 'redaction' ? [] : [{ ...mark, kind }]))
  const t = words(language).notes
  const f = format(language, zone)
  const at = `${documentPage(shown.document.id)}${parts.marks}`
  const hidden = { fassung: String(shown.version.number) }
  return (
    <Panel title={t.title} id="notizen" lead={t.lead}>
      {marks.length === 0 && <Muted>{t.none}</Muted>}
      <Rows
        rows={marks.map(({ id, kind, page, words: text, madeAt }) => ({
          main: (
            <a href={`#seite-${page}`} data-mark={id}>
              {text ? <Name lines>{text}</Name> : t.kinds[kind]}
            </a>
          ),
          note: `${t.kinds[kind]}, ${t.onPage(page)}, ${f.shortDate(madeAt)}`,
          end: mayUnmark(shown) && (
            <ActionForm action={href(`${at}/${id}/entfernen`)} hidden={hidden} kind="tertiary" small>
              {t.remove}
            </ActionForm>
          ),
        }))}
      />
      {mayMark(shown) && (
        <Details summary={t.add} open={Object.keys(filled.problems).length > 0}>
          <NoteForm {...props} action={href(at)} hidden={hidden} />
        </Details>
      )}
    </Panel>
  )
}

/** The form of a new note; in archives that no server reads a script takes what is typed, seals it, and sends that. */
export function NoteForm({
  language,
  page,
  filled,
  action,
  hidden,
}: Pick<NotesProps, 'language' | 'page' | 'filled'> & {
  readonly action: string
  readonly hidden: Record<string, string>
}): Html {
  const { notes: t, problems } = words(language)
  const known: Readonly<Record<string, string>> = problems
  const said = (name: string) => known[filled.problems[name] ?? ''] ?? problems.unknown
  const field = (name: string, label: string) => ({
    language,
    name,
    label,
    mark: false,
    ...(filled.problems[name] ? { error: said(name) } : {}),
  })
  const labels = { kind: t.kind, words: t.words, page: t.page, where: t.where }
  const errors = namedErrors(filled.problems, labels, (code) => known[code] ?? problems.unknown)
  return (
    <Form action={action} hidden={{ ...hidden, x: '', y: '' }} id="notiz" label={t.add}>
      <ErrorSummary language={language} errors={errors} />
      <SelectField
        {...field('kind', t.kind)}
        empty={false}
        value={filled.raw['kind'] ?? 'note'}
        options={markKinds.map((value) => ({ value, label: t.kinds[value] }))}
      />
      <TextArea
        {...field('words', t.words)}
        hint={t.wordsHint}
        rows={3}
        maxlength={MOST_MARK_WORDS}
        value={filled.raw['words'] ?? ''}
      />
      <TextField
        {...field('page', t.page)}
        type="number"
        min={1}
        width="short"
        value={filled.raw['page'] ?? String(page)}
        inputmode="numeric"
      />
      <SelectField
        {...field('where', t.where)}
        empty={false}
        value={filled.raw['where'] ?? 'top-right'}
        options={markPlaces.map((value) => ({ value, label: t.places[value] }))}
      />
      <Button kind="secondary">{t.save}</Button>
    </Form>
  )
}
