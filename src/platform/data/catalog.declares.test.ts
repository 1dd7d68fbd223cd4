import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { declarations, declare, key, openCatalog, visiting, visitsWith, type Catalog } from '#testing/catalog.ts'
import { checkCatalog } from './catalog.ts'
import { integer, text } from './columns.ts'
import { guard } from './guards.ts'

let catalog: Catalog
beforeAll(async () => (catalog = await openCatalog()))
afterAll(() => catalog.close())

const foundAfter: Catalog['foundAfter'] = (...change) => catalog.foundAfter(...change)

test('tables that are as declared give no finding', async () => {
  const found = await checkCatalog(catalog.owner, declarations)
  expect(found.filter((sentence) => !/^table \w+ is not declared$|^view occupancy /.test(sentence))).toEqual([])
})

describe('what stands in the database without a declaration is found', () => {
  test.each([
    ['alter table visits add phone text', 'column visits.phone is not declared'],
    ['create table copies (a int)', 'table copies is not declared'],
    ['create view names as select note from visits', 'view names shows rows outside the declared tables'],
    [
      'create materialized view figures as select person_id from visits',
      'materialised view figures shows rows outside the declared tables',
    ],
    ['create schema aside; create table aside.visits (a int)', 'table aside.visits stands outside the schema public'],
    [
      `create function copy() returns trigger language plpgsql as 'begin return new; end';
       create trigger shadow after insert on visits for each row execute function copy()`,
      'trigger shadow on table visits is not declared',
    ],
    [
      'create index remark_words on remarks (organisation_id, lower(remark))',
      'index remark_words holds values computed from remarks.remark, which is personal',
    ],
    ['create rule also as on insert to visits do also nothing', 'rule also on table visits rewrites statements'],
    [
      `create function all_visits() returns setof visits language sql security definer as 'select * from visits'`,
      'function all_visits runs with the rights of its owner (security definer)',
    ],
    ['create table old_visits () inherits (visits)', 'table old_visits inherits from table visits'],
    [
      'alter default privileges grant select on tables to belegt_app',
      'new objects of role belegt_owner are granted to others without being asked',
    ],
    ['grant select on migrations to belegt_app', 'table migrations is for its owner only, but belegt_app may select'],
  ])('%s', async (sql, sentence) => {
    expect(await foundAfter(sql)).toContain(sentence)
  })

  test('a publication, which only a superuser can make for all tables', async () => {
    const root = new pg.Client(catalog.root)
    await root.connect()
    try {
      expect(await foundAfter('create publication everything for all tables', declarations, root)).toEqual([
        'publication everything hands rows to another server',
      ])
    } finally {
      await root.end()
    }
  })
})

describe('what is declared but not there, or otherwise, is found', () => {
  test.each([
    ['drop table remarks', 'table remarks is declared, but does not exist'],
    ['alter table visits drop column note', 'column visits.note is declared, but does not exist'],
    [
      'alter table visits alter ended_at type date',
      'column visits.ended_at is date, but declared as timestamp with time zone',
    ],
    [
      'alter table visits alter note type text using null',
      'column visits.note is sealed, but text cannot hold sealed bytes',
    ],
    ['alter table visits alter note set not null', 'column visits.note is NOT NULL, but declared as optional'],
    [
      'alter table visits alter ended_at drop not null',
      'column visits.ended_at may be NULL, but is not declared as optional',
    ],
  ])('%s', async (sql, sentence) => {
    expect(await foundAfter(sql)).toContain(sentence)
  })

  test('tokens may be required only where the column that they lead to is', async () => {
    const required = 'alter table visits alter note_exact set not null'
    expect(await foundAfter(required)).toEqual(['column visits.note_exact is NOT NULL, but declared as optional'])
    const always = visitsWith({ note: text().sealed(visiting, 'free-text') })
    expect(await foundAfter(`${required}, alter note set not null`, always)).toEqual([])
  })

  test('a default that the database does not give', async () => {
    const told = visitsWith({ keep_days: integer().defaulted().notPersonal('period') })
    expect(await foundAfter('select 1', told)).toEqual([
      'column visits.keep_days is declared as filled in by the database, which does not do so',
    ])
    expect(await foundAfter('alter table visits alter keep_days set default 30', told)).toEqual([])
  })
})

describe('a table that does not keep organisations apart is found', () => {
  test.each([
    ['alter table visits disable row level security', 'table visits has no row-level security'],
    ['alter table visits no force row level security', 'table visits does not force row-level security on its owner'],
    [
      'create policy support on visits to belegt_tenant using (true)',
      'table visits has a policy support that is not expected: true',
    ],
    ['drop policy tenant on visits', 'table visits lacks the policy tenant'],
    ['alter policy tenant on visits using (true)', 'the policy tenant of table visits is not as expected: true'],
    [
      'alter policy tenant on visits to public',
      `the policy tenant of table visits is not as expected: (organisation_id = (NULLIF(current_setting('app.organisation'::text, true), ''::text))::uuid)`,
    ],
    ['alter policy tenant on visits with check (true)', 'the policy tenant of table visits is not as expected:'],
    ['grant select on visits to belegt_app', 'table visits is granted to belegt_app for select'],
    ['grant select (note) on visits to public', 'table visits is granted to everybody for select'],
    ['grant truncate on visits to belegt_tenant', 'table visits is granted to belegt_tenant for truncate'],
    [
      'alter table remarks drop constraint remarks_pkey; alter table remarks add primary key (id)',
      'table remarks does not have organisation_id in its primary key',
    ],
    [
      'create unique index one_note on visits (note_exact)',
      'index one_note is unique across organisations, so one learns what another has',
    ],
    [
      'create policy all_of_them on organisations to belegt_tenant using (true)',
      'table organisations has a policy all_of_them that is not expected: true',
    ],
    ['grant delete on organisations to belegt_tenant', 'table organisations is granted to belegt_tenant for delete'],
  ])('%s', async (sql, sentence) => {
    const found = await foundAfter(sql)
    expect(
      found.some((one) => one.startsWith(sentence)),
      found.join('\n'),
    ).toBe(true)
  })
})

describe('a declared trigger', () => {
  const refusing = `create function no() returns trigger language plpgsql as 'begin return new; end';`
  const here = [
    ...declarations,
    declare('kept', { subject: { none: 'test' }, keep: { while: 'organisation' } }, { organisation_id: key, id: key }),
  ]
  const sentences = async (sql: string) =>
    (
      await foundAfter(`${refusing} create table kept (organisation_id uuid not null, id uuid not null); ${sql}`, here)
    ).filter((sentence) => sentence.includes('trigger'))
  guard('kept', 'stays', 'test')

  test('is no finding', async () => {
    const sql = 'create trigger stays before update or delete on kept for each row execute function no()'
    expect(await sentences(sql)).toEqual([])
  })
  test('must be there', async () => {
    expect(await sentences('')).toEqual(['trigger stays on table kept is declared, but does not exist'])
  })
  test.each(['after update on kept for each row', 'before update on kept for each statement'])(
    'must run before each row: %s',
    async (when) => {
      expect(await sentences(`create trigger stays ${when} execute function no()`)).toEqual([
        'trigger stays on table kept does not run before the change of each row',
      ])
    },
  )
  test('that is switched off is found', async () => {
    const sql =
      'create trigger stays before update on kept for each row execute function no(); alter table kept disable trigger stays'
    expect(await sentences(sql)).toEqual(['trigger stays on table kept does not run before the change of each row'])
  })
})
