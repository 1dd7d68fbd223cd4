import pg from 'pg'
import { DatabaseProblem } from './server-problem.ts'

/**
 * Makes the roles and the database `belegt` on the embedded server; does nothing where they exist. `login` gives the
 * superuser's way into a named database. What stands here stands for external servers in docs/operating/database.md.
 */
export async function createRoles(
  login: (database: string) => pg.ClientConfig,
  passwords: { owner: string; app: string },
): Promise<void> {
  await asRoot(login('postgres'), async (root) => {
    const { rows } = await root.query<{ rolname: string }>(
      `select rolname from pg_roles where rolname in ('belegt_owner', 'belegt_app', 'belegt_tenant')`,
    )
    const there = new Set(rows.map((row) => row.rolname))
    const plain = 'nosuperuser nobypassrls nocreatedb nocreaterole noreplication'
    const statements = ['begin']
    if (!there.has('belegt_owner'))
      statements.push(`create role belegt_owner login ${plain} password ${pg.escapeLiteral(passwords.owner)}`)
    // For what follows an erasure: a checkpoint, after which the old write-ahead log is deleted.
    if (!there.has('belegt_owner')) statements.push('grant pg_checkpoint to belegt_owner')
    if (!there.has('belegt_tenant')) statements.push(`create role belegt_tenant nologin ${plain}`)
    if (!there.has('belegt_app'))
      statements.push(
        `create role belegt_app login noinherit ${plain} password ${pg.escapeLiteral(passwords.app)}`,
        `grant belegt_tenant to belegt_app`,
      )
    if (statements.length > 1) await root.query([...statements, 'commit'].join(';\n'))
  })
  await createDatabase(login, 'belegt')
}

/** A database as the program expects it: owned by belegt_owner, entered by belegt_app, with the job queue's schema. */
export async function createDatabase(login: (database: string) => pg.ClientConfig, name: string): Promise<void> {
  await asRoot(login('postgres'), async (root) => {
    const { rows } = await root.query('select 1 from pg_database where datname = $1', [name])
    if (rows.length > 0) return
    await root.query(`create database ${pg.escapeIdentifier(name)} owner belegt_owner`)
  })
  await asRoot(login(name), async (root) => {
    await allowTokenSearch(root)
    const { rows } = await root.query(`select 1 from pg_namespace where nspname = 'pgboss'`)
    if (rows.length > 0) return
    // Last of all the schema, whose presence says that the database is complete.
    await root.query(
      `begin; ${databaseRights(name)}; grant execute on function pg_switch_wal() to belegt_owner;
       create schema pgboss authorization belegt_app; commit`,
    )
  })
}

/** `words @@ query`, `tokens @> some`, `tokens && some`: what indexes of keyed tokens are asked by. */
const tokenComparisons = [
  'ts_match_vq(tsvector, tsquery)',
  'arraycontains(anyarray, anyarray)',
  'arrayoverlap(anyarray, anyarray)',
]

/**
 * Lets row-level security use the indexes of keyed tokens: PostgreSQL asks the owner of the server to vouch that a comparison
 * tells nothing of rows that a policy hides. These do not: they raise no error that names a value, and of an array's
 * values they run nothing but the equality of its type, which PostgreSQL vouches for itself (`bytea`, `uuid`, `text`).
 * Without this every search reads all rows of an organisation; it finds the same.
 */
async function allowTokenSearch(root: pg.Client): Promise<void> {
  const { rows } = await root.query<{ name: string }>(
    'select name from unnest($1::text[]) name join pg_proc on oid = name::regprocedure where not proleakproof',
    [tokenComparisons],
  )
  for (const { name } of rows) await root.query(`alter function pg_catalog.${name} leakproof`)
}

/** SQL for the rights on a database itself, which a clone does not take over from its template. */
export function databaseRights(name: string): string {
  const database = pg.escapeIdentifier(name)
  return `revoke all on database ${database} from public; grant connect on database ${database} to belegt_app`
}

async function asRoot(login: pg.ClientConfig, work: (root: pg.Client) => Promise<void>): Promise<void> {
  const root = new pg.Client(login)
  await root.connect()
  try {
    await work(root)
  } finally {
    await root.end()
  }
}

// Roles that come with PostgreSQL and reach the server's files or programs, and so past every policy.
const dangerous = [
  'pg_execute_server_program',
  'pg_read_server_files',
  'pg_write_server_files',
  'pg_write_all_data',
  'pg_read_all_data',
]

/**
 * Throws DatabaseProblem when the connected role, or any role it is a member of, could get round row-level security:
 * a superuser, BYPASSRLS, CREATEROLE, the owner of something in schema public, or a role that reads everything.
 */
export async function refuseUnsafeRole(client: Pick<pg.ClientBase, 'query'>): Promise<void> {
  const { rows } = await client.query<{ role: string; login: string; reason: string }>(
    `with reachable as (
       select * from pg_roles where rolname = session_user or pg_has_role(session_user, oid, 'MEMBER')
     ), reasons (rank, rolname, reason) as (
       select 1, rolname, 'is a superuser' from reachable where rolsuper
       union all select 2, rolname, 'has BYPASSRLS' from reachable where rolbypassrls
       union all select 3, rolname, 'has CREATEROLE' from reachable where rolcreaterole
       union all select 4, rolname, 'reads or writes everything' from reachable where rolname = any ($1)
       union all
       select 5, rolname, 'owns ' || count(*) || ' of the tables in schema public, such as ' || min(relname)
         from reachable
         join pg_class on relowner = reachable.oid
        where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'v', 'm', 'f')
        group by rolname
     )
     select rolname as role, session_user as login, reason from reasons
      order by rank, rolname <> session_user, rolname limit 1`,
    [dangerous],
  )
  const found = rows[0]
  if (!found) return
  const { role, login, reason } = found
  const whose = role === login ? `The database role ${login}` : `The database role ${login} can become ${role}, which`
  throw new DatabaseProblem(
    `${whose} ${reason}. With it the database would not keep the organisations apart, so Belegt does not start. ` +
      `Nothing was changed. Give DATABASE_URL a role as described in docs/operating/database.md.`,
  )
}
