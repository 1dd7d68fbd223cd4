import type pg from 'pg'
import { BackupProblem } from '../problem.ts'

export type TableFound = {
  readonly name: string
  readonly columns: readonly { readonly name: string; readonly type: string }[]
}
export type Inventory = {
  readonly directory: TableFound
  /** Tables of the organisations' rows, without the keys. */
  readonly rows: readonly TableFound[]
  readonly keys: readonly TableFound[]
}

const DIRECTORY = 'organisations'
const KEYS = ['organisation_keys', 'person_keys']
/** Belong to this database alone: which migrations it has, and that it was restored. */
const LEFT_OUT = ['migrations', 'restore_state']

/**
 * Every table of the database and in which part of a backup it goes, from the catalog. Columns that the database
 * computes are left out.
 * @throws BackupProblem naming what would be left out silently: other schemas, tables of nobody, sequences
 */
export async function inventory(client: Pick<pg.ClientBase, 'query'>): Promise<Inventory> {
  const { rows: strange } = await client.query<{ what: string }>(`
    select format('%I.%I', n.nspname, c.relname) as what from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname !~ '^pg_' and n.nspname not in ('information_schema', 'pgboss')
      and (c.relkind in ('S', 'm', 'f') or (c.relkind in ('r', 'p') and n.nspname <> 'public'))
    order by 1`)
  const { rows: columns } = await client.query<{ table: string; name: string; type: string }>(`
    select c.relname as table, a.attname as name, format_type(a.atttypid, a.atttypmod) as type
    from pg_attribute a join pg_class c on c.oid = a.attrelid
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and a.attnum > 0
      and not a.attisdropped and a.attgenerated = ''
    order by c.relname, a.attnum`)
  const byTable = Map.groupBy(columns, ({ table }) => table)
  const found = [...byTable].map(([name, of]) => ({
    name,
    columns: of.map(({ name: column, type }) => ({ name: column, type })),
  }))
  const nobodys = found.filter(
    ({ name, columns: of }) =>
      name !== DIRECTORY && !LEFT_OUT.includes(name) && !of.some((column) => column.name === 'organisation_id'),
  )
  const problems = [...strange.map(({ what }) => what), ...nobodys.map(({ name }) => name)]
  if (problems.length > 0) {
    throw new BackupProblem(
      `The database holds what a backup would not contain: ${problems.join(', ')}. No backup was made. Every table needs ` +
        'a declaration and the column organisation_id; sequences and views are not used.',
    )
  }
  const directory = found.find(({ name }) => name === DIRECTORY)
  if (!directory) throw new BackupProblem('The database has no organisations table: it was never set up.')
  const rest = found.filter(({ name }) => name !== DIRECTORY && !LEFT_OUT.includes(name))
  return {
    directory,
    rows: rest.filter(({ name }) => !KEYS.includes(name)),
    keys: rest.filter(({ name }) => KEYS.includes(name)),
  }
}
