import { sql } from 'kysely'
import type { Scope } from '#platform/data/scope.ts'
import { raw } from '../ledger/rows.ts'
import { uuids, type Erasing } from './statements.ts'
import type { Why } from './types.ts'

/** How a whole person is called among the tables of what waits. */
export const PERSON = 'person'

/** Writes down that an erasure met holds: it is finished by itself when they end. The first asking counts. */
export async function waitForHolds({ at }: Erasing, table: string, ids: readonly string[], why: Why): Promise<void> {
  if (ids.length === 0) return
  await sql`
    insert into erasures_waiting (organisation_id, object_table, object_id, why, asked_at)
    select ${at.organisation.id}, ${table}, id, ${why}, ${at.now} from unnest(${uuids(ids)}) as given (id)
    on conflict do nothing`.execute(raw(at))
}

/** Lets an erasure wait that a restored backup does not know to have been asked for. @returns whether it was not known */
export async function waitAgain(at: Scope<string>, table: string, id: string, why: Why): Promise<boolean> {
  const { numAffectedRows } = await sql`
    insert into erasures_waiting (organisation_id, object_table, object_id, why, asked_at)
    values (${at.organisation.id}, ${table}, ${id}, ${why}, ${at.now}) on conflict do nothing`.execute(raw(at))
  return Number(numAffectedRows ?? 0) > 0
}

/** What has been erased waits no more. */
export function noLongerWaiting(at: Scope<string>, table: string, ids: readonly string[]): void {
  if (ids.length === 0) return
  const theirs = sql`object_table = ${table} and object_id = any(${uuids(ids)})`
  at.write(sql`delete from erasures_waiting where ${theirs}`.compile(raw(at)))
}

export type Waiting = { readonly object_table: string; readonly object_id: string; readonly why: Why }

/** What waits, in the order of its keys; a page at a time. */
export async function waitingAfter(at: Scope<string>, last: Waiting | undefined, most: number): Promise<Waiting[]> {
  const beyond = last ? sql`where (object_table, object_id) > (${last.object_table}, ${last.object_id}::uuid)` : sql``
  const { rows } = await sql<Waiting>`
    select object_table, object_id, why from erasures_waiting ${beyond}
    order by object_table, object_id limit ${most}`.execute(raw(at))
  return rows
}

/** Of these persons and rows those whose erasure somebody asked for, or had been done, and which only waits for a hold to end. */
export async function erasureAsked(at: Scope<string>, ids: readonly string[]): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ id: string }>`
    select object_id as id from erasures_waiting
    where object_id = any(${uuids(ids)}) and why in ('request', 'account-ended', 'restore')`.execute(raw(at))
  return new Set(rows.map(({ id }) => id))
}
