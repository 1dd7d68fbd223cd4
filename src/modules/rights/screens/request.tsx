import { format } from '#platform/text/format.ts'
import {
  ButtonLink,
  Columns,
  Details,
  type Html,
  KeyValue,
  Link,
  Name,
  Notice,
  Panel,
  Pill,
  Rows,
  Toned,
} from '#platform/ui/index.ts'
import { OfficeFrame, type OfficeScreen } from '#privacy'
import type { Kind } from '../data.ts'
import { signOf } from '../letters/letter.ts'
import type { CourseLine, LetterLine } from '../queries.ts'
import { isPaused } from '../rules/clock.ts'
import type { Method } from '../rules/kinds.ts'
import { may, nextStep, phaseOf, type Standing, type Step, steps } from '../rules/steps.ts'
import { words } from '../texts.ts'
import { DESK, Happened, requestPath, toneOf } from './desk.tsx'
import { PeopleForm, type PeopleProps } from './people.tsx'
import { type RecipientLine, RecipientsPanel } from './recipients.tsx'
import { stepForm, type StepsProps } from './steps.tsx'

/** The request in clear, for those who work on it. */
export type Opened = {
  readonly name: string
  readonly mail: string
  readonly address: string
  readonly also: string
  readonly message: string
  readonly decision: string
  /** Which consent ends, or what is objected to. */
  readonly activities: readonly string[]
}

export type RequestProps = OfficeScreen &
  StepsProps &
  PeopleProps & {
    readonly zone: string
    readonly now: Temporal.Instant
    readonly opened: Opened
    readonly standing: Standing
    readonly firstMonth: Temporal.PlainDate
    readonly course: readonly CourseLine[]
    readonly letters: readonly LetterLine[]
    /** Undefined where the kind has nobody to tell, or nothing was carried out yet. */
    readonly recipients: readonly RecipientLine[] | undefined
    readonly saved: boolean
    readonly changed: boolean
    readonly refused: string | undefined
  }

/** One request: what to do next is the biggest thing, everything known about it beside. */
export function RequestPage(props: RequestProps): Html {
  const { language, href, row, standing } = props
  const w = words(language)
  const next = nextStep(standing)
  const others = steps.filter((step) => step !== next && may(step, standing))
  return (
    <OfficeFrame
      {...props}
      title={w.kinds[row.kind as Kind].short}
      lead={`${signOf(row.id)} · ${props.opened.name}`}
      actions={
        <ButtonLink kind="secondary" url={href(`${requestPath(row.id)}/akte.pdf`)}>
          {w.one.print}
        </ButtonLink>
      }
    >
      <Happened {...props} />
      <p>
        <Link url={href(DESK)}>{w.one.back}</Link>
      </p>
      <Columns aside={<Facts {...props} />}>
        {next ? (
          <StepPanel {...props} step={next} heading={w.one.next} />
        ) : (
          <Notice language={language} tone="success" title={w.desk.outcomes[row.outcome as 'done']}>
            {w.one.closedNote}
          </Notice>
        )}
        {props.recipients && <RecipientsPanel {...props} lines={props.recipients} />}
        {others.length > 0 && (
          <Panel title={w.one.others}>
            {others.map((step) => (
              <OtherStep {...props} step={step} />
            ))}
          </Panel>
        )}
        {props.letters.length > 0 && (
          <Panel title={w.one.letters}>
            <Letters {...props} />
          </Panel>
        )}
        <Panel title={w.one.course}>
          <Course {...props} />
        </Panel>
      </Columns>
    </OfficeFrame>
  )
}

const titleOf = (language: OfficeScreen['language'], step: Step): string => words(language).steps[step].title

function StepPanel(props: RequestProps & { readonly step: Step; readonly heading: string }): Html {
  const form = stepForm(props.step, props)
  return (
    <Panel title={`${props.heading}: ${titleOf(props.language, props.step)}`}>
      {form ? form.body : <PeopleForm {...props} />}
    </Panel>
  )
}

function OtherStep(props: RequestProps & { readonly step: Step }): Html {
  const form = stepForm(props.step, props)
  const open = props.step === 'persons' && props.search !== ''
  return (
    <Details summary={titleOf(props.language, props.step)} open={open}>
      {form ? form.body : <PeopleForm {...props} />}
    </Details>
  )
}

function Facts(props: RequestProps): Html {
  const { language, row, opened } = props
  const w = words(language)
  const o = w.one
  const f = format(language, props.zone)
  const lines = (text: string) => (
    <span class="lines">
      <Name>{text}</Name>
    </span>
  )
  const authority = row.authority === null ? o.authority.none : o.authority[row.authority as 'shown']
  const method = row.identity_method ? w.methods[row.identity_method as Method] : ''
  return (
    <Panel title={o.facts}>
      <Clock {...props} />
      <KeyValue
        small
        items={[
          { term: w.desk.person, value: <Name>{opened.name}</Name> },
          ...(opened.mail
            ? [
                {
                  term: o.mail,
                  value: (
                    <>
                      <Name>{opened.mail}</Name> ({row.mail_proven_at ? o.mailProven : o.mailNot})
                    </>
                  ),
                },
              ]
            : []),
          ...(opened.address ? [{ term: o.address, value: lines(opened.address) }] : []),
          {
            term: o.channel,
            value: `${w.channels[row.channel as 'form']}, ${f.shortDate(Temporal.PlainDate.from(row.received_on))}`,
          },
          ...(row.for_other ? [{ term: o.forOther, value: authority }] : []),
          {
            term: o.identity,
            value: [o.identities[row.identity as 'open'], method].filter(Boolean).join(': '),
          },
          ...(row.ground ? [{ term: o.ground, value: w.grounds[row.ground as 'accuracy'] }] : []),
          ...(row.kind === 'withdrawal' ? [{ term: o.activity, value: opened.activities.join('') || o.all }] : []),
          ...(row.kind === 'objection' && opened.activities.length > 0
            ? [{ term: o.objectedTo, value: lines(opened.activities.join('\n')) }]
            : []),
          ...(opened.also ? [{ term: o.also, value: lines(opened.also) }] : []),
          ...(opened.message ? [{ term: o.message, value: lines(opened.message) }] : []),
          ...(opened.decision ? [{ term: o.reason, value: lines(opened.decision) }] : []),
        ]}
      />
    </Panel>
  )
}

function Clock(props: RequestProps): Html {
  const { language, row, zone, now, standing } = props
  const w = words(language)
  const f = format(language, zone)
  if (phaseOf(standing) === 'closed') return <></>
  if (isPaused(row)) return <Pill tone="muted">{w.desk.stands}</Pill>
  const due = Temporal.PlainDate.from(row.due_on)
  const days = now.toZonedDateTimeISO(zone).toPlainDate().until(due, { largestUnit: 'days' }).days
  return (
    <p>
      <strong>
        <Toned tone={toneOf(days)}>{`${w.one.clock} ${w.one.dueOn(f.shortDate(due))}, ${w.desk.left(days)}`}</Toned>
      </strong>
      <br />
      <span class="small muted">
        {row.extended > 0 ? w.desk.extended(row.extended) : w.one.firstMonth(f.shortDate(props.firstMonth))}
      </span>
    </p>
  )
}

function Letters({ language, href, zone, row, letters }: RequestProps): Html {
  const w = words(language).one
  const f = format(language, zone)
  return (
    <Rows
      rows={letters.map(({ id, subject, by, on }) => ({
        main: subject,
        note: w.letterAt(f.shortDate(on), w.by[by]),
        end: (
          <Link url={href(`${requestPath(row.id)}/schreiben/${id}/pdf`)}>
            {w.pdf}
            <span class="sr"> {subject}</span>
          </Link>
        ),
      }))}
    />
  )
}

function Course({ language, zone, course }: RequestProps): Html {
  const w = words(language)
  const f = format(language, zone)
  return (
    <Rows
      rows={course.toReversed().map(({ kind, at, said, facts }) => ({
        main: courseWords(language, kind),
        note: [said, methodIn(facts['method'], language)].filter(Boolean).join(' · ') || undefined,
        end: `${f.shortDate(at)}, ${f.clock(at)}`,
      }))}
    />
  )

  function methodIn(method: unknown, spoken: typeof language): string {
    const named: Record<string, string> = words(spoken).methods
    return typeof method === 'string' ? (named[method] ?? w.methods.other) : ''
  }
}

/** What an event of the course is called. */
export function courseWords(language: OfficeScreen['language'], kind: string): string {
  const named: Record<string, string> = words(language).events
  return named[kind] ?? kind
}
