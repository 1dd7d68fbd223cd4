import type { Category } from '#platform/data/columns.ts'
import { allTables, tableNamed, type Table } from '#platform/data/table.ts'
import { cleanText } from '#platform/text/clean.ts'
import { isMailAddress, normalisePhone } from '#platform/text/contact.ts'

/** Texts that people may put right word by word; everything else is put right by who knows what hangs on it. */
const LONGEST: Partial<Record<Category, number>> = { name: 200, mail: 254, phone: 40, address: 400, 'free-text': 4_000 }

/** A value that somebody can say is wrong. */
export type Place = { readonly table: string; readonly column: string; readonly id: string }

export const placeKey = ({ table, column, id }: Place): string => `${table}.${column} ${id}`

const treatmentOf = (table: Table | undefined, column: string) => {
  const treatment = table?.columns[column]?.treatment
  return treatment && 'category' in treatment ? treatment : undefined
}

/** Whether people see the value and can therefore contest it; identifiers and what others are shown by are not theirs to. */
export function isContestable(table: Table | undefined, column: string): boolean {
  const treatment = treatmentOf(table, column)
  if (!table || !treatment || 'none' in table.subject || !('id' in table.columns)) return false
  return treatment.onAccess === 'show' && !['identifier', 'credential'].includes(treatment.category)
}

/** Somebody's own record, or what lasts beside it. Protocols and evidence say what was: a mail went where it went. */
const lasts = ({ anchor, subject }: Table): boolean =>
  anchor || 'goesWith' in subject || ('ownedBy' in subject && subject.ownedBy === 'id')

/** Whether the program itself can write the right value: a text that stands for itself. */
export function isWritable(table: Table | undefined, column: string): boolean {
  const declared = table?.columns[column]
  const treatment = treatmentOf(table, column)
  if (
    !table ||
    !lasts(table) ||
    !declared ||
    !treatment ||
    !isContestable(table, column) ||
    LONGEST[treatment.category] === undefined
  )
    return false
  return declared.holds === 'text'
}

export type Problem = 'required' | 'too-long' | 'mail' | 'phone'

/** A text as it may be written into a column, or what is wrong with it. */
export function checked(
  table: Table,
  column: string,
  entered: string,
): { readonly value: string | null } | { readonly problem: Problem } {
  const treatment = treatmentOf(table, column)
  if (!treatment) throw new Error(`${table.name}.${column} is nobody's data`)
  const { category } = treatment
  const cleaned = cleanText(entered, {
    max: LONGEST[category] ?? 0,
    multiline: category === 'free-text' || category === 'address',
  })
  if (!cleaned.ok) return { problem: 'too-long' }
  if (cleaned.text === '') return table.columns[column]?.nullable ? { value: null } : { problem: 'required' }
  if (category === 'mail' && !isMailAddress(cleaned.text)) return { problem: 'mail' }
  if (category === 'phone' && normalisePhone(cleaned.text).e164 === undefined && !/\d/.test(cleaned.text))
    return { problem: 'phone' }
  return { value: cleaned.text }
}

/** The tables in which the program can write a right value by itself. */
export const writableTables = (): readonly Table[] =>
  allTables().filter((table) => Object.keys(table.columns).some((column) => isWritable(table, column)))

export const tableOf = (name: string): Table | undefined => tableNamed(name)
export const categoryOf = (table: Table, column: string): Category | undefined => treatmentOf(table, column)?.category
