import { sql, type RawBuilder } from 'kysely'
import type { Scope } from '#platform/data/scope.ts'
import type { Table } from '#platform/data/table.ts'
import { raw } from '../ledger/rows.ts'

export type RawRow = Readonly<Record<string, unknown>>

/** Says of a row whether all of it is theirs; see `wholeRow`. */
export const WHOLE = 'whole_row'
const BATCH = 500
const opened = new WeakMap<Scope<string>, number>()

/** Rows that can be read again and again as they were when it was opened; the database holds them, not this program. */
export type Rows = {
  readonly count: number
  batches(): AsyncIterable<readonly RawRow[]>
}

/**
 * Opens a scrolling cursor over the rows of a table: one statement reads them, however many there are, and every later
 * reading within the transaction gives the same.
 */
export async function openRows(
  at: Scope<string>,
  table: Table,
  where: RawBuilder<boolean>,
  whole: RawBuilder<boolean>,
): Promise<Rows> {
  const number = (opened.get(at) ?? 0) + 1
  opened.set(at, number)
  const cursor = sql.raw(`answer_${number}`)
  const columns = sql.join(Object.keys(table.columns).map((name) => sql.ref(name)))
  const order = orderOf(table)
  await sql`declare ${cursor} scroll cursor for select ${columns}, ${whole} as ${sql.ref(WHOLE)} from ${sql.table(table.name)} where ${where}
    ${order ? sql`order by ${order}` : sql``}`.execute(raw(at))
  const { numAffectedRows } = await sql`move forward all from ${cursor}`.execute(raw(at))
  return {
    count: Number(numAffectedRows ?? 0),
    async *batches() {
      let read = 0
      while (true) {
        await sql`move absolute ${sql.raw(String(read))} from ${cursor}`.execute(raw(at))
        const { rows } = await sql<RawRow>`fetch forward ${sql.raw(String(BATCH))} from ${cursor}`.execute(raw(at))
        if (rows.length === 0) return
        read += rows.length
        yield rows
        if (rows.length < BATCH) return
      }
    },
  }
}

/** The oldest first, by when the row came to be; rows of one instant by their place, else in the order of their ids. */
function orderOf({ columns }: Table): RawBuilder<unknown> | undefined {
  const names = ['created_at', 'given_at', 'received_at', 'at', 'position', 'id'].filter((name) => name in columns)
  return names.length > 0 ? sql.join(names.map((name) => sql.ref(name))) : undefined
}
