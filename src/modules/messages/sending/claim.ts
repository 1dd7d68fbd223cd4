import { sql } from 'kysely'
import type { Scope } from '#platform/data/scope.ts'
import { mac } from '#platform/keys/keyring.ts'
import { openAll } from '#platform/keys/sealed.ts'
import { db, type MailContent } from '../data.ts'
import { LONGEST_WAIT, type Lane } from '../rules.ts'

/** A claim outlives a slow server; a sender that dies leaves the message to the next one after this time. */
export const CLAIM = { minutes: 5 }

export type Claimed = {
  readonly id: string
  readonly person: string | undefined
  readonly to: string | null
  readonly content: MailContent | null
  readonly cause: string
  readonly kind: string
  readonly lane: Lane
  readonly activity: string | undefined
  readonly attempts: number
  readonly createdAt: Temporal.Instant
  /** Which provider's it is, by its keyed hash. */
  readonly domain: string
  readonly idDomain: string
}

/** The keyed hash by which a recipient's provider is known in this organisation. */
export async function domainToken(at: Scope<string>, address: string): Promise<Buffer> {
  const domain = address.slice(address.lastIndexOf('@') + 1).toLowerCase()
  return mac(await at.keys.organisationFor('mail providers'), domain).subarray(0, 8)
}

type Wish = {
  /** Only what is about the person's own rights, which leaves despite a restriction. */
  readonly despite: boolean
  readonly most: number
  /** The most of one provider. */
  readonly share: number
  /** Providers whose mails are at hand already, or that are left alone. */
  readonly without: readonly string[]
  readonly idDomain: string
}

/** More rows are looked at than taken, so that one provider at the head of the queue does not hide the others. */
const LOOKED_AT = 3

/**
 * Claims what is due: the more urgent lane first, then the older, of each provider no more than its share. Takes what
 * another sender holds for no longer than a claim lasts, also when the clock was set back meanwhile.
 */
export async function claim(at: Scope<'messages.delivering'>, wish: Wish): Promise<Claimed[]> {
  const { now } = at
  const tooLong = now.add(CLAIM).add({ seconds: 1 })
  const rows = await db(at)
    .with('looked_at', (query) =>
      query
        .selectFrom('messages')
        .select(['id', 'lane', 'due_at', 'recipient_domain'])
        .where('state', '=', 'queued')
        .where((or) =>
          or.or([
            or('due_at', '<=', now),
            or('due_at', '>', now.add(LONGEST_WAIT).add({ seconds: 1 })),
            or.and([or('created_at', '>', now), or('attempts', '=', 0)]),
          ]),
        )
        .where((or) =>
          or.or([or('claimed_until', 'is', null), or('claimed_until', '<', now), or('claimed_until', '>', tooLong)]),
        )
        .$if(wish.despite, (some) => some.where('despite_restriction', '=', true))
        .$if(wish.without.length > 0, (some) =>
          some.where(
            sql<boolean>`(recipient_domain is null or recipient_domain <> all (${wish.without.map((one) => `\\x${one}`)}::bytea[]))`,
          ),
        )
        // 'transactional', 'informational', 'bulk': the order of the lanes is that of their names, backwards
        .orderBy('lane', 'desc')
        .orderBy('due_at')
        .limit(wish.most * LOOKED_AT)
        .forUpdate()
        .skipLocked(),
    )
    .with('placed', (query) =>
      query
        .selectFrom('looked_at')
        .select(['id', 'lane', 'due_at'])
        .select(sql<number>`row_number() over (partition by recipient_domain order by lane desc, due_at)`.as('place')),
    )
    .updateTable('messages')
    .set({
      claimed_until: now.add(CLAIM),
      attempts: sql`attempts + 1`,
      id_domain: sql`coalesce(id_domain, ${wish.idDomain})`,
    })
    .where('id', 'in', (from) =>
      from
        .selectFrom('placed')
        .select('id')
        .where('place', '<=', wish.share)
        .orderBy('lane', 'desc')
        .orderBy('due_at')
        .limit(wish.most),
    )
    .returning([
      'id',
      'person_id',
      'recipient',
      'content',
      'cause',
      'kind',
      'lane',
      'activity',
      'attempts',
      'created_at',
      'recipient_domain',
      'id_domain',
    ])
    .execute()
  const recipients = await openAll(
    at,
    rows.map((row) => row.recipient),
  )
  const contents = await openAll(
    at,
    rows.map((row) => row.content),
  )
  return rows
    .map((row, place) => ({
      id: row.id,
      person: row.person_id ?? undefined,
      to: recipients[place] ?? null,
      content: contents[place] ?? null,
      cause: row.cause,
      kind: row.kind,
      lane: row.lane as Lane,
      activity: row.activity ?? undefined,
      attempts: row.attempts,
      createdAt: row.created_at,
      domain: row.recipient_domain?.toString('hex') ?? '',
      idDomain: row.id_domain ?? wish.idDomain,
    }))
    .toSorted((a, b) => Temporal.Instant.compare(a.createdAt, b.createdAt))
}

/** Lets go of messages that are not tried now, as if they had not been claimed. */
export const release = (at: Scope<string>, ids: readonly string[]) =>
  db(at)
    .updateTable('messages')
    .set({ claimed_until: null, attempts: sql`attempts - 1` })
    .where('id', 'in', [...ids])
    .where('state', '=', 'queued')
    .execute()

export type Outcome = {
  readonly id: string
  readonly state: 'sent' | 'failed' | 'dropped' | 'queued'
  readonly dueAt?: Temporal.Instant
  readonly answer: string
}

/**
 * Writes down what became of messages, in one statement. What was sealed was needed to send; afterwards the protocol is
 * enough. A failed mail keeps it until the protocol's period ends, so that staff can try it again. What was taken back
 * while it was being sent stays taken back, unless it has left.
 */
export async function settle(at: Scope<string>, outcomes: readonly Outcome[]): Promise<void> {
  const rows = outcomes.map(({ id, state, dueAt, answer }) => ({
    id,
    state,
    answer,
    due_at: dueAt?.toString() ?? null,
  }))
  await sql`
    update messages m set
      state = r.state, answer = r.answer, claimed_until = null,
      content = case when r.state in ('sent', 'dropped') then null else m.content end,
      recipient = case when r.state in ('sent', 'dropped') then null else m.recipient end,
      recipient_domain = case when r.state in ('sent', 'dropped') then null else m.recipient_domain end,
      sent_at = case when r.state = 'sent' then ${at.now} else m.sent_at end,
      due_at = coalesce(r.due_at, m.due_at)
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r (id uuid, state text, answer text, due_at timestamptz)
    where m.organisation_id = ${at.organisation.id} and m.id = r.id
      and (m.state = 'queued' or (r.state = 'sent' and m.state = 'dropped'))`.execute(db(at))
}
