import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import '../../src/app/modules.ts'
import { checkCatalog } from '../../src/platform/data/catalog.ts'
import { uuid } from '../../src/platform/data/columns.ts'
import { allTables } from '../../src/platform/data/table.ts'
import { testDatabase, type TestDatabase } from '../support/database.ts'

// A guard that was never seen red guards nothing: every policy of every table is broken in every way we could think of.

type Policy = {
  table: string
  policy: string
  command: string
  role: string
  using: string | null
  check: string | null
}
let database: TestDatabase
let owner: pg.Client
let policies: Policy[]

beforeAll(async () => {
  database = await testDatabase()
  owner = new pg.Client(database.owner)
  await owner.connect()
  const { rows } = await owner.query<Policy>(
    `select tablename as table, policyname as policy, cmd as command, roles[1] as role, qual as using, with_check as check
     from pg_policies where schemaname = 'public' order by 1, 2`,
  )
  policies = rows
})
afterAll(async () => {
  await owner?.end()
  await database?.drop()
})

/** What the guard says while a change holds. */
async function seen(change: string): Promise<string[]> {
  await owner.query('begin')
  try {
    await owner.query(change)
    return await checkCatalog(owner, allTables())
  } finally {
    await owner.query('rollback')
  }
}

const id = pg.escapeIdentifier
const alter = ({ table, policy }: Policy, to: string) => `alter policy ${id(policy)} on ${id(table)} ${to}`
const anew = ({ table, policy }: Policy, as: string) =>
  `drop policy ${id(policy)} on ${id(table)}; create policy ${id(policy)} on ${id(table)} ${as}`
const isBound = (using: string | null): using is string => using !== null && using.includes('app.organisation')

/** Undefined where a policy cannot be broken in this way, because it has no such half. */
const ofPolicies: Readonly<Record<string, (one: Policy) => string | undefined>> = {
  dropped: ({ table, policy }) => `drop policy ${id(policy)} on ${id(table)}`,
  'opened for reading': (one) => (one.using === null || one.using === 'true' ? undefined : alter(one, 'using (true)')),
  'opened for writing': (one) =>
    one.check === null || one.check === 'true' ? undefined : alter(one, 'with check (true)'),
  'opened by a side door': (one) =>
    isBound(one.using) ? alter(one, `using (${one.using} or current_user = 'belegt_tenant')`) : undefined,
  'open when nothing is set': (one) =>
    isBound(one.using)
      ? alter(one, `using (${one.using} or nullif(current_setting('app.organisation', true), '') is null)`)
      : undefined,
  'bound to another setting': (one) =>
    isBound(one.using) ? alter(one, `using (${one.using.replace('app.organisation', 'app.actor')})`) : undefined,
  'given to everybody': (one) => alter(one, 'to public'),
  'given to the other role': (one) => alter(one, `to ${one.role === 'belegt_app' ? 'belegt_tenant' : 'belegt_app'}`),
  'narrowed to one command': (one) =>
    one.command === 'ALL' ? anew(one, `for select to ${one.role} using (${one.using})`) : undefined,
  'turned from permissive to restrictive, or back': (one) =>
    anew(
      one,
      `as ${one.policy === 'restriction' ? 'permissive' : 'restrictive'} for ${one.command} to ${one.role} ${one.using === null ? '' : `using (${one.using})`}
       ${one.check === null ? '' : `with check (${one.check})`}`,
    ),
  renamed: (one) => alter(one, 'rename to other'),
}

// Who is restricted (Art. 18 GDPR) is hidden by a second policy, on every table of persons' rows and on no other.
const ofRestriction: Readonly<Record<string, (one: Policy) => string>> = {
  'for nobody who is restricted': (one) => alter(one, 'using (true)'),
  // a table without an id of its own has that one condition only: nothing is left then
  'without its condition for one column': (one) =>
    `do $$ begin perform restrictable(${pg.escapeLiteral(one.table)}, '{}');
     exception when raise_exception then ${alter(one, 'using (true)')}; end $$`,
  'open to an ordinary purpose': (one) =>
    alter(one, `using (${one.using} or current_setting('app.purpose', true) = 'people.contact')`),
  'for reading only': ({ table, policy, role, using }) =>
    `drop policy ${id(policy)} on ${id(table)};
     create policy ${id(policy)} on ${id(table)} as restrictive for select to ${role} using (${using})`,
}

const ofTables: Readonly<Record<string, (table: string) => string>> = {
  'row-level security off': (table) => `alter table ${table} disable row level security`,
  'row-level security not forced': (table) => `alter table ${table} no force row level security`,
  'no policy and no security': (table) =>
    `do $$ declare p record; begin
       for p in select polname from pg_policy where polrelid = '${table}'::regclass
       loop execute format('drop policy %I on ${table}', p.polname); end loop;
     end $$; alter table ${table} disable row level security`,
  'a second policy that shows all': (table) =>
    `create policy more on ${table} for select to belegt_tenant using (true)`,
  'a second policy that takes all': (table) =>
    `create policy more on ${table} for insert to belegt_tenant with check (true)`,
  'a second policy for everybody': (table) => `create policy more on ${table} using (true) with check (true)`,
  'truncating allowed': (table) => `grant truncate on ${table} to belegt_tenant`,
  'triggers allowed': (table) => `grant trigger on ${table} to belegt_tenant`,
  'references allowed': (table) => `grant references on ${table} to belegt_tenant`,
  'deleting allowed to the login role': (table) => `grant delete on ${table} to belegt_app`,
  'reading allowed to everybody': (table) => `grant select on ${table} to public`,
  'a view of the owner': (table) => `create view leak as select * from ${table}; grant select on leak to belegt_tenant`,
  'a stored view': (table) => `create materialized view leak as select * from ${table}`,
  'a copy': (table) => `create table leak as select * from ${table}`,
  'a copy in another schema': (table) => `create schema other; create table other.leak as select * from ${table}`,
  'a rule': (table) => `create rule leak as on insert to ${table} do also notify leak`,
  'a trigger': (table) =>
    `create function leak() returns trigger language plpgsql as 'begin return new; end';
     create trigger leak after insert on ${table} for each row execute function leak()`,
  'a function with the owner’s rights': (table) =>
    `create function leak() returns bigint language sql security definer as 'select count(*) from ${table}'`,
  'a child table': (table) => `create table leak () inherits (${table})`,
}

test('unbroken, the guard is silent', async () => {
  expect(await checkCatalog(owner, allTables())).toEqual([])
  expect(policies.length).toBeGreaterThanOrEqual(allTables().length)
})

test.each(Object.keys(ofPolicies))('optigem/tenants: every policy %s is seen', { timeout: 120_000 }, async (way) => {
  let broken = 0
  for (const policy of policies) {
    const change = ofPolicies[way]?.(policy)
    if (change === undefined) continue
    const found = await seen(change)
    expect(
      found.some((sentence) => sentence.includes(` ${policy.table}`)),
      `${policy.policy} of ${policy.table}: ${found.join('; ')}`,
    ).toBe(true)
    broken++
  }
  expect(broken).toBeGreaterThan(policies.length / 2)
})

test.each(Object.keys(ofRestriction))(
  'smartcx/restriction: a policy %s is seen, at any table',
  { timeout: 120_000 },
  async (way) => {
    const restrictive = policies.filter(({ policy }) => policy === 'restriction')
    for (const policy of restrictive) {
      // a person's own record is only found by its id, so there is nothing to leave out
      if (way.includes('column') && !/ AND /.test(policy.using ?? '')) continue
      const found = await seen(ofRestriction[way]?.(policy) ?? '')
      expect(
        found.some((sentence) => sentence.includes(` ${policy.table} `)),
        `${policy.table}: ${way}`,
      ).toBe(true)
    }
    expect(restrictive.length).toBeGreaterThan(9)
  },
)

test('smartcx/restriction: a table with persons that was made without the policy is seen, whatever its column is called', async () => {
  const made = `create table later (organisation_id uuid not null, id uuid not null, whose uuid not null, primary key (organisation_id, id));
    select protect('later')`
  const columns = {
    organisation_id: uuid().notPersonal('key'),
    id: uuid().notPersonal('key'),
    whose: uuid().notPersonal('key'),
  }
  const later = {
    name: 'later',
    columns,
    subject: { ownedBy: 'whose' },
    keep: { while: 'organisation' },
    anchor: true,
  } as const
  const check = async (sql: string) => {
    await owner.query('begin')
    try {
      await owner.query(sql)
      return await checkCatalog(owner, [...allTables(), later])
    } finally {
      await owner.query('rollback')
    }
  }
  expect(await check(made)).toEqual([expect.stringContaining('table later lacks the policy restriction')])
  expect(await check(`${made}; select restrictable('later', '{whose}')`)).toEqual([])
})

test.each([
  `create or replace function restricted_refs() returns setof uuid language sql stable as 'select ref from restricted where false'`,
  `alter function restricted_refs() set search_path = pg_temp, public`,
])('smartcx/restriction: what all policies of restriction ask, made to hide nobody, is seen: %s', async (change) => {
  expect(await seen(change)).toEqual([expect.stringContaining('restricted_refs() does not hide')])
})

test('a view of persons’ rows that shows more than was declared is seen', async () => {
  expect(
    await seen(`create or replace view occupancy as
    select organisation_id, location_id, desk_id, seat, service_id, starts_at, blocked, expires_at, person_id from bookings`),
  ).toEqual([expect.stringContaining('view occupancy is not as declared')])
  expect(await seen('alter view occupancy set (security_invoker = true)')).not.toEqual([])
  expect(await seen('grant select on occupancy to belegt_app')).not.toEqual([])
})

test.each(Object.keys(ofTables))('optigem/tenants: %s, at any table, is seen', { timeout: 120_000 }, async (way) => {
  for (const { name } of allTables()) {
    expect(await seen(ofTables[way]?.(id(name)) ?? ''), `${name}: ${way}`).not.toEqual([])
  }
})

test('after all that, the guard is silent again', async () => {
  expect(await checkCatalog(owner, allTables())).toEqual([])
})
