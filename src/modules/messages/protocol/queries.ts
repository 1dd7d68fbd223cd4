import { type RawBuilder, sql } from 'kysely'
import type { Scope } from '#platform/data/scope.ts'
import { exactToken } from '#platform/keys/sealed.ts'
import { db } from '../data.ts'
import { db as eventsDb, type EventKind } from '../following/data.ts'
import { type Filter, lanes, type Place, runsOf, SHOWN, states } from './rules.ts'

const columns = [
  'id',
  'person_id',
  'kind',
  'lane',
  'state',
  'attempts',
  'answer',
  'due_at',
  'created_at',
  'sent_at',
] as const

export type Line = {
  readonly id: string
  readonly person_id: string | null
  readonly kind: string
  readonly lane: string
  readonly state: string
  readonly attempts: number
  readonly answer: string
  readonly due_at: Temporal.Instant
  readonly created_at: Temporal.Instant
  readonly sent_at: Temporal.Instant | null
}
export type Page = { readonly lines: readonly Line[]; readonly newer: boolean; readonly older: boolean }

type Turn = { readonly before?: Place | undefined; readonly after?: Place | undefined }

const wanted = sql.raw(columns.join(', '))

/**
 * A page of the protocol, the newest first: after a place read on, or the newest ones before it. Each run of the index is
 * read in order and no further than a page, so that it stays quick among a million.
 */
export async function pageOf(at: Scope<string>, filter: Filter, turn: Turn = {}): Promise<Page> {
  const up = turn.before === undefined && turn.after !== undefined
  const from = turn.before ?? turn.after
  const order = up ? sql`order by created_at, id` : sql`order by created_at desc, id desc`
  const beyond = from
    ? up
      ? sql`and (created_at, id) > (${from.at}, ${from.id}::uuid)`
      : sql`and (created_at, id) < (${from.at}, ${from.id}::uuid)`
    : sql``
  const run = (condition: RawBuilder<unknown>) =>
    sql`(select ${wanted} from messages where ${condition} ${beyond} ${order} limit ${SHOWN + 1})`
  const runs =
    filter.kind !== undefined
      ? states
          .filter((state) => filter.state === undefined || state === filter.state)
          .map((state) =>
            run(
              sql`kind = ${filter.kind} and state = ${state} ${filter.lane === undefined ? sql`` : sql`and lane = ${filter.lane}`}`,
            ),
          )
      : filter.state === undefined && filter.lane === undefined
        ? [run(sql`true`)]
        : runsOf(filter).map(({ state, lane }) => run(sql`state = ${state} and lane = ${lane}`))
  const { rows } = await sql<Line>`select * from (${sql.join(runs, sql` union all `)}) as runs ${order}
    limit ${SHOWN + 1}`.execute(db(at))
  const more = rows.length > SHOWN
  const lines = up ? rows.slice(0, SHOWN).toReversed() : rows.slice(0, SHOWN)
  return { lines, newer: up ? more : from !== undefined, older: up || more }
}

/** What left and came back, or was reported as unwanted; by the time at which that became known, the newest first. */
export async function returnedPage(
  at: Scope<string>,
  filter: Filter,
  turn: Turn = {},
): Promise<Page & { places: readonly Place[] }> {
  const { before } = turn
  const { rows } = await sql<Line & { event_at: Temporal.Instant; event_id: string }>`
    select ${sql.join(columns.map((name) => sql.raw(`m.${name}`)))}, e.at as event_at, e.id as event_id
    from message_events e join messages m on m.organisation_id = e.organisation_id and m.id = e.message_id
    where e.kind in ('bounced', 'complained') and e.source <> 'smtp'
      ${before ? sql`and (e.at, e.id) < (${before.at}, ${before.id}::uuid)` : sql``}
      ${filter.lane === undefined ? sql`` : sql`and m.lane = ${filter.lane}`}
      ${filter.kind === undefined ? sql`` : sql`and m.kind = ${filter.kind}`}
    order by e.at desc, e.id desc limit ${SHOWN + 1}`.execute(db(at))
  const shown = rows.slice(0, SHOWN)
  const first = new Map(shown.map((row) => [row.id, row] as const).toReversed())
  return {
    lines: [...first.values()].toReversed(),
    newer: before !== undefined,
    older: rows.length > SHOWN,
    places: shown.map(({ event_at, event_id }) => ({ at: event_at, id: event_id })),
  }
}

export const MOST_FOUND = 100

/** The mails to one address, by its keyed hash; the newest first. The address itself is kept nowhere. */
export async function mailsTo(at: Scope<string>, address: string): Promise<Line[]> {
  const token = await exactToken(at, 'mail', address)
  return db(at)
    .selectFrom('messages')
    .select([...columns])
    .where('recipient_token', '=', token)
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .limit(MOST_FOUND)
    .execute()
}

/** The last thing known of each of these mails, beyond that it left. */
export async function lastNews(at: Scope<string>, ids: readonly string[]): Promise<ReadonlyMap<string, EventKind>> {
  if (ids.length === 0) return new Map()
  const { rows } = await sql<{ message_id: string; kind: EventKind }>`
    select distinct on (message_id) message_id, kind from message_events
    where message_id = any(${[...ids]}::uuid[])
      and kind in ('delivered', 'relayed', 'bounced', 'complained', 'accepted', 'deferred')
    order by message_id, at desc, id desc`.execute(eventsDb(at))
  return new Map(rows.map(({ message_id, kind }) => [message_id, kind]))
}

export const messageById = (at: Scope<string>, id: string) =>
  db(at)
    .selectFrom('messages')
    .select([...columns])
    .select(sql<boolean>`content is not null`.as('sendable'))
    .where('id', '=', id)
    .executeTakeFirst()

const MOST_CAUSES = 30

/** What failed, by the server's answer: how many, and since when. */
export const causes = (at: Scope<string>) =>
  db(at)
    .selectFrom('messages')
    .select('answer')
    .select(({ fn }) => [fn.countAll<number>().as('count'), fn.max('created_at').as('newest')])
    .where('state', '=', 'failed')
    .groupBy('answer')
    .orderBy('count', 'desc')
    .limit(MOST_CAUSES)
    .execute()

const MOST_COUNTED = 1_000

/** How many wait, counted up to a thousand. */
export async function waiting(at: Scope<string>): Promise<{ count: number; more: boolean }> {
  const { rows } = await sql<{ count: string }>`select count(*) as count from (${sql.join(
    lanes.map((lane) => sql`(select 1 from messages where state = 'queued' and lane = ${lane} limit ${MOST_COUNTED})`),
    sql` union all `,
  )}) as few`.execute(db(at))
  const count = Number(rows[0]?.count ?? 0)
  return { count: Math.min(count, MOST_COUNTED), more: count >= MOST_COUNTED }
}
