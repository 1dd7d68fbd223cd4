import type { StaffFrame } from '#platform/http/frame.ts'
import { format } from '#platform/text/format.ts'
import type { Language } from '#platform/text/language.ts'
import {
  ActionForm,
  DataTable,
  EmptyState,
  Link,
  Muted,
  Notice,
  PageHead,
  Panel,
  Pill,
  StaffPage,
  type Column,
} from '#platform/ui/index.ts'
import { nameOfKind } from '../names.ts'
import { MOST_SHOWN, type TroubledMessage } from '../queries.ts'
import { words } from '../texts.ts'

type Props = {
  readonly frame: StaffFrame
  readonly language: Language
  readonly zone: string
  readonly messages: readonly TroubledMessage[]
  readonly retryAt: (id: string) => string
  readonly personAt: ((person: string) => string) | undefined
  readonly retried: boolean
}

/** What has not arrived, why, and a way to try again. */
export function OutboxPage(props: Props) {
  const { frame, language, messages } = props
  const w = words(language)
  return (
    <StaffPage
      {...frame}
      title={w.nav}
      notices={
        props.retried && (
          <Notice language={language} tone="success" role="status">
            {w.again}
          </Notice>
        )
      }
    >
      <PageHead title={w.title} lead={w.lead} />
      <Panel>
        <DataTable
          caption={w.title}
          rows={messages}
          columns={columns(props)}
          empty={<EmptyState title={w.none}>{w.noneHint}</EmptyState>}
        />
        {messages.length === MOST_SHOWN && <p class="muted small">{w.more(MOST_SHOWN)}</p>}
      </Panel>
    </StaffPage>
  )
}

function columns({ language, zone, retryAt, personAt }: Props): Column<TroubledMessage>[] {
  const w = words(language)
  const f = format(language, zone)
  return [
    { label: w.kind, header: true, cell: (row) => nameOfKind(row.kind)[language] },
    {
      label: w.state,
      cell: (row) =>
        row.state === 'failed' ? <Pill tone="danger">{w.failed}</Pill> : <Pill tone="warning">{w.waiting}</Pill>,
    },
    { label: w.since, cell: (row) => `${f.shortDate(row.created_at)}, ${f.time(row.created_at)}` },
    { label: w.attempts, numeric: true, cell: (row) => row.attempts },
    {
      label: w.answer,
      cell: (row) => (
        <>
          {row.answer || w.notYet}
          {hintOf(language, row.answer) && (
            <>
              <br />
              <Muted>{hintOf(language, row.answer)}</Muted>
            </>
          )}
        </>
      ),
    },
    { label: w.next, cell: (row) => (row.state === 'queued' ? f.time(row.due_at) : '') },
    ...(personAt
      ? [
          {
            label: w.person,
            cell: ({ person_id }: TroubledMessage) =>
              person_id ? <Link url={personAt(person_id)}>{w.showPerson}</Link> : '',
          },
        ]
      : []),
    {
      label: w.action,
      quiet: true,
      cell: (row) =>
        row.sendable ? (
          <ActionForm action={retryAt(row.id)} small>
            {w.retry}
          </ActionForm>
        ) : (
          ''
        ),
    },
  ]
}

/** What a server's code means for the people at the desk. */
function hintOf(language: Language, answer: string): string {
  const { hints } = words(language)
  if (/^55[013]/.test(answer)) return hints['550']
  if (/^552|^[45]52/.test(answer)) return hints['552']
  if (answer === 'EAUTH' || answer.startsWith('53')) return hints.ours
  if (answer.startsWith('4')) return hints['4']
  return answer === '' ? '' : /^\d/.test(answer) ? '' : hints.connection
}
