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
  KeyValue,
  Link,
  Name,
  Notice,
  PageHead,
  Panel,
  Pill,
  Stack,
  StaffPage,
  TextField,
} from '#platform/ui/index.ts'
import { ARCHIVES } from '../paths.ts'
import type { ArchiveLine } from '../archives.ts'
import { storingWords } from '../texts.ts'

export type Done = keyof ReturnType<typeof storingWords>['done']

type Common = {
  readonly frame: StaffFrame
  readonly language: Language
  readonly zone: string
  readonly href: (path: string) => string
  readonly entered: Raw
  readonly problems: Problems
  readonly done: Done | undefined
}

const LONGEST_NAME = 120

function frameOf({ frame, language, done }: Common) {
  const w = storingWords(language)
  return {
    ...frame,
    title: w.title,
    notices: done && (
      <Notice language={language} tone="success" role="status">
        {w.done[done]}
      </Notice>
    ),
  }
}

function Problem({ language, problems }: Pick<Common, 'language' | 'problems'>): Html {
  const w = storingWords(language)
  const errors = Object.entries(problems).map(([field, code]) => ({ field, message: w.errors[code] ?? code }))
  return <ErrorSummary language={language} errors={errors} />
}

function NameField({ language, entered, problems }: Pick<Common, 'language' | 'entered' | 'problems'>): Html {
  const w = storingWords(language)
  const code = problems['name']
  return (
    <TextField
      language={language}
      name="name"
      label={w.name}
      value={entered['name']}
      error={code && (w.errors[code] ?? code)}
      maxlength={LONGEST_NAME}
      required
    />
  )
}

const State = ({ archive, language }: { readonly archive: ArchiveLine; readonly language: Language }): Html => {
  const w = storingWords(language)
  if (archive.damaged > 0) return <Pill tone="danger">{w.damaged(archive.damaged)}</Pill>
  return archive.closed_at ? <Pill tone="muted">{w.closed}</Pill> : <Pill tone="success">{w.open}</Pill>
}

export type ArchivesProps = Common & { readonly archives: readonly ArchiveLine[] }

/** The archives of an organisation, and a form for one more. */
export function ArchivesPage(props: ArchivesProps): Html {
  const { language, href, archives } = props
  const w = storingWords(language)
  return (
    <StaffPage {...frameOf(props)}>
      <PageHead title={w.title} lead={w.lead} />
      <Stack>
        <Problem {...props} />
        <Panel>
          <DataTable
            caption={w.title}
            columns={[
              {
                label: w.name,
                header: true,
                cell: (row) => (
                  <Link url={href(`${ARCHIVES}/${row.id}`)}>
                    <Name>{row.name}</Name>
                  </Link>
                ),
              },
              { label: w.documents, numeric: true, cell: (row) => format(language, props.zone).number(row.documents) },
              { label: w.mode, cell: (row) => w.modes[row.mode as keyof typeof w.modes] },
              { label: w.state, cell: (row) => <State archive={row} language={language} /> },
            ]}
            rows={archives}
            empty={
              <EmptyState title={w.none}>
                <p>{w.noneHint}</p>
              </EmptyState>
            }
          />
        </Panel>
        <Panel title={w.newHeading} lead={w.newLead}>
          <Form action={href(ARCHIVES)}>
            <NameField {...props} />
            <div>
              <Button>{w.create}</Button>
            </div>
          </Form>
        </Panel>
      </Stack>
    </StaffPage>
  )
}

export type ArchiveProps = Common & { readonly archive: ArchiveLine }

/** One archive: its name, whether its files are intact, and whether it takes new ones. */
export function ArchivePage(props: ArchiveProps): Html {
  const { language, zone, href, archive } = props
  const w = storingWords(language)
  const f = format(language, zone)
  const own = href(`${ARCHIVES}/${archive.id}`)
  return (
    <StaffPage {...frameOf(props)} title={archive.name}>
      <p>
        <Link url={href(ARCHIVES)}>{w.back}</Link>
      </p>
      <PageHead title={archive.name} lead={w.modes[archive.mode as keyof typeof w.modes]} />
      <Stack>
        <Problem {...props} />
        <Panel title={w.rename}>
          <Form action={own}>
            <NameField {...props} />
            <div>
              <Button>{w.save}</Button>
            </div>
          </Form>
        </Panel>
        <Panel title={w.integrity} lead={w.integrityLead} id="unversehrt">
          {archive.damaged > 0 && (
            <Notice language={language} tone="danger">
              {w.damaged(archive.damaged)}. {w.brokenHint}
            </Notice>
          )}
          <KeyValue
            items={[
              { term: w.files, value: f.number(archive.files) },
              { term: w.oldest, value: archive.verified_at ? f.dateTime(archive.verified_at) : '–' },
              { term: w.state, value: <State archive={archive} language={language} /> },
            ]}
          />
        </Panel>
        <Panel title={archive.closed_at ? w.reopen : w.close} lead={w.closeLead}>
          <ActionForm action={`${own}/${archive.closed_at ? 'oeffnen' : 'schliessen'}`}>
            {archive.closed_at ? w.reopen : w.close}
          </ActionForm>
        </Panel>
      </Stack>
    </StaffPage>
  )
}
