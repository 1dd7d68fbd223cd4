import { activity } from '../../src/platform/data/activity.ts'
import { blob, exactTokenOf, instant, localDate, text, uuid } from '../../src/platform/data/columns.ts'
import { personKeys } from '../../src/platform/data/organisations.ts'
import { table, type Table } from '../../src/platform/data/table.ts'

// A small shop with books to keep, declared like a module's tables; for tests in files of their own (`*.declares.test.ts`).

const told = { why: { de: 'Zum Prüfen', en: 'To test' }, obligation: { de: '', en: '' } }
export const selling = activity('shop-test.selling', { ...told, basis: { art6: 'b' } })
/** Keeping books because the law says so: what may still look at an invoice when its customer has been erased. */
export const bookkeeping = activity('shop-test.bookkeeping', { ...told, basis: { art6: 'c', law: '§ 147 AO' } })

/** What people may object to for reasons of their own. */
export const advising = activity('shop-test.advising', { ...told, basis: { art6: 'e', law: '§ 3 BDSG' } })

const key = uuid().notPersonal('key')
const owner = uuid().personal(selling, 'identifier')

export const customers = table(
  'shop_customers',
  { subject: { ownedBy: 'id' }, keep: { while: 'referenced' } },
  { organisation_id: key, id: owner, name: text().sealed(selling, 'name') },
)
/** The relation itself: master data go at the end of the calendar year in which it ended. */
export const contracts = table(
  'shop_contracts',
  {
    subject: { ownedBy: 'customer_id' },
    keep: {
      from: 'ended_on',
      period: 'P0D',
      to: 'year-end',
      openWhile: told.why,
      startDue: { by: 'runs_until', within: 'P2D' },
    },
  },
  {
    organisation_id: key,
    id: key,
    customer_id: owner,
    runs_until: instant().notPersonal('planned'),
    ended_on: localDate().optional().notPersonal('start of the period'),
  },
)
export const invoices = table(
  'shop_invoices',
  {
    subject: { ownedBy: 'customer_id' },
    keep: {
      from: 'issued_on',
      period: 'P8Y',
      to: 'year-end',
      law: '§ 147 Abs. 3 AO',
      validFrom: '2025-01-01',
      formerly: [{ period: 'P10Y', to: 'year-end', law: '§ 147 Abs. 3 AO a. F.' }],
      onErase: 'block',
      whileBlocked: bookkeeping,
    },
  },
  {
    organisation_id: key,
    id: key,
    customer_id: owner,
    issued_on: localDate().notPersonal('start of the period'),
    recipient: text().sealed([selling, bookkeeping], 'name'),
    recipient_exact: exactTokenOf('recipient'),
    remark: text().optional().sealed(selling, 'free-text', { onErase: 'anonymise' }),
    scan: blob().optional().personal([selling, bookkeeping], 'file'),
  },
)
export const lines = table(
  'shop_invoice_lines',
  { subject: { goesWith: 'shop_invoices', by: 'invoice_id' }, keep: { while: 'parent' } },
  { organisation_id: key, id: key, invoice_id: key, item: text().sealed([selling, bookkeeping], 'free-text') },
)
/** A message between two people: gone with the last of them, until then without what the other one wrote. */
export const letters = table(
  'shop_letters',
  { subject: { ownedBy: ['sender', 'receiver'] }, keep: { from: 'sent_at', period: 'P90D' } },
  {
    organisation_id: key,
    id: key,
    sender: uuid().optional().personal(selling, 'identifier'),
    receiver: uuid().optional().personal(selling, 'identifier'),
    sent_at: instant().notPersonal('start of the period'),
    said: text().optional().sealed(selling, 'message', { onErase: 'anonymise' }),
    answered: text().optional().sealed(selling, 'message', { onErase: 'anonymise', onAccess: 'redact' }),
  },
)
/** A document of two people with a file, which others may read. */
export const documents = table(
  'shop_documents',
  {
    subject: { ownedBy: ['author', 'partner'], accessedBy: 'reader' },
    keep: { from: 'made_at', period: 'P3Y' },
  },
  {
    organisation_id: key,
    id: key,
    author: uuid().optional().personal(selling, 'identifier'),
    partner: uuid().optional().personal(selling, 'identifier'),
    reader: uuid().optional().personal(selling, 'identifier'),
    made_at: instant().notPersonal('start of the period'),
    file: blob().optional().personal(selling, 'file'),
  },
)

export const shop = [customers, contracts, invoices, lines, letters, documents] as const
export const shopTables: readonly Table[] = [personKeys, ...(shop as readonly Table[])]

export const shopSchema = `
  create table shop_customers (organisation_id uuid, id uuid, name bytea not null, primary key (organisation_id, id));
  create table shop_contracts (organisation_id uuid, id uuid, customer_id uuid not null, runs_until timestamptz not null, ended_on date,
    primary key (organisation_id, id), foreign key (organisation_id, customer_id) references shop_customers (organisation_id, id));
  create table shop_invoices (organisation_id uuid, id uuid, customer_id uuid not null, issued_on date not null, recipient bytea not null,
    recipient_exact bytea, remark bytea, scan jsonb, primary key (organisation_id, id));
  create table shop_invoice_lines (organisation_id uuid, id uuid, invoice_id uuid not null, item bytea not null,
    primary key (organisation_id, id), foreign key (organisation_id, invoice_id) references shop_invoices (organisation_id, id));
  create table shop_letters (organisation_id uuid, id uuid, sender uuid, receiver uuid, sent_at timestamptz not null, said bytea, answered bytea,
    primary key (organisation_id, id));
  create table shop_documents (organisation_id uuid, id uuid, author uuid, partner uuid, reader uuid, made_at timestamptz not null, file jsonb,
    primary key (organisation_id, id));
  select protect('shop_customers'), protect('shop_contracts'), protect('shop_invoices'), protect('shop_invoice_lines'),
    protect('shop_letters'), protect('shop_documents');
  select restrictable('shop_customers', '{id}'), restrictable('shop_contracts', '{customer_id}'),
    restrictable('shop_invoices', '{customer_id}'), restrictable_with('shop_invoice_lines', 'shop_invoices', 'invoice_id'),
    restrictable('shop_letters', '{sender,receiver}'), restrictable('shop_documents', '{author,partner}');`
