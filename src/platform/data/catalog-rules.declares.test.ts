import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  declarations,
  declare,
  instead,
  key,
  none,
  openCatalog,
  visitColumns,
  visiting,
  visits,
  visitsWith,
  type Catalog,
} from '#testing/catalog.ts'
import { exactTokenOf, instant, uuid } from './columns.ts'
import type { Table } from './table.ts'

let catalog: Catalog
beforeAll(async () => (catalog = await openCatalog()))
afterAll(() => catalog.close())

const foundAfter: Catalog['foundAfter'] = (...change) => catalog.foundAfter(...change)

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
  test('a person who would be seen though restricted', async () => {
    const seen = { accessedBy: ['id', 'person_id'] } as const
    expect(await told({ subject: seen })).toEqual([
      'table visits shows its rows while the person in id is restricted, and nothing says why they stay',
    ])
    expect(await told({ subject: { ...seen, stays: 'of who acted only a random id' } })).toEqual([])
    expect(await told({ subject: { accessedBy: 'person_id' } })).toEqual([]) // hidden by the policy
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
