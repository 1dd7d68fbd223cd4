import { randomUUID } from 'node:crypto'
import { type Activity, allActivities, basisFor } from '#platform/data/activity.ts'
import type { Scope } from '#platform/data/scope.ts'
import { allTables } from '#platform/data/table.ts'
import { refuse } from '#platform/errors/errors.ts'
import { open, seal } from '#platform/keys/sealed.ts'
import { kindOf } from '../kinds.ts'
import { record } from '../ledger/record.ts'
import { db, objections } from './data.ts'
import { mailTokensOf } from './ports.ts'
import { restrict } from './restrict.ts'
import { ADVERTISING, processingStopped, suppress } from './suppress.ts'

type Own = Scope<'privacy.restricting'>
const own = (at: Scope<string>) => at as unknown as Own

/** Whether a person may object to an activity for reasons of their own: it rests on Art. 6(1)(e) or (f) GDPR. */
export const mayObjectTo = (activity: Activity, sector: 'public' | 'private'): boolean => {
  const { art6 } = basisFor(activity, sector)
  return art6 === 'e' || art6 === 'f'
}

/** What is done with the data of people who come, not of those who work here. */
export function activitiesAboutPeople(): Activity[] {
  const about = new Set(
    allTables()
      .filter(({ name }) => kindOf(name)?.about !== 'staff')
      .flatMap(({ columns }) => Object.values(columns))
      .flatMap(({ treatment }) =>
        treatment.is === 'personal' || treatment.is === 'sealed' ? treatment.activities : [],
      )
      .map(({ name }) => name),
  )
  return allActivities().filter((one) => about.has(one.name) && !one.whileRestricted)
}

/** Of these, what people may object to for reasons of their own. */
export const objectable = (sector: 'public' | 'private'): Activity[] =>
  activitiesAboutPeople().filter((one) => mayObjectTo(one, sector))

/**
 * Ends all advertising to a person at once (Art. 21(2) and (3) GDPR): their addresses are suppressed, what is queued is
 * taken back. Needs no reason and is not weighed.
 */
export async function objectToAdvertising(at: Scope<string>, person: string): Promise<string> {
  const id = randomUUID()
  await db(at)
    .insertInto('objections')
    .values({
      organisation_id: at.organisation.id,
      id,
      person_id: person,
      activity: ADVERTISING,
      article: '21.2',
      raised_at: at.now,
      outcome: 'upheld',
      decided_at: at.now,
    })
    .execute()
  for (const token of await mailTokensOf(at, person)) await suppress(at, token, ADVERTISING)
  await record(at, 'objection.advertising', { objection: id })
  await at.announce(processingStopped, { person, activity: undefined })
  return id
}

export type Objection = {
  readonly person: string
  readonly activity: Activity
  /** What in the person's particular situation speaks against the processing. */
  readonly reasons: string
}

/**
 * Records an objection for reasons of the person's own (Art. 21(1) GDPR). Until it is weighed the data are not used for
 * the activity (Art. 18(1)(d)): the database hides the person from it, and what is queued for it is taken back.
 * @returns the objection's id
 * @throws Refusal where the activity rests on another basis, or without reasons
 */
export async function object(at: Scope<string>, { person, activity, reasons }: Objection): Promise<string> {
  if (!mayObjectTo(activity, at.organisation.kind)) throw refuse('privacy.no-objection', 'conflict')
  if (reasons.trim() === '') throw refuse('privacy.reasons-missing', 'invalid')
  const restriction = await restrict(at, { person, ground: 'd', only: activity })
  const id = randomUUID()
  await db(at)
    .insertInto('objections')
    .values({
      organisation_id: at.organisation.id,
      id,
      person_id: person,
      activity: activity.name,
      article: '21.1',
      reasons: await seal(own(at), objections, 'reasons', person, reasons),
      restriction_id: restriction,
      raised_at: at.now,
    })
    .execute()
  await record(at, 'objection.raised', { objection: id, activity: activity.name, restriction })
  await at.announce(processingStopped, { person, activity: activity.name })
  return id
}

export type Weighed = {
  /** `upheld`: the activity stays stopped; `overridden`: compelling grounds prevail, and the restriction may be lifted. */
  readonly outcome: 'upheld' | 'overridden'
  readonly weighing: string
}

/**
 * Records how an objection was weighed, and its outcome. Upheld, the data are never used for the activity again and the
 * addresses are suppressed for it; overridden, the person is to be told (`announceLifting`) before the restriction is
 * lifted.
 * @throws Refusal where it was weighed already, or without the weighing
 */
export async function weigh(at: Scope<string>, id: string, { outcome, weighing }: Weighed): Promise<void> {
  if (weighing.trim() === '') throw refuse('privacy.weighing-missing', 'invalid')
  const row = await db(at).selectFrom('objections').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()
  if (!row) throw refuse('privacy.no-such-objection', 'not-found')
  if (row.outcome) throw refuse('privacy.weighed-already', 'conflict')
  const person = row.person_id
  await db(at)
    .updateTable('objections')
    .set({ outcome, weighing: await seal(own(at), objections, 'weighing', person, weighing), decided_at: at.now })
    .where('id', '=', id)
    .execute()
  await record(at, 'objection.weighed', { objection: id, activity: row.activity, outcome })
  if (outcome === 'overridden') return
  const activity = allActivities().find(({ name }) => name === row.activity)
  if (activity) for (const token of await mailTokensOf(at, person)) await suppress(at, token, activity)
  await at.announce(processingStopped, { person, activity: row.activity })
}

export type RaisedObjection = {
  readonly id: string
  readonly activity: Activity | undefined
  readonly article: '21.1' | '21.2'
  readonly reasons: string | null
  readonly restriction: string | null
  readonly raisedAt: Temporal.Instant
  /** `withdrawn`: the person took it back, e.g. wants to be written to again. */
  readonly outcome: 'upheld' | 'overridden' | 'withdrawn' | null
  readonly weighing: string | null
  readonly decidedAt: Temporal.Instant | null
}

/** A person's objections, the newest first. Reasons are opened where the scope's purpose may. */
export async function objectionsOf(at: Scope<string>, person: string): Promise<RaisedObjection[]> {
  const rows = await db(at)
    .selectFrom('objections')
    .selectAll()
    .where('person_id', '=', person)
    .orderBy('raised_at', 'desc')
    .execute()
  const mayRead = at.opens.includes('privacy.restricting')
  const named = new Map(allActivities().map((one) => [one.name, one]))
  return Promise.all(
    rows.map(async (row) => ({
      id: row.id,
      activity: named.get(row.activity),
      article: row.article as '21.1' | '21.2',
      reasons: mayRead ? await open(own(at), row.reasons) : null,
      restriction: row.restriction_id,
      raisedAt: row.raised_at,
      outcome: row.outcome as RaisedObjection['outcome'],
      weighing: mayRead ? await open(own(at), row.weighing) : null,
      decidedAt: row.decided_at,
    })),
  )
}
