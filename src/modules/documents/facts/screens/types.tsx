import type { StaffFrame } from '#platform/http/frame.ts'
import type { Problems, Raw } from '#platform/http/route.ts'
import type { Language } from '#platform/text/language.ts'
import {
  ActionForm,
  Button,
  ButtonLink,
  CheckField,
  Details,
  EmptyState,
  ErrorSummary,
  fieldId,
  Form,
  type Html,
  Link,
  Muted,
  Name,
  Notice,
  PageHead,
  Panel,
  Pill,
  Rows,
  SelectField,
  Stack,
  StaffPage,
  TextArea,
  TextField,
} from '#platform/ui/index.ts'
import type { FieldRow, TypeRow } from '../data.ts'
import { typePage, TYPES } from '../paths.ts'
import { words } from '../texts.ts'
import { sentence } from './facts.tsx'

const startOf = (language: Language, { starts }: TypeRow): string => {
  const { startsOf } = words(language).types
  return startsOf[starts as keyof typeof startsOf] ?? starts
}

export type Framed = {
  readonly frame: StaffFrame
  readonly language: Language
  readonly href: (path: string) => string
  readonly saved?: boolean | undefined
}
export type Filled = { readonly raw: Raw; readonly problems: Problems }
export const fieldKinds = ['text', 'date', 'amount', 'iban', 'number', 'choice'] as const

export function Saved({ language, saved }: Pick<Framed, 'language' | 'saved'>): Html {
  if (!saved) return <></>
  return (
    <Notice language={language} tone="success" role="status">
      {words(language).types.saved}
    </Notice>
  )
}

/** '8 Jahre zum Jahresende' */
export function periodOf(language: Language, type: Pick<TypeRow, 'keep_unit' | 'keep_length' | 'year_end'>): string {
  const t = words(language).types
  const length = type.keep_unit === 'days' ? t.days(type.keep_length) : t.years(type.keep_length)
  return type.year_end ? `${length} ${t.yearEndShort}` : length
}

export function TypesPage({
  frame,
  language,
  href,
  saved,
  types,
}: Framed & { readonly types: readonly TypeRow[] }): Html {
  const t = words(language).types
  const create = <ButtonLink url={href(`${TYPES}/neu`)}>{t.create}</ButtonLink>
  return (
    <StaffPage {...frame} title={t.title} notices={<Saved language={language} saved={saved} />}>
      <PageHead title={t.title} lead={t.lead} actions={types.length > 0 && create} />
      <Panel>
        {types.length === 0 ? (
          <EmptyState title={t.empty} action={create}>
            {t.emptyHint}
          </EmptyState>
        ) : (
          <Rows
            rows={types.map((type) => ({
              main: (
                <Link url={href(typePage(type.id))}>
                  <Name>{type.name}</Name>
                </Link>
              ),
              note: [type.note, t.kept(periodOf(language, type), startOf(language, type)), type.law]
                .filter(Boolean)
                .join(' · '),
              end: type.retired_at && <Pill tone="muted">{t.retired}</Pill>,
            }))}
          />
        )}
      </Panel>
    </StaffPage>
  )
}

type TypeProps = Framed & {
  readonly type?: TypeRow | undefined
  readonly fields: readonly FieldRow[]
  readonly filled: Filled
  /** The field whose form comes back, or `new`. */
  readonly field?: { readonly id: string; readonly filled: Filled } | undefined
}

export function TypePage(props: TypeProps): Html {
  const { frame, language, href, type, fields, filled, saved } = props
  const t = words(language).types
  const title = type ? t.edit(type.name) : t.create
  const problems = props.field?.filled.problems ?? filled.problems
  const errors = Object.entries(problems).map(([field, code]) => ({
    field: props.field ? `${field}-${props.field.id}` : field,
    message: problemOf(language, field, code),
  }))
  return (
    <StaffPage {...frame} title={title} notices={<Saved language={language} saved={saved} />}>
      <Stack>
        {errors.length > 0 && <ErrorSummary language={language} errors={errors} />}
        <PageHead title={title} actions={<Link url={href(TYPES)}>{t.back}</Link>} />
        <TypeForm {...props} />
        {type && (
          <Panel title={t.fields} lead={t.fieldsLead}>
            {fields.length === 0 && <Muted>{t.noFields}</Muted>}
            {fields.map((field) => (
              <FieldForm {...props} type={type} of={field} />
            ))}
            <FieldForm {...props} type={type} />
          </Panel>
        )}
        {type && (
          <Panel>
            <ActionForm
              action={href(`${typePage(type.id)}/anbieten`)}
              hidden={{ retired: type.retired_at ? '' : 'yes' }}
            >
              {type.retired_at ? t.revive : t.retire}
            </ActionForm>
          </Panel>
        )}
      </Stack>
    </StaffPage>
  )
}

function problemOf(language: Language, field: string, code: string): string {
  const t = words(language).types
  if (code === 'needs-choices') return t.needsChoices
  const labels: Readonly<Record<string, string>> = { name: t.name, keepLength: t.keepLength, position: t.position, law: t.law, note: t.note } // oxfmt-ignore
  return sentence(language, code, labels[field] ?? field)
}

function TypeForm({ language, href, type, filled }: TypeProps): Html {
  const t = words(language).types
  const { raw, problems } = filled
  const common = (name: string, label: string) => {
    const code = problems[name]
    return { language, name, label, value: raw[name], error: code && problemOf(language, name, code) }
  }
  return (
    <Panel lead={type && t.keepNote}>
      <Form action={href(type ? typePage(type.id) : `${TYPES}/neu`)} hidden={{ version: raw['version'] ?? '0' }}>
        <TextField {...common('name', t.name)} maxlength={120} required />
        <TextArea {...common('note', t.note)} hint={t.noteHint} maxlength={500} rows={2} />
        <div class="row row-short">
          <TextField {...common('keepLength', t.keepLength)} inputmode="numeric" width="short" maxlength={5} required />
          <SelectField
            {...common('keepUnit', t.keepUnit)}
            required
            empty={false}
            options={(['years', 'days'] as const).map((unit) => ({ value: unit, label: t.units[unit] }))}
          />
        </div>
        <SelectField
          {...common('starts', t.starts)}
          required
          empty={false}
          options={(['closed', 'dated', 'received'] as const).map((one) => ({ value: one, label: t.startsOf[one] }))}
        />
        <CheckField
          language={language}
          name="yearEnd"
          label={t.yearEnd}
          mark={false}
          checked={Boolean(raw['yearEnd'])}
        />
        <TextField {...common('law', t.law)} hint={t.lawHint} maxlength={200} />
        <div>
          <Button>{t.save}</Button>
        </div>
      </Form>
    </Panel>
  )
}

function FieldForm({
  language,
  href,
  type,
  of,
  field,
}: TypeProps & { readonly type: TypeRow; readonly of?: FieldRow }): Html {
  const t = words(language).types
  const id = of?.id ?? 'neu'
  const back = field?.id === id ? field.filled : undefined
  const raw: Raw = back?.raw ?? rawField(of)
  const errorOf = (name: string) => {
    const code = back?.problems[name]
    return code && problemOf(language, name, code)
  }
  // several such forms stand on the page
  const common = (name: string, label: string) => ({ language, name, id: fieldId(`${name}-${id}`), label, value: raw[name], error: errorOf(name) }) // oxfmt-ignore
  const action = href(`${typePage(type.id)}/felder/${id}`)
  return (
    <Details
      summary={
        of
          ? `${of.name} (${t.kinds[of.kind as keyof typeof t.kinds]})${of.retired_at ? `, ${t.retired}` : ''}`
          : t.addField
      }
      open={back !== undefined}
    >
      <Form action={action} label={of ? t.changeField(of.name) : t.addField}>
        <TextField {...common('name', t.fieldName)} maxlength={120} required />
        {!of && (
          <SelectField
            {...common('kind', t.fieldKind)}
            required
            empty={false}
            options={fieldKinds.map((kind) => ({ value: kind, label: t.kinds[kind] }))}
          />
        )}
        <TextField {...common('labels', t.labels)} hint={t.labelsHint} maxlength={500} />
        {(!of || of.kind === 'choice') && (
          <TextField {...common('choices', t.choices)} hint={t.choicesHint} maxlength={1000} />
        )}
        <CheckField
          language={language}
          name="required"
          id={fieldId(`required-${id}`)}
          label={t.required}
          mark={false}
          checked={Boolean(raw['required'])}
        />
        <TextField {...common('position', t.position)} inputmode="numeric" width="short" maxlength={3} required />
        <div>
          <Button kind="secondary">{t.save}</Button>
        </div>
      </Form>
      {of && (
        <ActionForm action={`${action}/zeigen`} hidden={{ retired: of.retired_at ? '' : 'yes' }}>
          {of.retired_at ? t.reviveField : t.removeField}
        </ActionForm>
      )}
    </Details>
  )
}

const rawField = (of: FieldRow | undefined): Raw => ({
  name: of?.name ?? '',
  kind: of?.kind ?? 'text',
  labels: of?.labels.join(', ') ?? '',
  choices: of?.choices.join(', ') ?? '',
  required: of?.required ? 'yes' : '',
  position: String(of?.position ?? 1),
})
