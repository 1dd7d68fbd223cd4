import { sql } from 'kysely'
import { type House, inScope, type Scope } from '#platform/data/scope.ts'
import { proving } from '../data.ts'
import { raw } from '../ledger/rows.ts'

/** A day and two hours: one missed nightly run is told. */
export const RUN_AT_LEAST_EVERY_HOURS = 26

/** What was done later than this from now was done while the clock was ahead: it stands for no night, and hides nothing. */
export const CLOCK_MAY_DIFFER = { minutes: 5 }

export type DeletionAlarm = {
  readonly alarm: 'none' | 'never-ran' | 'not-run-lately' | 'left-over'
  readonly finishedAt: Temporal.Instant | null
  /** What the last run's own count found over age. */
  readonly overdue: number
}

/** Whether people must look after the deletion run; for the officer's overview and the health figures. */
export async function deletionAlarm(at: Scope<string>): Promise<DeletionAlarm> {
  const { rows } = await sql<{ finished_at: Temporal.Instant; overdue_after: number | null }>`
    select finished_at, overdue_after from deletion_runs
    where finished_at <= ${at.now.add(CLOCK_MAY_DIFFER)}::timestamptz
    order by finished_at desc limit 1`.execute(raw(at))
  const last = rows[0]
  const oldest = at.now.subtract({ hours: RUN_AT_LEAST_EVERY_HOURS })
  const isOld = (instant: Temporal.Instant) => Temporal.Instant.compare(instant, oldest) < 0
  const overdue = last?.overdue_after ?? 0
  if (!last) return { alarm: isOld(at.organisation.created_at) ? 'never-ran' : 'none', finishedAt: null, overdue }
  const alarm = isOld(last.finished_at) ? 'not-run-lately' : overdue > 0 ? 'left-over' : 'none'
  return { alarm, finishedAt: last.finished_at, overdue }
}

/** How many organisations somebody must look after, for the health figures. */
export async function deletionAlarms(house: House): Promise<number> {
  let count = 0
  for (const organisation of await house.directory.all()) {
    const wish = { organisation, actor: { kind: 'system', job: 'health' }, purpose: proving, readOnly: true } as const
    if ((await inScope(house, wish, deletionAlarm)).alarm !== 'none') count++
  }
  return count
}
