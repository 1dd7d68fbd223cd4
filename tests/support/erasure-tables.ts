import { exactTokenOf, instant, integer, text, uuid } from '../../src/platform/data/columns.ts'
import { personKeys } from '../../src/platform/data/organisations.ts'
import type { Table } from '../../src/platform/data/table.ts'
import { proving } from '../../src/modules/privacy/data.ts'

// Tables for the tests of the eraser, one for each case of whose a row can be. They are not declared with `table()`: the
// program must not take them for its own.

const make = (
  name: string,
  rules: Pick<Table, 'subject' | 'keep'> & { anchor?: boolean },
  columns: Table['columns'],
): Table => ({
  name,
  columns: { organisation_id: uuid().notPersonal('key'), ...columns },
  subject: rules.subject,
  keep: rules.keep,
  anchor: rules.anchor ?? 'from' in rules.keep,
})
const id = uuid().notPersonal('random id')
const person = uuid().personal(proving, 'identifier')
const maybePerson = uuid().optional().personal(proving, 'identifier')
const forgotten = { onErase: 'anonymise' } as const

export const persons = make(
  'ex_people',
  { subject: { ownedBy: 'id' }, keep: { while: 'referenced' } },
  { id: person, label: text().personal(proving, 'name') },
)
export const visits = make(
  'ex_visits',
  { subject: { ownedBy: 'person_id' }, keep: { from: 'ended_at', period: { days: 'days', most: 'P90D' } } },
  {
    id,
    person_id: maybePerson,
    ended_at: instant().notPersonal('start of the period'),
    days: integer().notPersonal('setting'),
  },
)
export const notes = make(
  'ex_notes',
  { subject: { goesWith: 'ex_visits', by: 'visit_id' }, keep: { while: 'parent' } },
  { id, visit_id: uuid().notPersonal('key'), content: text().personal(proving, 'free-text') },
)
export const drawings = make(
  'ex_drawings',
  { subject: { goesWith: 'ex_notes', by: 'note_id' }, keep: { while: 'parent' } },
  { id, note_id: uuid().notPersonal('key') },
)
export const chats = make(
  'ex_chats',
  { subject: { ownedBy: ['asker', 'answerer'] }, keep: { from: 'at', period: 'P30D' } },
  {
    id,
    asker: maybePerson,
    answerer: person,
    at: instant().notPersonal('start of the period'),
    question: text().optional().sealed(proving, 'free-text', forgotten),
    question_exact: exactTokenOf('question'),
    answer: text().sealed(proving, 'free-text', forgotten),
    title: text().personal(proving, 'free-text', forgotten),
    topic: text().personal(proving, 'free-text'),
  },
)
export const files = make(
  'ex_files',
  { subject: { accessedBy: 'reader' }, keep: { while: 'organisation' } },
  {
    id,
    reader: maybePerson,
    remark: text().personal(proving, 'free-text', forgotten),
    content: text().personal(proving, 'free-text'),
  },
)
export const protocol = make(
  'ex_protocol',
  { subject: { ownedBy: 'person_id' }, keep: { from: 'at', period: 'P30D' }, anchor: false },
  { id, person_id: person, at: instant().notPersonal('start of the period') },
)
export const examples: readonly Table[] = [personKeys, persons, visits, notes, drawings, chats, files, protocol]

export const schema = `
  create table ex_people (organisation_id uuid, id uuid, label text not null, primary key (organisation_id, id));
  create table ex_visits (organisation_id uuid, id uuid, person_id uuid, ended_at timestamptz not null, days integer not null, primary key (organisation_id, id));
  create table ex_notes (organisation_id uuid, id uuid, visit_id uuid not null, content text not null, primary key (organisation_id, id),
    foreign key (organisation_id, visit_id) references ex_visits (organisation_id, id));
  create table ex_drawings (organisation_id uuid, id uuid, note_id uuid not null, primary key (organisation_id, id),
    foreign key (organisation_id, note_id) references ex_notes (organisation_id, id));
  create table ex_chats (organisation_id uuid, id uuid, asker uuid, answerer uuid not null, at timestamptz not null, question bytea, question_exact bytea,
    answer bytea not null, title text not null, topic text not null, primary key (organisation_id, id));
  create table ex_files (organisation_id uuid, id uuid, reader uuid, remark text not null, content text not null, primary key (organisation_id, id));
  create table ex_protocol (organisation_id uuid, id uuid, person_id uuid not null, at timestamptz not null, primary key (organisation_id, id));
  select protect('ex_people'), protect('ex_visits'), protect('ex_notes'), protect('ex_drawings'), protect('ex_chats'), protect('ex_files'), protect('ex_protocol');`
