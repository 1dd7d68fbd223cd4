import { sql } from 'kysely'
import { inScope, type House, type Scope } from '#platform/data/scope.ts'
import type { Organisation } from '#platform/data/organisations.ts'
import { openAll } from '#platform/keys/sealed.ts'
import { mayWrite } from '#privacy'
import { db, delivering, notifying, type MailContent } from './data.ts'
import { withOrganiser } from './organiser.ts'
import { advertises, keptAnswer, nextAttempt, verdictOf, type SendingFailure } from './rules.ts'

/** Hands one mail over to a server; resolves when the server has taken responsibility for it. */
export type Transport = {
  send(mail: OutgoingMail): Promise<void>
}
export type OutgoingMail = {
  readonly messageId: string
  readonly from: { readonly name: string; readonly address: string }
  readonly replyTo: string | undefined
  readonly to: string
  readonly content: MailContent
}

const BATCH = 20
/** A claim outlives a slow server; a sender that dies leaves the message to the next one after this time. */
const CLAIM = { minutes: 5 }

type Claimed = {
  id: string
  to: string | null
  content: MailContent | null
  attempts: number
  createdAt: Temporal.Instant
}

/** Claims what is due; `despite` restrictions only what is about the person's own rights. */
async function claim(at: Scope<'messages.delivering'>, despite: boolean): Promise<Claimed[]> {
  const rows = await db(at)
    .updateTable('messages')
    .set({ claimed_until: at.now.add(CLAIM), attempts: sql`attempts + 1` })
    .where('id', 'in', (from) =>
      from
        .selectFrom('messages')
        .select('id')
        .where('state', '=', 'queued')
        .where('due_at', '<=', at.now)
        .$if(despite, (query) => query.where('despite_restriction', '=', true))
        .where((or) => or.or([or('claimed_until', 'is', null), or('claimed_until', '<', at.now)]))
        .orderBy('due_at')
        .limit(BATCH)
        .forUpdate()
        .skipLocked(),
    )
    .returning(['id', 'recipient', 'content', 'attempts', 'created_at'])
    .execute()
  const recipients = await openAll(
    at,
    rows.map((row) => row.recipient),
  )
  const contents = await openAll(
    at,
    rows.map((row) => row.content),
  )
  return rows.map((row, place) => ({
    id: row.id,
    to: recipients[place] ?? null,
    content: contents[place] ?? null,
    attempts: row.attempts,
    createdAt: row.created_at,
  }))
}

type Standing = 'wanted' | 'waits' | 'objected' | 'taken back'

/**
 * Whether a claimed message is still to leave, asked right before it does: since it was claimed the person may have been
 * restricted, objected or withdrawn.
 */
async function standing(at: Scope<string>, message: Claimed): Promise<Standing> {
  const row = await db(at)
    .selectFrom('messages')
    .select(['state', 'person_id', 'activity', 'lane'])
    .where('id', '=', message.id)
    .executeTakeFirst()
  if (!row) return 'waits'
  if (row.state !== 'queued') return 'taken back'
  if (!message.to) return 'wanted'
  const about = { person: row.person_id ?? undefined, to: message.to, activity: row.activity ?? undefined }
  return (await mayWrite(at, { ...about, advertising: advertises(row.lane) })) ? 'wanted' : 'objected'
}

/** Lets go of a message that must wait, as if it had not been claimed. */
const release = (at: Scope<string>, id: string) =>
  db(at)
    .updateTable('messages')
    .set({ claimed_until: null, attempts: sql`attempts - 1` })
    .where('id', '=', id)
    .where('state', '=', 'queued')
    .execute()

type Outcome = { state: 'sent' | 'failed' | 'dropped' } | { state: 'queued'; dueAt: Temporal.Instant }

async function settle(at: Scope<string>, id: string, outcome: Outcome, answer: string): Promise<void> {
  await db(at)
    .updateTable('messages')
    .set({
      state: outcome.state,
      answer,
      claimed_until: null,
      // what is sealed here was needed to send it; afterwards the protocol is enough. A failed mail keeps both, until
      // the protocol's period ends, so that staff can try it again.
      ...(outcome.state === 'sent' || outcome.state === 'dropped' ? { content: null, recipient: null } : {}),
      ...(outcome.state === 'sent' ? { sent_at: at.now } : {}),
      ...(outcome.state === 'queued' ? { due_at: outcome.dueAt } : {}),
    })
    .where('id', '=', id)
    // what was taken back while it was being sent stays taken back, unless it has left
    .where('state', 'in', outcome.state === 'sent' ? ['queued', 'dropped'] : ['queued'])
    .execute()
}

/**
 * Sends what is due for one organisation until nothing is left: claims a batch in one transaction, talks to the server
 * outside of any, settles each message by itself. Sent at least once: a crash between the server's yes and our note of it
 * sends the message again with the same Message-ID, by which mail programs recognise the copy.
 */
export async function dispatchFor(
  house: House,
  organisation: Organisation,
  transport: Transport,
  from: string,
): Promise<number> {
  const about = { organisation, actor: { kind: 'system', job: 'messages.dispatch' } } as const
  let sent = 0
  for (const [purpose, despite] of [
    [delivering, false],
    [notifying, true],
  ] as const) {
    const within = <T>(work: (at: Scope<'messages.delivering'>) => Promise<T>) =>
      inScope(house, { ...about, purpose: purpose as typeof delivering }, work)
    // what became of a message is noted also when its person has been restricted meanwhile
    const note = <T>(work: (at: Scope<string>) => Promise<T>) => inScope(house, { ...about, purpose: notifying }, work)
    for (;;) {
      const batch = await within((at) => claim(at, despite))
      if (batch.length === 0) break
      const settled = await Promise.allSettled(
        batch.map(async (message) => {
          const stands = await inScope(house, { ...about, purpose, readOnly: true }, (at) => standing(at, message))
          if (stands === 'waits') return void (await note((at) => release(at, message.id)))
          if (stands === 'objected') return note((at) => settle(at, message.id, { state: 'dropped' }, 'objected'))
          if (stands === 'taken back') return
          const [outcome, answer] = await attempt(house, organisation, transport, from, message)
          await note((at) => settle(at, message.id, outcome, answer))
          if (outcome.state === 'sent') sent++
        }),
      )
      // one note that failed must not hide that the others are written; its message is sent again after the claim
      for (const one of settled) if (one.status === 'rejected') throw one.reason
    }
  }
  return sent
}

async function attempt(
  house: House,
  organisation: Organisation,
  transport: Transport,
  from: string,
  message: Claimed,
): Promise<[Outcome, string]> {
  // the person's key was destroyed in the meantime: nobody is left to write to
  if (!message.to || !message.content) return [{ state: 'dropped' }, 'erased']
  try {
    await transport.send({
      messageId: `<${message.id}@${from.split('@')[1]}>`,
      from: { name: organisation.name, address: from },
      replyTo: organisation.contact_mail || undefined,
      to: message.to,
      content: withOrganiser(message.content, organisation.name, from),
    })
    return [{ state: 'sent' }, '250']
  } catch (error) {
    const failure = error as SendingFailure & { response?: string }
    const next = nextAttempt(message.attempts, message.createdAt, house.clock.now())
    if (verdictOf(failure) === 'never' || !next) return [{ state: 'failed' }, keptAnswer(failure)]
    return [{ state: 'queued', dueAt: next }, keptAnswer(failure)]
  }
}
