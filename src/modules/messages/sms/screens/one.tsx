import type { StaffFrame } from '#platform/http/frame.ts'
import type { Language } from '#platform/text/language.ts'
import {
  ActionForm,
  DataTable,
  type Html,
  KeyValue,
  Link,
  Notice,
  PageHead,
  Panel,
  StaffPage,
  Stack,
} from '#platform/ui/index.ts'
import { nameOfKind } from '../../names.ts'
import type { EventState } from '../events.ts'
import { money } from '../money.ts'
import { paths } from '../paths.ts'
import { providerNamed } from '../providers/index.ts'
import type { SmsLine } from '../queries.ts'
import { costOf } from '../rules.ts'
import { smsWords } from '../texts.ts'
import { reasonOf, StatePill, whenIn } from './parts.tsx'

type Props = {
  readonly frame: StaffFrame
  readonly language: Language
  readonly zone: string
  readonly href: (path: string) => string
  readonly sms: SmsLine
  readonly events: readonly { readonly state: string; readonly code: string; readonly at: Temporal.Instant }[]
  readonly personAt: ((person: string) => string) | undefined
  readonly retried: boolean
}

/** One SMS: each thing that was heard of it, with its time and the provider's code. */
export function OneSmsPage(props: Props): Html {
  const { frame, language, zone, href, sms, events } = props
  const w = smsWords(language)
  const codeIn = (code: string) => {
    const hint = providerNamed(sms.provider)?.hints[code]?.[language]
    return hint ? `${code}: ${hint}` : code
  }
  const title = `${w.nav}: ${nameOfKind(sms.kind)[language]}`
  return (
    <StaffPage
      {...frame}
      title={title}
      notices={
        props.retried && (
          <Notice language={language} tone="success" role="status">
            {w.again}
          </Notice>
        )
      }
    >
      <Stack>
        <Link url={href(paths.list)}>{w.back}</Link>
        <PageHead title={title} lead={sms.sendable ? w.kept : w.gone} />
        <Panel aside={<StatePill language={language} state={sms.state} />} title={w.state}>
          {reasonOf(language, sms) && <p>{reasonOf(language, sms)}</p>}
          {sms.unanswered > 0 && (
            <Notice language={language} tone={sms.unanswered > 1 ? 'warning' : 'info'}>
              {w.doubled(sms.unanswered)}
            </Notice>
          )}
          <Facts {...props} />
          {sms.sendable && sms.state === 'failed' && (
            <ActionForm action={href(paths.retry(sms.id))}>{w.retry}</ActionForm>
          )}
        </Panel>
        <Panel title={w.course}>
          <DataTable
            caption={w.course}
            rows={events}
            columns={[
              { label: w.what, header: true, cell: ({ state }) => w.events[state as EventState] },
              { label: w.time, cell: ({ at }) => whenIn(language, zone, at) },
              { label: w.code, cell: ({ code }) => (code ? codeIn(code) : '–') },
            ]}
            empty={<p class="muted">{w.answers.waits}</p>}
          />
        </Panel>
      </Stack>
    </StaffPage>
  )
}

function Facts({ language, zone, sms, personAt }: Props): Html {
  const w = smsWords(language)
  return (
    <KeyValue
      items={[
        { term: w.when, value: whenIn(language, zone, sms.created_at) },
        ...(sms.provider ? [{ term: w.provider, value: providerNamed(sms.provider)?.label ?? sms.provider }] : []),
        { term: w.parts, value: String(sms.segments) },
        ...(sms.sent_at
          ? [{ term: w.cost, value: money(language, costOf(sms.segments, sms.price), sms.currency) }]
          : []),
        { term: w.attempts, value: String(sms.attempts) },
        ...(sms.state === 'queued' && sms.attempts > 0
          ? [{ term: w.next, value: whenIn(language, zone, sms.due_at) }]
          : []),
        ...(personAt && sms.person_id
          ? [{ term: w.person, value: <Link url={personAt(sms.person_id)}>{w.show}</Link> }]
          : []),
      ]}
    />
  )
}
