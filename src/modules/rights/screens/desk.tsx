import { format } from '#platform/text/format.ts'
import {
  ActionForm,
  ButtonLink,
  type Column,
  DataTable,
  Details,
  EmptyState,
  type Html,
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
import type { Line } from '../queries.ts'
import { words } from '../texts.ts'

export const DESK = '/team/datenschutz/anfragen'
export const requestPath = (id: string): string => `${DESK}/${id}`

export type DeskProps = OfficeScreen & {
  readonly zone: string
  readonly now: Temporal.Instant
  readonly open: readonly Line[]
  readonly closed: number
  readonly waiting: readonly {
    readonly id: string
    readonly kind: Kind
    readonly name: string
    readonly since: Temporal.Instant
  }[]
}

/** Days until a request is due; negative when it is over. */
const daysLeft = (due: Temporal.PlainDate, now: Temporal.Instant, zone: string): number =>
  now.toZonedDateTimeISO(zone).toPlainDate().until(due, { largestUnit: 'days' }).days

export const toneOf = (days: number): 'danger' | 'warning' | 'info' =>
  days < 0 ? 'danger' : days <= 7 ? 'warning' : 'info'

/** All open requests, what is due first on top. */
export function DeskPage(props: DeskProps): Html {
  const { language, href, waiting, closed } = props
  const w = words(language).desk
  return (
    <OfficeFrame
      {...props}
      title={w.title}
      lead={w.lead}
      actions={<ButtonLink url={href(`${DESK}/neu`)}>{w.enter}</ButtonLink>}
    >
      <Panel>
        <DataTable
          caption={w.title}
          rows={props.open}
          columns={columns(props)}
          empty={<EmptyState title={w.none}>{w.noneText}</EmptyState>}
        />
      </Panel>
      {waiting.length > 0 && (
        <Details summary={w.unconfirmed(waiting.length)} panel>
          <p class="small muted">{w.unconfirmedText}</p>
          <Waiting {...props} />
        </Details>
      )}
      {closed > 0 && (
        <p>
          <Link url={href(`${DESK}/abgeschlossen`)}>{w.closedShow(closed)}</Link>
        </p>
      )}
    </OfficeFrame>
  )
}

function Waiting({ language, href, zone, waiting }: DeskProps): Html {
  const w = words(language)
  const f = format(language, zone)
  return (
    <Rows
      rows={waiting.map(({ id, kind, name, since }) => ({
        main: <Name short>{name}</Name>,
        note: `${w.kinds[kind].short} · ${f.shortDate(since)}`,
        end: (
          <ActionForm small action={href(`${DESK}/unbestaetigt/${id}`)}>
            {w.desk.takeUp}
          </ActionForm>
        ),
      }))}
    />
  )
}

type Listed = OfficeScreen & { readonly zone: string; readonly now: Temporal.Instant }

function columns(props: Listed): Column<Line>[] {
  const { language, href, zone, now } = props
  const w = words(language)
  const f = format(language, zone)
  return [
    {
      label: w.desk.kind,
      header: true,
      cell: ({ id, kind }) => (
        <>
          <Link url={href(requestPath(id))}>{w.kinds[kind].short}</Link>
          <div class="small muted">{signOf(id)}</div>
        </>
      ),
    },
    { label: w.desk.person, cell: ({ name }) => <Name short>{name}</Name> },
    { label: w.desk.received, cell: ({ received }) => f.shortDate(received) },
    {
      label: w.desk.state,
      cell: (line) => (
        <>
          <State {...props} line={line} />
          {line.toTell > 0 && <div class="small muted">{w.desk.tell(line.toTell)}</div>}
        </>
      ),
    },
    {
      label: w.desk.due,
      cell: (line) => {
        if (line.outcome !== null) return ''
        if (line.phase === 'waiting') return w.desk.stands
        const days = daysLeft(line.due, now, zone)
        const said = `${f.shortDate(line.due)} · ${w.desk.left(days)}`
        return (
          <>
            {days <= 7 ? <Toned tone={toneOf(days)}>{said}</Toned> : said}
            {line.extended > 0 && <div class="small muted">{w.desk.extended(line.extended)}</div>}
          </>
        )
      },
    },
  ]
}

function State({ language, line }: Listed & { readonly line: Line }): Html {
  const w = words(language).desk
  if (line.outcome !== null) return <Pill tone="success">{w.outcomes[line.outcome as 'done']}</Pill>
  return <Pill tone={line.phase === 'waiting' ? 'muted' : 'accent'}>{w.phases[line.phase]}</Pill>
}

/** Closed requests, the newest first. */
export function ClosedPage(props: Listed & { readonly lines: readonly Line[] }): Html {
  const { language, href } = props
  const w = words(language)
  return (
    <OfficeFrame {...props} title={w.desk.closed} lead={w.desk.closedLead}>
      <p>
        <Link url={href(DESK)}>{w.one.back}</Link>
      </p>
      <Panel>
        <DataTable
          caption={w.desk.closed}
          rows={props.lines}
          columns={columns(props).slice(0, 4)}
          empty={<EmptyState title={w.desk.none}>{''}</EmptyState>}
        />
      </Panel>
    </OfficeFrame>
  )
}

/** What happened since the page was opened, above everything else. */
export const Happened = ({
  language,
  saved,
  changed,
  refused,
}: {
  readonly language: OfficeScreen['language']
  readonly saved: boolean
  readonly changed: boolean
  readonly refused?: string | undefined
}): Html => {
  const w = words(language).one
  if (refused) return <Notice language={language} tone="danger" title={refused} role="alert" />
  if (changed)
    return (
      <Notice language={language} tone="warning" title={w.changed} role="alert">
        {w.changedText}
      </Notice>
    )
  return saved ? <Notice language={language} tone="success" title={w.saved} role="status" /> : <></>
}
