import { basisFor } from '#platform/data/activity.ts'
import type { AnyColumn } from '#platform/data/columns.ts'
import type { Scope } from '#platform/data/scope.ts'
import type { Table } from '#platform/data/table.ts'
import type { Language } from '#platform/text/language.ts'
import { record } from '../ledger/record.ts'
import { written } from '../notice/notice.ts'
import { lawOf, nameOf, periodOf } from '../notice/periods.ts'
import { basisWords, recipientsOf } from '../notice/purposes.ts'
import type { AllDeclarations, NoticeFacts } from '../notice/types.ts'
import { declarations, noticeFacts } from '../notice/versions.ts'
import { words } from '../notice/words.ts'
import { filesOf } from './files.ts'
import './own-words.ts'
import { columnWords } from './labels.ts'
import { openRows, type Rows } from './read.ts'
import { referencesOf } from './references.ts'
import { aboutThem, wholeRow } from './selection.ts'
import type { ExportColumn, ExportRow, ExportTable, PersonExport } from './types.ts'
import { keptUntil } from './until.ts'
import { ownOf, personalColumns, readable, type Reading } from './values.ts'

/** What of a person's data is gathered, and what the ledger calls it. */
export type Gathering = {
  readonly language: Language
  readonly leaf: 'answer.opened' | 'answer.portable'
  /** The id of the request that is answered, for the ledger. */
  readonly request?: string | undefined
  /** Fewer than all personal columns. */
  readonly chosen?: (column: AnyColumn) => boolean
}

/**
 * Everything that every module keeps about these persons, from the declarations alone (Art. 15 GDPR): one statement per
 * table, read in batches. Writes to the ledger that it was opened; the scope's purpose must be, or use, `answering`.
 * @param request the id of the request that is answered, for the ledger
 * @returns tables that hold rows about the persons; their rows can be read while the scope is open
 */
export const personData = (
  at: Scope<string>,
  persons: readonly string[],
  language: Language,
  request?: string,
): Promise<PersonExport> => gather(at, persons, { language, leaf: 'answer.opened', request })

/** The same for chosen columns only; tables without any of them are left out. */
export async function gather(at: Scope<string>, persons: readonly string[], how: Gathering): Promise<PersonExport> {
  const { language, chosen = () => true } = how
  const told = declarations()
  const facts = await noticeFacts(at)
  const declared = new Map(told.tables.map((table) => [table.name, table]))
  const references = await referencesOf(at, told.tables, declared)
  const tables: ExportTable[] = []
  for (const table of told.tables) {
    const columns = personalColumns(table).filter((name) => chosen(table.columns[name] as AnyColumn))
    const where = how.chosen && columns.length === 0 ? undefined : aboutThem(table, persons, declared)
    if (!where) continue
    const rows = await openRows(at, table, where, wholeRow(table, persons, declared))
    if (rows.count === 0) continue
    const to = references.get(table.name) ?? new Map()
    const reading = { at, table, columns, persons: new Set(persons), language, references: to }
    tables.push(exportTable(reading, rows, facts, told))
  }
  await record(at, how.leaf, {
    persons: persons.length,
    kinds: tables.length,
    rows: tables.reduce((sum, { count }) => sum + count, 0),
    ...(how.request ? { request: how.request } : {}),
  })
  const information = informationOf(tables, facts, told, language)
  const { name: organisation, zone } = at.organisation
  return { persons, organisation, language, zone, made: at.now, tables, information }
}

function exportTable(reading: Reading, rows: Rows, facts: NoticeFacts, told: AllDeclarations): ExportTable {
  const { at, table, columns, language } = reading
  return {
    name: table.name,
    kind: nameOf(table, language, told) || table.name,
    period: periodOf(table, language, told, facts.ranges) ?? '',
    law: lawOf(table),
    columns: columns.map((name) => exportColumn(table, name, facts, language)),
    count: rows.count,
    async *rows(): AsyncGenerator<ExportRow> {
      for await (const batch of rows.batches()) {
        const values = await readable(reading, batch)
        for (const [place, row] of batch.entries()) {
          const id = typeof row['id'] === 'string' ? row['id'] : undefined
          const until = keptUntil(table, row, at.organisation.zone, at.now)
          yield { id, person: ownOf(reading, row), until, values: values[place] ?? {} }
        }
      }
    },
    files: (blobs) => filesOf(reading, rows, blobs),
  }
}

function exportColumn(table: Table, name: string, facts: NoticeFacts, language: Language): ExportColumn {
  const treatment = table.columns[name]?.treatment
  if (!treatment || !('category' in treatment)) throw new Error(`${table.name}.${name} is nobody's data`)
  const w = words[language]
  const { activities } = treatment
  const named = [...new Set(activities.flatMap((one) => recipientsOf(one, facts, language)))]
  return {
    name,
    label: columnWords(table, name)?.[language] ?? w.categories[treatment.category],
    category: w.categories[treatment.category],
    origin: w.sources[treatment.source],
    purposes: activities.map((one) => ({
      name: one.name,
      why: one.why[language],
      basis: basisWords(basisFor(one, facts.organisation.kind), language),
    })),
    recipients: named.length > 0 ? named : [w.nobodyElse(facts.organisation.name)],
    tokens: Object.values(table.columns).some(
      (other) => other.treatment.is === 'tokens' && other.treatment.of === name,
    ),
  }
}

/** Of the notice's purposes only those for which something about the persons is kept; the rest as it stands. */
function informationOf(
  tables: readonly ExportTable[],
  facts: NoticeFacts,
  told: AllDeclarations,
  language: Language,
): PersonExport['information'] {
  const concerned = new Set(
    tables.flatMap(({ columns }) => columns.flatMap(({ purposes }) => purposes.map(({ name }) => name))),
  )
  const using = told.activities.filter(({ using: used }) => used.some((name) => concerned.has(name)))
  for (const { name } of using) concerned.add(name)
  return written(facts, told, language).parts.filter(
    ({ id }) => !id.startsWith('purpose ') || concerned.has(id.slice('purpose '.length)),
  )
}
