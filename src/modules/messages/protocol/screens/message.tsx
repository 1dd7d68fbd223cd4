import type { StaffFrame } from '#platform/http/frame.ts'
import { format } from '#platform/text/format.ts'
import type { Language } from '#platform/text/language.ts'
import {
  ActionForm,
  type Html,
  KeyValue,
  Link,
  Muted,
  Notice,
  PageHead,
  Panel,
  Rows,
  Stack,
  StaffPage,
} from '#platform/ui/index.ts'
import type { NotedEvent } from '../../following/events.ts'
import { reasons } from '../../following/reading/reasons.ts'
import { nameOfKind } from '../../names.ts'
import { paths } from '../paths.ts'
import type { messageById } from '../queries.ts'
import { answerInWords, isCode, protocolWords } from '../words.ts'
import { Standing } from './lines.tsx'

type Props = {
  readonly frame: StaffFrame
  readonly language: Language
  readonly zone: string
  readonly href: (path: string) => string
  readonly message: NonNullable<Awaited<ReturnType<typeof messageById>>>
  readonly events: readonly NotedEvent[]
  readonly personAt: string | undefined
  readonly again: boolean
}

/** One mail: where it stands, and each state with its time and the server's words. */
export function MessagePage(props: Props): Html {
  const { frame, language, href, message, again } = props
  const w = protocolWords(language)
  const name = nameOfKind(message.kind)[language]
  return (
    <StaffPage
      {...frame}
      title={name}
      notices={
        again && (
          <Notice language={language} tone="success" role="status">
            {w.againOne}
          </Notice>
        )
      }
    >
      <PageHead title={name} lead={<Link url={href(paths.list)}>{w.backToAll}</Link>} />
      <Stack>
        <Facts {...props} />
        <Course {...props} />
      </Stack>
    </StaffPage>
  )
}

function Facts({ language, zone, href, message, events, personAt }: Props): Html {
  const w = protocolWords(language)
  const f = format(language, zone)
  const last = events.findLast(({ kind }) => kind === 'delivered' || kind === 'bounced' || kind === 'complained')
  const waits = message.state === 'queued'
  const why = message.state !== 'sent' && (message.answer !== '' || message.attempts > 0)
  return (
    <Panel>
      <KeyValue
        items={[
          { term: w.state, value: <Standing language={language} state={message.state} news={last?.kind} /> },
          ...(why
            ? [
                {
                  term: w.why,
                  value: (
                    <>
                      {answerInWords(language, message.answer)}
                      {isCode(message.answer) && <Muted> ({message.answer})</Muted>}
                    </>
                  ),
                },
              ]
            : []),
          { term: w.lane, value: w.lanes[message.lane as keyof typeof w.lanes] },
          { term: w.attempts, value: f.number(message.attempts) },
          ...(waits ? [{ term: w.next, value: f.dateTime(message.due_at) }] : []),
          ...(personAt ? [{ term: w.person, value: <Link url={personAt}>{w.showPerson}</Link> }] : []),
        ]}
      />
      {message.sendable && (waits || message.state === 'failed') && (
        <ActionForm action={href(paths.retry(message.id))} kind="primary">
          {w.retry}
        </ActionForm>
      )}
    </Panel>
  )
}

function Course({ language, zone, message, events }: Props): Html {
  const w = protocolWords(language)
  const f = format(language, zone)
  const accepted = events.some(({ kind }) => kind === 'accepted')
  const rows = [
    { at: message.created_at, main: w.created, note: '' },
    ...(message.sent_at && !accepted ? [{ at: message.sent_at, main: w.events.accepted, note: '' }] : []),
    ...events.map((event) => ({
      at: event.at,
      main: event.reason ? `${w.events[event.kind]}: ${reasons[event.reason][language]}` : w.events[event.kind],
      note: [event.words || event.code, w.sources[event.source]].filter(Boolean).join(' · '),
    })),
  ].toSorted((a, b) => Temporal.Instant.compare(a.at, b.at))
  return (
    <Panel title={w.course} lead={w.courseNote}>
      <Rows rows={rows.map(({ at, main, note }) => ({ main, note: note || undefined, end: f.dateTime(at) }))} />
    </Panel>
  )
}
