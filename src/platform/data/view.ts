import type { Table } from './table.ts'

/** Columns of a declared table without its persons, readable where a restriction hides the rows themselves. */
export type View = { readonly name: string; readonly of: Table; readonly columns: readonly string[] }

const declared = new Map<string, View>()

/**
 * Declares a view of a table: the named columns of all its rows, and nothing else. It must lead to no person, so that
 * what is in it may be used while somebody is restricted; e.g. when a desk is taken.
 * @throws Error when a column is a row's id, a person's, or sealed
 */
export function view<T extends Table>(name: string, of: T, columns: readonly (keyof T['columns'] & string)[]): View {
  if (declared.has(name)) throw new Error(`view ${name} is declared twice`)
  const { subject } = of as Table
  const persons =
    'ownedBy' in subject || 'accessedBy' in subject ? [subject.ownedBy ?? [], subject.accessedBy ?? []] : []
  const leading = new Set<string>(['id', ...(persons.flat() as string[])])
  for (const column of columns) {
    const is = (of as Table).columns[column]?.treatment.is
    if (leading.has(column) || is === 'sealed' || is === 'tokens')
      throw new Error(`view ${name} may not show ${of.name}.${column}: it leads to a person`)
  }
  const made = { name, of, columns }
  declared.set(name, made)
  return made
}

export const allViews = (): readonly View[] => [...declared.values()]
