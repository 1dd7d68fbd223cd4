import type { StaffFrame } from '#platform/http/frame.ts'
import type { Problems, Raw } from '#platform/http/route.ts'
import { format } from '#platform/text/format.ts'
import type { Language } from '#platform/text/language.ts'
import {
  ActionForm,
  Button,
  DataTable,
  EmptyState,
  ErrorSummary,
  Form,
  type Html,
  Name,
  Notice,
  PageHead,
  Panel,
  Pill,
  SelectField,
  Stack,
  StaffPage,
  TextField,
} from '#platform/ui/index.ts'
import { namedErrors } from '../named-errors.ts'
import type { ApiKeyLine } from './api-keys.ts'
import { API_KEYS } from './paths.ts'
import { sealingWords } from './texts.ts'

export type KeysProps = {
  readonly frame: StaffFrame
  readonly language: Language
  readonly zone: string
  readonly href: (path: string) => string
  readonly keys: readonly ApiKeyLine[]
  readonly archives: readonly { readonly id: string; readonly name: string }[]
  readonly entered: Raw
  readonly problems: Problems
  readonly done?: 'entzogen' | undefined
  /** A key that was just made, and where it files. */
  readonly made?: { readonly key: string; readonly address: string } | undefined
}

/** The access keys of machines, and a form for one more. */
export function KeysPage(props: KeysProps): Html {
  const { language, href, keys, archives, problems, made } = props
  const w = sealingWords(language).keys
  const f = format(language, props.zone)
  const labels = { name: w.name, archive: w.archive, way: w.way }
  const errors = namedErrors(problems, labels, (code) => w.errors[code] ?? code)
  const notice = props.done && (
    <Notice language={language} tone="success" role="status">
      {w.done[props.done]}
    </Notice>
  )
  return (
    <StaffPage {...props.frame} title={w.title} notices={notice}>
      <PageHead title={w.title} lead={w.lead} />
      <Stack>
        <ErrorSummary language={language} errors={errors} />
        {made && <Made {...props} made={made} />}
        <Panel>
          <DataTable
            caption={w.title}
            columns={[
              { label: w.name, header: true, cell: (row) => <Name>{row.name}</Name> },
              { label: w.archive, cell: (row) => <Name>{row.archive}</Name> },
              { label: w.way, cell: (row) => w.ways[row.way] },
              { label: w.created, cell: (row) => f.date(row.created_at) },
              { label: w.used, cell: (row) => (row.used_at ? f.date(row.used_at) : w.never) },
              {
                label: w.state,
                cell: (row) =>
                  row.ended_at ? (
                    <Pill tone="muted">{w.ended(f.date(row.ended_at))}</Pill>
                  ) : (
                    <Pill tone="success">{w.valid}</Pill>
                  ),
              },
              {
                label: w.end,
                cell: (row) =>
                  !row.ended_at && (
                    <ActionForm
                      action={href(`${API_KEYS}/${row.id}/entziehen`)}
                      kind="danger"
                      label={w.endOf(row.name)}
                    >
                      {w.end}
                    </ActionForm>
                  ),
              },
            ]}
            rows={keys}
            empty={
              <EmptyState title={w.none}>
                <p>{archives.length > 0 ? w.noneHint : w.noArchive}</p>
              </EmptyState>
            }
          />
        </Panel>
        {archives.length > 0 && <NewKey {...props} />}
      </Stack>
    </StaffPage>
  )
}

function Made({ language, made }: KeysProps & { readonly made: NonNullable<KeysProps['made']> }): Html {
  const w = sealingWords(language).keys
  return (
    <Panel title={w.shownOnce} lead={w.shownOnceLead} id="neu">
      <TextField language={language} name="schluessel" label={w.key} value={made.key} readonly mark={false} />
      <TextField language={language} name="adresse" label={w.address} value={made.address} readonly mark={false} />
      <p>{w.example}:</p>
      <pre>{`BELEGT_FILE_KEY=… belegt file --to ${made.address.replace(/\/schnittstelle\/.*$/, '')} *.pdf`}</pre>
    </Panel>
  )
}

function NewKey({ language, href, archives, entered, problems }: KeysProps): Html {
  const w = sealingWords(language).keys
  const errorOf = (field: string) => {
    const code = problems[field]
    return code && (w.errors[code] ?? code)
  }
  return (
    <Panel title={w.newHeading}>
      <Form action={href(API_KEYS)}>
        <TextField
          language={language}
          name="name"
          label={w.name}
          hint={w.nameHint}
          value={entered['name']}
          error={errorOf('name')}
          maxlength={120}
          required
        />
        <SelectField
          language={language}
          name="archive"
          label={w.archive}
          value={entered['archive'] ?? archives[0]?.id}
          options={archives.map(({ id, name }) => ({ value: id, label: name }))}
          error={errorOf('archive')}
          required
        />
        <SelectField
          language={language}
          name="way"
          label={w.way}
          value={entered['way'] ?? 'api'}
          options={(['api', 'command-line'] as const).map((value) => ({ value, label: w.ways[value] }))}
          error={errorOf('way')}
          required
        />
        <div>
          <Button>{w.create}</Button>
        </div>
      </Form>
    </Panel>
  )
}
