import { randomUUID } from 'node:crypto'
import type { Activity } from '#platform/data/activity.ts'
import { written } from '#platform/data/query-builder.ts'
import { refuseRestricted } from '#platform/data/restriction.ts'
import type { Scope } from '#platform/data/scope.ts'
import type { Inserted } from '#platform/data/table.ts'
import { exactToken, seal } from '#platform/keys/sealed.ts'
import { gate } from './blocks/gate.ts'
import { demandOptOut, type WithOptOut } from './blocks/opt-out.ts'
import { db, messages, type MailContent } from './data.ts'
import type { Lane } from './rules.ts'
import { domainToken } from './sending/claim.ts'

/** Queued as it is where the person's own request calls for it; else only with a way out: see `renderWithOptOut`. */
export type Mail = Intent &
  (
    | { readonly lane?: 'transactional'; readonly content: MailContent }
    | { readonly lane: Exclude<Lane, 'transactional'>; readonly content: WithOptOut }
  )
type Intent = {
  /** Whose message it is: recipient and content are sealed under this person's key. */
  readonly person: string
  readonly to: string
  /** The booking, account, ... it is about; with kind and version it names the one intent to send. */
  readonly cause: string
  readonly kind: string
  readonly version: number
  /** What the mail is sent for: an objection to it, or the withdrawal of the consent it rests on, stops the mail. */
  readonly activity?: Activity
  /** The mail to many that it belongs to. */
  readonly information?: string
}

/** The topic that wakes the dispatcher. */
export const OUTBOX = 'outbox'

/**
 * Puts a mail into the outbox, in the transaction of what caused it. The same intent (cause, kind, version) is queued
 * once, however often it is asked for. An address that must not be written to about this gets nothing (Art. 7(3), 21(3) GDPR).
 * What a scope writes that may see restricted people, about their own rights, also leaves while they are restricted.
 * @throws Refusal when the person is restricted for this scope, or a mail that needs a way out has none
 */
export async function queueMail(at: Scope<string>, mail: Mail): Promise<void> {
  const lane: Lane = mail.lane ?? 'transactional'
  const { person, to, activity } = mail
  await demandOptOut(at, { lane, to, content: mail.content })
  const [may] = await gate(at, [{ person, to, activity: activity?.name, lane }])
  if (!may) return
  if ((await at.keys.persons([mail.person], 'general')).size === 0) await refuseRestricted(at, [mail.person])
  const [recipient, recipientToken, content] = await Promise.all([
    seal(at, messages, 'recipient', mail.person, mail.to),
    exactToken(at, 'mail', mail.to),
    seal(at, messages, 'content', mail.person, mail.content),
  ])
  at.write(
    newMail(at, {
      organisation_id: at.organisation.id,
      id: randomUUID(),
      person_id: mail.person,
      cause: mail.cause,
      kind: mail.kind,
      version: mail.version,
      lane,
      information_id: mail.information ?? null,
      activity: mail.activity?.name ?? null,
      despite_restriction: at.whileRestricted === 'claims',
      state: 'queued',
      recipient,
      recipient_token: recipientToken,
      recipient_domain: await domainToken(at, mail.to),
      content,
      due_at: at.now,
      created_at: at.now,
    }),
  )
  at.tell(OUTBOX)
}

const newMail = written((at: Scope<string>, mail: Inserted<typeof messages>) =>
  db(at)
    .insertInto('messages')
    .values(mail)
    .onConflict((conflict) => conflict.columns(['organisation_id', 'cause', 'kind', 'version']).doNothing()),
)

/**
 * Takes back what has not left yet of an activity for a person who objected or withdrew; without an activity all that
 * advertises. What a sender has in hand just now asks once more before it leaves.
 */
export async function dropStopped(
  at: Scope<string>,
  { person, activity }: { readonly person: string; readonly activity: string | undefined },
): Promise<void> {
  await db(at)
    .updateTable('messages')
    .set({ state: 'dropped', content: null, recipient: null, recipient_domain: null, answer: 'objected' })
    .where('person_id', '=', person)
    .where('state', 'in', ['queued', 'failed'])
    .$if(activity !== undefined, (query) => query.where('activity', '=', activity ?? ''))
    .$if(activity === undefined, (query) => query.where('lane', '!=', 'transactional'))
    .execute()
}

/** Takes back what has not left yet about this cause, e.g. reminders of a cancelled appointment. */
export async function dropQueued(at: Scope<string>, cause: string): Promise<void> {
  await db(at)
    .updateTable('messages')
    .set({ state: 'dropped', content: null, recipient: null, recipient_domain: null, answer: 'withdrawn' })
    .where('cause', '=', cause)
    .where('state', '=', 'queued')
    .execute()
}

/**
 * Sends a message that was refused or waits once more, now. A message that is being sent, or was sent, is left alone.
 * @returns whether there was anything to send
 */
export async function retryMail(at: Scope<string>, id: string): Promise<boolean> {
  const again = await db(at)
    .updateTable('messages')
    .set({ state: 'queued', due_at: at.now })
    .where('id', '=', id)
    .where('state', 'in', ['failed', 'queued'])
    .where('content', 'is not', null)
    .where((or) => or.or([or('claimed_until', 'is', null), or('claimed_until', '<', at.now)]))
    .returning('id')
    .executeTakeFirst()
  if (again) at.tell(OUTBOX)
  return again !== undefined
}
