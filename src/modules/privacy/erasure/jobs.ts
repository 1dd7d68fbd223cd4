import { sql } from 'kysely'
import { type House, inScope } from '#platform/data/scope.ts'
import type { Organisation } from '#platform/data/organisations.ts'
import { tableNamed } from '#platform/data/table.ts'
import { houseJob } from '#platform/jobs/jobs.ts'
import { proving } from '../data.ts'
import { raw } from '../ledger/rows.ts'
import { afterErasure } from './after.ts'
import { deletionAlarm } from './alarm.ts'
import { holdBack, isHeldBack } from './held-back.ts'
import { deletionRun } from './run.ts'

const NIGHTLY_HOUR = 2

/** Whether tonight's run is still to be done: it belongs to the last 2 o'clock (UTC) that has passed. */
export function isRunDue(lastFinished: Temporal.Instant | null, now: Temporal.Instant): boolean {
  const today = now
    .toZonedDateTimeISO('UTC')
    .with({ hour: NIGHTLY_HOUR, minute: 0, second: 0, millisecond: 0, microsecond: 0, nanosecond: 0 })
  const mark =
    Temporal.Instant.compare(today.toInstant(), now) <= 0 ? today.toInstant() : today.subtract({ days: 1 }).toInstant()
  return lastFinished === null || Temporal.Instant.compare(lastFinished, mark) < 0
}

const wishFor = (organisation: Organisation) =>
  ({ organisation, actor: { kind: 'system', job: 'privacy.deletion-run' }, purpose: proving }) as const

async function lastFinished(house: House, organisation: Organisation): Promise<Temporal.Instant | null> {
  return (await inScope(house, { ...wishFor(organisation), readOnly: true }, deletionAlarm)).finishedAt
}

const waitsSince = (house: House, organisation: Organisation): Promise<Temporal.Instant> =>
  inScope(house, wishFor(organisation), holdBack)

/**
 * Tables from which people were erased at their own request since the last run: the evidence says which, also when the
 * program was killed right afterwards.
 */
async function erasedSince(
  house: House,
  organisation: Organisation,
  since: Temporal.Instant | null,
): Promise<readonly string[]> {
  const { rows } = await inScope(house, { ...wishFor(organisation), readOnly: true }, (at) =>
    sql<{ table: string }>`
      select distinct substr(key, 6) as table from ledger_leaves, jsonb_object_keys(body) as key
      where kind = 'erasure.done' and key like 'rows.%' and at >= ${since ?? organisation.created_at}`.execute(raw(at)),
  )
  return rows.map(({ table }) => table).filter((table) => tableNamed(table) !== undefined)
}

/**
 * Every night once; looked for each hour, so that a night in which the program rested is made up for. After several such
 * nights it waits for a day, since a clock that jumped ahead looks the same. One organisation's trouble stops no other, and is told.
 */
export const erasureJobs = [
  houseJob('privacy.deletion-run', '17 * * * *', async (house) => {
    const failures: unknown[] = []
    const touched = new Set<string>()
    for (const organisation of await house.directory.all()) {
      try {
        const last = await lastFinished(house, organisation)
        const now = house.clock.now()
        if (!isRunDue(last, now)) continue
        if (isHeldBack(last, null, now) && isHeldBack(last, await waitsSince(house, organisation), now)) continue
        for (const table of await erasedSince(house, organisation, last)) touched.add(table)
        const report = await deletionRun(house, organisation, now)
        for (const table of Object.keys(report.deleted)) touched.add(table)
      } catch (error) {
        failures.push(error)
      }
    }
    const wish = { now: house.clock.now() }
    await afterErasure(house.maintenance, touched, wish).catch((error: unknown) => failures.push(error))
    if (failures.length > 0) throw new AggregateError(failures, `the deletion run failed in ${failures.length} places`)
  }),
]
