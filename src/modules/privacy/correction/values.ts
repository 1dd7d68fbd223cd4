import type { Category } from '#platform/data/columns.ts'
import type { Scope } from '#platform/data/scope.ts'
import { tableNamed } from '#platform/data/table.ts'
import { gather } from '../export/person-data.ts'
import { shownText, tellingOf } from '../export/display.ts'
import { isContestable, isWritable } from './correctable.ts'

/** A value about a person, as the form for corrections shows it. */
export type Standing = {
  readonly table: string
  readonly kind: string
  readonly column: string
  readonly label: string
  readonly id: string
  readonly shown: string
  /** Whether the right text can be typed; else only what is wrong with it. */
  readonly writable: boolean
  /** Given by the person. */
  readonly own: boolean
  readonly category: Category
}

const MOST_ROWS = 100

/**
 * What can be contested about these persons, up to a hundred rows of a kind. Writes to the ledger that it was opened; the
 * scope's purpose must be, or use, `correcting`.
 */
export async function gatheredFor(at: Scope<string>, persons: readonly string[]): Promise<Standing[]> {
  const answer = await gather(at, persons, { language: at.language, leaf: 'answer.opened' })
  const telling = tellingOf(answer)
  const found: Standing[] = []
  for (const { name, kind, columns, rows } of answer.tables) {
    const table = tableNamed(name)
    let count = 0
    for await (const { id, values } of rows()) {
      if (!id || ++count > MOST_ROWS) break
      for (const { name: column, label } of columns) {
        const value = values[column]
        if (!value || !('value' in value) || !isContestable(table, column)) continue
        const shown = shownText(value, telling)
        if (shown === '' && !isWritable(table, column)) continue // nothing there that could be wrong
        const treatment = table?.columns[column]?.treatment
        if (treatment?.is !== 'personal' && treatment?.is !== 'sealed') continue
        const { source, category } = treatment
        const writable = isWritable(table, column)
        found.push({ table: name, kind, column, label, id, shown, writable, own: source === 'person', category })
      }
    }
  }
  return found
}
