import type { Problems, Raw } from '#platform/http/route.ts'
import { spacedIban } from '#platform/text/iban.ts'
import { format } from '#platform/text/format.ts'
import type { Language } from '#platform/text/language.ts'
import {
  Button,
  ChoiceGroup,
  Details,
  EmptyState,
  ErrorSummary,
  Form,
  type Html,
  KeyValue,
  Link,
  Muted,
  Name,
  Panel,
  Pill,
  SelectField,
  TextField,
} from '#platform/ui/index.ts'
import type { Fact, Facts, FieldKind } from '../../types.ts'
import { factPage } from '../../viewing/paths.ts'
import type { TypeRow } from '../data.ts'
import type { WantedField } from '../knowledge.ts'
import { factsPage } from '../paths.ts'
import { type FormField, formFields, inputName, LONGEST_VALUE, MAIN, placeName } from '../rules/fact-form.ts'
import { entered, placeText } from '../rules/entered.ts'
import { fieldLabel, words } from '../texts.ts'

export type TagChoice = { readonly id: string; readonly name: string }

export type FactsProps = {
  readonly language: Language
  readonly href: (path: string) => string
  readonly zone: string
  readonly document: {
    readonly id: string
    readonly title: string
    readonly version: number
    readonly typeId: string | null
    readonly typeBy: string | null
    readonly tagIds: readonly string[]
  }
  readonly facts: Facts
  readonly types: readonly TypeRow[]
  readonly tags: readonly TagChoice[]
  readonly own: readonly (WantedField & { readonly required: boolean })[]
  /** What was entered, where the form comes back; without it what is known. */
  readonly filled?: { readonly raw: Raw; readonly problems: Problems } | undefined
}

/** Less sure than this is worth a look. */
const DOUBTFUL = 0.75

const ownLabels = (own: readonly WantedField[]) => new Map(own.map(({ id, name }) => [id, name]))

/** The form of a document's facts; each field says where its value comes from. */
export function FactsForm(props: FactsProps): Html {
  const { language, href, document, types, tags, own, filled } = props
  const t = words(language)
  const fields = formFields(own)
  const labels = ownLabels(own)
  const errors = Object.entries(filled?.problems ?? {}).map(([field, code]) => ({
    field,
    message: sentence(language, code, labelFor(language, field, labels)),
  }))
  const errorOf = (name: string) => errors.find(({ field }) => field === name)?.message
  const ofField = (field: FormField) => (
    <FactField
      {...props}
      field={field}
      label={fieldLabel(language, field.field, labels)}
      error={errorOf(inputName(field.field))}
    />
  )
  const isMain = ({ field }: FormField) => (MAIN as readonly string[]).includes(field) || labels.has(field)
  const more = fields.filter((field) => !isMain(field))
  const chosen = filled ? (filled.raw['tags'] ?? '').split(',') : document.tagIds
  const offered = types.filter(({ id, retired_at }) => retired_at === null || id === document.typeId)
  const version = filled?.raw['version'] ?? String(document.version)
  return (
    <belegt-facts class="stack">
      {errors.length > 0 && <ErrorSummary language={language} errors={errors} />}
      <Form action={href(factsPage(document.id))} hidden={{ version }} id="angaben">
        <TextField
          language={language}
          name="title"
          label={t.panel.docTitle}
          value={filled ? filled.raw['title'] : document.title}
          error={errorOf('title')}
          maxlength={LONGEST_VALUE}
          required
        />
        <SelectField
          language={language}
          name="type"
          label={t.panel.type}
          hint={document.typeBy === 'found' ? t.panel.typeGuessed : undefined}
          value={filled ? filled.raw['type'] : (document.typeId ?? '')}
          empty={t.panel.noType}
          options={offered.map(({ id, name }) => ({ value: id, label: name }))}
        />
        {fields.filter(isMain).map(ofField)}
        {tags.length > 0 && (
          <Details summary={t.panel.tags} open={chosen.some((id) => id !== '')}>
            <ChoiceGroup
              language={language}
              name="tags"
              label={t.panel.tags}
              many
              value={[...chosen]}
              options={tags.map(({ id, name }) => ({ value: id, label: name }))}
            />
          </Details>
        )}
        <Details summary={t.panel.more} open={more.some(({ field }) => errorOf(inputName(field)) !== undefined)}>
          <div class="stack">{more.map(ofField)}</div>
        </Details>
        <div>
          <Button>{t.panel.save}</Button>
        </div>
      </Form>
    </belegt-facts>
  )
}

/** A problem's sentence. */
export function sentence(language: Language, code: string, label: string): string {
  const { problems } = words(language)
  return code in problems ? problems[code as keyof typeof problems](label) : problems.unknown(label)
}

const labelFor = (language: Language, name: string, own: ReadonlyMap<string, string>) =>
  name === 'title' ? words(language).panel.docTitle : fieldLabel(language, name.slice(2), own)

type FactFieldProps = FactsProps & {
  readonly field: FormField
  readonly label: string
  readonly error: string | undefined
}

function FactField({ language, href, document, facts, filled, field, label, error }: FactFieldProps): Html {
  const fact = facts.find((one) => one.field === field.field)
  const name = inputName(field.field)
  const value = filled ? filled.raw[name] : entered(field.kind, fact?.value ?? '', language)
  const common = { language, name, label, error, required: field.required, mark: field.required ? undefined : false }
  const hint =
    fact && fact.value !== '' ? (
      <Origin language={language} href={href} document={document.id} fact={fact} />
    ) : undefined
  return (
    <div data-field={field.field} data-kind={field.kind}>
      {field.kind === 'choice' ? (
        <SelectField
          {...common}
          hint={hint}
          value={value}
          options={field.choices.map((one) => ({ value: one, label: one }))}
        />
      ) : (
        <TextField
          {...common}
          hint={hint}
          value={value}
          type={field.kind === 'date' ? 'date' : 'text'}
          width={field.kind === 'date' || field.kind === 'amount' ? 'medium' : undefined}
          maxlength={LONGEST_VALUE}
        />
      )}
      <input
        type="hidden"
        name={placeName(field.field)}
        value={filled?.raw[placeName(field.field)] ?? placeText(fact ?? {})}
      />
    </div>
  )
}

/** Where a value comes from, how sure that is, and the page on which it stands. */
function Origin({
  language,
  href,
  document,
  fact,
}: {
  readonly language: Language
  readonly href: (path: string) => string
  readonly document: string
  readonly fact: Fact
}): Html {
  const t = words(language)
  const doubtful = fact.confidence < DOUBTFUL
  return (
    <>
      {doubtful ? <Pill tone="warning">{t.check}</Pill> : t.by[fact.by]}
      {fact.page !== undefined && (
        <>
          {' · '}
          <a href={href(factPage(document, { field: fact.field, page: fact.page, box: fact.box }))}>
            {t.panel.show(fact.page)}
          </a>
        </>
      )}
    </>
  )
}

/** A value as it is read, in a list. */
export function shownValue(kind: FieldKind, value: string, language: Language, zone: string): string {
  if (kind === 'date' && /^\d{4}-\d{2}-\d{2}$/.test(value))
    return format(language, zone).shortDate(Temporal.PlainDate.from(value))
  return kind === 'iban' ? spacedIban(value) : entered(kind, value, language)
}

/** The facts for who may only read them. */
export function FactsList({ language, zone, facts, own, document, types }: FactsProps): Html {
  const t = words(language)
  const labels = ownLabels(own)
  const type = types.find(({ id }) => id === document.typeId)
  const items = formFields(own).flatMap(({ field, kind }) => {
    const fact = facts.find((one) => one.field === field && one.value !== '')
    if (!fact) return []
    const value = (
      <>
        <Name>{shownValue(kind, fact.value, language, zone)}</Name>{' '}
        <Muted>{fact.confidence < DOUBTFUL ? t.check : t.by[fact.by]}</Muted>
      </>
    )
    return [{ term: fieldLabel(language, field, labels), value }]
  })
  const all = [...(type ? [{ term: t.panel.type, value: type.name }] : []), ...items]
  if (all.length === 0) return <EmptyState title={t.panel.nothing}>{t.panel.nothingHint}</EmptyState>
  return <KeyValue items={all} small />
}

type PanelProps = FactsProps & {
  readonly mayChange: boolean
  readonly locked: boolean
  /** On a page of its own. */
  readonly alone?: boolean
}

/** The facts on the document's page: a form for who may change them. */
export function FactsPanel(props: PanelProps): Html {
  const { language, href, mayChange, locked, document, alone } = props
  const t = words(language).panel
  const editable = mayChange && !locked
  return (
    <Panel
      title={t.title}
      id="facts"
      lead={editable ? t.lead : locked ? t.locked : undefined}
      aside={editable && !alone && <Link url={href(factsPage(document.id))}>{t.edit}</Link>}
    >
      {editable && (
        <p class="small muted" data-script hidden>
          {t.chooseHint}
        </p>
      )}
      {editable ? <FactsForm {...props} /> : <FactsList {...props} />}
    </Panel>
  )
}
