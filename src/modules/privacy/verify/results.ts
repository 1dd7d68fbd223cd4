import { sql } from 'kysely'
import type { Scope } from '#platform/data/scope.ts'
import { db } from '../data.ts'

export type Result = {
  readonly id: string
  readonly outcome: string
  readonly evidence: string
  readonly at: Temporal.Instant
}

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
