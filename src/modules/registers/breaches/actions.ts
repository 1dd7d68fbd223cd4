import { randomUUID } from 'node:crypto'
import { refuse } from '#platform/errors/errors.ts'
import type { Scope } from '#platform/data/scope.ts'
import { record } from '#privacy'
import { db } from '../data/index.ts'
import { many, momentIn, orNull, type Values } from '../forms/fields.ts'
import { countAffected, type Reach, tablesFor } from './affected.ts'
import { breachClock, openPoints, remindersDue } from './clock.ts'

export type Breach = Awaited<ReturnType<typeof breachOf>>
export type Step = Awaited<ReturnType<typeof stepsOf>>[number]

export async function breachOf(at: Scope<string>, id: string, locked = false) {
  const query = db(at).selectFrom('breaches').selectAll().where('id', '=', id)
  const found = await (locked ? query.forUpdate() : query).executeTakeFirst()
  if (!found) throw refuse('registers.no-such-breach', 'not-found')
  return found
}
export const allBreaches = (at: Scope<string>) =>
  db(at).selectFrom('breaches').selectAll().orderBy('aware_at', 'desc').execute()
// what one action does in one moment stands in the order in which it is done
const order = [
  'recorded',
  'changed',
  'counted',
  'assessed',
  'notified',
  'followed-up',
  'told',
  'note',
  'reminded',
  'closed',
]
export const stepsOf = async (at: Scope<string>, id: string) => {
  const steps = await db(at).selectFrom('breach_steps').selectAll().where('breach_id', '=', id).execute()
  return steps.toSorted((a, b) => Temporal.Instant.compare(a.at, b.at) || order.indexOf(a.kind) - order.indexOf(b.kind))
}

type StepKind =
  | 'recorded'
  | 'changed'
  | 'counted'
  | 'assessed'
  | 'notified'
  | 'followed-up'
  | 'told'
  | 'note'
  | 'reminded'
  | 'closed'

/** Every step stays on record: who did what, when (Art. 33(5) GDPR). */
async function step(at: Scope<string>, breach: string, kind: StepKind, by: string, content = ''): Promise<void> {
  await db(at)
    .insertInto('breach_steps')
    .values({ organisation_id: at.organisation.id, id: randomUUID(), breach_id: breach, kind, content, by, at: at.now })
    .execute()
  await record(at, `breach.${kind}`, { breach })
}

const factsOf = (at: Scope<string>, values: Values) => {
  const { zone } = at.organisation
  return {
    title: values['title'] ?? '',
    aware_at: momentIn(zone, values['aware_at']) ?? at.now,
    began_at: momentIn(zone, values['began_at']) ?? null,
    stopped_at: momentIn(zone, values['stopped_at']) ?? null,
    what: values['what'] ?? '',
    kinds: many(values['kinds']),
    tables: [...new Set([...many(values['tables']), ...tablesFor(many(values['activities']))])],
    account_id: orNull(values['account']),
  }
}

/** The case, kept from others until the commit: nobody closes it while it is changed. */
async function openOnly(at: Scope<string>, id: string): Promise<Breach> {
  const breach = await breachOf(at, id, true)
  if (breach.closed_at) throw refuse('registers.breach-closed', 'conflict')
  return breach
}

/** Between the two moments, or the two counts, that a step says. */
export const [MOVED, COUNTED] = [' → ', ' / ']

/** Records a breach. Whom it concerns is counted at once, as far as is known. */
export async function recordBreach(at: Scope<string>, by: string, values: Values): Promise<string> {
  const id = randomUUID()
  const facts = factsOf(at, values)
  await db(at)
    .insertInto('breaches')
    .values({ organisation_id: at.organisation.id, id, ...facts, reported_by: by, created_at: at.now })
    .execute()
  await step(at, id, 'recorded', by, facts.title)
  if (facts.tables.length > 0 || facts.account_id) await count(at, id, by)
  return id
}

/** Changes what is known; the moment of awareness may be mended, and the change stays on record. */
export async function changeBreach(at: Scope<string>, id: string, by: string, values: Values): Promise<void> {
  const before = await openOnly(at, id)
  const facts = factsOf(at, values)
  // mended to a later moment, the hours begin anew, and so do the reminders
  const reminded = Math.min(before.reminded, remindersDue({ ...before, ...facts }, at.now))
  await db(at)
    .updateTable('breaches')
    .set({ ...facts, reminded })
    .where('id', '=', id)
    .execute()
  const moved = Temporal.Instant.compare(before.aware_at, facts.aware_at) !== 0
  await step(at, id, 'changed', by, moved ? [before.aware_at, facts.aware_at].join(MOVED) : '')
  await count(at, id, by)
}

/** What a breach reached, as far as it is known. */
export const reachOf = (breach: Breach): Reach => ({
  tables: breach.tables,
  from: breach.began_at,
  until: breach.stopped_at,
  account: breach.account_id,
})

/** Counts whom it concerns, from the database and the recorded accesses. */
export async function count(at: Scope<string>, id: string, by: string): Promise<void> {
  const { people, records } = await countAffected(at, id, reachOf(await openOnly(at, id)))
  await db(at).updateTable('breaches').set({ people, records, counted_at: at.now }).where('id', '=', id).execute()
  await step(at, id, 'counted', by, [people, records].join(COUNTED))
}

export async function assess(at: Scope<string>, id: string, by: string, values: Values): Promise<void> {
  await openOnly(at, id)
  await db(at)
    .updateTable('breaches')
    .set({
      risk: values['risk'] ?? null,
      risk_reason: values['risk_reason'] ?? '',
      consequences: values['consequences'] ?? '',
      measures: values['measures'] ?? '',
    })
    .where('id', '=', id)
    .execute()
  await step(at, id, 'assessed', by, values['risk'])
}

/** Whether a notice at this moment needs reasons for its delay (Art. 33(1) sentence 2 GDPR). */
export const isDelayed = (breach: Pick<Breach, 'aware_at'>, notified: Temporal.Instant): boolean =>
  breachClock({ aware_at: breach.aware_at, notified_at: notified, risk: null }, notified).state === 'delayed'

/**
 * Puts the notice to the authority on record, or mends what was entered of it. It is the first one, which counts for the 72
 * hours; what follows it is a further report (`addStep`).
 */
export async function notified(at: Scope<string>, id: string, by: string, values: Values): Promise<void> {
  const breach = await openOnly(at, id)
  const when = momentIn(at.organisation.zone, values['notified_at']) ?? at.now
  if (isDelayed(breach, when) && !values['delay_reason']) throw refuse('registers.delay-without-reason', 'invalid')
  await db(at)
    .updateTable('breaches')
    .set({
      notified_at: when,
      reference: values['reference'] ?? '',
      delay_reason: values['delay_reason'] ?? '',
    })
    .where('id', '=', id)
    .execute()
  await step(at, id, 'notified', by, values['reference'])
}

export async function settlePeople(at: Scope<string>, id: string, by: string, values: Values): Promise<void> {
  await openOnly(at, id)
  await db(at)
    .updateTable('breaches')
    .set({
      people_ground: values['people_ground'] ?? null,
      people_reason: values['people_reason'] ?? '',
      people_told_at: momentIn(at.organisation.zone, values['people_told_at']) ?? null,
    })
    .where('id', '=', id)
    .execute()
  await step(at, id, 'told', by, values['people_ground'])
}

export async function addStep(at: Scope<string>, id: string, by: string, values: Values): Promise<void> {
  await openOnly(at, id)
  const kind = values['kind'] === 'followed-up' ? 'followed-up' : 'note'
  await step(at, id, kind, by, values['content'])
}

/** Closes a case in which nothing is open. @throws Refusal registers.breach-unfinished */
export async function closeBreach(at: Scope<string>, id: string, by: string): Promise<void> {
  const breach = await openOnly(at, id)
  if (openPoints(breach).length > 0) throw refuse('registers.breach-unfinished', 'conflict')
  await db(at).updateTable('breaches').set({ closed_at: at.now }).where('id', '=', id).execute()
  await step(at, id, 'closed', by)
}

const SYSTEM = '00000000-0000-0000-0000-000000000000'

/**
 * Reminds of the 72 hours, once per stage. `tell` brings it to the officer; without one it still stands on record and on
 * the overview. @returns the breaches reminded of
 */
export async function remind(at: Scope<string>, tell: (breach: Breach) => Promise<void>): Promise<Breach[]> {
  const open = await db(at).selectFrom('breaches').selectAll().where('closed_at', 'is', null).execute()
  const due = open.filter((breach) => remindersDue(breach, at.now) > breach.reminded)
  for (const breach of due) {
    await tell(breach)
    const reminded = remindersDue(breach, at.now)
    await db(at).updateTable('breaches').set({ reminded }).where('id', '=', breach.id).execute()
    await step(at, breach.id, 'reminded', SYSTEM, String(reminded))
  }
  return due
}
