// What rows read as in somebody's answer, asked with rows of theirs in a database.
import { randomUUID } from 'node:crypto'
import { sql, type Kysely } from 'kysely'
import '../../src/app/modules.ts'
import { answering, personData } from '../../src/modules/privacy/index.ts'
import { inWords } from '../../src/modules/privacy/export/value-words.ts'
import { personalColumns } from '../../src/modules/privacy/export/values.ts'
import { personColumns } from '../../src/modules/privacy/export/selection.ts'
import type { Organisation } from '../../src/platform/data/organisations.ts'
import type { Scope } from '../../src/platform/data/scope.ts'
import { tableNamed, type Table } from '../../src/platform/data/table.ts'
import type { Language } from '../../src/platform/text/language.ts'
import { testDatabase } from './database.ts'
import { peopleWithKeys, put, valueOf, withoutChecks } from './everything.ts'
import { generatedColumns } from './filled.ts'
import { testHouse, type TestHouse } from './house.ts'

type Row = Readonly<Record<string, unknown>>

export type AnswerWords = {
  /** What the values of such a row of somebody read as, by column; those that read as they stand are left out. */
  told(table: string, row: Row, language?: Language): Promise<Readonly<Record<string, string>>>
  /** The codes that the database admits in somebody's data in these tables, and those without words in a language. */
  codes(tables: readonly string[]): { readonly admitted: readonly string[]; readonly wordless: readonly string[] }
  close(): Promise<void>
}

export async function answerWords(): Promise<AnswerWords> {
  const database = await testDatabase()
  const house = testHouse(database)
  const organisation = await house.organisation()
  const codes = await house.within(organisation, answering, admitted)
  await withoutChecks(database.root)
  return {
    told: (table, row, language = 'de') => told({ house, organisation, language }, declared(table), row),
    codes: (tables) => {
      const ours = codes.filter(
        ({ table, column }) => tables.includes(table) && personalColumns(declared(table)).includes(column),
      )
      const named = ({ table, column, code }: Code) => `${table}.${column}: ${code}`
      return { admitted: ours.map(named), wordless: ours.filter(isWordless).map(named) }
    },
    close: async () => {
      await house.close()
      await database.drop()
    },
  }
}

type Code = { readonly table: string; readonly column: string; readonly code: string }

const isWordless = ({ table, column, code }: Code): boolean =>
  (['de', 'en'] as const).some(
    (language) => inWords(declared(table), column, code, language, { row: { [column]: code } }) === undefined,
  )

function declared(name: string): Table {
  const table = tableNamed(name)
  if (!table) throw new Error(`no table ${name}`)
  return table
}

/** The codes that checks of the database list: `state = ANY (ARRAY['queued'::text, …])`. */
async function admitted(at: Scope<string>): Promise<Code[]> {
  const { rows } = await sql<{ table: string; said: string }>`
    select conrelid::regclass::text as table, pg_get_constraintdef(oid) as said from pg_constraint
    where contype = 'c' and connamespace = 'public'::regnamespace`.execute(at.tx as unknown as Kysely<never>)
  return rows.flatMap(({ table, said }) => {
    const [, column, list] = /^CHECK \(\((\w+) = ANY \(ARRAY\[(.*)\]\)\)\)$/.exec(said) ?? []
    if (column === undefined || list === undefined || !tableNamed(table)) return []
    return [...list.matchAll(/'([^']*)'::text/g)].map(([, code = '']) => ({ table, column, code }))
  })
}

type Asked = { readonly house: TestHouse; readonly organisation: Organisation; readonly language: Language }

async function told({ house, organisation, language }: Asked, table: Table, row: Row) {
  return house.within(organisation, answering, async (at) => {
    const [person = ''] = await peopleWithKeys(at, 1)
    await filled(at, table, person, row)
    const answer = await personData(at, [person], language)
    const shown: Record<string, string> = {}
    for await (const { values } of answer.tables.find(({ name }) => name === table.name)?.rows() ?? [])
      for (const [name, value] of Object.entries(values))
        if ('shown' in value && value.shown !== undefined) shown[name] = value.shown
    return shown
  })
}

/** Puts in a row of the person, and those with which it goes; what is not given is empty or anything. */
async function filled(at: Scope<string>, table: Table, person: string, given: Row): Promise<string> {
  const { subject } = table
  const parent = 'goesWith' in subject ? { [subject.by]: await filled(at, declared(subject.goesWith), person, {}) } : {}
  const persons = Object.fromEntries(personColumns(table).map((name) => [name, person]))
  const generated = await generatedColumns(at)
  const row: Record<string, unknown> = { ...parent, ...persons, ...given }
  for (const [name, { sqlType, treatment }] of Object.entries(table.columns)) {
    if (name in row || name === 'organisation_id' || generated.has(`${table.name}.${name}`)) continue
    if (treatment.is !== 'sealed') row[name] = valueOf(sqlType, () => 'x')
    else row[name] = Buffer.alloc(0)
  }
  row['id'] ??= randomUUID()
  await put(at, table.name, row)
  return String(row['id'])
}
