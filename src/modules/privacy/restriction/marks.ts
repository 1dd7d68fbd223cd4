import { type RawBuilder, sql } from 'kysely'
import { allActivities } from '#platform/data/activity.ts'
import type { Scope } from '#platform/data/scope.ts'
import { raw } from '../ledger/rows.ts'
import { type HoldMark, holdMarks, repeatHold } from '../retention/marks.ts'
import { type RevokedMark, revokedMarks, takeBackAgain } from '../revocation/marks.ts'
import { endAllowed } from './allowed.ts'
import { db } from './data.ts'
import { type Ground, isTheirs, type RestrictedObject, setRestriction } from './restrict.ts'
import { processingStopped } from './suppress.ts'
import { record } from '../ledger/record.ts'
import { withdraw } from './withdraw.ts'

// A backup is older than what people have decided since. These marks leave the machine beside those of the erased, so that a
// restored system neither uses what was withdrawn or objected to, nor shows who is restricted, nor deletes what is held. They
// hold random ids, days and names of purposes; reasons stay behind. What was taken back since (links, keys, rights, connections)
// leaves as the ledger's own entry of it.

export type DecisionMark =
  | { readonly withdrawn: string; readonly person: string }
  | {
      readonly restricted: string
      readonly person: string
      readonly ground: Ground
      readonly allowed: readonly string[]
      readonly only: string | null
      /** Single rows; empty when the whole person is restricted. */
      readonly objects: readonly RestrictedObject[]
    }
  | { readonly lifted: string }
  | Objected
  | HoldMark
  | RevokedMark

type Restricted = Extract<DecisionMark, { readonly restricted: string }>
type Objected = {
  readonly objection: string
  readonly person: string
  readonly activity: string
  readonly article: '21.1' | '21.2'
  readonly restriction: string | null
  readonly raised: string
  /** When it was upheld; null while it is weighed. */
  readonly upheld: string | null
}

/** Every mark of the scope's organisation, each under an id made of what it says. */
export const decisionMarks = (): RawBuilder<{ id: string; mark: DecisionMark }> => sql`
  select md5('withdrawn ' || id)::uuid as id, jsonb_build_object('withdrawn', id, 'person', person_id) as mark
  from consents where withdrawn_at is not null
  union all
  select md5(concat_ws(' ', 'restricted', r.id, nullif(array_to_string(r.allowed, ' '), '')))::uuid, jsonb_build_object('restricted', r.id, 'person', r.person_id, 'ground', r.ground,
    'allowed', r.allowed, 'only', r.only_for, 'objects', (select coalesce(jsonb_agg(jsonb_build_object('table', o.object_table, 'id', o.ref)
      order by o.ref), '[]') from restricted o where o.restriction_id = r.id and o.object_table is not null))
  from restrictions r where r.lifted_at is null
  union all
  select md5('lifted ' || id)::uuid, jsonb_build_object('lifted', id) from restrictions where lifted_at is not null
  union all
  select md5(concat_ws(' ', 'objection', id, outcome))::uuid, jsonb_build_object('objection', id, 'person', person_id,
    'activity', activity, 'article', article, 'restriction', restriction_id, 'raised', raised_at, 'upheld', decided_at)
  from objections where outcome is null or outcome = 'upheld'
  union all ${holdMarks()}
  union all ${revokedMarks()}`

/** What must come first: what is released or held, before anything is deleted; an objection knows its restriction. */
const order = ['released', 'held', 'restricted', 'withdrawn', 'objection', 'waiting', 'revoked'] as const
const place = (mark: DecisionMark): number => order.findIndex((name) => name in mark)
/** A right that was changed twice is changed in the order of its changes. */
const when = (mark: DecisionMark): number => ('revoked' in mark ? Date.parse(mark.at) : 0)

/**
 * What is to be decided again, in its order. A restriction that was lifted since is none any more, and neither is the
 * objection behind it. One that was in force when the backup was made stays even so: its person is told and it is lifted
 * once more, by hand.
 */
export function toRepeat(marks: readonly DecisionMark[]): DecisionMark[] {
  const lifted = new Set(marks.flatMap((mark) => ('lifted' in mark ? [mark.lifted] : [])))
  const released = new Set(marks.flatMap((mark) => ('released' in mark ? [mark.released] : [])))
  const isOver = (mark: DecisionMark): boolean =>
    'lifted' in mark ||
    ('restricted' in mark && lifted.has(mark.restricted)) ||
    ('objection' in mark && mark.restriction !== null && lifted.has(mark.restriction)) ||
    ('held' in mark && released.has(mark.held))
  return marks.filter((mark) => !isOver(mark)).toSorted((a, b) => place(a) - place(b) || when(a) - when(b))
}

/**
 * Decides again what was decided since: after a restore, before anything is deleted and anybody sees its data.
 * @param marks as `toRepeat` gives them
 * @returns how many decisions the restored data did not know
 */
export async function decideAgain(at: Scope<string>, marks: readonly DecisionMark[]): Promise<number> {
  let repeated = 0
  for (const mark of toRepeat(marks)) {
    if ('withdrawn' in mark) repeated += await withdraw(at, mark.person, mark.withdrawn, 'system')
    else if ('restricted' in mark) repeated += Number(await restrictAgain(at, mark))
    else if ('objection' in mark) repeated += Number(await objectAgain(at, mark))
    else if ('revoked' in mark) repeated += Number(await takeBackAgain(at, mark))
    else if (!('lifted' in mark)) repeated += Number(await repeatHold(at, mark))
  }
  return repeated
}

/** Whether the restored data speak of somebody: who came after the backup is not in it, who was erased has no key. */
async function isKnown(at: Scope<string>, person: string): Promise<boolean> {
  const { rows } = await sql`select from person_keys where person_id = ${person}::uuid`.execute(raw(at))
  return rows.length > 0
}

async function restrictAgain(at: Scope<string>, mark: Restricted): Promise<boolean> {
  const { restricted: id, person, ground, only, objects } = mark
  const known = await db(at).selectFrom('restrictions').select('id').where('id', '=', id).executeTakeFirst()
  // what was allowed in spite of it may have been withdrawn since
  if (known) return (await endAllowed(at, { person, restriction: id }, (name) => mark.allowed.includes(name))) > 0
  if (!(await isKnown(at, person))) return false
  const left: RestrictedObject[] = []
  for (const object of objects) {
    // what became the person's after the backup is somebody else's in it: nothing may keep the restore closed
    if (await isTheirs(at, person, object)) left.push(object)
  }
  if (objects.length > 0 && left.length === 0) return false
  const activity = (name: string) => allActivities().find((one) => one.name === name)
  const stopped = only === null ? undefined : activity(only)
  // what this program no longer does needs no stop, and stopping all else instead was not asked for
  if (only !== null && !stopped) return false
  await setRestriction(
    at,
    {
      person,
      ground,
      objects: left,
      allowed: mark.allowed.flatMap((name) => activity(name) ?? []),
      ...(stopped ? { only: stopped } : {}),
    },
    id,
  )
  return true
}

/** The reasons are lost with what is lost; that it was raised, and upheld, is not. Its block of addresses has marks of its own. */
async function objectAgain(at: Scope<string>, mark: Objected): Promise<boolean> {
  const { objection: id, person, activity, article, restriction } = mark
  const decided = mark.upheld ? { outcome: 'upheld', decided_at: Temporal.Instant.from(mark.upheld) } : {}
  const known = await db(at).selectFrom('objections').select('outcome').where('id', '=', id).executeTakeFirst()
  if (known && (known.outcome !== null || !mark.upheld)) return false
  if (known) await db(at).updateTable('objections').set(decided).where('id', '=', id).execute()
  else {
    if (!(await isKnown(at, person))) return false
    const raised_at = Temporal.Instant.from(mark.raised)
    const row = { organisation_id: at.organisation.id, id, person_id: person, activity, article, raised_at, ...decided }
    await db(at)
      .insertInto('objections')
      .values({ ...row, restriction_id: restriction })
      .execute()
  }
  if (article === '21.2') await record(at, 'objection.advertising', { objection: id })
  else if (known) await record(at, 'objection.weighed', { objection: id, activity, outcome: 'upheld' })
  else await record(at, 'objection.raised', { objection: id, activity, restriction: restriction ?? '' })
  await at.announce(processingStopped, { person, activity: article === '21.2' ? undefined : activity })
  return true
}
