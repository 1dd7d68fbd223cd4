// One row for every declared table, made from the database's own catalog.
import { randomBytes, randomUUID } from 'node:crypto'
import pg from 'pg'

type Column = { table: string; column: string; type: string; required: boolean; only: string[] }

/** Values that a table's own checks ask for, beyond one of a list. */
const particular: Readonly<Record<string, unknown>> = {
  'locations.holiday_region': 'DE-NW',
  'locations.zone': 'Europe/Berlin',
  'services.duration_minutes': 30,
  'services.step_minutes': 30,
  'bookings.state': 'cancelled',
  'bookings.ends_at': '2026-11-16T08:30:00Z',
  'bookings.language': 'de',
  'ticket_counters.series': 'A',
  'wordings.hash': randomBytes(32),
  'ledger_nodes.hash': randomBytes(32),
  'suppressions.mail_hash': randomBytes(32),
  'block_acts.address_hash': randomBytes(32),
  'log_reviews.until_at': '2026-11-17T08:00:00Z',
  'logos.size': 100,
  'customers.password': 'none, but an open account has one',
  'dkim_keys.state': 'leaving',
  'sms_heard.digest': randomBytes(32),
  'mail_heard.digest': randomBytes(32),
  'message_events.fingerprint': randomBytes(32),
  'mail_reports.fingerprint': randomBytes(32),
  'document_acts.chain': randomBytes(32),
  'document_arrivals.fingerprint': randomBytes(32),
  'document_shares.salt': randomBytes(16),
}
const byType: Readonly<Record<string, () => unknown>> = {
  uuid: randomUUID,
  text: () => randomBytes(6).toString('hex'),
  bytea: () => randomBytes(12),
  'bytea[]': () => [randomBytes(12)],
  'text[]': () => ['x'],
  jsonb: () => '{}',
  tsvector: () => '',
  integer: () => 1,
  bigint: () => 1,
  boolean: () => false,
  date: () => '2026-11-16',
  'timestamp with time zone': () => '2026-11-16T08:00:00Z',
  'timestamp without time zone': () => '2026-11-16 09:00:00',
  'time without time zone': () => '09:00',
}

export type Row = { table: string; columns: string[]; values: unknown[] }

/**
 * Rows for one organisation, in an order that keeps foreign keys; what refers to another table refers to its row.
 * @param root a superuser, whom row-level security does not bind
 */
export async function rowsFor(root: pg.Client, tables: readonly string[], organisation: string): Promise<Row[]> {
  const { rows: columns } = await root.query<Column>(
    `select c.relname as table, a.attname as column, format_type(a.atttypid, null) as type,
       a.attnotnull and not a.atthasdef as required,
       array(select x[1] from pg_constraint k,
         regexp_matches(pg_get_constraintdef(k.oid), '\\(' || a.attname || ' = ANY \\(ARRAY\\[''([^'']+)''') x
         where k.conrelid = c.oid and k.contype = 'c') as only
     from pg_class c join pg_attribute a on a.attrelid = c.oid
     where c.relnamespace = 'public'::regnamespace and c.relname = any($1) and a.attnum > 0 and not a.attisdropped
       and a.attgenerated = '' order by c.relname, a.attnum`,
    [tables],
  )
  const { rows: keys } = await root.query<{ table: string; column: string; target: string; of: string }>(
    `select c.relname as table, a.attname as column, t.relname as target, b.attname as of
     from pg_constraint k join pg_class c on c.oid = k.conrelid join pg_class t on t.oid = k.confrelid
     cross join lateral unnest(k.conkey, k.confkey) as pair (mine, theirs)
     join pg_attribute a on a.attrelid = c.oid and a.attnum = pair.mine
     join pg_attribute b on b.attrelid = t.oid and b.attnum = pair.theirs
     where k.contype = 'f' and c.relname = any($1) and t.relname <> all(array['organisations', c.relname])`,
    [tables],
  )
  const made = new Map<string, Map<string, unknown>>()
  const make = (table: string): Map<string, unknown> => {
    const known = made.get(table)
    if (known) return known
    const row = new Map<string, unknown>()
    for (const one of columns.filter((column) => column.table === table)) {
      const key = keys.find((found) => found.table === table && found.column === one.column)
      if (one.column === 'organisation_id') row.set(one.column, organisation)
      else if (one.required || `${table}.${one.column}` in particular)
        row.set(one.column, key ? make(key.target).get(key.of) : valueOf(one))
    }
    made.set(table, row)
    return row
  }
  for (const table of tables) make(table)
  return [...made].map(([table, row]) => ({ table, columns: [...row.keys()], values: [...row.values()] }))
}

function valueOf({ table, column, type, only }: Column): unknown {
  const told = particular[`${table}.${column}`]
  if (told !== undefined) return told
  if (only[0] !== undefined) return only[0]
  const make = byType[type]
  if (!make) throw new Error(`a value for ${table}.${column} (${type}) must be named in tests/tenancy/rows.ts`)
  return make()
}

/** The statement that inserts a row as it is. */
export const insertOf = ({ table, columns, values }: Row): pg.QueryConfig => ({
  text: `insert into ${pg.escapeIdentifier(table)} (${columns.map((one) => pg.escapeIdentifier(one)).join(', ')})
    values (${columns.map((_, place) => `$${place + 1}`).join(', ')})`,
  values,
})
