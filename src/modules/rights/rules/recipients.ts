import type { Activity } from '#platform/data/activity.ts'
import type { Table } from '#platform/data/table.ts'

const personColumns = ({ subject }: Table): string[] => {
  if ('none' in subject || 'goesWith' in subject) return []
  return [subject.ownedBy ?? [], subject.accessedBy ?? []].flat()
}

/** Where persons stand in a table: its own columns, or those of the table its rows go with, step by step. */
export type Place =
  | { readonly table: string; readonly persons: readonly string[] }
  | { readonly table: string; readonly by: string; readonly parent: Place }

/** How rows about a person are found in a table; undefined for tables that are about nobody. */
export function placeIn(table: Table, tables: readonly Table[]): Place | undefined {
  const { subject } = table
  if ('goesWith' in subject) {
    const above = tables.find(({ name }) => name === subject.goesWith)
    const parent = above && placeIn(above, tables)
    return parent && { table: table.name, by: subject.by, parent }
  }
  const columns = personColumns(table)
  return columns.length > 0 ? { table: table.name, persons: columns } : undefined
}

/** Register ids of those who receive what stands in a table, from the activities of its columns. */
export function receiversOf(table: Table, activities: readonly Activity[]): string[] {
  const named = new Map(activities.map((one) => [one.name, one]))
  const seen = new Set<string>()
  const ids = new Set<string>()
  const visit = (activity: Activity) => {
    if (seen.has(activity.name)) return
    seen.add(activity.name)
    for (const id of activity.recipients) ids.add(id)
  }
  for (const { treatment } of Object.values(table.columns)) {
    if (treatment.is !== 'personal' && treatment.is !== 'sealed') continue
    for (const activity of treatment.activities) {
      visit(activity)
      // who works with these data for another purpose hands them to that purpose's recipients as well
      for (const other of named.values()) if (other.using.includes(activity.name)) visit(other)
    }
  }
  return [...ids]
}
