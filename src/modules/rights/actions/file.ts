import { randomUUID } from 'node:crypto'
import { type Kysely, sql } from 'kysely'
import { peopleTable } from '#people'
import { personKeys } from '#platform/data/organisations.ts'
import { tables } from '#platform/data/query-builder.ts'
import type { Scope } from '#platform/data/scope.ts'
import type { Schema } from '#platform/data/table.ts'
import { refuse } from '#platform/errors/errors.ts'
import { seal } from '#platform/keys/sealed.ts'
import { record } from '#privacy'
import type { de } from '../work-texts.de.ts'
import { db, type EventFacts, events, type RequestRow } from '../data.ts'
import { type Clock, dueOn } from '../rules/clock.ts'
import { freeIn } from '../rules/working-days.ts'

const keys = tables({ person_keys: personKeys }) as (
  at: Pick<Scope, 'tx'>,
) => Kysely<Schema<{ person_keys: typeof personKeys }>>

/**
 * Opens a file for somebody who asks: a random id with a key of its own. It is nobody's record: who asks is not yet who
 * is asked about, and the proof of an answer must outlive whoever was erased by it.
 */
export async function openFile(at: Scope<string>): Promise<string> {
  const id = randomUUID()
  const { wrapped } = await at.keys.mint(id, 'general')
  await keys(at)
    .insertInto('person_keys')
    .values({ organisation_id: at.organisation.id, person_id: id, kind: 'general', wrapped })
    .execute()
  return id
}

/**
 * Which of these persons are still there, locked until the commit: nobody is erased between being named in a row and the
 * row being stored.
 */
export async function stillKnown(at: Scope<string>, ids: readonly string[]): Promise<ReadonlySet<string>> {
  if (ids.length === 0) return new Set()
  const some = sql`any(${[...ids]}::uuid[])`
  // records before keys, each in the order of ids: as the eraser locks them
  await sql`select id from ${sql.table(peopleTable.name)} where id = ${some} order by id for key share`.execute(db(at))
  const { rows } = await sql<{ id: string }>`
    select person_id as id from person_keys where person_id = ${some} and kind = 'general'
    order by person_id for key share`.execute(db(at))
  return new Set(rows.map(({ id }) => id))
}

/** Today, where the organisation is. */
export const todayOf = ({ now, organisation }: Pick<Scope, 'now' | 'organisation'>): Temporal.PlainDate =>
  now.toZonedDateTimeISO(organisation.zone).toPlainDate()

export const clockOf = (row: Pick<RequestRow, 'received_on' | 'pauses' | 'extended'>): Clock => ({
  received: row.received_on,
  pauses: row.pauses,
  extended: row.extended,
})

export const dueOf = (at: Pick<Scope, 'now' | 'organisation'>, clock: Clock): Temporal.PlainDate =>
  dueOn(clock, freeIn(at.organisation.holiday_region), todayOf(at))

/**
 * The request, locked until the transaction ends. Two officers who work on it at once do so one after the other, and the
 * second is told when what they saw is not true any more.
 * @param version what the form was opened with
 * @throws Refusal rights.no-such-request, rights.changed-meanwhile
 */
export async function lockRequest(at: Scope<string>, id: string, version?: number): Promise<RequestRow> {
  const row = await db(at).selectFrom('rights_requests').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()
  if (!row) throw refuse('rights.no-such-request', 'not-found')
  if (version !== undefined && row.version !== version) throw refuse('rights.changed-meanwhile', 'conflict')
  return row
}

export type Change = Partial<Omit<RequestRow, 'organisation_id' | 'id' | 'applicant_id' | 'version' | 'due_on'>>

/** Writes a change; the day the answer is due follows from it. */
export async function changeRequest(at: Scope<string>, row: RequestRow, change: Change): Promise<RequestRow> {
  const changed = { ...row, ...change, version: row.version + 1 }
  const due_on = dueOf(at, clockOf(changed)).toString()
  await db(at)
    .updateTable('rights_requests')
    .set({
      ...change,
      // an array would be sent as an array of the database, not as JSON
      ...(change.pauses ? { pauses: JSON.stringify(change.pauses) as never } : {}),
      version: changed.version,
      due_on,
    })
    .where('id', '=', row.id)
    .execute()
  at.tell('rights')
  return { ...changed, due_on }
}

/** What can happen to a request; each has its words for those who read of it. */
export type Step = keyof (typeof de)['events']

/** Notes what happened: in the request's course for those who work on it, in the ledger as proof that it did. */
export async function note(
  at: Scope<string>,
  row: Pick<RequestRow, 'id' | 'applicant_id' | 'kind'>,
  kind: Step,
  facts: EventFacts = {},
  said = '',
): Promise<void> {
  const by = at.actor.kind === 'member' || at.actor.kind === 'account' ? at.actor.account : null
  const text = said === '' ? null : await seal(at, events, 'said', row.applicant_id, said)
  await db(at)
    .insertInto('rights_events')
    .values({
      organisation_id: at.organisation.id,
      id: randomUUID(),
      request_id: row.id,
      // whoever writes holds the request's lock, or has just made it
      position: sql<number>`(select count(*)::int from rights_events where request_id = ${row.id}::uuid)`,
      kind,
      at: at.now,
      by_account: by,
      facts,
      said: text,
    })
    .execute()
  await record(at, `rights.${kind}`, { request: row.id, right: row.kind, ...facts })
}
