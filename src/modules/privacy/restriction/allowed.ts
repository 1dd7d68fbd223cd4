import { sql } from 'kysely'
import type { Scope } from '#platform/data/scope.ts'
import { ledgerKind } from '../ledger/kinds.ts'
import { personEvidence } from '../ledger/person.ts'
import { record } from '../ledger/record.ts'
import { raw } from '../ledger/rows.ts'
import { db } from './data.ts'

ledgerKind('restriction.narrowed', {
  de: 'Ausnahme von einer Einschränkung beendet',
  en: 'Exception from a restriction ended',
})

personEvidence(async (at, person) => {
  const { rows } = await sql<{ id: string }>`
    select l.id from restrictions r
    join ledger_leaves l on l.at >= date_trunc('milliseconds', r.set_at) and l.kind = 'restriction.narrowed'
      and l.body->>'restriction' = r.id::text
    where r.person_id = ${person}`.execute(raw(at))
  return rows.map(({ id }) => id)
})

/**
 * Ends what a person allowed in spite of a restriction, since they withdrew that consent (Art. 18(2) and 7(3) GDPR): of
 * whatever `stays` says no to. Nothing is ever added.
 * @returns how many restrictions were made narrower
 */
export async function endAllowed(
  at: Scope<string>,
  of: { readonly person: string; readonly restriction?: string },
  stays: (activity: string) => boolean,
): Promise<number> {
  const rows = await db(at)
    .selectFrom('restrictions')
    .select(['id', 'allowed'])
    .where('person_id', '=', of.person)
    .where('lifted_at', 'is', null)
    .$if(of.restriction !== undefined, (query) => query.where('id', '=', of.restriction ?? ''))
    .orderBy('id')
    .forUpdate()
    .execute()
  const narrower = rows.flatMap(({ id, allowed }) => {
    const left = allowed.filter(stays)
    return left.length < allowed.length ? [{ id, left, over: allowed.filter((one) => !stays(one)) }] : []
  })
  for (const { id, left, over } of narrower) {
    await db(at).updateTable('restrictions').set({ allowed: left }).where('id', '=', id).execute()
    // beside what the person allowed the deletion run may stand here
    const rest = sql<string[]>`array(select a from unnest(allowed) as a where a <> all (${over}::text[]))`
    await db(at).updateTable('restricted').set({ allowed: rest }).where('restriction_id', '=', id).execute()
    await record(at, 'restriction.narrowed', { restriction: id, allowed: left.length })
  }
  return narrower.length
}
