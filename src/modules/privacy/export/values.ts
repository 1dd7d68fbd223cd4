import type { StoredBlob } from '#platform/data/columns.ts'
import type { Scope } from '#platform/data/scope.ts'
import type { Table } from '#platform/data/table.ts'
import { namedFile } from '#platform/files/plain-name.ts'
import { openForAnswer, sealedFor, type Answered } from '#platform/keys/sealed.ts'
import type { Language } from '#platform/text/language.ts'
import { kindOf } from '../kinds.ts'
import { rolesOf } from './others.ts'
import { type RawRow, WHOLE } from './read.ts'
import { namesIn, type References } from './references.ts'
import { personColumns, sealedColumns } from './selection.ts'
import type { ExportValue } from './types.ts'
import { inWords, type Parts } from './value-words.ts'

export type Reading = {
  readonly at: Scope<string>
  readonly table: Table
  /** The personal columns that are asked for. */
  readonly columns: readonly string[]
  readonly persons: ReadonlySet<string>
  readonly language: Language
  readonly references: References
}

/** The columns of a table that are somebody's data. */
export const personalColumns = (table: Table): string[] =>
  Object.entries(table.columns).flatMap(([name, { treatment }]) =>
    treatment.is === 'personal' || treatment.is === 'sealed' ? [name] : [],
  )

/** The personal values of a batch of rows, as they may be shown to these persons. Whatever is not shown says why. */
export async function readable(
  reading: Reading,
  rows: readonly RawRow[],
): Promise<readonly Readonly<Record<string, ExportValue>>[]> {
  const { columns } = reading
  const parts = await callings(reading.at, reading.table)
  const [sealed, roles, named] = await Promise.all([
    openSealed(reading, columns, rows, parts),
    otherRoles(reading, columns, rows),
    referenced(reading, rows),
  ])
  return rows.map((row) =>
    Object.fromEntries(columns.map((name) => [name, valueOf(reading, name, row, { sealed, roles, named, parts })])),
  )
}

type Known = {
  readonly sealed: ReadonlyMap<Buffer, ExportValue>
  readonly roles: ReadonlyMap<string, string>
  readonly named: ReadonlyMap<string, ReadonlyMap<string, string>>
  /** What the parts of the columns' values are called, by column and key. */
  readonly parts: ReadonlyMap<string, Parts>
}

function valueOf({ table, persons, language }: Reading, name: string, row: RawRow, known: Known): ExportValue {
  const stored = row[name]
  const around = { row, parts: known.parts.get(name) }
  const column = table.columns[name] as Table['columns'][string]
  const { treatment } = column
  if (stored === null || stored === undefined) return { value: null }
  if (!('category' in treatment)) return { value: null }
  if (treatment.onAccess === 'redact') {
    const why = kindOf(table.name)?.hidden?.[name]
    if (why) return { withheld: 'stated', why: why[language] }
    return { withheld: treatment.category === 'credential' ? 'security' : 'other-person' }
  }
  if (treatment.is === 'personal' && row[WHOLE] === false) return other
  if (column.blob && isStored(stored)) {
    const given = row[fileNameColumn(table, name) ?? '']
    const named = Buffer.isBuffer(given) ? known.sealed.get(given) : undefined
    return { file: fileName(stored, language, named), bytes: stored.size }
  }
  if (treatment.is === 'sealed') {
    const opened = known.sealed.get(stored as Buffer)
    return opened
      ? reading(opened, inWords(table, name, 'value' in opened ? opened.value : null, language, around))
      : other
  }
  if (isPersonId(table, name) && !persons.has(String(stored))) {
    const who = known.roles.get(String(stored))
    return { withheld: 'other-person', ...(who ? { who } : {}) }
  }
  const shown = known.named.get(name)?.get(String(stored))
  if (stored instanceof Uint8Array) return { value: Buffer.from(stored).toString('base64') }
  return reading({ value: stored }, shown ?? inWords(table, name, stored, language, around))
}

const other: ExportValue = { withheld: 'other-person' }

/** A value with what it reads as, where that is something else and nobody said it before. */
const reading = (value: ExportValue, shown: string | undefined): ExportValue =>
  shown === undefined || !('value' in value) || value.shown !== undefined ? value : { ...value, shown }

const isPersonId = (table: Table, name: string): boolean => {
  const column = table.columns[name]
  return (
    (name !== 'id' || personColumns(table).includes(name)) &&
    column?.sqlType === 'uuid' &&
    column.treatment.is === 'personal' &&
    column.treatment.category === 'identifier' &&
    !column.blob
  )
}

/** Of the sealed values only those that belong to the persons are opened at all. */
async function openSealed(
  { at, table, persons, language }: Reading,
  columns: readonly string[],
  rows: readonly RawRow[],
  parts: Known['parts'],
): Promise<Map<Buffer, ExportValue>> {
  const shown = columns.filter((name) => {
    const treatment = table.columns[name]?.treatment
    return treatment?.is === 'sealed' && treatment.onAccess === 'show'
  })
  const stored = rows.flatMap((row) => shown.map((name) => ({ name, value: row[name] })))
  const own = stored.flatMap(({ name, value }) =>
    Buffer.isBuffer(value) && persons.has(sealedFor(value)) ? [{ name, value }] : [],
  )
  const opened = await openForAnswer(
    at,
    own.map(({ value }) => value),
  )
  const shownAs = (outcome: Answered | undefined, name: string): ExportValue => {
    if (!outcome || !('value' in outcome)) return { withheld: outcome?.unreadable ?? 'damaged' }
    const inWords = partsInWords(outcome.value, parts.get(name), language)
    return inWords === undefined ? { value: outcome.value } : { value: outcome.value, shown: inWords }
  }
  return new Map(own.map(({ name, value }, place) => [value, shownAs(opened[place], name)]))
}

async function callings(at: Scope<string>, table: Table): Promise<Known['parts']> {
  const parts = Object.entries(kindOf(table.name)?.parts ?? {})
  return new Map(await Promise.all(parts.map(async ([column, calling]) => [column, await calling(at)] as const)))
}

/** A line for each part; what has no name any more, as a question that was taken away, stands under its key. */
function partsInWords(value: unknown, parts: Parts | undefined, language: Language): string | undefined {
  if (!parts || value === null || typeof value !== 'object' || Array.isArray(value)) return undefined
  const called = (key: string) => parts.get(key)?.[language] || parts.get(key)?.de || key
  return Object.entries(value)
    .map(([key, one]) => `${called(key)}: ${String(one)}`)
    .join('\n')
}

async function otherRoles(
  { at, table, persons, language }: Reading,
  columns: readonly string[],
  rows: readonly RawRow[],
): Promise<ReadonlyMap<string, string>> {
  const ids = columns
    .filter((name) => isPersonId(table, name))
    .flatMap((name) => rows.map((row) => row[name]))
    .filter((id): id is string => typeof id === 'string' && !persons.has(id))
  return rolesOf(at, [...new Set(ids)], language)
}

async function referenced({ at, references }: Reading, rows: readonly RawRow[]): Promise<Known['named']> {
  const named = new Map<string, ReadonlyMap<string, string>>()
  for (const [column, to] of references) {
    const ids = rows.map((row) => row[column]).filter((id): id is string => typeof id === 'string')
    named.set(column, await namesIn(at, to, [...new Set(ids)]))
  }
  return named
}

/** Which of the persons a row is about: named in it, or a value of it is sealed for them. */
export function ownOf({ table, persons }: Reading, row: RawRow): string | undefined {
  const named = personColumns(table).map((name) => row[name])
  const sealed = sealedColumns(table).map((name) => row[name])
  const all = [...named, ...sealed.map((value) => (Buffer.isBuffer(value) ? sealedFor(value) : undefined))]
  return all.find((id): id is string => typeof id === 'string' && persons.has(id))
}

/** A file in the store, sealed for its persons. */
export const isStored = (value: unknown): value is StoredBlob =>
  value !== null && typeof value === 'object' && 'keys' in value

const fileNameColumn = (table: Table, column: string): string | undefined => kindOf(table.name)?.fileNames?.[column]

/** A file bears the name that it was given, as far as that is theirs to see, and the beginning of its id; else its id. */
const fileName = ({ id }: StoredBlob, language: Language, named: ExportValue | undefined): string => {
  const given = named && 'value' in named && typeof named.value === 'string' ? named.value : undefined
  return `${language === 'de' ? 'dateien' : 'files'}/${given === undefined ? id : namedFile(given, id)}`
}

/** What the files of these rows are called, by the stored file; as `readable` says it. */
export async function fileNames(
  reading: Reading,
  rows: readonly RawRow[],
  columns: readonly string[],
): Promise<ReadonlyMap<StoredBlob, string>> {
  const { table, language } = reading
  const naming = columns.flatMap((column) => fileNameColumn(table, column) ?? [])
  const known = await openSealed(reading, naming, rows, new Map())
  return new Map(
    rows.flatMap((row) =>
      columns.flatMap((column) => {
        const stored = row[column]
        const given = row[fileNameColumn(table, column) ?? '']
        const named = Buffer.isBuffer(given) ? known.get(given) : undefined
        return isStored(stored) ? [[stored, fileName(stored, language, named)] as const] : []
      }),
    ),
  )
}
