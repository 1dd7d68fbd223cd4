import { format } from '#platform/text/format.ts'
import type { Language } from '#platform/text/language.ts'
import {
  ActionForm,
  Actions,
  ButtonLink,
  type Html,
  KeyValue,
  Notice,
  PageHead,
  Panel,
  Stack,
  StaffPage,
  Tiles,
} from '#platform/ui/index.ts'
import type { Audience } from '../audience.ts'
import type { InformationMail } from '../data.ts'
import type { Progress } from '../queries.ts'
import { informationWords } from '../texts.ts'
import { stateNow } from '../rules.ts'
import { type Common, StatePill } from './list.tsx'
import { Mails } from './preview.tsx'

type Props = Common & {
  readonly mail: InformationMail
  readonly audience: Audience
  readonly to: string
  readonly mails: readonly Language[]
  readonly progress: Progress
}

/** How far a mail to many is: what left, what waits, who was left out. */
export function ProgressPage(props: Props): Html {
  const { frame, language, zone, own, mail, to, mails, progress } = props
  const w = informationWords(language).progress
  const f = format(language, zone)
  const { waiting, sent, failed, dropped } = progress
  const done = sent + failed + dropped
  const state = stateNow(mail, progress)
  const said = state === 'stopped' ? w.stopped : state === 'sent' ? w.all : w.started
  const tone = state === 'stopped' ? 'warning' : state === 'sent' ? 'success' : 'info'
  const left = Math.max(waiting, state === 'sending' ? mail.expected - done : 0)
  return (
    <StaffPage
      {...frame}
      title={mail.subject}
      notices={
        <Notice language={language} tone={tone} role="status">
          {said}
        </Notice>
      }
    >
      <PageHead title={mail.subject} lead={to} />
      <Stack>
        <Panel title={w.title} aside={<StatePill language={language} state={state} />}>
          <Tiles
            tiles={[
              { value: sent, label: w.sent, tone: 'success' },
              { value: left, label: w.waiting },
              { value: failed, label: w.failed, ...(failed > 0 ? { tone: 'danger' as const } : {}) },
              { value: dropped, label: w.dropped, note: w.droppedHint },
              { value: mail.blocked, label: w.blocked },
              { value: mail.unreachable, label: w.unreachable },
            ]}
          />
          <p>{w.bar(done, Math.max(mail.expected, done))}</p>
          <KeyValue
            items={[
              { term: w.expected, value: mail.expected },
              { term: w.confirmed, value: mail.confirmed_at ? f.dateTime(mail.confirmed_at) : '' },
              ...(mail.finished_at ? [{ term: w.finished, value: f.dateTime(mail.finished_at) }] : []),
            ]}
          />
          {state === 'sending' && (
            <Actions>
              <ButtonLink kind="secondary" url={`${own}/${mail.id}`}>
                {w.reload}
              </ButtonLink>
              <ActionForm action={`${own}/${mail.id}/anhalten`} kind="danger">
                {w.stop}
              </ActionForm>
            </Actions>
          )}
        </Panel>
        <Mails language={language} mails={mails} here={`${own}/${mail.id}`} />
      </Stack>
    </StaffPage>
  )
}
