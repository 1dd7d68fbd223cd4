import pg from 'pg'

// Rows go in faster when keys and indexes are made afterwards, and a foreign key that is added anew looks at every row.

type Statement = { readonly drop: string; readonly add: string }
export type Dropped = { readonly keys: readonly Statement[]; readonly references: readonly Statement[] }

export async function tablesThere(client: pg.Client): Promise<readonly { name: string; forced: boolean }[]> {
  const { rows } = await client.query<{ name: string; forced: boolean }>(`
    select relname as name, relforcerowsecurity as forced from pg_class
    where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and relname not in ('migrations', 'restore_state')
    order by relname`)
  return rows
}

/** Takes away foreign keys, keys and indexes of all tables, and says how to make them again as they were. */
export async function dropConstraints(client: pg.Client): Promise<Dropped> {
  const { rows: constraints } = await client.query<Statement & { reference: boolean }>(`
    select contype = 'f' as reference,
      format('alter table %s drop constraint %I', conrelid::regclass, conname) as drop,
      format('alter table %s add constraint %I %s', conrelid::regclass, conname, pg_get_constraintdef(oid)) as add
    from pg_constraint
    where connamespace = 'public'::regnamespace and contype in ('f', 'p', 'u', 'x') and conrelid <> 0
      and conrelid::regclass::text not in ('migrations', 'restore_state')
    order by contype <> 'f', conname`)
  const { rows: indexes } = await client.query<Statement>(`
    select format('drop index %s', i.indexrelid::regclass) as drop, pg_get_indexdef(i.indexrelid) as add
    from pg_index i join pg_class c on c.oid = i.indexrelid
    where c.relnamespace = 'public'::regnamespace and not exists (select from pg_constraint where conindid = i.indexrelid)
    order by c.relname`)
  const references = constraints.filter(({ reference }) => reference)
  const keys = [...constraints.filter(({ reference }) => !reference), ...indexes]
  for (const { drop } of [...references, ...keys]) await client.query(drop)
  return { keys, references }
}

export async function addConstraints(client: pg.Client, statements: readonly Statement[]): Promise<void> {
  for (const { add } of statements) await client.query(add)
}

/**
 * Lets no trigger run, or all again. What guards rows while people work (an archive lock keeps new versions away) would refuse
 * rows that are only put back; that they are the same as before is compared afterwards.
 */
export async function switchTriggers(client: pg.Client, names: readonly string[], to: 'on' | 'off'): Promise<void> {
  const how = to === 'on' ? 'enable' : 'disable'
  for (const name of names) await client.query(`alter table ${pg.escapeIdentifier(name)} ${how} trigger user`)
}
