// Rows that fill every declared column of every module for several people, and what each of them must get to see of it.
import { randomUUID } from 'node:crypto'
import { sql, type Kysely } from 'kysely'
import pg from 'pg'
import type { Scope } from '../../src/platform/data/scope.ts'
import { allTables, type Table } from '../../src/platform/data/table.ts'
import { seal } from '../../src/platform/keys/sealed.ts'
import { namedFile } from '../../src/platform/files/plain-name.ts'
import type { PersonExport } from '../../src/modules/privacy/index.ts'
import { kindOf } from '../../src/modules/privacy/kinds.ts'
import { generatedColumns, onePerParent } from './filled.ts'

/** A row as it was stored: whose it is, and per personal column what was put in and for whom. */
export type Stored = {
  readonly table: Table
  readonly id: string
  /** Persons whose row it is or who may see it; a row that goes with another has that one's. */
  readonly persons: readonly string[]
  readonly values: Readonly<Record<string, { readonly put: unknown; readonly sealedFor?: string }>>
}

/** Draws a text; every one is told from all others. */
export type Draw = () => string

export type Filling = {
  /** Sealed values are texts only. */
  readonly textsOnly?: boolean
}

/** Lets rows be stored that no program would write: generated values in every column. For a database of the test's own. */
export async function withoutChecks(root: pg.ClientConfig): Promise<void> {
  const client = new pg.Client(root)
  await client.connect()
  try {
    await client.query(`do $$ declare c record; begin
      for c in select conrelid::regclass as t, conname from pg_constraint
        where connamespace = 'public'::regnamespace and contype in ('c', 'f', 'x', 'u') and conrelid <> 0 loop
        execute format('alter table %s drop constraint if exists %I cascade', c.t, c.conname);
      end loop;
      for c in select indexrelid::regclass as i from pg_index join pg_class k on k.oid = indrelid
        where k.relnamespace = 'public'::regnamespace and indisunique and not indisprimary loop
        execute format('drop index if exists %s', c.i);
      end loop;
      for c in select distinct tgrelid::regclass as t from pg_trigger where not tgisinternal loop
        execute format('alter table %s disable trigger user', c.t);
      end loop;
    end $$`)
  } finally {
    await client.end()
  }
}

const listed = (names: string | readonly string[] | undefined): string[] => [names ?? []].flat() as string[]
const personColumns = ({ subject }: Table): string[] =>
  'none' in subject || 'goesWith' in subject ? [] : [...listed(subject.ownedBy), ...listed(subject.accessedBy)]

/** Tables in which somebody's data can stand, parents first; the keys are made with the people. */
const tablesAboutPeople = (): Table[] => {
  const left = allTables().filter(({ name, subject }) => !('none' in subject) && name !== 'person_keys')
  const ordered: Table[] = []
  while (left.length > 0) {
    const next = left.findIndex(
      ({ subject }) => !('goesWith' in subject) || !left.some(({ name }) => name === subject.goesWith),
    )
    ordered.push(...left.splice(next, 1))
  }
  return ordered
}

/** People with keys, in this scope's organisation. */
export async function peopleWithKeys(at: Scope<string>, count: number): Promise<string[]> {
  const people = Array.from({ length: count }, () => randomUUID())
  for (const person of people) {
    for (const kind of ['general', 'retained'] as const) {
      const { wrapped } = await at.keys.mint(person, kind)
      await put(at, 'person_keys', { person_id: person, kind, wrapped })
    }
  }
  return people
}

/** Fills every column of every table about people: rows of each alone, of two at a time, and what goes with them. */
export async function fillEverything(
  at: Scope<string>,
  people: readonly string[],
  draw: Draw,
  how: Filling = {},
): Promise<Stored[]> {
  const stored: Stored[] = []
  const generated = await generatedColumns(at)
  const single = await onePerParent(at)
  for (const table of tablesAboutPeople()) {
    for (const { persons, of, parent } of placesIn(table, people, stored, single)) {
      stored.push(await fillRow(at, table, { persons, of, parent }, { draw, generated, ...how }))
    }
  }
  return stored
}

type Place = {
  /** Who stands in the columns that name persons, in their order. */
  readonly persons: readonly string[]
  /** For whom the sealed values are, in turn. */
  readonly of: readonly string[]
  readonly parent: Stored | undefined
}

function placesIn(
  table: Table,
  people: readonly string[],
  stored: readonly Stored[],
  single: ReadonlySet<string>,
): Place[] {
  if ('goesWith' in table.subject) {
    const { goesWith } = table.subject
    const parents = stored.filter((row) => row.table.name === goesWith)
    return parents.flatMap((parent) => [
      ...(single.has(table.name) ? [] : [{ persons: [], of: parent.persons.slice(0, 1), parent }]),
      { persons: [], of: people, parent },
    ])
  }
  const named = personColumns(table)
  const alone = people.map((person) => ({ persons: named.map(() => person), of: [person], parent: undefined }))
  if (named.length < 2) return alone
  const pairs = people.map((one, place) => [one, people[(place + 1) % people.length] as string])
  return [
    ...alone,
    ...pairs.map((pair) => ({
      persons: named.map((_, place) => pair[place % 2] as string),
      of: pair,
      parent: undefined,
    })),
  ]
}

async function fillRow(
  at: Scope<string>,
  table: Table,
  { persons, of, parent }: Place,
  { draw, generated, textsOnly }: Filling & { readonly draw: Draw; readonly generated: ReadonlySet<string> },
): Promise<Stored> {
  const named = personColumns(table)
  const row: Record<string, unknown> = {}
  const values: Record<string, { put: unknown; sealedFor?: string }> = {}
  let turn = 0
  for (const [name, column] of Object.entries(table.columns)) {
    if (name === 'organisation_id' || generated.has(`${table.name}.${name}`)) continue
    const { treatment, sqlType } = column
    if (treatment.is === 'sealed') {
      const sealedFor = of[turn++ % of.length] as string
      const put = turn % 3 === 0 && !textsOnly ? { text: draw(), count: turn } : draw()
      row[name] = await seal(at, table, name as never, sealedFor, put as never)
      values[name] = { put, sealedFor }
      continue
    }
    const place = named.indexOf(name)
    const by = 'goesWith' in table.subject && table.subject.by === name
    const put = place >= 0 ? persons[place] : by ? parent?.id : column.blob ? blobOf() : valueOf(sqlType, draw)
    row[name] = sqlType === 'jsonb' ? JSON.stringify(put) : put
    if (treatment.is === 'personal') values[name] = { put }
  }
  await put(at, table.name, row)
  return { table, id: String(row['id']), persons: parent ? parent.persons : [...new Set(persons)], values }
}

const blobOf = () => ({ id: randomUUID().replaceAll('-', ''), size: 7, sha256: 'ab'.repeat(32), keys: [] })

let clock = 0
/** A value that a column of this type can hold. */
export function valueOf(sqlType: string, draw: Draw): unknown {
  const second = String(clock++ % 60).padStart(2, '0')
  switch (sqlType) {
    case 'uuid':
      return randomUUID()
    case 'text':
      return draw()
    case 'text[]':
      return [draw(), draw()]
    case 'jsonb':
      return { list: [1, draw()], text: draw() } // in the order that jsonb gives
    case 'bytea':
      return Buffer.from(draw())
    case 'bytea[]':
      return [Buffer.from(draw())]
    case 'integer':
    case 'bigint':
      return clock
    case 'boolean':
      return clock % 2 === 0
    case 'date':
      return '2026-11-16'
    case 'timestamp with time zone':
      return Temporal.Instant.from(`2026-11-16T08:00:${second}Z`)
    case 'timestamp without time zone':
      return `2026-11-16 09:00:${second}`
    case 'time without time zone':
      return `09:00:${second}`
    case 'tsvector':
      return 'token:1'
    case 'tstzrange':
      return '["2026-11-16 08:00:00+00","2026-11-16 09:00:00+00")'
    default:
      throw new Error(`no value of the type ${sqlType} is drawn yet: say one in tests/support/everything.ts`)
  }
}

const raw = (at: Scope<string>) => at.tx as unknown as Kysely<never>

/** Puts a row into a table of the scope's organisation. */
export async function put(at: Scope<string>, table: string, row: Record<string, unknown>): Promise<void> {
  const all = { organisation_id: at.organisation.id, ...row }
  const names = sql.join(Object.keys(all).map((name) => sql.ref(name)))
  await sql`insert into ${sql.table(table)} (${names}) values (${sql.join(Object.values(all))})`.execute(raw(at))
}

/** One value of an answer as plain JSON. */
export type Got = { readonly value?: unknown; readonly withheld?: string; readonly file?: string }
/** An answer read to its end: rows by table, each with its id and values. */
export type Answer = ReadonlyMap<
  string,
  readonly { readonly id: string | undefined; readonly values: Record<string, Got> }[]
>

export async function readAnswer(answer: PersonExport): Promise<Answer> {
  const read = new Map<string, { id: string | undefined; values: Record<string, Got> }[]>()
  for (const table of answer.tables) {
    const rows = await Array.fromAsync(table.rows())
    read.set(
      table.name,
      rows.map(({ id, values }) => ({ id, values: JSON.parse(JSON.stringify(values)) as Record<string, Got> })),
    )
  }
  return read
}

/** What these persons must find, by the declarations alone: this is the law, written a second time. */
function due(row: Stored, name: string, persons: readonly string[]): Got {
  const column = row.table.columns[name] as Table['columns'][string]
  const { put: value, sealedFor } = row.values[name] as Stored['values'][string]
  const { treatment } = column
  if (!('category' in treatment)) throw new Error(`${row.table.name}.${name} is nobody's`)
  if (treatment.onAccess === 'redact')
    return kindOf(row.table.name)?.hidden?.[name]
      ? { withheld: 'stated' }
      : { withheld: treatment.category === 'credential' ? 'security' : 'other-person' }
  if (sealedFor !== undefined && !persons.includes(sealedFor)) return { withheld: 'other-person' }
  if (treatment.is === 'personal' && !row.persons.some((person) => persons.includes(person)))
    return { withheld: 'other-person' }
  if (column.blob) return { file: `dateien/${nameOf(row, name, (value as { id: string }).id)}` }
  const somebody = treatment.category === 'identifier' && column.sqlType === 'uuid' && name !== 'id'
  if (somebody && !persons.includes(String(value))) return { withheld: 'other-person' }
  return {
    value: JSON.parse(JSON.stringify(value instanceof Uint8Array ? Buffer.from(value).toString('base64') : value)),
  }
}

/** A file is named as it was called, where that is declared. */
function nameOf({ table, values }: Stored, column: string, id: string): string {
  const given = values[kindOf(table.name)?.fileNames?.[column] ?? '']?.put
  return typeof given === 'string' ? namedFile(given, id) : id
}

function rowDifferences(row: Stored, values: Readonly<Record<string, Got>>, persons: readonly string[]): string[] {
  return Object.keys(row.values).flatMap((name) => {
    const value = values[name]
    if (!value) return [`${row.table.name}.${name} is missing`]
    const wanted = JSON.stringify(due(row, name, persons))
    const { withheld, file } = value
    const seen = withheld ? { withheld } : file ? { file } : 'value' in value ? { value: value.value } : {}
    const said = JSON.stringify(seen)
    return said === wanted ? [] : [`${row.table.name}.${name}: ${said} instead of ${wanted}`]
  })
}

/**
 * Compares an answer with everything that was stored.
 * @returns a line per difference: rows and columns that are missing, wrong, or not theirs
 */
export function answerDifferences(stored: readonly Stored[], answer: Answer, persons: readonly string[]): string[] {
  const found: string[] = []
  const theirs = stored.filter(
    (row) =>
      row.persons.some((person) => persons.includes(person)) ||
      ('goesWith' in row.table.subject &&
        Object.values(row.values).some(({ sealedFor }) => sealedFor !== undefined && persons.includes(sealedFor))),
  )
  for (const row of theirs) {
    const all = answer.get(row.table.name) ?? []
    const candidates = row.table.columns['id'] ? all.filter(({ id }) => id === row.id) : all
    if (candidates.length === 0) found.push(`${row.table.name}: a row is missing`)
    // a row without an id is the one that is most like it
    const told = candidates.map(({ values }) => rowDifferences(row, values, persons))
    found.push(...(told.toSorted((a, b) => a.length - b.length)[0] ?? []))
  }
  const ids = new Set(theirs.map(({ id }) => id))
  for (const [table, rows] of answer)
    for (const { id } of rows)
      if (id !== undefined && table !== 'person_keys' && !ids.has(id)) found.push(`${table}: a row of somebody else`)
  return found
}
