import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import type { Scope } from '#platform/data/scope.ts'
import type { Table } from '#platform/data/table.ts'
import { record } from '../ledger/record.ts'
import { raw } from '../ledger/rows.ts'
import { leftOver } from './left-over.ts'
import type { ErasurePlan } from './plan.ts'
import type { DeletionReport, Erased } from './types.ts'

/** A run that did not come to its end is taken up again. */
export async function begin(at: Scope<string>): Promise<string> {
  const { rows } = await sql<{ id: string }>`
    select id from deletion_runs where finished_at is null order by started_at desc limit 1`.execute(raw(at))
  const id = rows[0]?.id ?? randomUUID()
  if (!rows[0]) {
    await sql`
      insert into deletion_runs (organisation_id, id, started_at) values (${at.organisation.id}, ${id}, ${at.now})`.execute(
      raw(at),
    )
  }
  return id
}

/** In the transaction of the batch, so that the figures are what was committed. */
export async function add(at: Scope<string>, id: string, { deleted, people, held }: Erased): Promise<void> {
  if (people + held + Object.keys(deleted).length === 0) return
  await sql`
    update deletion_runs set people = people + ${people}, held = held + ${held},
      deleted = coalesce((select jsonb_object_agg(table_name, count) from (
        select table_name, sum(count) as count from (
          select key as table_name, value::bigint as count from jsonb_each_text(deleted)
          union all select key, value::bigint from jsonb_each_text(${JSON.stringify(deleted)}::jsonb)
        ) as both_ group by table_name) as summed), '{}')
    where id = ${id}`.execute(raw(at))
}

/** Counts what is left, with other eyes than the run's, and writes the evidence. */
export async function finish(
  at: Scope<string>,
  id: string,
  tables: readonly Table[],
  plan: ErasurePlan,
): Promise<DeletionReport> {
  const left = await leftOver(at, { tables })
  const { rows } = await sql<{ deleted: Record<string, number>; people: number; held: number }>`
    update deletion_runs set finished_at = ${at.now}, overdue_after = ${left.total} where id = ${id}
    returning deleted, people, held`.execute(raw(at))
  const { deleted, people, held } = rows[0] as { deleted: Record<string, number>; people: number; held: number }
  const counts = Object.fromEntries(Object.entries(deleted).map(([table, count]) => [`rows.${table}`, count]))
  await record(at, 'deletion-run.done', { run: id, people, held, overdue: left.total, rule: plan.rule, ...counts })
  return { id, deleted, people, held, left }
}
