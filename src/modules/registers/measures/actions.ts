import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import type { House, Scope } from '#platform/data/scope.ts'
import { record } from '#privacy'
import { db } from '../data/index.ts'
import type { Values } from '../forms/fields.ts'
import type { Ports } from '../ports.ts'
import { type Finding, measureChecks } from './checks.ts'

/** Looks at every measure that the program keeps. Throws when a check cannot be made: then nothing is written down. */
export async function findings(
  at: Scope<string>,
  house: House,
  ports: Ports,
): Promise<readonly (Finding & { readonly measure: string })[]> {
  const found: (Finding & { measure: string })[] = []
  for (const [measure, look] of Object.entries(measureChecks))
    found.push({ measure, ...(await look({ at, house, ports })) })
  return found
}

/** Looks and writes down what was seen, for the page and the overview. */
export async function checkMeasures(at: Scope<string>, house: House, ports: Ports): Promise<void> {
  const found = await findings(at, house, ports)
  for (const { measure, outcome, de, en } of found) {
    const row = { outcome, finding: de, finding_en: en, checked_at: at.now }
    await db(at)
      .insertInto('measure_results')
      .values({ organisation_id: at.organisation.id, measure, ...row })
      .onConflict((conflict) => conflict.columns(['organisation_id', 'measure']).doUpdateSet(row))
      .execute()
  }
  const broken = found.filter(({ outcome }) => outcome === 'broken').length
  await record(at, 'measures.checked', { measures: found.length, broken })
}

/** Says who answers for a measure that people keep; what was said before stays on record until its period ends. */
export async function setDuty(at: Scope<string>, measure: string, by: string, values: Values): Promise<void> {
  // two officers at once: the second replaces what the first has said, and neither meets the other's row
  await sql`select pg_advisory_xact_lock(hashtextextended(${`duty ${at.organisation.id} ${measure}`}, 0))`.execute(
    db(at),
  )
  await db(at)
    .updateTable('measure_duties')
    .set({ ended_at: at.now })
    .where('measure', '=', measure)
    .where('ended_at', 'is', null)
    .execute()
  await db(at)
    .insertInto('measure_duties')
    .values({
      organisation_id: at.organisation.id,
      id: randomUUID(),
      measure,
      title: values['title'] ?? '',
      how: values['how'] ?? '',
      owner: values['owner'] ?? '',
      reviewed_on: values['reviewed_on'] ?? '',
      review_by: values['review_by'] ?? '',
      set_by: by,
      set_at: at.now,
    })
    .execute()
  await record(at, 'measures.duty-set', { measure })
}

/** Takes an own measure of the organisation back. */
export async function endDuty(at: Scope<string>, measure: string): Promise<void> {
  await db(at)
    .updateTable('measure_duties')
    .set({ ended_at: at.now })
    .where('measure', '=', measure)
    .where('ended_at', 'is', null)
    .execute()
  await record(at, 'measures.duty-ended', { measure })
}
