import type { StaffFrame } from '#platform/http/frame.ts'
import { format } from '#platform/text/format.ts'
import type { Language } from '#platform/text/language.ts'
import {
  ActionForm,
  ButtonLink,
  type Column,
  DataTable,
  EmptyState,
  type Html,
  KeyValue,
  Link,
  Muted,
  Notice,
  PageHead,
  Panel,
  Stack,
  StaffPage,
} from '#platform/ui/index.ts'
import { FEEDBACK_PAGE, FEEDBACK_SETUP } from '../navigation.ts'
import type { Figures, OpenReport } from '../queries.ts'
import type { SetUp } from '../set-up.ts'
import type { StoppedFor } from '../standing-rules.ts'
import { feedbackWords } from '../texts.ts'

export type Stopped = {
  readonly id: string
  readonly person_id: string | null
  readonly stopped_for: string | null
  readonly stopped_at: Temporal.Instant | null
  readonly words: string
}
type Props = {
  readonly frame: StaffFrame
  readonly language: Language
  readonly zone: string
  readonly href: (path: string) => string
  readonly figures: Figures
  readonly open: readonly OpenReport[]
  readonly stopped: readonly Stopped[]
  readonly setUp: SetUp
  readonly maySetUp: boolean
  readonly personAt: ((person: string) => string) | undefined
  readonly done: 'erledigt' | 'frei' | undefined
}

/** What became of the mails: figures, what somebody must look at, and which addresses are left alone. */
export function FeedbackPage(props: Props): Html {
  const { frame, language, href, setUp, figures, maySetUp } = props
  const w = feedbackWords(language)
  return (
    <StaffPage
      {...frame}
      title={w.title}
      notices={
        props.done && (
          <Notice language={language} tone="success" role="status">
            {w.done[props.done]}
          </Notice>
        )
      }
    >
      <PageHead
        title={w.title}
        lead={w.lead}
        actions={
          maySetUp && (
            <ButtonLink kind="secondary" url={href(FEEDBACK_SETUP)}>
              {w.setUp}
            </ButtonLink>
          )
        }
      />
      <Stack>
        {!setUp.active && (
          <Notice language={language} tone="info" title={w.off}>
            {w.offHint}
          </Notice>
        )}
        {setUp.active && setUp.problem !== '' && (
          <Notice language={language} tone="warning" title={w.problem}>
            {w.problems[setUp.problem] ?? w.problems['connection']}
          </Notice>
        )}
        <Panel title={w.figures}>
          <KeyValue
            items={(['accepted', 'delivered', 'bouncedHard', 'bouncedSoft', 'complained', 'forged'] as const)
              .filter((name) => name !== 'forged' || figures.forged > 0)
              .map((name) => ({ term: w[name], value: figures[name] }))}
          />
          <p class="muted small">{w.delivery}</p>
        </Panel>
        <Panel title={w.openTitle}>
          {props.open.length > 0 && <p class="muted">{w.openLead}</p>}
          <DataTable
            caption={w.openTitle}
            rows={props.open}
            columns={openColumns(props)}
            empty={<EmptyState title={w.openNone}>{w.openNoneHint}</EmptyState>}
          />
        </Panel>
        <Panel title={w.stoppedTitle}>
          {props.stopped.length > 0 && <p class="muted">{w.stoppedLead}</p>}
          <DataTable
            caption={w.stoppedTitle}
            rows={props.stopped}
            columns={stoppedColumns(props)}
            empty={<EmptyState title={w.stoppedNone}>{w.stoppedNoneHint}</EmptyState>}
          />
        </Panel>
      </Stack>
    </StaffPage>
  )
}

const whoOf = ({ language, personAt }: Props) => {
  const w = feedbackWords(language)
  return personAt
    ? [
        {
          label: w.person,
          cell: ({ person_id: person }: { readonly person_id: string | null }) =>
            person ? <Link url={personAt(person)}>{w.show}</Link> : '–',
        },
      ]
    : []
}

function openColumns(props: Props): Column<OpenReport>[] {
  const { language, zone, href } = props
  const w = feedbackWords(language)
  const f = format(language, zone)
  return [
    { label: w.what, header: true, cell: (row) => w.kinds[row.kind] ?? w.kinds['unknown'] ?? '' },
    { label: w.when, numeric: true, cell: (row) => `${f.shortDate(row.read_at)}, ${f.time(row.read_at)}` },
    { label: w.words, cell: (row) => row.words || <Muted>{w.noWords}</Muted> },
    ...whoOf(props),
    {
      label: w.action,
      quiet: true,
      cell: (row) => (
        <ActionForm action={href(`${FEEDBACK_PAGE}/${row.id}/erledigt`)} small>
          {w.settle}
        </ActionForm>
      ),
    },
  ]
}

function stoppedColumns(props: Props): Column<Stopped>[] {
  const { language, zone, href } = props
  const w = feedbackWords(language)
  const f = format(language, zone)
  return [
    { label: w.why, header: true, cell: (row) => w.stoppedFor[row.stopped_for as StoppedFor] },
    { label: w.since, numeric: true, cell: (row) => (row.stopped_at ? f.shortDate(row.stopped_at) : '') },
    { label: w.server, cell: (row) => row.words || <Muted>–</Muted> },
    ...whoOf(props),
    {
      label: w.action,
      quiet: true,
      cell: (row) => (
        <ActionForm action={href(`${FEEDBACK_PAGE}/${row.id}/frei`)} small>
          {w.release}
        </ActionForm>
      ),
    },
  ]
}
