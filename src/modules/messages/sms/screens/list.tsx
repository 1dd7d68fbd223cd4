import type { StaffFrame } from '#platform/http/frame.ts'
import type { Language } from '#platform/text/language.ts'
import {
  Actions,
  Button,
  type Column,
  Columns,
  DataTable,
  EmptyState,
  ErrorSummary,
  Form,
  type Html,
  Link,
  Muted,
  Notice,
  PageHead,
  Panel,
  StaffPage,
  Stack,
  TextField,
} from '#platform/ui/index.ts'
import { nameOfKind } from '../../names.ts'
import { money } from '../money.ts'
import { paths } from '../paths.ts'
import { MOST_SHOWN, type SmsLine, type SmsSum } from '../queries.ts'
import { costOf } from '../rules.ts'
import { smsWords } from '../texts.ts'
import { reasonOf, SmsTabs, StatePill, whenIn } from './parts.tsx'

export type ListProps = {
  readonly frame: StaffFrame
  readonly language: Language
  readonly zone: string
  readonly href: (path: string) => string
  readonly rows: readonly SmsLine[]
  readonly sums: readonly SmsSum[]
  /** Only those to one number are shown. */
  readonly found: boolean
  readonly personAt: ((person: string) => string) | undefined
  readonly mayChange: boolean
  /** Why nothing leaves just now, where that is so. */
  readonly off: boolean
  readonly number?: { readonly value: string; readonly error: string }
}

/** What left in the days of the protocol, what became of it and what it cost. */
export function SmsListPage(props: ListProps): Html {
  const { frame, language, href, rows, found } = props
  const w = smsWords(language)
  return (
    <StaffPage {...frame} title={w.title}>
      <PageHead title={w.title} lead={w.lead} />
      <Stack>
        <SmsTabs {...props} current="list" />
        <ErrorSummary
          language={language}
          errors={props.number ? [{ field: 'nummer', message: props.number.error }] : []}
        />
        {props.off && (
          <Notice language={language} tone="info" title={w.off}>
            {w.offHint} {props.mayChange && <Link url={href(paths.setup)}>{w.tabs.setup}</Link>}
          </Notice>
        )}
        <Panel title={found ? w.found : undefined} aside={found && <Link url={href(paths.list)}>{w.all}</Link>}>
          <DataTable
            caption={w.title}
            rows={rows}
            columns={columns(props)}
            empty={<EmptyState title={w.none}>{w.noneHint}</EmptyState>}
          />
          {rows.length === MOST_SHOWN && <p class="muted small">{w.most(MOST_SHOWN)}</p>}
        </Panel>
        <Columns aside={<Costs {...props} />}>
          <Search {...props} />
        </Columns>
      </Stack>
    </StaffPage>
  )
}

function Costs({ language, sums }: ListProps): Html {
  const w = smsWords(language)
  return (
    <>
      {sums.map(({ currency, count, parts, cost }) => (
        <Panel title={w.cost}>
          <p class="big">{money(language, cost, currency)}</p>
          <p class="small muted">{w.sum(count, parts)}</p>
        </Panel>
      ))}
    </>
  )
}

function Search({ language, href, number }: ListProps): Html {
  const w = smsWords(language)
  return (
    <Panel title={w.search}>
      <Form action={href(paths.search)}>
        <TextField
          language={language}
          name="nummer"
          label={w.number}
          hint={w.searchHint}
          type="tel"
          autocomplete="off"
          required
          mark={false}
          maxlength={40}
          width="medium"
          value={number?.value}
          error={number?.error}
        />
        <Actions>
          <Button kind="secondary">{w.find}</Button>
        </Actions>
      </Form>
    </Panel>
  )
}

function columns({ language, zone, href, personAt }: ListProps): Column<SmsLine>[] {
  const w = smsWords(language)
  return [
    {
      label: w.kind,
      header: true,
      cell: (row) => <Link url={href(paths.one(row.id))}>{nameOfKind(row.kind)[language]}</Link>,
    },
    { label: w.when, cell: (row) => whenIn(language, zone, row.created_at) },
    {
      label: w.state,
      cell: (row) => (
        <div>
          <StatePill language={language} state={row.state} />
          {reasonOf(language, row) && (
            <div>
              <Muted>{reasonOf(language, row)}</Muted>
            </div>
          )}
        </div>
      ),
    },
    { label: w.parts, numeric: true, cell: (row) => row.segments },
    {
      label: w.cost,
      numeric: true,
      cell: (row) => (row.sent_at ? money(language, costOf(row.segments, row.price), row.currency) : '–'),
    },
    ...(personAt
      ? [
          {
            label: w.person,
            cell: ({ person_id }: SmsLine) => (person_id ? <Link url={personAt(person_id)}>{w.show}</Link> : ''),
          },
        ]
      : []),
  ]
}
