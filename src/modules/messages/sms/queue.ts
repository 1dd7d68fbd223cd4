import { randomUUID } from 'node:crypto'
import type { Activity } from '#platform/data/activity.ts'
import { refuseRestricted } from '#platform/data/restriction.ts'
import type { Scope } from '#platform/data/scope.ts'
import { exactToken, seal } from '#platform/keys/sealed.ts'
import { gate } from '../blocks/gate.ts'
import { db, smsMessages } from './data.ts'
import { measure } from './segments.ts'

export type Sms = {
  /** Whose it is: number and text are sealed under this person's key. */
  readonly person: string
  /** E.164; see `readMobile`. */
  readonly to: string
  /** The booking, ... it is about; with kind and version it names the one intent to send. */
  readonly cause: string
  readonly kind: string
  readonly version: number
  /** What it is sent for; the consent it rests on, and its withdrawal, are this activity's. */
  readonly activity: Activity
  readonly text: string
}

/** The topic that wakes the sender. */
export const SMS_OUTBOX = 'sms-outbox'

/**
 * Whether an SMS passes the one gate: its activity's consent is in force, and the number's owner did not answer STOP. Asked
 * when it is queued and again right before it leaves.
 */
export async function mayText(
  at: Scope<string>,
  { person, to, activity }: { readonly person: string | undefined; readonly to: string; readonly activity: string },
): Promise<boolean> {
  const number = { to, channel: 'phone' } as const
  const passes = await gate(at, [
    // STOP ends whatever goes to the number; an objection to advertising by the person does not stop what they asked for
    { ...number, person: undefined, lane: 'informational', activity: undefined },
    { ...number, person, lane: 'transactional', activity },
  ])
  return passes.every(Boolean)
}

/**
 * Puts an SMS into the outbox, in the transaction of what caused it; the same intent (cause, kind, version) once. Whoever
 * must not be written to gets nothing.
 * @throws Refusal when the person is restricted for this scope
 */
export async function queueSms(at: Scope<string>, sms: Sms): Promise<void> {
  const { person, to, activity } = sms
  if (!(await mayText(at, { person, to, activity: activity.name }))) return
  if ((await at.keys.persons([person], 'general')).size === 0) await refuseRestricted(at, [person])
  const [recipient, recipientToken, content] = await Promise.all([
    seal(at, smsMessages, 'recipient', person, to),
    exactToken(at, 'phone', to),
    seal(at, smsMessages, 'content', person, sms.text),
  ])
  at.write(
    db(at)
      .insertInto('sms_messages')
      .values({
        organisation_id: at.organisation.id,
        id: randomUUID(),
        person_id: person,
        cause: sms.cause,
        kind: sms.kind,
        version: sms.version,
        activity: activity.name,
        state: 'queued',
        recipient,
        recipient_exact: recipientToken,
        content,
        segments: measure(sms.text).segments,
        due_at: at.now,
        created_at: at.now,
      })
      .onConflict((conflict) => conflict.columns(['organisation_id', 'cause', 'kind', 'version']).doNothing())
      .compile(),
  )
  at.tell(SMS_OUTBOX)
}

const taken = { state: 'dropped', content: null, recipient: null } as const

/** Takes back what has not left yet about this cause, e.g. the reminder of a cancelled appointment. */
export async function dropQueuedSms(at: Scope<string>, cause: string): Promise<void> {
  await db(at)
    .updateTable('sms_messages')
    .set({ ...taken, answer: 'withdrawn' })
    .where('cause', '=', cause)
    .where('state', '=', 'queued')
    .execute()
}

/** Takes back what has not left yet of an activity for a person who objected or withdrew. */
export async function dropStoppedSms(
  at: Scope<string>,
  { person, activity }: { readonly person: string; readonly activity: string | undefined },
): Promise<void> {
  if (activity === undefined) return // an objection to advertising: what a person consented to by itself goes on
  await db(at)
    .updateTable('sms_messages')
    .set({ ...taken, answer: 'objected' })
    .where('person_id', '=', person)
    .where('activity', '=', activity)
    .where('state', 'in', ['queued', 'failed'])
    .execute()
}

/**
 * Sends an SMS that was given up or waits once more, now. One that is being sent, or was sent, is left alone.
 * @returns whether there was anything to send
 */
export async function retrySms(at: Scope<string>, id: string): Promise<boolean> {
  const again = await db(at)
    .updateTable('sms_messages')
    .set({ state: 'queued', due_at: at.now, unanswered: 0, attempts: 0, settled_at: null })
    .where('id', '=', id)
    .where('state', 'in', ['failed', 'queued'])
    .where('content', 'is not', null)
    .where((or) => or.or([or('claimed_until', 'is', null), or('claimed_until', '<', at.now)]))
    .returning('id')
    .executeTakeFirst()
  if (again) at.tell(SMS_OUTBOX)
  return again !== undefined
}
