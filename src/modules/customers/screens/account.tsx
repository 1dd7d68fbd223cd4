import { format } from '#platform/text/format.ts'
import { maskedIban } from '#platform/text/iban.ts'
import {
  ActionForm,
  Columns,
  DataTable,
  type Html,
  KeyValue,
  Link,
  MailAddress,
  Muted,
  Name,
  PageHead,
  Panel,
  PublicPage,
  Rows,
  Stack,
} from '#platform/ui/index.ts'
import type { ConsentRecord } from '#privacy'
import { purposeOf } from '#privacy'
import type { LetterLine } from '../actions/contract.ts'
import type { UsageLine } from '../actions/usage.ts'
import type { CustomerRow } from '../data.ts'
import { envelopeOf, type Master } from '../queries.ts'
import { keptUntil, letterKeptUntil } from '../rules/account.ts'
import { words } from '../texts.ts'
import { Done, type Framed } from './form.tsx'

export type AccountProps = Framed & {
  readonly row: CustomerRow
  readonly master: Master
  readonly letters: readonly LetterLine[]
  readonly usage: readonly UsageLine[]
  readonly consents: readonly ConsentRecord[]
  readonly panels: readonly (Html | undefined)[]
  /** Pages of other modules about this person. */
  readonly ways: readonly { readonly label: string; readonly url: string }[]
  readonly done: string | undefined
}

const lines = (text: string): Html => (
  <>
    {text.split('\n').map((line, place) => (
      <>
        {place > 0 && <br />}
        <Name>{line}</Name>
      </>
    ))}
  </>
)

/** Everything in one place: master data, contract, appointments, requests, consents; each with the way to change it. */
export function AccountPage(props: AccountProps): Html {
  const { frame, language, href, master, panels, done } = props
  const w = words(language)
  return (
    <PublicPage {...frame} title={w.account.title} hidden>
      <Stack>
        <Done language={language} text={done} />
        <PageHead
          title={w.account.title}
          lead={<Name>{master.name}</Name>}
          actions={
            <ActionForm action={href('/konto/abmelden')} kind="secondary">
              {w.account.signOut}
            </ActionForm>
          }
        />
        <Columns
          aside={
            <>
              <Security {...props} />
              <Contract {...props} />
              <Privacy {...props} />
            </>
          }
        >
          <Data {...props} />
          <BankDetails {...props} />
          {panels.map((panel) => panel)}
          <Usage {...props} />
        </Columns>
      </Stack>
    </PublicPage>
  )
}

const Change = ({ url, children }: { readonly url: string; readonly children: string }): Html => (
  <Link url={url}>{children}</Link>
)

function Data({ language, href, master }: AccountProps): Html {
  const { account: t, fields } = words(language)
  const or = (text: string) => (text ? lines(text) : <Muted>{t.none}</Muted>)
  return (
    <Panel title={t.data} aside={<Change url={href('/konto/angaben')}>{t.change}</Change>}>
      <KeyValue
        items={[
          { term: fields.first, value: or(master.first) },
          { term: fields.last, value: or(master.last) },
          { term: t.address, value: or(envelopeOf(master)) },
          { term: fields.phone, value: or(master.phone) },
          { term: fields.fax, value: or(master.fax) },
          { term: fields.mail, value: <MailAddress>{master.mail}</MailAddress> },
        ]}
      />
    </Panel>
  )
}

function BankDetails({ language, href, master }: AccountProps): Html {
  const { account: t, fields } = words(language)
  const change = <Change url={href('/konto/bank')}>{master.iban ? t.change : t.add}</Change>
  return (
    <Panel title={t.bank} aside={change}>
      {master.iban ? <KeyValue items={bankItems(master, fields)} /> : <p class="muted">{t.noBank}</p>}
    </Panel>
  )
}

/** The bank details, masked as everywhere. */
export const bankItems = (
  { holder, name, iban, bic }: Master,
  fields: { readonly holder: string; readonly iban: string; readonly bic: string },
) => [
  { term: fields.holder, value: <Name>{holder || name}</Name> },
  { term: fields.iban, value: maskedIban(iban) },
  ...(bic ? [{ term: fields.bic, value: bic }] : []),
]

function Security({ language, href }: AccountProps): Html {
  const { account: t } = words(language)
  return (
    <Panel title={t.security}>
      <Rows
        rows={[
          { main: <Link url={href('/konto/mail')}>{words(language).mailChange.title}</Link> },
          { main: <Link url={href('/konto/sicherheit')}>{t.passwordAndSessions}</Link> },
        ]}
      />
    </Panel>
  )
}

function Contract({ language, href, organisation, row, letters }: AccountProps): Html {
  const { account: t } = words(language)
  const f = format(language, organisation.zone)
  const day = (text: string) => f.date(Temporal.PlainDate.from(text))
  const newest =
    row.ended_on &&
    letters
      .map(({ keptFrom }) => keptFrom)
      .toSorted()
      .at(-1)
  return (
    <Panel title={t.contract}>
      <KeyValue
        items={[
          { term: t.since, value: day(row.began_on) },
          ...(row.ended_on
            ? [
                { term: t.until, value: day(row.ended_on) },
                { term: t.deleted, value: f.date(keptUntil(row.ended_on)) },
              ]
            : []),
          ...(newest ? [{ term: t.kept, value: f.date(letterKeptUntil(newest)) }] : []),
        ]}
      />
      {letters.length > 0 && (
        <Rows
          rows={letters.map((letter) => ({
            main: <Name>{letter.subject}</Name>,
            note: `${t.letter[letter.kind] ?? letter.kind}, ${day(letter.sentOn)}`,
          }))}
        />
      )}
      <p>
        <Link url={href('/konto/schliessen')}>{t.close}</Link>
      </p>
    </Panel>
  )
}

function Privacy({ language, organisation, href, consents, ways }: AccountProps): Html {
  const { account: t } = words(language)
  const f = format(language, organisation.zone)
  return (
    <Panel title={t.privacy}>
      <h3>{t.consents}</h3>
      {consents.length === 0 ? (
        <p class="muted">{t.noConsents}</p>
      ) : (
        <Rows
          rows={consents.map(({ activity, givenAt, withdrawnAt }) => ({
            main: purposeOf(activity, language),
            note: withdrawnAt ? t.withdrawn(f.shortDate(withdrawnAt)) : t.given(f.shortDate(givenAt)),
          }))}
        />
      )}
      {ways.map(({ label, url }) => (
        <p>
          <Link url={url}>{label}</Link>
        </p>
      ))}
      <p>
        <Link url={href('/datenschutz')}>{t.notice}</Link>
      </p>
    </Panel>
  )
}

function Usage({ language, organisation, usage }: AccountProps): Html {
  const { account: t } = words(language)
  const f = format(language, organisation.zone)
  if (usage.length === 0) return <></>
  return (
    <Panel title={t.usage} lead={t.usageLead}>
      <DataTable
        caption={t.usage}
        rows={usage}
        columns={[
          { label: t.used, header: true, cell: ({ service }) => <Name>{service}</Name> },
          { label: t.usedOn, cell: ({ usedAt }) => f.shortDate(usedAt) },
          { label: t.quantity, numeric: true, cell: ({ quantity }) => f.number(quantity, 0) },
          {
            label: t.invoice,
            cell: ({ invoiceSentAt }) => (invoiceSentAt ? f.shortDate(invoiceSentAt) : t.invoiceOpen),
          },
        ]}
      />
    </Panel>
  )
}
