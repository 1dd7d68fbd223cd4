import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { testDatabase, type TestDatabase } from '#testing/database.ts'
import { activity } from './activity.ts'
import { checkCatalog } from './catalog.ts'
import { exactTokenOf, instant, integer, text, uuid, type AnyColumn } from './columns.ts'
import { organisationKeys, organisations, personKeys } from './organisations.ts'
import type { Table } from './table.ts'

const none = { de: 'Zum Prüfen', en: 'To test' }
const visiting = activity('catalog-test.visiting', { why: none, basis: { art6: 'b' }, obligation: none })
const key = uuid().notPersonal('key')

/** A declaration that is in no registry, so that other files do not see it. */
const declare = (name: string, rules: Pick<Table, 'subject' | 'keep'>, columns: Record<string, AnyColumn>): Table => ({
  name,
  ...rules,
  columns,
  anchor: 'from' in rules.keep,
})
const visitColumns = {
  organisation_id: key,
  id: key,
  person_id: uuid().personal(visiting, 'identifier'),
  ended_at: instant().personal(visiting, 'time'),
  note: text().optional().sealed(visiting, 'free-text'),
  note_exact: exactTokenOf('note'),
  keep_days: integer().notPersonal('period'),
}
const visits = declare(
  'visits',
  { subject: { ownedBy: 'person_id' }, keep: { from: 'ended_at', period: { days: 'keep_days', most: 'P90D' } } },
  visitColumns,
)
const remarks = declare(
  'remarks',
  { subject: { goesWith: 'visits', by: 'visit_id' }, keep: { while: 'parent' } },
  { organisation_id: key, id: key, visit_id: key, remark: text().personal(visiting, 'free-text') },
)
const declarations = [organisations, organisationKeys, personKeys, visits, remarks]

let database: TestDatabase
let owner: pg.Client

beforeAll(async () => {
  database = await testDatabase({ incomplete: true })
  owner = new pg.Client(database.owner)
  await owner.connect()
  await owner.query(`
    create table visits (
      organisation_id uuid not null references organisations (id), id uuid not null, person_id uuid not null,
      ended_at timestamptz not null, note bytea, note_exact bytea, keep_days integer not null,
      primary key (organisation_id, id));
    create table remarks (
      organisation_id uuid not null, id uuid not null, visit_id uuid not null, remark text not null,
      primary key (organisation_id, id), foreign key (organisation_id, visit_id) references visits (organisation_id, id));
    select protect('visits'), protect('remarks'), restrictable_with('remarks', 'visits', 'visit_id')`)
})
afterAll(async () => {
  await owner.end()
  await database.drop()
})

/** What is found once `sql` was done, beside what is found without it; the change is taken back. */
async function foundAfter(sql: string, told: readonly Table[] = declarations, as = owner): Promise<string[]> {
  const before = new Set(await checkCatalog(as, declarations))
  await as.query('begin')
  try {
    await as.query(sql)
    return (await checkCatalog(as, told)).filter((sentence) => !before.has(sentence))
  } finally {
    await as.query('rollback')
  }
}

/** The declarations with one table said otherwise. */
const instead = (table: Table) => declarations.map((one) => (one.name === table.name ? table : one))
const visitsWith = (columns: Record<string, AnyColumn>) =>
  instead({ ...visits, columns: { ...visitColumns, ...columns } })

test('tables that are as declared give no finding', async () => {
  const found = await checkCatalog(owner, declarations)
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
    const root = new pg.Client(database.root)
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

describe('declarations that cannot hold are found', () => {
  // whoever's rows are said to be, the policy of the table stays
  const told = async (what: Partial<Table>) =>
    (await foundAfter('select 1', instead({ ...visits, ...what }))).filter((one) => !/policy restriction/.test(one))

  test('personal data in a table that says it holds none', async () => {
    const found = await told({ subject: { none: 'figures' }, keep: { while: 'organisation' } })
    expect(found).toContain(`column visits.note is personal, but the table says that it holds no person's data`)
    expect(found).toContain('nobody is reachable from table remarks')
  })
  test('a row that goes with another without a foreign key', async () => {
    expect(await foundAfter('alter table remarks drop constraint remarks_organisation_id_visit_id_fkey')).toEqual([
      'table remarks goes with visits, but visit_id is no foreign key to it',
    ])
  })
  test('an owner that is no id', async () => {
    expect(await told({ subject: { ownedBy: 'keep_days' } })).toEqual([
      `column visits.keep_days names whose a row is, but holds no person's id`,
    ])
  })
  test('a start event that is no time, or may be missing', async () => {
    expect(await told({ keep: { from: 'note', period: 'P30D' } })).toEqual([
      'the start event visits.note is no point in time',
    ])
    const late = { ...visitColumns, ended_at: instant().optional().personal(visiting, 'time') }
    const missing = await foundAfter(
      'alter table visits alter ended_at drop not null',
      instead({ ...visits, columns: late }),
    )
    expect(missing).toEqual([
      'the start event visits.ended_at may be missing, and nothing says what the data are needed for until then',
    ])
    const said = { from: 'ended_at', period: 'P30D', openWhile: { de: 'bis zum Ende', en: 'until the end' } } as const
    const fine = await foundAfter(
      'alter table visits alter ended_at drop not null',
      instead({ ...visits, columns: late, keep: said }),
    )
    expect(fine).toEqual([])
  })
  test('a period in days that is no number', async () => {
    expect(await told({ keep: { from: 'ended_at', period: { days: 'note', most: 'P90D' } } })).toEqual([
      'the period of table visits is in note, which is not always a whole number of days',
    ])
  })
  test('a parent or a person that is not named', async () => {
    expect(await told({ keep: { while: 'parent' } })).toEqual([
      'table visits is kept with a parent that it does not name',
    ])
    expect(await told({ subject: { accessedBy: 'person_id' }, keep: { while: 'referenced' } })).toEqual([
      'table visits is kept while its person is referenced, but it is not owned by a person',
    ])
  })
  test('tokens of a column that is not sealed', async () => {
    expect(await foundAfter('select 1', visitsWith({ note_exact: exactTokenOf('id') }))).toEqual([
      'column visits.note_exact holds tokens of id, which is no sealed column',
    ])
  })
})

describe('what a law keeps beyond its person', () => {
  const byLaw = {
    ...visits,
    keep: { from: 'ended_at', period: 'P8Y', law: '§ 147 AO', onErase: 'block', whileBlocked: visiting },
  } as Table
  const persons = declare(
    'patients',
    { subject: { ownedBy: 'id' }, keep: { while: 'referenced' } },
    { organisation_id: key, id: uuid().personal(visiting, 'identifier') },
  )
  const tables = `create table patients (organisation_id uuid not null references organisations (id), id uuid not null,
    primary key (organisation_id, id)); select protect('patients');`

  test('may not refer to what goes with the person', async () => {
    const refer = `${tables} alter table visits add foreign key (organisation_id, person_id) references patients (organisation_id, id)`
    const told = [...instead(byLaw), persons]
    expect(await foundAfter(refer, told)).toContain(
      'table visits stays when its person is erased, but organisation_id, person_id refers to patients, which then goes',
    )
    expect(await foundAfter(tables, told)).not.toContainEqual(expect.stringContaining('stays when its person'))
    // an ordinary row may: it goes first
    expect(await foundAfter(refer, [...declarations, persons])).not.toContainEqual(
      expect.stringContaining('stays when its person'),
    )
  })

  test('the day by which a start event is due must be there', async () => {
    const late = (by: string) =>
      instead({ ...visits, keep: { ...visits.keep, openWhile: none, startDue: { by, within: 'P2D' } } } as Table)
    expect(await foundAfter('select 1', late('keep_days'))).toEqual([
      'when the start event of table visits is due stands in keep_days, which is not always a time',
    ])
    expect(await foundAfter('select 1', late('ended_at'))).toEqual([])
  })
})
