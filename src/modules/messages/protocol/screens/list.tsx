import type { StaffFrame } from '#platform/http/frame.ts'
import { format } from '#platform/text/format.ts'
import type { Language } from '#platform/text/language.ts'
import {
  ActionForm,
  Button,
  type Children,
  DataTable,
  EmptyState,
  FieldSet,
  Form,
  type Html,
  Link,
  Muted,
  Notice,
  PageHead,
  Panel,
  SelectField,
  Stack,
  StaffPage,
  TextField,
} from '#platform/ui/index.ts'
import type { EventKind } from '../../following/data.ts'
import { MOST_AGAIN } from '../actions.ts'
import { paths } from '../paths.ts'
import { type causes, type Line, MOST_FOUND } from '../queries.ts'
import { type Filter, lanes, states } from '../rules.ts'
import { answerInWords, isCode, protocolWords } from '../words.ts'
import { lineColumns } from './lines.tsx'

type Cause = Awaited<ReturnType<typeof causes>>[number]
type Common = {
  readonly frame: StaffFrame
  readonly language: Language
  readonly zone: string
  readonly href: (path: string) => string
  readonly news: ReadonlyMap<string, EventKind>
  readonly lines: readonly Line[]
}
type Props = Common & {
  readonly waiting: { readonly count: number; readonly more: boolean }
  readonly causes: readonly Cause[]
  readonly filter: Filter
  /** Kinds of mails to choose from, by their names. */
  readonly kinds: readonly { readonly value: string; readonly label: string }[]
  readonly newer: string | undefined
  readonly older: string | undefined
  /** How many were just sent again. */
  readonly again: number | undefined
}

/** Everything that was sent in the last 30 days, what did not arrive and why. */
export function ProtocolPage(props: Props): Html {
  const { frame, language, zone, waiting, again } = props
  const w = protocolWords(language)
  const f = format(language, zone)
  const count = waiting.more ? w.moreThan(f.number(waiting.count)) : f.number(waiting.count)
  return (
    <StaffPage
      {...frame}
      title={w.nav}
      notices={
        again !== undefined && (
          <Notice language={language} tone={again === 0 ? 'info' : 'success'} role="status">
            {again === 0 ? w.againNone : again === 1 ? w.againOne : w.again(f.number(again))}
            {again === MOST_AGAIN && ` ${w.againRest}`}
          </Notice>
        )
      }
    >
      <PageHead
        title={w.title}
        lead={`${w.lead} ${format(language, zone).list([waiting.count === 0 ? w.waitingNone : waiting.count === 1 ? w.waitingOne : w.waiting(count)])}.`}
      />
      <Stack>
        {props.causes.length > 0 && <Causes {...props} />}
        <Panel title={w.all}>
          <FilterForm {...props} />
          <DataTable
            caption={w.all}
            rows={props.lines}
            columns={lineColumns(props)}
            empty={<EmptyState title={w.none}>{w.noneHint}</EmptyState>}
          />
          <Turning {...props} />
        </Panel>
        <SearchPanel {...props} />
      </Stack>
    </StaffPage>
  )
}

/** The mails to one address. */
export function FoundPage({
  address,
  problem,
  ...props
}: Common & { readonly address: string; readonly problem?: string | undefined }): Html {
  const { frame, language, href, lines } = props
  const w = protocolWords(language)
  return (
    <StaffPage {...frame} title={w.search}>
      <PageHead title={w.search} lead={<Link url={href(paths.list)}>{w.backToAll}</Link>} />
      <Stack>
        <SearchPanel {...props} address={address} problem={problem} titled={false} />
        {problem === undefined && (
          <Panel title={w.found(address)}>
            <DataTable
              caption={w.found(address)}
              rows={lines}
              columns={lineColumns(props)}
              empty={<EmptyState title={w.foundNone} />}
            />
            {lines.length === MOST_FOUND && <p class="muted small">{w.foundMost(MOST_FOUND)}</p>}
          </Panel>
        )}
      </Stack>
    </StaffPage>
  )
}

function SearchPanel({
  language,
  href,
  address,
  problem,
  titled = true,
}: Pick<Common, 'language' | 'href'> & {
  readonly address?: string
  readonly problem?: string | undefined
  readonly titled?: boolean
}): Html {
  const w = protocolWords(language)
  return (
    <Panel title={titled ? w.search : undefined} lead={w.searchLead}>
      <Form action={href(paths.search)} label={w.search} search>
        <TextField
          language={language}
          name="address"
          label={w.address}
          type="email"
          value={address}
          error={problem}
          autocomplete="off"
          required
          mark={false}
        />
        <Button kind="secondary">{w.searchButton}</Button>
      </Form>
    </Panel>
  )
}

function Causes({ language, zone, href, causes: rows }: Props): Html {
  const w = protocolWords(language)
  const f = format(language, zone)
  const why = ({ answer }: Cause): string => answerInWords(language, answer)
  return (
    <Panel title={w.causes} lead={w.causesLead}>
      <DataTable
        caption={w.causes}
        rows={rows}
        columns={[
          {
            label: w.why,
            header: true,
            cell: (row): Children => (
              <>
                {why(row)}
                {isCode(row.answer) && <Muted> ({row.answer})</Muted>}
              </>
            ),
          },
          { label: w.count, numeric: true, cell: ({ count }) => f.number(count) },
          { label: w.newest, cell: ({ newest }) => `${f.shortDate(newest)}, ${f.time(newest)}` },
          {
            label: w.retryAll,
            quiet: true,
            cell: (row) => (
              <ActionForm
                action={href(paths.retryCause)}
                hidden={{ answer: row.answer }}
                label={w.retryAllOf(`${why(row)} ${row.answer}`)}
                small
              >
                {w.retryAll}
              </ActionForm>
            ),
          },
        ]}
      />
    </Panel>
  )
}

function FilterForm({ language, href, filter, kinds }: Props): Html {
  const w = protocolWords(language)
  const select = { language, empty: w.any, mark: false } as const
  return (
    <Form action={href(paths.list)} method="get" label={w.filter}>
      <FieldSet legend={w.filter} row>
        <SelectField
          {...select}
          name="stand"
          label={w.state}
          value={filter.state}
          options={[...states, 'returned' as const].map((value) => ({ value, label: w.states[value] }))}
        />
        <SelectField
          {...select}
          name="spur"
          label={w.lane}
          value={filter.lane}
          options={lanes.map((value) => ({ value, label: w.lanes[value] }))}
        />
        <SelectField {...select} name="was" label={w.kind} value={filter.kind} options={kinds} />
      </FieldSet>
      <Button kind="secondary" small>
        {w.show}
      </Button>
    </Form>
  )
}

function Turning({ language, newer, older }: Props): Html {
  const w = protocolWords(language)
  if (newer === undefined && older === undefined) return <></>
  return (
    <nav class="pagination" aria-label={w.pages}>
      {newer !== undefined && <Link url={newer}>{w.newer}</Link>}
      {older !== undefined && <Link url={older}>{w.older}</Link>}
    </nav>
  )
}
