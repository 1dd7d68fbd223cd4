import { sql } from 'kysely'
import type { Scope } from '#platform/data/scope.ts'
import { raw } from '../ledger/rows.ts'
import { deletionAlarm } from './alarm.ts'
import { begin } from './report.ts'

/** Longer than this without a run the machine rested, or its clock jumped ahead: nobody can tell which. */
const NIGHTS_MISSED = { hours: 72 }
/** So long people have to put a wrong clock right; what it deletes does not come back. The alarm of a missed run stands meanwhile. */
const TIME_TO_LOOK = { hours: 24 }

/** Whether a run that was last made then has to wait first. */
export const isHeldBack = (
  lastFinished: Temporal.Instant | null,
  waitsSince: Temporal.Instant | null,
  now: Temporal.Instant,
): boolean => {
  const isBefore = (one: Temporal.Instant, other: Temporal.Instant) => Temporal.Instant.compare(one, other) < 0
  if (lastFinished === null || !isBefore(lastFinished.add(NIGHTS_MISSED), now)) return false
  return waitsSince === null || isBefore(now, waitsSince.add(TIME_TO_LOOK))
}

async function waitsSince(at: Scope<string>): Promise<Temporal.Instant | undefined> {
  const { rows } = await sql<{ held_back_at: Temporal.Instant }>`
    select held_back_at from deletion_runs where finished_at is null and held_back_at <= ${at.now}
    order by held_back_at desc limit 1`.execute(raw(at))
  return rows[0]?.held_back_at
}

/** When a run that is held back goes on by itself; undefined when none is. */
export const goesOnAt = async (at: Scope<string>): Promise<Temporal.Instant | undefined> =>
  (await waitsSince(at))?.add(TIME_TO_LOOK)

/** Whether what else deletes for good by the clock alone has to wait in this organisation, as its run does. */
export async function mustWaitToErase(at: Scope<string>): Promise<boolean> {
  const { finishedAt } = await deletionAlarm(at)
  return isHeldBack(finishedAt, (await waitsSince(at)) ?? null, at.now)
}

/** Lets the next run wait from now on, unless it waits already. @returns since when; a time ahead of now counts for nothing */
export async function holdBack(at: Scope<string>): Promise<Temporal.Instant> {
  const id = await begin(at)
  const { rows } = await sql<{ held_back_at: Temporal.Instant }>`
    update deletion_runs set held_back_at = case when held_back_at <= ${at.now} then held_back_at else ${at.now} end
    where id = ${id} returning held_back_at`.execute(raw(at))
  return rows[0]?.held_back_at ?? at.now
}
