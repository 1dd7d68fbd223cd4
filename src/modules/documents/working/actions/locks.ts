import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import type { Scope } from '#platform/data/scope.ts'
import { refuse } from '#platform/errors/errors.ts'
import { erasureAsked, record, releaseHold, setHold } from '#privacy'
import type { DocumentRow } from '../../data.ts'
import { SHOWN, type Stretch, stretch } from '../../onwards.tsx'
import { types } from '../../facts/data.ts'
import { startFor } from '../../facts/rules/keep.ts'
import { tables } from '#platform/data/query-builder.ts'
import { noteAct } from '../audit.ts'
import { db, type LockRow } from '../data.ts'
import { type Keeping, keptFor } from '../rules/period.ts'

const typed = tables({ document_types: types })

export type LockGround = Keeping & {
  readonly law: string
  /** With which event the type says its period begins; without it the document's own date. */
  readonly starts?: string
}

const LOCK = 'documents.lock'

/** The lock in force on a document, if any. */
export const lockOn = (at: Scope<string>, documentId: string): Promise<LockRow | undefined> =>
  db(at)
    .selectFrom('document_locks')
    .selectAll()
    .where('document_id', '=', documentId)
    .where('released_at', 'is', null)
    .executeTakeFirst()

/** To be asked before anything changes a document or its versions. @throws Refusal documents.locked */
export async function refuseLocked(at: Scope<string>, documentId: string): Promise<void> {
  if (await lockOn(at, documentId)) throw refuse('documents.locked', 'locked')
}

/** What the document's type asks for; undefined without a type, or where its type names no law. */
export async function groundOfType(at: Scope<string>, typeId: string | null): Promise<LockGround | undefined> {
  if (!typeId) return undefined
  const type = await typed(at).selectFrom('document_types').selectAll().where('id', '=', typeId).executeTakeFirst()
  if (!type || type.law === '') return undefined
  const { keep_unit, keep_length, year_end, law, starts } = type
  return { unit: keep_unit as Keeping['unit'], length: keep_length, yearEnd: year_end, law, starts }
}

/**
 * Locks a document in the archive: from this commit on the database itself refuses to change or delete it, until the
 * period is over and a person has released it. To be called when all else about the document is written.
 * @param document as it stands in this transaction
 * @throws Refusal documents.locked
 */
export async function lockDocument(at: Scope<string>, document: DocumentRow, ground: LockGround): Promise<LockRow> {
  await refuseLocked(at, document.id)
  const { zone } = at.organisation
  const { from, days, until } = keptFor(ground, startFor(ground.starts ?? 'dated', document, zone, at.now), zone)
  await db(at)
    .updateTable('documents')
    .set({ keep_from: from, keep_days: days })
    .where('id', '=', document.id)
    .execute()
  const id = randomUUID()
  const reason = `Archivsperre: ${ground.law}`
  const held_until = heldUntil(at, until)
  const hold_id = await setHold(at, { table: 'documents', id: document.id, reason, until: held_until, keptBy: LOCK })
  const lock = {
    organisation_id: at.organisation.id,
    id,
    document_id: document.id,
    locked_at: at.now,
    locked_by: 'account' in at.actor ? at.actor.account : null,
    law: ground.law,
    days,
    until: until.toString(),
    hold_id,
    held_until,
    released_at: null,
    released_on: null,
    released_by: null,
  }
  await db(at).insertInto('document_locks').values(lock).execute()
  await noteAct(at, document.id, 'document.locked', { until: until.toString() })
  await record(at, 'documents.locked', { document: document.id, lock: id, until: until.toString() })
  return lock
}

const today = (at: Scope<string>): Temporal.PlainDate => at.now.toZonedDateTimeISO(at.organisation.zone).toPlainDate()

/** Beyond the period: the document also stays while nobody has decided about it. A hold may last thirty years. */
function heldUntil(at: Scope<string>, until: Temporal.PlainDate): string {
  const longest = today(at).add({ years: 30 })
  const wanted = until.add({ years: 1 })
  const soonest = today(at).add({ years: 1 })
  const chosen = Temporal.PlainDate.compare(wanted, soonest) < 0 ? soonest : wanted
  return (Temporal.PlainDate.compare(chosen, longest) > 0 ? longest : chosen).toString()
}

/**
 * Ends the lock of a document whose period is over: a person answers for it that nothing (an audit, a lawsuit, § 147(3)
 * sentence 5 AO) still needs it. It goes with the next deletion run, or at once where its deletion was asked for before.
 * @throws Refusal documents.not-locked, documents.lock-runs
 */
export async function releaseDocument(at: Scope<string>, documentId: string): Promise<void> {
  const lock = await lockOn(at, documentId)
  if (!lock) throw refuse('documents.not-locked', 'conflict')
  const day = today(at).toString()
  if (day <= lock.until) throw refuse('documents.lock-runs', 'locked', { until: lock.until })
  await noteAct(at, documentId, 'document.released')
  await db(at)
    .updateTable('document_locks')
    .set({ released_at: at.now, released_on: day, released_by: 'account' in at.actor ? at.actor.account : null })
    .where('id', '=', lock.id)
    .execute()
  await decided(at, documentId)
  await record(at, 'documents.released', { document: documentId, lock: lock.id })
  await releaseHold(at, lock.hold_id)
}

/** Whoever released or extended has answered the task to decide. */
const decided = (at: Scope<string>, documentId: string) =>
  db(at)
    .updateTable('document_tasks')
    .set({ done_at: at.now, done_by: 'account' in at.actor ? at.actor.account : null })
    .where('document_id', '=', documentId)
    .where('kind', '=', 'release')
    .where('done_at', 'is', null)
    .execute()

/**
 * Keeps a locked document longer, e.g. because a tax audit runs; the period only ever grows.
 * @param until last day, at most thirty years ahead
 * @throws Refusal documents.not-locked, documents.lock-shorter, documents.lock-too-long
 */
export async function extendLock(at: Scope<string>, documentId: string, until: Temporal.PlainDate): Promise<void> {
  const lock = await lockOn(at, documentId)
  if (!lock) throw refuse('documents.not-locked', 'conflict')
  if (until.toString() <= lock.until) throw refuse('documents.lock-shorter', 'invalid', { until: lock.until })
  if (Temporal.PlainDate.compare(until, today(at).add({ years: 30 })) > 0)
    throw refuse('documents.lock-too-long', 'invalid')
  await db(at).updateTable('document_locks').set({ until: until.toString() }).where('id', '=', lock.id).execute()
  await holdAgain(at, { ...lock, until: until.toString() })
  await decided(at, documentId)
  await noteAct(at, documentId, 'document.lock-extended', { until: until.toString() })
  await record(at, 'documents.lock-extended', { document: documentId, lock: lock.id, until: until.toString() })
}

async function holdAgain(at: Scope<string>, lock: LockRow): Promise<void> {
  const until = heldUntil(at, Temporal.PlainDate.from(lock.until))
  const reason = `Archivsperre: ${lock.law}`
  const hold_id = await setHold(at, { table: 'documents', id: lock.document_id, reason, until, keptBy: LOCK })
  await db(at).updateTable('document_locks').set({ hold_id, held_until: until }).where('id', '=', lock.id).execute()
  if (lock.held_until >= today(at).toString()) await releaseHold(at, lock.hold_id)
}

/** Looked at in one go; what is more comes right after. */
const BATCH = 500

/**
 * Each night: a hold about to end goes on while its lock is in force, and who may release a document whose period is over
 * is given a task to decide. Where the person asked for the erasure, only the law stood against it (Art. 17(3)(b) GDPR): when
 * nobody has extended the lock by the task's day, it ends by itself, and with it the document.
 */
export async function watchLocks(at: Scope<string>): Promise<void> {
  const ending = today(at).add({ months: 6 }).toString()
  await askForReleases(at)
  for (const id of await undecidedAndAskedFor(at)) await releaseDocument(at, id)
  for (;;) {
    const holds = await db(at)
      .selectFrom('document_locks')
      .selectAll()
      .where('released_at', 'is', null)
      .where('held_until', '<', ending)
      .orderBy('held_until')
      .limit(BATCH)
      .execute()
    for (const lock of holds) await holdAgain(at, lock) // held for a year and more: they are not found again
    if (holds.length < BATCH) return
  }
}

/** Locks that are over, about whose end nobody decided in time, of documents whose erasure was asked for. */
async function undecidedAndAskedFor(at: Scope<string>): Promise<string[]> {
  const found: string[] = []
  for (let last: string | undefined; ;) {
    const rows = await undecided(at, last)
    const asked = await erasureAsked(
      at,
      rows.flatMap(({ id, holder_id }) => [id, holder_id]),
    )
    found.push(...rows.filter(({ id, holder_id }) => asked.has(id) || asked.has(holder_id)).map(({ id }) => id))
    last = rows.at(-1)?.id
    if (rows.length < BATCH) return found
  }
}

const undecided = (at: Scope<string>, after: string | undefined) =>
  db(at)
    .selectFrom('document_locks as l')
    .innerJoin('documents as d', 'd.id', 'l.document_id')
    .innerJoin('document_tasks as t', 't.document_id', 'l.document_id')
    .select(['d.id', 'd.holder_id'])
    .where('l.released_at', 'is', null)
    .where('l.until', '<', today(at).toString())
    .where('t.kind', '=', 'release')
    .where('t.done_at', 'is', null)
    .where('t.due_on', '<', today(at).toString())
    .$if(after !== undefined, (query) => query.where('d.id', '>', after ?? ''))
    .orderBy('d.id')
    .limit(BATCH)
    .execute()

/** A task for each lock that is over and about which nobody was asked; at a year's end that is a year's documents. */
const askForReleases = (at: Scope<string>) =>
  sql`
    insert into document_tasks (organisation_id, id, document_id, kind, due_on, made_at)
    select l.organisation_id, gen_random_uuid(), l.document_id, 'release', ${today(at).add({ days: 30 }).toString()}, ${at.now}
    from document_locks l
    where l.released_at is null and l.until < ${today(at).toString()} and not exists (
      select from document_tasks t
      where t.document_id = l.document_id and t.kind = 'release' and t.done_at is null
    )`.execute(db(at))

export type OverdueLock = {
  readonly id: string
  readonly documentId: string
  readonly receivedAt: Temporal.Instant
  readonly until: string
  readonly law: string
  /** Its person's data are restricted: who works with documents does not see it. */
  readonly restricted: boolean
}

/**
 * A page of the locks whose period is over, the oldest first.
 * @param archives ids; without it all
 * @param after the lock that the page before ends with
 */
export async function overdueLocks(
  at: Scope<string>,
  archives: ReadonlySet<string> | undefined,
  after?: string,
): Promise<Stretch<OverdueLock>> {
  let query = db(at)
    .selectFrom('document_locks as l')
    .innerJoin('documents as d', 'd.id', 'l.document_id')
    .select(['l.id', 'l.document_id', 'l.until', 'l.law', 'd.received_at'])
    .select(sql<boolean>`d.holder_id in (select ref from restricted)`.as('restricted'))
    .where('l.released_at', 'is', null)
    .where('l.until', '<', today(at).toString())
  if (archives) query = query.where('d.archive_id', '=', (is) => is.fn.any(is.val([...archives])))
  if (after)
    query = query.where(
      sql<boolean>`(l.until, l.id) > (select o.until, o.id from document_locks o where o.id = ${after})`,
    )
  const found = await query
    .orderBy('l.until')
    .orderBy('l.id')
    .limit(SHOWN + 1)
    .execute()
  if (found.length === 0 && after) return overdueLocks(at, archives)
  const { rows, next } = stretch(found)
  const shown = rows.map(({ id, document_id, until, law, received_at, restricted }) => ({
    id,
    documentId: document_id,
    receivedAt: received_at,
    until,
    law,
    restricted,
  }))
  return { rows: shown, next }
}
