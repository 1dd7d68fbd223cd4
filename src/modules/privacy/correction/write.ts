import { sql, type RawBuilder } from 'kysely'
import type { Scope } from '#platform/data/scope.ts'
import type { Table } from '#platform/data/table.ts'
import { exactToken, seal, wordTokens } from '#platform/keys/sealed.ts'
import { raw } from '../ledger/rows.ts'
import { categoryOf } from './correctable.ts'

const searchable = ['name', 'mail', 'phone'] as const
type Searchable = (typeof searchable)[number]
const isSearchable = (category: string | undefined): category is Searchable =>
  searchable.some((one) => one === category)

/**
 * Writes a value into a column of one row, sealed where the column is, and the tokens by which it is found with it: who
 * searches finds the new value and no longer the old one.
 * @returns whether the row was there
 */
export async function writeValue(
  at: Scope<string>,
  table: Table,
  place: { readonly id: string; readonly column: string; readonly person: string },
  value: string | null,
): Promise<boolean> {
  const { column, person } = place
  const sealed = table.columns[column]?.treatment.is === 'sealed'
  const stored = sealed && value !== null ? await seal(at, table, column as never, person, value as never) : value
  const changes: RawBuilder<unknown>[] = [sql`${sql.ref(column)} = ${stored}`]
  for (const [name, { treatment }] of Object.entries(table.columns)) {
    if (treatment.is !== 'tokens' || treatment.of !== column) continue
    changes.push(sql`${sql.ref(name)} = ${await tokensOf(at, table, column, treatment.how, value)}`)
  }
  const { numAffectedRows } = await sql`
    update ${sql.table(table.name)} set ${sql.join(changes)} where id = ${place.id}`.execute(raw(at))
  return Number(numAffectedRows ?? 0) === 1
}

async function tokensOf(
  at: Scope<string>,
  table: Table,
  column: string,
  how: 'exact' | 'words',
  value: string | null,
): Promise<Buffer | Buffer[] | null> {
  if (value === null) return null
  const category = categoryOf(table, column)
  if (!isSearchable(category)) throw new Error(`${table.name}.${column} is found by words nobody knows to make`)
  if (how === 'exact') return exactToken(at, category, value)
  return (await wordTokens(at, category, value)).sort(Buffer.compare)
}
