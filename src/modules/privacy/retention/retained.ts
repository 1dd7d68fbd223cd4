import { sql } from 'kysely'
import type { Scope } from '#platform/data/scope.ts'
import { allTables, type Table } from '#platform/data/table.ts'
import { seeing } from '../erasure/locks.ts'
import { today } from '../erasure/statements.ts'
import { raw } from '../ledger/rows.ts'
import { dueFrom, isFixed, ruleOn } from './rules.ts'

/** Rows of persons that a law keeps although erasure was asked for: what an answer to the request must name. */
export type RetainedRows = {
  readonly table: string
  readonly law: string
  readonly rows: number
  /** The last of them is gone from this day on, as the rule stands today. */
  readonly until: Temporal.PlainDate
}

/** What stays blocked of these persons, with law and day; before an erasure as a preview, afterwards as the reason. */
export async function retainedRows(
  at: Scope<string>,
  persons: readonly string[],
  tables: readonly Table[] = allTables(),
): Promise<RetainedRows[]> {
  return seeing(at, 'everybody', async () => {
    const found: RetainedRows[] = []
    for (const { name, keep, subject, columns } of tables) {
      if (!isFixed(keep) || keep.onErase !== 'block' || !('ownedBy' in subject)) continue
      const theirs = sql.join(
        [subject.ownedBy ?? []].flat().map((owner) => sql`${sql.ref(owner)} = any(${persons}::uuid[])`),
        sql` or `,
      )
      const zone = at.organisation.zone
      const start =
        columns[keep.from]?.sqlType === 'date'
          ? sql`(${sql.ref(keep.from)}::timestamp at time zone ${zone})`
          : sql.ref(keep.from)
      const { rows } = await sql<{ count: number; last: Temporal.Instant | null }>`
        select count(*)::int as count, max(${start}) as last from ${sql.table(name)} where ${theirs}`.execute(raw(at))
      const [row] = rows
      if (!row || row.count === 0) continue
      const from = dueFrom(ruleOn(keep, today(at)), row.last ?? at.now, zone)
      found.push({
        table: name,
        law: keep.law ?? '',
        rows: row.count,
        until: from.toZonedDateTimeISO(zone).toPlainDate(),
      })
    }
    return found
  })
}
