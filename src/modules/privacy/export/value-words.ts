import { allActivities } from '#platform/data/activity.ts'
import type { Table } from '#platform/data/table.ts'
import type { Language } from '#platform/text/language.ts'
import { texts } from '#platform/text/texts.ts'
import type { Part } from '../kinds.ts'
import type { RawRow } from './read.ts'

/**
 * How a stored value reads to people, where it is a code or a structure; undefined where it reads as it stands.
 * @param parts what its parts are called now (`dataKind`), where the module says so
 */
export type Reads = (value: unknown, language: Language, row: RawRow, parts?: Parts) => string | undefined
export type Parts = ReadonlyMap<string, Part>

const told = new Map<string, Readonly<Record<string, Reads>>>()

/**
 * Tells how the values of a table's columns read in an answer to the person (Art. 12(1) GDPR: intelligible): what stands in
 * the database as `documents.page` stands there as "page of a document". The code itself stays beside it in the JSON.
 */
export function valueWords(table: string, columns: Readonly<Record<string, Reads>>): void {
  if (told.has(table)) throw new Error(`the words for values of table ${table} are told twice`)
  told.set(table, columns)
}

/** Codes by their words in each language. */
export const coded =
  (words: (language: Language) => Readonly<Record<string, string>>): Reads =>
  (value, language) =>
    typeof value === 'string' && Object.hasOwn(words(language), value) ? words(language)[value] : undefined

/** Names of activities, one or several, as what they are for. */
export const activityWords: Reads = (value, language) => {
  const names = typeof value === 'string' ? value.split(',') : Array.isArray(value) ? value.map(String) : []
  const why = new Map(allActivities().map((one) => [one.name, one.why[language]]))
  return names.length > 0 && names.every((name) => why.has(name))
    ? names.map((name) => why.get(name)).join('; ')
    : undefined
}

const languages = coded(texts({ de: 'Deutsch', en: 'Englisch' }, { de: 'German', en: 'English' }))

/** What a value reads as: as its module says, or as its kind always means. */
export function inWords(
  table: Table,
  column: string,
  value: unknown,
  language: Language,
  { row, parts }: { readonly row: RawRow; readonly parts?: Parts | undefined },
): string | undefined {
  const own = told.get(table.name)?.[column]
  if (own) return own(value, language, row, parts)
  const treatment = table.columns[column]?.treatment
  if (treatment && 'category' in treatment && treatment.category === 'language') return languages(value, language, row)
  return column === 'activity' || column === 'only_for' ? activityWords(value, language, row) : undefined
}
