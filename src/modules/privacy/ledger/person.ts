import { sql } from 'kysely'
import type { Scope } from '#platform/data/scope.ts'
import { raw } from './rows.ts'

/** The ids of the entries that speak of a person's matters, as one module knows them. */
export type EvidenceOf = (at: Scope<string>, person: string) => Promise<readonly string[]>

const sources: EvidenceOf[] = []

/**
 * Registers where entries about a person are found. Entries hold random ids only, so only the module that keeps the rows
 * with these ids can tell; with the rows this connection goes, and the evidence stays.
 */
export function personEvidence(of: EvidenceOf): void {
  sources.push(of)
}

export type EntryLine = { readonly id: string; readonly kind: string; readonly at: Temporal.Instant }

/** What is evidenced about a person, newest first. */
export async function evidenceOf(at: Scope<string>, person: string): Promise<readonly EntryLine[]> {
  const ids = (await Promise.all(sources.map((of) => of(at, person)))).flat()
  if (ids.length === 0) return []
  const { rows } = await sql<EntryLine>`
    select id, kind, at from ledger_leaves where id = any(${ids}::uuid[]) order by at desc, id`.execute(raw(at))
  return rows
}

// Few entries of these kinds follow the moment in which the right was used.
personEvidence(async (at, person) => {
  const { rows } = await sql<{ id: string }>`
    select l.id from (
      select id, set_at as since, 'restriction' as what from restrictions where person_id = ${person}
      union all select id, raised_at, 'objection' from objections where person_id = ${person}) r
    join ledger_leaves l on l.at >= date_trunc('milliseconds', r.since) and l.body->>r.what = r.id::text
      and l.kind in ('restriction.set', 'restriction.lifting-announced', 'restriction.lifted', 'objection.raised',
        'objection.advertising', 'objection.weighed')`.execute(raw(at))
  return rows.map(({ id }) => id)
})

// An entry bears the same instant as the row it speaks of, cut to milliseconds: by it the index finds it.
personEvidence(async (at, person) => {
  const { rows } = await sql<{ id: string }>`
    select l.id from consents c
    cross join lateral (values ('consent.given', c.given_at), ('consent.withdrawn', c.withdrawn_at)) as told (kind, at)
    join ledger_leaves l on l.organisation_id = c.organisation_id and l.kind = told.kind
      and l.at = date_trunc('milliseconds', told.at) and l.body->>'consent' = c.id::text
    where c.person_id = ${person}`.execute(raw(at))
  return rows.map(({ id }) => id)
})
