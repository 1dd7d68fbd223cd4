import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import type { Scope } from '#platform/data/scope.ts'
import { db } from './data.ts'
import type { Report } from './provider.ts'
import { stateAfter, type SmsState } from './rules.ts'

export type EventState = 'accepted' | 'unanswered' | 'found' | Report['state']

/** Notes something about an SMS, in the order in which it was heard. */
export const noteEvent = (at: Scope<string>, sms: string, state: EventState, code: string): Promise<unknown> =>
  db(at)
    .insertInto('sms_events')
    .values({ organisation_id: at.organisation.id, id: randomUUID(), sms_id: sms, state, code, at: at.now })
    .execute()

export const eventsOfSms = (at: Scope<string>, sms: string) =>
  db(at).selectFrom('sms_events').select(['state', 'code', 'at']).where('sms_id', '=', sms).orderBy('at').execute()

type Known = { readonly id: string; readonly state: string }

/** Follows one report on an SMS whose row is locked. */
async function follow(at: Scope<string>, sms: Known, { state, code }: Report): Promise<void> {
  await noteEvent(at, sms.id, state, code)
  const after = stateAfter(sms.state as SmsState, state)
  if (after === sms.state) return
  await db(at)
    .updateTable('sms_messages')
    .set({
      state: after,
      // the provider has it: neither number nor text is needed here any more
      content: null,
      recipient: null,
      leaving_since: null,
      claimed_until: null,
      ...(code ? { answer: code } : {}),
      ...(after === 'sent' ? {} : { settled_at: at.now }),
    })
    .where('id', '=', sms.id)
    .execute()
  await db(at)
    .updateTable('sms_messages')
    .set({ sent_at: at.now })
    .where('id', '=', sms.id)
    .where('sent_at', 'is', null)
    .execute()
}

/** Whoever notes a report on a provider's id, or gives an SMS that id, does it one after the other. */
const inTurn = (at: Scope<string>, provider: string, ref: string) =>
  sql`select pg_advisory_xact_lock(hashtextextended(${`belegt.sms:${at.organisation.id} ${provider} ${ref}`}, 0))`.execute(
    db(at),
  )

/**
 * A provider's report. Where the SMS is not known by that id yet, because the answer to its sending is still under way, the
 * report is kept for that answer.
 * @param own our id, where the provider called the address of this very SMS
 */
export async function heardReport(
  at: Scope<string>,
  provider: string,
  report: Report,
  own: string | undefined,
): Promise<void> {
  await inTurn(at, provider, report.ref)
  const found =
    (await byRef(at, provider, report.ref)) ?? (own ? await adopt(at, provider, report.ref, own) : undefined)
  if (found) return follow(at, found, report)
  await db(at)
    .insertInto('sms_early')
    .values({
      organisation_id: at.organisation.id,
      id: randomUUID(),
      provider,
      ref: report.ref,
      state: report.state,
      code: report.code,
      came_at: at.now,
    })
    .execute()
}

const byRef = (at: Scope<string>, provider: string, ref: string) =>
  db(at)
    .selectFrom('sms_messages')
    .select(['id', 'state'])
    .where('provider', '=', provider)
    .where('ref', '=', ref)
    .forUpdate()
    .executeTakeFirst()

/**
 * The SMS that left for this provider and has no id there yet: the report gives it one. That the provider has it is known
 * from now on, also when the answer to its sending never comes.
 */
const adopt = (at: Scope<string>, provider: string, ref: string, own: string) =>
  db(at)
    .updateTable('sms_messages')
    .set({ ref })
    .where('id', '=', own)
    .where('provider', '=', provider)
    .where('ref', 'is', null)
    .where('attempts', '>', 0)
    .returning(['id', 'state'])
    .executeTakeFirst()

/**
 * The provider took an SMS and calls it `ref`: noted, with the reports that came before.
 * @param how `found`: seen in the provider's own books after a request without an answer
 */
export async function taken(
  at: Scope<string>,
  sms: string,
  provider: string,
  ref: string,
  how: 'accepted' | 'found' = 'accepted',
): Promise<void> {
  await inTurn(at, provider, ref)
  // a report that named our id may have been faster; a second copy has an id of its own, and its reports go nowhere
  await db(at)
    .updateTable('sms_messages')
    .set({ ref })
    .where('id', '=', sms)
    .where('ref', 'is', null)
    .where((not) => not.not(not.exists(byRefAnywhere(at, provider, ref))))
    .execute()
  await noteEvent(at, sms, how, '')
  await db(at)
    .updateTable('sms_messages')
    .set({
      state: 'sent',
      sent_at: at.now,
      content: null,
      recipient: null,
      leaving_since: null,
      claimed_until: null,
      answer: how === 'found' ? 'found' : '',
    })
    .where('id', '=', sms)
    // what was taken back while it was being handed over has left all the same
    .where('state', 'in', ['queued', 'dropped'])
    .execute()
  const early = await db(at)
    .deleteFrom('sms_early')
    .where('provider', '=', provider)
    .where('ref', '=', ref)
    .returning(['state', 'code', 'came_at'])
    .execute()
  for (const one of early.toSorted((a, b) => Temporal.Instant.compare(a.came_at, b.came_at))) {
    const row = await byRef(at, provider, ref)
    if (row) await follow(at, row, { ref, state: one.state as Report['state'], code: one.code })
  }
}

const byRefAnywhere = (at: Scope<string>, provider: string, ref: string) =>
  db(at)
    .selectFrom('sms_messages as other')
    .select('other.id')
    .where('other.provider', '=', provider)
    .where('other.ref', '=', ref)
