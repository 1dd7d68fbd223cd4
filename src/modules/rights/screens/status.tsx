import type { PublicFrame } from '#platform/http/frame.ts'
import type { Problems, Raw } from '#platform/http/route.ts'
import { format } from '#platform/text/format.ts'
import type { Language } from '#platform/text/language.ts'
import {
  Actions,
  Button,
  ButtonLink,
  ErrorSummary,
  Form,
  type Html,
  KeyValue,
  Link,
  Notice,
  Panel,
  PublicPage,
  Rows,
  Stack,
  TextArea,
} from '#platform/ui/index.ts'
import type { Kind, RequestRow } from '../data.ts'
import { type Told, toldLine } from '../letters/compose.ts'
import { signOf } from '../letters/letter.ts'
import { isPaused } from '../rules/clock.ts'
import { tellsRecipients } from '../rules/kinds.ts'
import { words } from '../texts.ts'
import { RIGHTS, sentence } from './ask.tsx'

export type StatusProps = {
  readonly frame: PublicFrame
  readonly language: Language
  readonly href: (path: string) => string
  readonly zone: string
  readonly row: RequestRow
  readonly told: readonly Told[]
  readonly letters: readonly { readonly subject: string; readonly on: Temporal.PlainDate; readonly url: string }[]
  /** Where the answer can be fetched, and until when. */
  readonly download: { readonly url: string; readonly until: Temporal.Instant } | undefined
  readonly proofThanks: boolean
  /** Where the person sees what can be proven, and corrects their data, where it is known who they are. */
  readonly further: { readonly receipts: string; readonly correction: string | undefined }
}

function stateOf(
  row: RequestRow,
): 'identity' | 'waiting' | 'work' | 'done' | 'nothing-held' | 'refused' | 'taken-back' {
  if (row.outcome !== null) return row.outcome as 'done'
  if (isPaused(row)) return 'waiting'
  return row.identity === 'proven' || row.nothing_held ? 'work' : 'identity'
}

/** Where a request stands, for the person who made it. */
export function StatusPage(props: StatusProps): Html {
  const { frame, language, href, row } = props
  const w = words(language)
  const p = w.public
  const f = format(language, props.zone)
  const day = (text: string) => f.date(Temporal.PlainDate.from(text))
  const open = row.outcome === null
  return (
    <PublicPage {...frame} title={p.statusTitle} hidden width="narrow">
      <Stack>
        {props.proofThanks && <Notice language={language} tone="success" title={p.proofThanks} role="status" />}
        <Panel level={1} title={w.kinds[row.kind as Kind].title}>
          <KeyValue
            items={[
              { term: p.state, value: <strong>{p.states[stateOf(row)]}</strong> },
              { term: p.received, value: day(row.received_on) },
              ...(open && !isPaused(row) ? [{ term: p.due, value: day(row.due_on) }] : []),
              { term: p.sign, value: signOf(row.id) },
            ]}
          />
          {open && row.extended > 0 && <p>{p.extended(row.extended)}</p>}
          {props.download && (
            <>
              <Actions>
                <ButtonLink url={props.download.url}>{p.download}</ButtonLink>
              </Actions>
              <p class="muted">{p.downloadUntil(f.date(props.download.until))}</p>
            </>
          )}
        </Panel>
        {props.letters.length > 0 && (
          <Panel title={p.letters}>
            <Rows
              rows={props.letters.map(({ subject, on, url }) => ({
                main: <Link url={url}>{`${subject} (PDF)`}</Link>,
                end: f.shortDate(on),
              }))}
            />
          </Panel>
        )}
        {row.outcome === 'done' && tellsRecipients(row.kind as Kind) && (
          <Panel title={p.toldTitle}>
            {props.told.length === 0 ? (
              <p>{p.toldNone}</p>
            ) : (
              <ul>
                {props.told.map((one) => (
                  <li>{toldLine(one, language, props.zone)}</li>
                ))}
              </ul>
            )}
          </Panel>
        )}
        <Panel title={p.furtherTitle}>
          <Rows
            rows={[
              ...(props.further.correction
                ? [{ main: <Link url={props.further.correction}>{p.correct}</Link>, note: p.correctNote }]
                : []),
              { main: <Link url={props.further.receipts}>{p.receipts}</Link>, note: p.receiptsNote },
              { main: <Link url={href(RIGHTS)}>{p.more}</Link> },
            ]}
          />
        </Panel>
      </Stack>
    </PublicPage>
  )
}

export type ProofProps = {
  readonly frame: PublicFrame
  readonly language: Language
  readonly action: string
  /** What we asked for. */
  readonly question: string
  readonly entered: Raw
  readonly problems: Problems
  readonly notice: Html
  readonly over: boolean
}

/** Where somebody answers our question who they are. */
export function ProofPage(props: ProofProps): Html {
  const { frame, language, problems } = props
  const p = words(language).public
  if (props.over) {
    return (
      <PublicPage {...frame} title={p.proofTitle} hidden width="narrow">
        <Panel level={1} title={p.proofTitle}>
          <p>{p.proofOver}</p>
        </Panel>
      </PublicPage>
    )
  }
  const told = problems['answer'] ? sentence(language, problems['answer'], p.proofLabel) : undefined
  return (
    <PublicPage {...frame} title={p.proofTitle} hidden width="narrow">
      <ErrorSummary language={language} errors={told ? [{ field: 'answer', message: told }] : []} />
      <Panel level={1} title={p.proofTitle} lead={props.question}>
        <Form action={props.action}>
          <TextArea
            language={language}
            name="answer"
            label={p.proofLabel}
            hint={p.proofHint}
            value={props.entered['answer']}
            rows={5}
            maxlength={4000}
            required
            {...(told ? { error: told } : {})}
          />
          {props.notice}
          <Actions>
            <Button>{p.proofButton}</Button>
          </Actions>
        </Form>
      </Panel>
    </PublicPage>
  )
}
