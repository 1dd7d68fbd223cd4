import { createHash, randomUUID } from 'node:crypto'
import type { Scope } from '#platform/data/scope.ts'
import { db, EVENT_KINDS, type EventKind } from './data.ts'
import { scrubbed } from './reading/scrub.ts'
import type { Reason } from './reading/reasons.ts'
import { noteStandings } from './standing.ts'

/** What became known about a mail. */
export type MessageEvent = {
  readonly kind: EventKind
  /** When it happened; now unless told. */
  readonly at?: Temporal.Instant
  /** Of a bounce: `hard` says something lasting about the address, `soft` does not. */
  readonly weight?: 'hard' | 'soft'
  readonly reason?: Reason
  /** The enhanced status code (RFC 3463), e.g. `5.1.1`. */
  readonly code?: string
  /** The server's words as they came; addresses are cut out of them here. */
  readonly words?: string
  /** How it is known: the server's answer, a report (RFC 3464, 5965), somebody's words, a webhook, the reader's program. */
  readonly source: 'smtp' | 'report' | 'words' | 'webhook' | 'reader'
  /** What the news came from; the same news about a mail is noted once. Without it the event itself. */
  readonly from?: string | Uint8Array
}

type News = { readonly message: string; readonly event: MessageEvent }

/**
 * Notes what became of a mail, and what that says about its address. The same news twice counts once; news about a
 * message that is no longer known (the protocol has ended) is answered with false.
 * @returns whether anything was noted
 */
export const noteEvent = async (at: Scope<string>, message: string, event: MessageEvent): Promise<boolean> =>
  (await noteEvents(at, [{ message, event }]))[0] ?? false

/** As `noteEvent`, for many at once. @returns in order, whether each was noted */
export async function noteEvents(at: Scope<string>, news: readonly News[]): Promise<boolean[]> {
  if (news.length === 0) return []
  const rows = await db(at)
    .selectFrom('messages')
    .select(['id', 'person_id', 'recipient_token'])
    .where('id', 'in', [...new Set(news.map(({ message }) => message))])
    .execute()
  const known = new Map(rows.map((row) => [row.id, row]))
  const about = news.flatMap(({ message, event }, place) => {
    const row = known.get(message)
    const when = event.at ?? at.now
    const words = scrubbed(event.words ?? '')
    return row ? [{ place, row, event, when, words, id: randomUUID() }] : []
  })
  if (about.length === 0) return news.map(() => false)
  const made = await db(at)
    .insertInto('message_events')
    .values(
      about.map(({ row, event, when, words, id }) => ({
        organisation_id: at.organisation.id,
        id,
        message_id: row.id,
        kind: event.kind,
        weight: event.kind === 'bounced' ? (event.weight ?? 'soft') : null,
        reason: event.reason ?? '',
        code: event.code ?? '',
        words,
        source: event.source,
        fingerprint: fingerprintOf(event, when, words),
        at: when,
      })),
    )
    .onConflict((conflict) => conflict.columns(['organisation_id', 'message_id', 'fingerprint']).doNothing())
    .returning('id')
    .execute()
  const noted = new Set(made.map(({ id }) => id))
  await noteStandings(
    at,
    about.flatMap(({ row, event, when, words, id }) =>
      noted.has(id) && row.recipient_token
        ? [{ address: { token: row.recipient_token, person: row.person_id }, news: { ...event, words, when } }]
        : [],
    ),
  )
  const places = new Set(about.flatMap(({ place, id }) => (noted.has(id) ? [place] : [])))
  return news.map((_, place) => places.has(place))
}

/** A clicked link is counted each time, so its time tells one from the next. */
const fingerprintOf = (event: MessageEvent, when: Temporal.Instant, words: string): Buffer => {
  const hash = createHash('sha256').update(`${event.kind} `)
  if (event.from !== undefined) return hash.update(event.from).digest()
  return hash.update(JSON.stringify([event.weight, event.code, words, when.toString()])).digest()
}

/** A state of a mail, for people: when, what, and the server's own words. */
export type NotedEvent = {
  readonly id: string
  readonly kind: EventKind
  readonly weight: 'hard' | 'soft' | null
  readonly reason: Reason | ''
  readonly code: string
  readonly words: string
  readonly source: MessageEvent['source']
  readonly at: Temporal.Instant
}

/** What became of a mail, in order of time. */
export async function eventsOf(at: Scope<string>, message: string): Promise<NotedEvent[]> {
  const rows = await db(at)
    .selectFrom('message_events')
    .select(['id', 'kind', 'weight', 'reason', 'code', 'words', 'source', 'at'])
    .where('message_id', '=', message)
    .execute()
  // what happened in one moment stands in the order in which it comes about
  return (rows as NotedEvent[]).toSorted(
    (a, b) => Temporal.Instant.compare(a.at, b.at) || EVENT_KINDS.indexOf(a.kind) - EVENT_KINDS.indexOf(b.kind),
  )
}
