import type { Language } from '#platform/text/language.ts'
import { DataTable, EmptyState, type Html, KeyValue, Link, Name, Panel, Stack } from '#platform/ui/index.ts'
import {
  day,
  headItems,
  type Item,
  money,
  number,
  partyItems,
  paymentItems,
  quantityOf,
  rateOf,
  type Shown,
  sumItems,
  taxOf,
} from '../invoice/items.ts'
import type { InvoiceLine, InvoiceTax, Party } from '../invoice/types.ts'
import { invoicePage } from '../paths.ts'
import { words } from '../texts.ts'

type Props = Shown

const known = (items: readonly Item[]) =>
  items.flatMap(([term, value]) => (value ? [{ term, value: <Name>{value}</Name> }] : []))

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
  const paid = paymentItems(props)
  return (
    <Stack>
      <Panel lead={t.lead}>
        <KeyValue items={known(headItems(props))} />
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
        <KeyValue items={known(sumItems(props))} />
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
  return (
    <Panel title={title}>
      <KeyValue items={known(partyItems(language, party))} />
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
        { label: t.quantity, numeric: true, cell: (line) => quantityOf(language, line) },
        { label: t.price, numeric: true, cell: ({ price }) => number(language, price) ?? '' },
        { label: t.rate, numeric: true, cell: (line) => rateOf(language, line) },
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
          cell: (tax) => taxOf(language, tax),
        },
        { label: t.base, numeric: true, cell: ({ base }) => money(props, base) ?? '' },
        { label: t.tax, numeric: true, cell: ({ amount }) => money(props, amount) ?? '' },
      ]}
    />
  )
}
