import type { Organisation } from '#platform/data/organisations.ts'
import { inScope, type House, type Scope } from '#platform/data/scope.ts'
import { openAll } from '#platform/keys/sealed.ts'
import { tokenFor } from '#platform/keys/token.ts'
import { db, hearing, texting } from './data.ts'
import { noteEvent, taken } from './events.ts'
import type { Handed, Outgoing } from './provider.ts'
import type { SmsBases } from './given.ts'
import { mayText } from './queue.ts'
import { reportPath } from './paths.ts'
import { isTooLate, MOST_UNANSWERED, nextAttempt, UNANSWERED_PAUSE } from './rules.ts'
import { readyToText, type SmsSetup } from './settings.ts'

const BATCH = 10
/** A claim outlives the slowest provider; a sender that dies leaves the SMS to the next one after this time. */
const CLAIM = { minutes: 5 }

type Claimed = {
  readonly id: string
  readonly person: string | null
  readonly activity: string
  readonly to: string | null
  readonly text: string | null
  readonly attempts: number
  readonly createdAt: Temporal.Instant
  /** A request left, and nobody noted an answer: its provider and since when. */
  readonly left: { readonly provider: string; readonly since: Temporal.Instant } | undefined
  readonly unanswered: number
}

async function claim(at: Scope<'messages.texting'>): Promise<Claimed[]> {
  const rows = await db(at)
    .selectFrom('sms_messages')
    .selectAll()
    .where('state', '=', 'queued')
    .where('due_at', '<=', at.now)
    .where((or) => or.or([or('claimed_until', 'is', null), or('claimed_until', '<', at.now)]))
    .orderBy('due_at')
    .limit(BATCH)
    .forUpdate()
    .skipLocked()
    .execute()
  if (rows.length === 0) return []
  const ids = rows.map(({ id }) => id)
  await db(at)
    .updateTable('sms_messages')
    .set({ claimed_until: at.now.add(CLAIM) })
    .where('id', 'in', ids)
    .execute()
  const numbers = await openAll(
    at,
    rows.map(({ recipient }) => recipient),
  )
  const contents = await openAll(
    at,
    rows.map(({ content }) => content),
  )
  return Promise.all(
    rows.map(async (row, place) => {
      // a sender died with the request in hand: as good as a request without an answer
      const died = row.leaving_since !== null && row.claimed_until !== null
      const unanswered = row.unanswered + (died ? 1 : 0)
      if (died) {
        await db(at).updateTable('sms_messages').set({ unanswered }).where('id', '=', row.id).execute()
        await noteEvent(at, row.id, 'unanswered', 'interrupted')
      }
      return {
        id: row.id,
        person: row.person_id,
        activity: row.activity,
        to: numbers[place] ?? null,
        text: contents[place] ?? null,
        attempts: row.attempts,
        createdAt: row.created_at,
        left: row.leaving_since ? { provider: row.provider, since: row.leaving_since } : undefined,
        unanswered,
      }
    }),
  )
}

/**
 * Asks the gate once more and notes, durably, that a request is about to leave: whoever comes after a crash knows that it
 * may have.
 * @returns whether it is still to leave
 */
async function depart(at: Scope<string>, sms: Claimed & { readonly to: string }, setup: SmsSetup): Promise<boolean> {
  const { id, person, to, activity } = sms
  const row = await db(at)
    .selectFrom('sms_messages')
    .select('state')
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()
  // not there: restricted since it was claimed; it waits until it may be seen again
  if (row?.state !== 'queued') return false
  if (!(await mayText(at, { person: person ?? undefined, to, activity }))) {
    await settle(at, id, { state: 'dropped', content: null, recipient: null, answer: 'objected' })
    return false
  }
  const { price, currency } = setup
  await db(at)
    .updateTable('sms_messages')
    .set({ leaving_since: at.now, attempts: sms.attempts + 1, provider: setup.provider.name, price, currency })
    .where('id', '=', id)
    .execute()
  return true
}

type Settled = {
  readonly state: 'queued' | 'failed' | 'dropped'
  readonly answer: string
  readonly due_at?: Temporal.Instant
  readonly leaving_since?: null
  readonly unanswered?: number
  readonly content?: null
  readonly recipient?: null
  readonly settled_at?: Temporal.Instant
}
const settle = (at: Scope<string>, id: string, to: Settled) =>
  db(at)
    .updateTable('sms_messages')
    .set({ ...to, claimed_until: null })
    .where('id', '=', id)
    // what was taken back, or was reported on, meanwhile stays so
    .where('state', '=', 'queued')
    .execute()

async function noteHanded(at: Scope<string>, sms: Claimed, setup: SmsSetup, handed: Handed): Promise<void> {
  const attempts = sms.attempts + 1
  switch (handed.is) {
    case 'accepted':
      return taken(at, sms.id, setup.provider.name, handed.ref)
    case 'refused':
      await noteEvent(at, sms.id, 'failed', handed.code)
      await settle(at, sms.id, { state: 'failed', answer: handed.code, leaving_since: null, settled_at: at.now })
      return
    case 'later': {
      const next = nextAttempt(attempts, sms.createdAt, at.now, handed.after)
      if (!next) await noteEvent(at, sms.id, 'failed', handed.code)
      await settle(at, sms.id, {
        ...(next ? { state: 'queued', due_at: next } : { state: 'failed', settled_at: at.now }),
        answer: handed.code,
        leaving_since: null,
      })
      return
    }
    case 'unanswered':
      await noteEvent(at, sms.id, 'unanswered', handed.code)
      await settle(at, sms.id, {
        state: 'queued',
        answer: handed.code,
        due_at: at.now.add(UNANSWERED_PAUSE),
        unanswered: sms.unanswered + 1,
      })
  }
}

export type Sender = {
  readonly house: House
  readonly organisation: Organisation
  readonly setup: SmsSetup
  readonly base: URL
}
const about = { actor: { kind: 'system', job: 'messages.sms' } } as const

const within = <T>({ house, organisation }: Sender, work: (at: Scope<'messages.texting'>) => Promise<T>) =>
  inScope(house, { ...about, organisation, purpose: texting }, work)
/** What became of an SMS is noted also when its person has been restricted meanwhile. */
const note = <T>({ house, organisation }: Sender, work: (at: Scope<string>) => Promise<T>) =>
  inScope(
    house,
    { ...about, organisation, purpose: hearing },
    work as (at: Scope<'messages.sms-reports'>) => Promise<T>,
  )

/** Looks a request without an answer up at the provider. @returns whether the SMS may leave (once more) */
async function mayLeave(by: Sender, sms: Claimed, out: Outgoing): Promise<boolean> {
  const { setup } = by
  const { left } = sms
  if (!left) return true
  if (left.provider === setup.provider.name) {
    const found = await setup.provider.find(by.base, setup.access, out, left.since).catch(() => 'silent' as const)
    if (found === 'silent') {
      const next = nextAttempt(sms.attempts + 1, sms.createdAt, by.house.clock.now())
      await note(by, (at) => (next ? wait(at, sms.id, next) : giveUp(at, sms.id)))
      return false
    }
    if (found !== undefined) {
      await note(by, (at) => taken(at, sms.id, setup.provider.name, found, 'found'))
      return false
    }
    if (sms.unanswered < MOST_UNANSWERED) return true
  }
  await note(by, (at) => giveUp(at, sms.id))
  return false
}

async function wait(at: Scope<string>, id: string, due_at: Temporal.Instant): Promise<void> {
  await settle(at, id, { state: 'queued', answer: 'silent', due_at })
}

async function giveUp(at: Scope<string>, id: string): Promise<void> {
  await noteEvent(at, id, 'failed', 'unanswered')
  await settle(at, id, { state: 'failed', answer: 'unanswered', leaving_since: null, settled_at: at.now })
}

/** One claimed SMS on its way. @returns what became of the request, if one left */
async function sendOne(by: Sender, sms: Claimed): Promise<Handed['is'] | undefined> {
  const { house, organisation, setup } = by
  const { id, to, text } = sms
  if (to === null || text === null) {
    // the person's key was destroyed in the meantime: nobody is left to write to
    await note(by, (at) => settle(at, id, { state: 'dropped', content: null, recipient: null, answer: 'erased' }))
    return undefined
  }
  if (!sms.left && isTooLate(sms.createdAt, house.clock.now())) {
    await note(by, (at) => settle(at, id, { state: 'failed', answer: 'late', settled_at: at.now }))
    return undefined
  }
  const token = await note(by, (at) => tokenFor(at, 'sms report', id))
  const report = `${house.publicUrl}/${organisation.slug}${reportPath(setup.provider.name, token)}`
  const out = { id, to, text, sender: setup.sender, report }
  if (!(await mayLeave(by, sms, out))) return undefined
  if (!(await within(by, (at) => depart(at, { ...sms, to }, setup)))) return undefined
  const handed = await setup.provider.send(by.base, setup.access, out)
  await note(by, (at) => noteHanded(at, sms, setup, handed))
  return handed.is
}

/**
 * Sends what is due for one organisation: claims a batch in one transaction, notes each departure durably, talks to the
 * provider outside of any transaction, and notes what came of it. A crash between the provider's yes and our note is
 * looked up in the provider's books before anything leaves again. Nothing leaves while the provider has no entry in the
 * register of processors.
 * @returns how many the provider took
 */
export async function dispatchSms(house: House, organisation: Organisation, bases: SmsBases): Promise<number> {
  for (let sent = 0; ;) {
    const setup = await inScope(house, { ...about, organisation, purpose: texting, readOnly: true }, readyToText)
    if (!setup) return sent
    const { took, again } = await sendBatch({ house, organisation, setup, base: bases[setup.provider.name] })
    sent += took
    if (!again) return sent
  }
}

/** One batch by a setup that is known to be ready. @returns how many were taken, and whether to go on at once */
export async function sendBatch(by: Sender): Promise<{ readonly took: number; readonly again: boolean }> {
  const batch = await within(by, claim)
  const outcomes = await Promise.allSettled(batch.map((sms) => sendOne(by, sms)))
  // one note that failed must not hide that the others are written; its SMS is looked up after the claim
  for (const one of outcomes) if (one.status === 'rejected') throw one.reason
  const became = outcomes.map((one) => (one.status === 'fulfilled' ? one.value : undefined))
  // a provider that asks for patience, or is silent, is not asked again at once
  const patient = became.includes('later') || became.includes('unanswered')
  return { took: became.filter((one) => one === 'accepted').length, again: batch.length > 0 && !patient }
}
