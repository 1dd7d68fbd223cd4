import { sql } from 'kysely'
import type { Scope } from '#platform/data/scope.ts'
import { db } from '../data.ts'

export type Result = {
  readonly id: string
  readonly outcome: string
  readonly evidence: string
  readonly at: Temporal.Instant
}

/** How long results say something of the running system: it is checked each night, and one may fail. */
const FRESH_HOURS = 50

export const areOld = (results: readonly Pick<Result, 'at'>[], now: Temporal.Instant): boolean =>
  results.some(({ at }) => Temporal.Instant.compare(at, now.subtract({ hours: FRESH_HOURS })) < 0)

/** What the newest run of the checks found, by promise; empty before the first run. */
export async function lastResults(at: Scope<string>): Promise<readonly Result[]> {
  const newest = db(at).selectFrom('verify_results').select('run_id').orderBy('at', 'desc').limit(1)
  return db(at)
    .selectFrom('verify_results')
    .select([sql<string>`promise`.as('id'), 'outcome', 'evidence', 'at'])
    .where('run_id', '=', newest)
    .orderBy('promise')
    .execute()
}
