import { PersonSearchForm } from '#people'
import type { StaffFrame } from '#platform/http/frame.ts'
import { format } from '#platform/text/format.ts'
import type { Language } from '#platform/text/language.ts'
import {
  Button,
  Columns,
  DataTable,
  EmptyState,
  Form,
  type Html,
  KeyValue,
  Link,
  Muted,
  Name,
  PageHead,
  Panel,
  Stack,
  StaffPage,
  TextField,
} from '#platform/ui/index.ts'
import type { LetterLine } from '../actions/contract.ts'
import type { CustomerRow } from '../data.ts'
import { envelopeOf, type Master } from '../queries.ts'
import { keptUntil, letterKeptUntil } from '../rules/account.ts'
import { words } from '../texts.ts'
import { bankItems } from './account.tsx'
import { Done, fieldOf, type Filled, FormProblems } from './form.tsx'

export const CUSTOMERS = '/team/kunden'
export const MOST_FOUND = 50

type Base = {
  readonly frame: StaffFrame
  readonly language: Language
  readonly zone: string
  readonly today: Temporal.PlainDate
  readonly href: (path: string) => string
}

export type FoundCustomer = {
  readonly id: string
  readonly name: string
  readonly mail: string
  readonly endedOn: string | null
}
export type Result =
  | { readonly tooShort: true }
  | { readonly customers: readonly FoundCustomer[]; readonly more: boolean }

const contractWords = ({ language, zone, today }: Base, endedOn: string | null): string => {
  const t = words(language).staff
  if (endedOn === null) return t.open
  const day = Temporal.PlainDate.from(endedOn)
  const said = format(language, zone).shortDate(day)
  return Temporal.PlainDate.compare(day, today) < 0 ? t.endedOn(said) : t.endsOn(said)
}

/** Finds customers over sealed data. */
export function SearchPage(
  props: Base & { readonly query: string; readonly result: Result | undefined; readonly count: number },
): Html {
  const { frame, language, href, query } = props
  const t = words(language).staff
  return (
    <StaffPage {...frame} title={t.title}>
      <PageHead title={t.title} />
      <Stack>
        <PersonSearchForm language={language} action={href(CUSTOMERS)} query={query} words={t} />
        <Results {...props} />
      </Stack>
    </StaffPage>
  )
}

const Empty = ({ title, hint }: { readonly title: string; readonly hint: string }): Html => (
  <Panel>
    <EmptyState title={title}>{hint}</EmptyState>
  </Panel>
)

function Results(props: Base & { readonly result: Result | undefined; readonly count: number }): Html {
  const { language, href, result, count } = props
  const { staff: t, fields } = words(language)
  if (!result) return <Empty title={t.how} hint={t.howHint(count)} />
  if ('tooShort' in result) return <Empty title={t.tooShort} hint={t.tooShortHint} />
  if (result.customers.length === 0) return <Empty title={t.none} hint={t.noneHint} />
  return (
    <Panel title={t.found(result.customers.length)} lead={result.more ? t.more(MOST_FOUND) : undefined}>
      <DataTable
        caption={t.title}
        rows={result.customers}
        columns={[
          {
            label: words(language).account.name,
            header: true,
            cell: ({ id, name }) => (
              <Link url={href(`${CUSTOMERS}/${id}`)}>
                <Name lines>{name}</Name>
              </Link>
            ),
          },
          { label: fields.mail, cell: ({ mail }) => <Name lines>{mail}</Name> },
          { label: t.contract, cell: ({ endedOn }) => contractWords(props, endedOn) },
        ]}
      />
    </Panel>
  )
}

export type CustomerPageProps = Base & {
  readonly row: CustomerRow
  readonly master: Master
  readonly letters: readonly LetterLine[]
  readonly filled: Filled
  readonly done: string | undefined
  /** The person's own page, for who may see it. */
  readonly personAt: string | undefined
  /** Whether who looks may enter and end contracts. */
  readonly mayChange: boolean
}

/** One customer: master data, the contract and its end. */
export function CustomerPage(props: CustomerPageProps): Html {
  const { frame, language, href, master, filled, done, personAt } = props
  const { staff: t } = words(language)
  const open = props.mayChange && props.row.password !== null
  return (
    <StaffPage {...frame} title={t.page} notices={<Done language={language} text={done} />}>
      <FormProblems language={language} filled={filled} />
      <PageHead title={<Name lines>{master.name}</Name>} actions={<Link url={href(CUSTOMERS)}>{t.back}</Link>} />
      <Columns
        aside={
          <>
            <Contract {...props} />
            {open && <End {...props} />}
          </>
        }
      >
        <MasterData {...props} />
        <Letters {...props} />
        {open && <Note {...props} />}
        {personAt && (
          <p>
            <Link url={personAt}>{t.person}</Link>
          </p>
        )}
      </Columns>
    </StaffPage>
  )
}

function MasterData({ language, master }: CustomerPageProps): Html {
  const { staff: t, fields, account } = words(language)
  const or = (text: string): Html => (text ? <Name lines>{text}</Name> : <Muted>{account.none}</Muted>)
  return (
    <Panel title={t.master} lead={master.iban ? t.masked : undefined}>
      <KeyValue
        items={[
          { term: fields.mail, value: or(master.mail) },
          { term: account.address, value: or(envelopeOf(master).replaceAll('\n', ', ')) },
          { term: fields.phone, value: or(master.phone) },
          { term: fields.fax, value: or(master.fax) },
          ...(master.iban ? bankItems(master, fields) : [{ term: account.bank, value: or('') }]),
        ]}
      />
    </Panel>
  )
}

function Contract({ language, zone, row, today, ...base }: CustomerPageProps): Html {
  const { staff: t, account } = words(language)
  const f = format(language, zone)
  return (
    <Panel title={t.contract}>
      <KeyValue
        items={[
          { term: account.since, value: f.date(Temporal.PlainDate.from(row.began_on)) },
          { term: t.contract, value: contractWords({ ...base, language, zone, today }, row.ended_on) },
          ...(row.ended_on ? [{ term: account.deleted, value: f.date(keptUntil(row.ended_on)) }] : []),
        ]}
      />
    </Panel>
  )
}

function End({ language, href, row, today, filled }: CustomerPageProps): Html {
  const { staff: t } = words(language)
  return (
    <Panel title={t.end} lead={t.endLead}>
      <Form action={href(`${CUSTOMERS}/${row.id}/ende`)} hidden={{ version: String(row.version) }}>
        <TextField
          value={row.ended_on ?? ''}
          {...fieldOf(filled, language)('end', t.endField)}
          type="date"
          min={today.toString()}
          required
          mark={false}
        />
        <Button kind="danger">{row.ended_on ? t.endChange : t.endButton}</Button>
      </Form>
    </Panel>
  )
}

function Note({ language, href, row, today, filled }: CustomerPageProps): Html {
  const { staff: t } = words(language)
  const field = fieldOf(filled, language)
  return (
    <Panel title={t.note} lead={t.noteLead}>
      <Form action={href(`${CUSTOMERS}/${row.id}/vertrag`)}>
        <TextField {...field('subject', t.noteSubject)} maxlength={300} required mark={false} />
        <TextField value={today.toString()} {...field('on', t.noteOn)} type="date" required mark={false} />
        <Button kind="secondary">{t.noteButton}</Button>
      </Form>
    </Panel>
  )
}

function Letters({ language, zone, letters }: CustomerPageProps): Html {
  const { staff: t, account } = words(language)
  const f = format(language, zone)
  return (
    <Panel title={account.letters}>
      <DataTable
        caption={account.letters}
        rows={letters}
        empty={<p class="muted">{t.noLetters}</p>}
        columns={[
          { label: t.subject, header: true, cell: ({ subject }) => <Name lines>{subject}</Name> },
          { label: t.about, cell: ({ kind }) => account.letter[kind] ?? kind },
          { label: t.date, cell: ({ sentOn }) => f.shortDate(Temporal.PlainDate.from(sentOn)) },
          { label: t.keptUntil, cell: ({ keptFrom }) => f.shortDate(letterKeptUntil(keptFrom)) },
        ]}
      />
    </Panel>
  )
}
