import { format } from '#platform/text/format.ts'
import {
  ActionForm,
  Actions,
  Button,
  CheckField,
  type Column,
  DataTable,
  EmptyState,
  Form,
  type Html,
  Link,
  Muted,
  Name,
  Notice,
  Panel,
  Pill,
  TextField,
} from '#platform/ui/index.ts'
import { OfficeFrame, type OfficeScreen } from '#privacy'
import type { AnswerKind } from '../hand-over.ts'
import { words } from '../texts.ts'

export type Handed = {
  readonly id: string
  readonly name: string
  readonly recipient: string
  readonly kind: AnswerKind
  readonly made: Temporal.Instant
  readonly until: Temporal.Instant
  readonly fetches: number
  readonly most: number
  readonly over: boolean
}

export type HandoversProps = OfficeScreen & {
  readonly zone: string
  readonly answers: readonly Handed[]
  readonly endAt: (id: string) => string
  readonly importAt: string
  readonly ended: boolean
  readonly missing: boolean
  /** Nobody said that the person wants it. */
  readonly unasked: boolean
  readonly taken: { readonly items: number; readonly personAt: string } | undefined
}

/** What lies ready for people, and the door through which they bring data along. */
export function HandoversPage(props: HandoversProps): Html {
  const { language, answers, taken } = props
  const w = words(language).office
  const f = format(language, props.zone)
  return (
    <OfficeFrame {...props} title={w.title} lead={w.lead}>
      {props.ended && (
        <Notice language={language} tone="success" role="status">
          {w.ended}
        </Notice>
      )}
      {taken && (
        <Notice language={language} tone="success" title={w.taken(f.number(taken.items))} role="status">
          <Link url={taken.personAt}>{w.toPerson}</Link>
        </Notice>
      )}
      <Panel>
        <DataTable
          caption={w.title}
          rows={answers}
          columns={columns(props)}
          empty={<EmptyState title={w.none}>{w.noneHint}</EmptyState>}
        />
      </Panel>
      <Panel title={w.bring} lead={w.bringLead}>
        <Form action={props.importAt} files>
          <TextField
            language={language}
            name="archive"
            type="file"
            accept=".zip,application/zip"
            label={w.file}
            hint={w.fileHint}
            error={props.missing ? w.fileMissing : undefined}
            required
          />
          <CheckField
            language={language}
            name="asked"
            label={w.asked}
            error={props.unasked ? w.askedMissing : undefined}
            required
          />
          <Actions>
            <Button kind="secondary">{w.take}</Button>
          </Actions>
        </Form>
      </Panel>
    </OfficeFrame>
  )
}

function columns({ language, zone, endAt }: HandoversProps): Column<Handed>[] {
  const t = words(language)
  const w = t.office
  const f = format(language, zone)
  const moment = (at: Temporal.Instant) => `${f.shortDate(at)}, ${f.time(at)}`
  return [
    {
      label: w.person,
      header: true,
      cell: ({ name }) => (name ? <Name lines>{name}</Name> : <Muted>{w.unknown}</Muted>),
    },
    {
      label: w.kind,
      cell: ({ kind, recipient }) => (
        <div>
          {t.kinds[kind]}
          {recipient && <Muted>{recipient}</Muted>}
        </div>
      ),
    },
    { label: w.made, cell: ({ made }) => moment(made) },
    { label: w.fetched, numeric: true, cell: ({ fetches, most }) => w.fetches(f.number(fetches), f.number(most)) },
    { label: w.until, cell: ({ until }) => moment(until) },
    {
      label: w.state,
      cell: ({ id, over }) =>
        over ? (
          <Pill tone="muted">{w.over}</Pill>
        ) : (
          <ActionForm action={endAt(id)} kind="tertiary" small>
            {w.end}
          </ActionForm>
        ),
    },
  ]
}
