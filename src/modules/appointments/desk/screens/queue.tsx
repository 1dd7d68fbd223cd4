import {
  Button,
  DataTable,
  Details,
  EmptyState,
  Form,
  Link,
  Name,
  Panel,
  Pill,
  Toned,
  type Children,
  type Html,
  type Tone,
} from '#platform/ui/index.ts'
import { waitingMinutes } from '../../rules/queue.ts'
import type { Line } from '../queries.ts'
import { deskStep, longWaitMinutes, meanWait } from '../rules.ts'
import { seenValue, viewHidden, viewPath } from '../view.ts'
import { callName, inWords, type DayProps } from './props.ts'

const tones: Partial<Record<Line['state'], Tone | 'muted'>> = {
  booked: 'muted',
  called: 'info',
  serving: 'success',
  served: 'muted',
  'no-show': 'danger',
  cancelled: 'muted',
}

/** Those who are here: at the desks, then in the order of their turn. */
export function QueuePanel(props: DayProps): Html {
  const { groups, day, now, location } = props
  const { w, f } = inWords(props)
  const { waiting } = groups
  const mean = waiting.length > 0 ? ` · ${w.day.mean(meanWait(waiting, now))}` : ''
  return (
    <Panel
      level={1}
      title={<Name lines>{location.name}</Name>}
      lead={`${f.date(day.date)}${day.isToday ? `, ${w.day.today}` : ''}`}
      aside={
        <>
          {day.isToday && `${w.day.waiting(waiting.length)}${mean} · `}
          <span data-live-state role="status">
            <Link url={props.href(viewPath(location.id, props.view))}>{w.day.reload}</Link>
          </span>
        </>
      }
    >
      <DataTable
        caption={w.day.queue}
        rows={[...groups.atDesks, ...waiting]}
        rowId={rowId}
        current={(line) => line.id === props.shown?.line.id}
        columns={[
          header(props, w.day.number),
          time(props),
          matter(inWords(props)),
          { label: w.day.waits, numeric: true, cell: (line) => <Wait {...props} line={line} /> },
          { label: w.day.state, cell: (line) => <StatePill {...props} line={line} /> },
        ]}
        empty={
          <EmptyState title={day.isToday ? w.day.nobody : w.day.notToday}>
            {day.isToday ? w.day.nobodyHint : undefined}
          </EmptyState>
        }
      />
    </Panel>
  )
}

/** Those who are still to come; who arrives is checked in with one press. */
export function ExpectedPanel(props: DayProps): Html {
  const { groups, href, location, may, now } = props
  const { w } = inWords(props)
  const { expected } = groups
  if (expected.length === 0) return <></>
  const arriving = may
    ? new Set(expected.filter((line) => !(deskStep(line, 'arrive', now, null) instanceof Error)))
    : new Set<Line>()
  const table = (
    <DataTable
      caption={w.day.expected}
      rows={expected}
      rowId={rowId}
      current={(line) => line.id === props.shown?.line.id}
      columns={[
        header(props, w.day.time),
        matter(inWords(props)),
        { label: w.day.state, cell: (line) => <Due {...props} line={line} /> },
        ...(arriving.size > 0
          ? [
              {
                label: w.day.step,
                quiet: true,
                cell: (line: Line) => arriving.has(line) && <ArriveButton {...props} line={line} />,
              },
            ]
          : []),
      ]}
    />
  )
  return (
    <Panel title={`${w.day.expected} (${expected.length})`}>
      {arriving.size === 0 ? (
        table
      ) : (
        <Form
          action={href(`/team/termine/${location.id}/schritt`)}
          hidden={{ verb: 'arrive', ...viewHidden(props.view) }}
          class="stack"
        >
          {table}
        </Form>
      )}
    </Panel>
  )
}

function ArriveButton(props: WithLine): Html {
  const { line, language } = props
  const { w, f } = inWords(props)
  return (
    <Button
      kind="secondary"
      small
      name="booking"
      value={seenValue(line)}
      label={w.day.arriveLabel(callName(line, language, f.clock(line.starts_at)))}
    >
      {w.day.arrive}
    </Button>
  )
}

/** What is over, folded away. */
export function FinishedPanels(props: DayProps): Html {
  const { w } = inWords(props)
  const folds = [
    ['served', w.day.served, props.groups.served],
    ['absent', w.day.absent, props.groups.absent],
    ['cancelled', w.day.cancelled, props.groups.cancelled],
  ] as const
  return (
    <>
      {folds
        .filter(([, , lines]) => lines.length > 0)
        .map(([id, label, lines]) => (
          <div id={`fold-${id}`}>
            <Details
              panel
              summary={`${label} (${lines.length})`}
              open={lines.some(({ id: one }) => one === props.view.wahl)}
            >
              <DataTable
                caption={label}
                rows={lines}
                rowId={rowId}
                current={(line) => line.id === props.shown?.line.id}
                columns={[header(props, w.day.number), time(props), matter(inWords(props))]}
              />
            </Details>
          </div>
        ))}
    </>
  )
}

const rowId = (line: Line): string => `row-${line.id}`

/** The number, or the time where there is none yet: opens the line beside the list. */
function header(props: DayProps, label: string) {
  const { view, href, location } = props
  const { f } = inWords(props)
  return {
    label,
    header: true,
    cell: (line: Line): Children => (
      <Link
        url={href(viewPath(location.id, { ...view, wahl: line.id }))}
        current={line.id === props.shown?.line.id}
        label={line.ticket ? undefined : callName(line, props.language, f.clock(line.starts_at))}
      >
        {line.ticket?.replace(' ', '\u00a0') ?? f.clock(line.starts_at)}
      </Link>
    ),
  }
}

function time(props: DayProps) {
  const { w, f } = inWords(props)
  return {
    label: w.day.time,
    cell: (line: Line): Children =>
      line.walk_in ? <span class="muted">{w.day.withoutAppointment}</span> : f.clock(line.starts_at),
  }
}

/** Who, and below what for. */
function matter({ w }: ReturnType<typeof inWords>) {
  return {
    label: w.day.matter,
    cell: (line: Line): Children => (
      <div>
        {line.name === null ? <span class="muted">{w.day.anonymous}</span> : <Name lines>{line.name}</Name>}
        <div class="muted small">
          <Name lines>{line.service_name}</Name>
        </div>
      </div>
    ),
  }
}

type WithLine = DayProps & { readonly line: Line }

function Wait({ line, now, language, location }: WithLine): Html {
  const { w } = inWords({ language, location })
  if (line.state !== 'arrived' || line.arrived_at === null) return <>–</>
  const minutes = waitingMinutes({ arrived_at: line.arrived_at }, now)
  const text = <span data-wait={String(minutes)}>{w.day.minutes(minutes)}</span>
  return minutes >= longWaitMinutes ? <Toned tone="warning">{text}</Toned> : text
}

function Due({ line, now, language, location }: WithLine): Html {
  const { w } = inWords({ language, location })
  const late = Math.floor((now.epochMilliseconds - line.starts_at.epochMilliseconds) / 60_000)
  if (late < 1) return <Pill tone="muted">{w.states.booked}</Pill>
  return <Pill tone="warning">{w.day.overdue(late)}</Pill>
}

export function StatePill({ line, desk, desks, language, location }: WithLine): Html {
  const { w } = inWords({ language, location })
  const isHere = line.state === 'called' || line.state === 'serving'
  if (isHere && desk && line.called_desk_id === desk.id) return <Pill tone="success">{w.withYou}</Pill>
  const there = isHere ? desks.find(({ id }) => id === line.called_desk_id) : undefined
  return (
    <div>
      <Pill tone={tones[line.state]}>{w.states[line.state]}</Pill>
      {there && (
        <div class="muted small">
          <Name lines>{w.atDesk(there.name)}</Name>
        </div>
      )}
    </div>
  )
}
