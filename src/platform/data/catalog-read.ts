import type pg from 'pg'

/** What the database really holds in schema public, as PostgreSQL's own catalog says. */
export type Found = {
  readonly relations: readonly Relation[]
  readonly columns: readonly FoundColumn[]
  readonly policies: readonly Policy[]
  readonly grants: readonly Grant[]
  readonly foreignKeys: readonly {
    readonly table: string
    readonly columns: readonly string[]
    readonly target: string
  }[]
  readonly indexes: readonly Index[]
  /** What `restricted_refs()` does, which every policy of restriction asks; undefined where it is missing. */
  readonly hiding: string | undefined
  readonly triggers: readonly FoundTrigger[]
  /** Things that copy or change rows behind the declarations' back, each as a plain sentence. */
  readonly others: readonly string[]
}

export type Relation = {
  readonly name: string
  readonly kind: 'r' | 'p' | 'v' | 'm' | 'f'
  readonly secured: boolean
  readonly forced: boolean
  readonly owner: string
  readonly key: readonly string[]
  /** What a view selects, and its options such as security_invoker. */
  readonly definition: string | null
  readonly options: readonly string[]
}
export type FoundColumn = {
  readonly table: string
  readonly name: string
  readonly type: string
  readonly required: boolean
  /** Filled in by the database: default, generated or identity. */
  readonly filled: boolean
}
export type Policy = {
  readonly table: string
  readonly name: string
  readonly permissive: boolean
  readonly command: string
  readonly roles: readonly string[]
  readonly using: string | null
  readonly check: string | null
}
export type Grant = { readonly table: string; readonly to: string; readonly privilege: string }
export type FoundTrigger = {
  readonly name: string
  readonly table: string
  /** Before the change and once for each row: it may refuse, and what it changes the statement still shows. */
  readonly before: boolean
}
export type Index = {
  readonly name: string
  readonly table: string
  readonly unique: boolean
  readonly columns: readonly string[]
  /** Columns that an expression of the index is computed from. */
  readonly computedFrom: readonly string[]
}

const relations = `
  select c.relname as name, c.relkind as kind, c.relrowsecurity as secured, c.relforcerowsecurity as forced,
    pg_get_userbyid(c.relowner) as owner,
    coalesce((select array_agg(a.attname::text order by a.attname) from pg_index i
      join pg_attribute a on a.attrelid = c.oid and a.attnum = any (i.indkey::int2[])
      where i.indrelid = c.oid and i.indisprimary), '{}') as key,
    case when c.relkind = 'v' then pg_get_viewdef(c.oid) end as definition, coalesce(c.reloptions, '{}') as options
  from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v', 'm', 'f')
  order by c.relname`

const columns = `
  select c.relname as table, a.attname as name, format_type(a.atttypid, a.atttypmod) as type, a.attnotnull as required,
    a.atthasdef or a.attidentity <> '' as filled
  from pg_attribute a join pg_class c on c.oid = a.attrelid
  where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and a.attnum > 0 and not a.attisdropped
  order by c.relname, a.attnum`

const policies = `
  select tablename as table, policyname as name, permissive = 'PERMISSIVE' as permissive, cmd as command,
    roles::text[] as roles, qual as using, with_check as check
  from pg_policies where schemaname = 'public' order by tablename, policyname`

// Rights on whole tables and on single columns; 0 stands for everybody.
const grants = `
  select distinct c.relname as table, case g.grantee when 0 then 'everybody' else pg_get_userbyid(g.grantee)::text end as to,
    lower(g.privilege_type) as privilege
  from pg_class c
  cross join lateral (
    select * from aclexplode(c.relacl)
    union all
    select x.* from pg_attribute a cross join lateral aclexplode(a.attacl) x where a.attrelid = c.oid and a.attacl is not null
  ) g
  where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v', 'm', 'f') and g.grantee <> c.relowner
  order by 1, 2, 3`

const foreignKeys = `
  select c.relname as table, t.relname as target,
    array(select a.attname::text from pg_attribute a where a.attrelid = k.conrelid and a.attnum = any (k.conkey)) as columns
  from pg_constraint k join pg_class c on c.oid = k.conrelid join pg_class t on t.oid = k.confrelid
  where k.contype = 'f' and c.relnamespace = 'public'::regnamespace`

const indexes = `
  select i.relname as name, t.relname as table, x.indisunique as unique,
    array(select a.attname::text from pg_attribute a
      where a.attrelid = t.oid and a.attnum = any (x.indkey::int2[])) as columns,
    case when x.indexprs is null then '{}' else array(
      select distinct a.attname::text from pg_depend d join pg_attribute a on a.attrelid = t.oid and a.attnum = d.refobjsubid
      where d.classid = 'pg_class'::regclass and d.objid = i.oid and d.refobjid = t.oid and d.refobjsubid > 0
        and not d.refobjsubid = any (x.indkey::int2[])) end as "computedFrom"
  from pg_index x join pg_class i on i.oid = x.indexrelid join pg_class t on t.oid = x.indrelid
  where i.relnamespace = 'public'::regnamespace order by i.relname`

const triggers = `
  select t.tgname as name, c.relname as table, t.tgtype & 3 = 3 and t.tgenabled in ('O', 'A') as before
  from pg_trigger t join pg_class c on c.oid = t.tgrelid
  where c.relnamespace = 'public'::regnamespace and not t.tgisinternal order by t.tgname`

const others = `
  select format('event trigger %I is not declared', evtname) as sentence from pg_event_trigger
  union all
  select format('rule %I on table %I rewrites statements', r.rulename, c.relname)
  from pg_rewrite r join pg_class c on c.oid = r.ev_class
  where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
  union all
  select format('function %I runs with the rights of its owner (security definer)', p.proname)
  from pg_proc p where p.pronamespace = 'public'::regnamespace and p.prosecdef
  union all
  select format('publication %I hands rows to another server', pubname) from pg_publication
  union all
  select format('table %I inherits from table %I', c.relname, p.relname)
  from pg_inherits i join pg_class c on c.oid = i.inhrelid join pg_class p on p.oid = i.inhparent
  where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'f')
  union all
  select format('%s %I.%I stands outside the schema public', case c.relkind when 'v' then 'view' when 'm' then
    'materialised view' else 'table' end, n.nspname, c.relname)
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where c.relkind in ('r', 'p', 'v', 'm', 'f') and n.nspname not in ('public', 'pgboss', 'information_schema')
    and n.nspname !~ '^pg_'
  union all
  select format('new objects of role %s are granted to others without being asked', pg_get_userbyid(defaclrole))
  from pg_default_acl where defaclobjtype in ('r', 'f')
  order by 1`

const hiding = `
  select prosrc || coalesce(array_to_string(proconfig, ' '), '') as body from pg_proc
  where pronamespace = 'public'::regnamespace and proname = 'restricted_refs'`

/** Reads the catalog; `client` must be connected to the database as the tables' owner. */
export async function readCatalog(client: Pick<pg.ClientBase, 'query'>): Promise<Found> {
  const rows = async <T>(sql: string) => (await client.query(sql)).rows as T[]
  return {
    relations: await rows<Relation>(relations),
    columns: await rows<FoundColumn>(columns),
    policies: await rows<Policy>(policies),
    grants: await rows<Grant>(grants),
    foreignKeys: await rows(foreignKeys),
    indexes: await rows<Index>(indexes),
    hiding: (await rows<{ body: string }>(hiding)).map(({ body }) => body).join(' or ') || undefined,
    triggers: await rows<FoundTrigger>(triggers),
    others: (await rows<{ sentence: string }>(others)).map(({ sentence }) => sentence),
  }
}
