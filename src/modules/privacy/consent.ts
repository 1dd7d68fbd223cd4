import { createHash, randomUUID } from 'node:crypto'
import { type Activity, basisFor } from '#platform/data/activity.ts'
import { written } from '#platform/data/query-builder.ts'
import type { Scope } from '#platform/data/scope.ts'
import type { Inserted } from '#platform/data/table.ts'
import { seal } from '#platform/keys/sealed.ts'
import { consents, db } from './data.ts'
import type { Giver } from './guardian.tsx'
import { record } from './ledger/record.ts'
import { currentNotice, publish } from './notice/versions.ts'

export type Consent = {
  readonly person: string
  readonly activity: Activity
  /** The very text that stood at the form; see `collectionWording` and `specialWording`. */
  readonly wording: string
  /** Given by a tick box of its own, for specially protected data (Art. 9 GDPR). */
  readonly special: boolean
  /** Who gives it; the person, unless a guardian does for a child. */
  readonly giver?: Giver | undefined
}

// What this process knows to be stored, by organisation; only what a commit has made durable is remembered.
const stored = new Set<string>()
const MOST_REMEMBERED = 10_000

/**
 * Records that a person submitted a form (or ticked a box) under a text: which, in which version of the notice, when,
 * for which activity. A row and a leaf of evidence, sent together; the text and the version are stored when first seen.
 */
export async function recordConsent(at: Scope<string>, given: Consent): Promise<void> {
  const { person, activity, wording, special, giver = { by: 'person' } } = given
  const current = await currentNotice(at)
  const hash = createHash('sha256').update(wording).digest()
  const id = randomUUID()
  const basis = basisFor(activity, at.organisation.kind)
  const guardian = giver.by === 'guardian' ? await seal(at, consents, 'guardian', person, giver.name) : null
  const consent = {
    organisation_id: at.organisation.id,
    id,
    person_id: person,
    activity: activity.name,
    basis: special ? `art9.${basis.art9 ?? 'a'}` : `art6.${basis.art6}`,
    notice_version: current.version,
    wording_hash: hash,
    language: at.language,
    special,
    given_by: giver.by,
    guardian,
    given_at: at.now,
  }
  at.write(newConsent(at, consent))
  await Promise.all([
    record(at, 'consent.given', {
      consent: id,
      activity: activity.name,
      notice: current.version,
      wording: hash.toString('hex'),
      special,
      ...(giver.by === 'guardian' ? { by: 'guardian' } : {}),
    }),
    once(at, `wording ${hash.toString('base64')}`, () => storeWording(at, hash, wording)),
    once(at, `notice ${at.language} ${current.version}`, () => publish(at, current)),
  ])
}

const newConsent = written((at: Scope<string>, consent: Inserted<typeof consents>) =>
  db(at).insertInto('consents').values(consent),
)

async function once(at: Scope<string>, what: string, store: () => Promise<unknown>): Promise<void> {
  const key = `${at.organisation.id} ${what}`
  if (stored.has(key)) return
  await store()
  at.afterCommit(() => {
    if (stored.size >= MOST_REMEMBERED) stored.clear()
    stored.add(key)
  })
}

const storeWording = (at: Scope<string>, hash: Buffer, content: string) =>
  db(at)
    .insertInto('wordings')
    .values({ organisation_id: at.organisation.id, hash, language: at.language, content, first_shown_at: at.now })
    .onConflict((conflict) => conflict.doNothing())
    .execute()

/**
 * Withdraws a person's consents that still hold, of one activity or of all. What becomes of the data is the matter of
 * the modules that keep them.
 * @returns how many were withdrawn
 */
export async function withdrawConsents(at: Scope<string>, person: string, activity?: Activity): Promise<number> {
  const rows = await db(at)
    .updateTable('consents')
    .set({ withdrawn_at: at.now })
    .where('person_id', '=', person)
    .where('withdrawn_at', 'is', null)
    .$if(activity !== undefined, (query) => query.where('activity', '=', activity?.name ?? ''))
    .returning(['id', 'activity'])
    .execute()
  await Promise.all(rows.map(({ id, activity: of }) => record(at, 'consent.withdrawn', { consent: id, activity: of })))
  return rows.length
}

/** What a person was asked and answered, with the text as it stood there. */
export type ConsentRecord = {
  readonly id: string
  readonly activity: string
  readonly basis: string
  readonly noticeVersion: string
  readonly language: string
  readonly special: boolean
  readonly wording: string
  readonly givenAt: Temporal.Instant
  readonly withdrawnAt: Temporal.Instant | null
}

/** All consents of a person, newest first, each printable with its full text. */
export async function consentsOf(at: Scope<string>, person: string): Promise<ConsentRecord[]> {
  const rows = await db(at)
    .selectFrom('consents as c')
    .innerJoin('wordings as w', 'w.hash', 'c.wording_hash')
    .selectAll('c')
    .select('w.content')
    .where('c.person_id', '=', person)
    .orderBy('c.given_at', 'desc')
    .execute()
  return rows.map((row) => ({
    id: row.id,
    activity: row.activity,
    basis: row.basis,
    noticeVersion: row.notice_version,
    language: row.language,
    special: row.special,
    wording: row.content,
    givenAt: row.given_at,
    withdrawnAt: row.withdrawn_at,
  }))
}
