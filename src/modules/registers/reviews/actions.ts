import { randomUUID } from 'node:crypto'
import { refuse } from '#platform/errors/errors.ts'
import type { Scope } from '#platform/data/scope.ts'
import { personalDataSeen, record } from '#privacy'
import { type ShownAccess, accessesOfMember } from '../access/queries.ts'
import { db } from '../data/index.ts'
import { momentIn, type Values } from '../forms/fields.ts'
import { mayDecide, mayLook, maySee, type Review, stateOf } from './rules.ts'

export async function requestReview(at: Scope<string>, by: string, values: Values): Promise<string> {
  const id = randomUUID()
  const { zone } = at.organisation
  const account = values['account'] ?? ''
  if (account === by) throw refuse('registers.own-review', 'forbidden')
  await db(at)
    .insertInto('log_reviews')
    .values({
      organisation_id: at.organisation.id,
      id,
      account_id: account,
      from_at: momentIn(zone, values['from']) ?? at.now,
      until_at: momentIn(zone, values['until']) ?? at.now,
      reason: values['reason'] ?? '',
      requested_by: by,
      requested_at: at.now,
    })
    .execute()
  await record(at, 'review.requested', { review: id })
  return id
}

/** The review, for everybody who may see it. @throws Refusal registers.no-such-review, also to the member concerned */
export async function reviewOf(at: Scope<string>, id: string, account: string): Promise<Review> {
  const found = await db(at).selectFrom('log_reviews').selectAll().where('id', '=', id).executeTakeFirst()
  if (!found || !maySee(found, account)) throw refuse('registers.no-such-review', 'not-found')
  return found
}

/** @throws Refusal registers.decided-already, or registers.four-eyes when the same person asked or is concerned */
export async function decideReview(at: Scope<string>, id: string, by: string, values: Values): Promise<void> {
  const review = await reviewOf(at, id, by)
  if (stateOf(review) !== 'waiting') throw refuse('registers.decided-already', 'conflict')
  if (!mayDecide(review, by)) throw refuse('registers.four-eyes', 'forbidden')
  const decision = values['decision'] === 'approved' ? 'approved' : 'refused'
  const decided = await db(at)
    .updateTable('log_reviews')
    .set({
      decision,
      decided_by: by,
      decided_at: at.now,
      decision_reason: values['decision_reason'] ?? '',
      ...(decision === 'refused' ? { closed_at: at.now } : {}),
    })
    .where('id', '=', id)
    .where('decision', 'is', null)
    .returning('id')
    .executeTakeFirst()
  // somebody else decided in this very moment
  if (!decided) throw refuse('registers.decided-already', 'conflict')
  await record(at, 'review.decided', { review: id, decision })
}

/** Shows the accesses within the bounds of the request; that somebody looked is recorded, and is an access itself. */
export async function lookInto(at: Scope<string>, id: string, by: string): Promise<readonly ShownAccess[]> {
  const review = await reviewOf(at, id, by)
  if (!mayLook(review, by)) throw refuse('registers.not-approved', 'forbidden')
  const lines = await accessesOfMember(at, { account: review.account_id, from: review.from_at, until: review.until_at })
  await db(at)
    .insertInto('log_review_looks')
    .values({
      organisation_id: at.organisation.id,
      id: randomUUID(),
      review_id: id,
      by,
      at: at.now,
      what: 'access_records',
      entries: lines.length,
    })
    .execute()
  await record(at, 'review.looked', { review: id, entries: lines.length })
  const persons = [...new Set(lines.flatMap(({ person }) => person ?? []))]
  await at.announce(personalDataSeen, { what: 'opened', place: 'registers.review', persons })
  return lines
}

export async function closeReview(at: Scope<string>, id: string, by: string, values: Values): Promise<void> {
  const review = await reviewOf(at, id, by)
  if (!mayLook(review, by)) throw refuse('registers.not-approved', 'forbidden')
  await db(at)
    .updateTable('log_reviews')
    .set({ result: values['result'] ?? '', closed_at: at.now })
    .where('id', '=', id)
    .execute()
  await record(at, 'review.closed', { review: id })
}
