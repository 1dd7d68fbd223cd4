import { format } from '#platform/text/format.ts'
import { spacedIban } from '#platform/text/iban.ts'
import type { Language } from '#platform/text/language.ts'
import { DataTable, EmptyState, type Html, KeyValue, Link, Name, Panel, Stack } from '#platform/ui/index.ts'
import type { Invoice, InvoiceLine, InvoiceTax, Party } from '../invoice/types.ts'
import { invoicePage } from '../paths.ts'
import { words } from '../texts.ts'

type Props = { readonly language: Language; readonly zone: string; readonly invoice: Invoice }
type Item = readonly [term: string, value: string | undefined]

const known = (items: readonly Item[]) =>
  items.flatMap(([term, value]) => (value ? [{ term, value: <Name>{value}</Name> }] : []))

/** A decimal of the invoice as people read it. */
function number(language: Language, decimal: string | undefined, digits = 2): string | undefined {
  if (decimal === undefined) return undefined
  const value = Number(decimal)
  return value.toLocaleString(language, { minimumFractionDigits: digits, maximumFractionDigits: 6 })
}

const money = ({ language, invoice }: Props, decimal: string | undefined): string | undefined => {
  const shown = number(language, decimal)
  return shown && `${shown} ${invoice.currency ?? ''}`.trim()
}

const day = ({ language, zone }: Props, date: string | undefined): string | undefined =>
  date && format(language, zone).shortDate(Temporal.PlainDate.from(date))

function headOf(props: Props): Item[] {
  const { language, invoice } = props
  const t = words(language).invoice
  const period = [invoice.periodFrom, invoice.periodTo].flatMap((one) => day(props, one) ?? [])
  return [
    [t.kind, t.kinds[invoice.kind as keyof typeof t.kinds] ?? invoice.kind],
    [t.number, invoice.number],
    [t.date, day(props, invoice.date)],
    [t.dueDate, day(props, invoice.dueDate)],
    [t.deliveryDate, day(props, invoice.deliveryDate)],
    [t.period, period.length > 0 ? period.join(' – ') : undefined],
    [t.customerNumber, invoice.customerNumber],
    [t.buyerReference, invoice.buyerReference],
    [t.order, invoice.order],
    [t.contract, invoice.contract],
    [t.preceding, invoice.precedingInvoice],
    [t.profile, invoice.profile],
  ]
}

/** The invoice in short, beside the document. */
export function InvoicePanel(
  props: Props & { readonly href: (path: string) => string; readonly document: string },
): Html {
  const { language, invoice, href, document } = props
  const t = words(language).invoice
  const items: Item[] = [
    [t.seller, invoice.seller.name],
    [t.number, invoice.number],
    [t.date, day(props, invoice.date)],
    [t.totalOf.due, money(props, invoice.totals.due ?? invoice.totals.gross)],
  ]
  return (
    <Panel title={t.title} id="e-rechnung" lead={t.lead}>
      <KeyValue items={known(items)} small />
      <p>
        <Link url={href(invoicePage(document))}>{t.open}</Link>
      </p>
    </Panel>
  )
}

/** The whole invoice as a form that is filled in. */
export function InvoiceForm(props: Props): Html {
  const { language, invoice } = props
  const t = words(language).invoice
  const sums = Object.entries(t.totalOf).map(([key, term]): Item => [
    term,
    money(props, invoice.totals[key as keyof typeof invoice.totals]),
  ])
  const paid: Item[] = [
    [t.account, invoice.accountName],
    [t.iban, invoice.iban && spacedIban(invoice.iban)],
    [t.bic, invoice.bic],
    [t.reference, invoice.paymentReference],
    [t.terms, invoice.paymentTerms],
  ]
  return (
    <Stack>
      <Panel lead={t.lead}>
        <KeyValue items={known(headOf(props))} />
      </Panel>
      <PartyPanel language={language} title={t.seller} party={invoice.seller} />
      <PartyPanel language={language} title={t.buyer} party={invoice.buyer} />
      <Panel title={t.lines}>
        <Lines {...props} />
      </Panel>
      <Panel title={t.taxes}>
        <Taxes {...props} />
      </Panel>
      <Panel title={t.totals}>
        <KeyValue items={known(sums)} />
      </Panel>
      {paid.some(([, value]) => value) && (
        <Panel title={t.payment}>
          <KeyValue items={known(paid)} />
        </Panel>
      )}
      {invoice.notes.length > 0 && (
        <Panel title={t.notes}>
          {invoice.notes.map((note) => (
            <p>
              <Name>{note}</Name>
            </p>
          ))}
        </Panel>
      )}
    </Stack>
  )
}

function PartyPanel({ language, title, party }: { language: Language; title: string; party: Party }): Html {
  const t = words(language).invoice
  const place = [party.postcode, party.city].filter(Boolean).join(' ')
  const items: Item[] = [
    [t.name, party.name],
    [t.address, [party.street, place, party.country].filter(Boolean).join(', ')],
    [t.vatId, party.vatId],
    [t.taxNumber, party.taxNumber],
    [t.registration, party.registration],
    [t.contact, [party.contact, party.phone, party.mail].filter(Boolean).join(' · ')],
  ]
  return (
    <Panel title={title}>
      <KeyValue items={known(items)} />
    </Panel>
  )
}

function Lines(props: Props): Html {
  const { language, invoice } = props
  const t = words(language).invoice
  return (
    <DataTable<InvoiceLine>
      caption={t.lines}
      rows={invoice.lines}
      empty={<EmptyState title={t.noLines} />}
      columns={[
        { label: t.position, cell: ({ id }) => id ?? '' },
        {
          label: t.what,
          header: true,
          cell: ({ name, description }) => (
            <>
              <Name>{name ?? ''}</Name>
              {description && (
                <div class="small muted">
                  <Name>{description}</Name>
                </div>
              )}
            </>
          ),
        },
        { label: t.quantity, numeric: true, cell: ({ quantity, unit }) => `${number(language, quantity, 0) ?? ''} ${unit ?? ''}`.trim() }, // oxfmt-ignore
        { label: t.price, numeric: true, cell: ({ price }) => number(language, price) ?? '' },
        { label: t.rate, numeric: true, cell: ({ taxRate }) => (taxRate === undefined ? '' : `${number(language, taxRate, 0)} %`) }, // oxfmt-ignore
        { label: t.net, numeric: true, cell: ({ net }) => money(props, net) ?? '' },
      ]}
    />
  )
}

function Taxes(props: Props): Html {
  const { language, invoice } = props
  const t = words(language).invoice
  return (
    <DataTable<InvoiceTax>
      caption={t.taxes}
      rows={invoice.taxes}
      empty={<EmptyState title={t.noLines} />}
      columns={[
        {
          label: t.rate,
          header: true,
          cell: ({ rate, category, reason }) =>
            [rate === undefined ? undefined : `${number(language, rate, 0)} %`, category, reason].filter(Boolean).join(' · '), // oxfmt-ignore
        },
        { label: t.base, numeric: true, cell: ({ base }) => money(props, base) ?? '' },
        { label: t.tax, numeric: true, cell: ({ amount }) => money(props, amount) ?? '' },
      ]}
    />
  )
}
