import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { type Activity, allActivities } from '#platform/data/activity.ts'
import type { Scope } from '#platform/data/scope.ts'
import { ownerColumns, type Table, tableNamed } from '#platform/data/table.ts'
import { refuse } from '#platform/errors/errors.ts'
import { open, seal } from '#platform/keys/sealed.ts'
import { proving } from '../data.ts'
import { record } from '../ledger/record.ts'
import { raw } from '../ledger/rows.ts'
import { db, restrictions } from './data.ts'
import { arrivalOfLifting, sendLetter } from './ports.ts'

/**
 * Why processing is restricted: Art. 18(1) (a) the person contests that the data are right, (b) the processing is
 * unlawful and the person wants no erasure, (c) only the person still needs them, for legal claims, (d) an objection is
 * being weighed; or blocked instead of deleted (section 35 BDSG).
 */
export type Ground = 'a' | 'b' | 'c' | 'd' | 'bdsg35'
export const grounds: readonly Ground[] = ['a', 'b', 'c', 'd', 'bdsg35']

export type RestrictedObject = { readonly table: string; readonly id: string }
export type Restrict = {
  readonly person: string
  readonly ground: Ground
  readonly reason?: string
  /** Single rows; without them all rows of the person. */
  readonly objects?: readonly RestrictedObject[]
  /** What the person allows nevertheless (Art. 18(2): with consent). */
  readonly allowed?: readonly Activity[]
  /** The one activity that is stopped; without it every activity but storage and legal claims. */
  readonly only?: Activity
  /** Tells the person by mail, where an address is known; whoever answers a request tells them anyhow. */
  readonly tell?: boolean
}

/**
 * Restricts the processing of a person's data or of single rows, from this transaction's commit on: the database hides
 * the rows from every activity that is not declared to see them.
 * @returns the restriction's id
 * @throws Refusal where an object is none of the person's rows, or the person is unknown; Error in a scope that could not see them itself
 */
export async function restrict(at: Scope<string>, wish: Restrict): Promise<string> {
  needsSight(at)
  // who is being erased in this moment is waited for, and then there is nobody
  const { rows } = await sql`select from person_keys where person_id = ${wish.person}::uuid for key share`.execute(
    raw(at),
  )
  if (rows.length === 0) throw refuse('privacy.nobody-to-restrict', 'not-found')
  return setRestriction(at, wish)
}

/**
 * Restricts those whose erasure a duty to keep stands against, in place of it (section 35(3) BDSG, Art. 17(3) GDPR): what
 * is left of them serves that duty and nothing else. Whoever is restricted for this already stays so.
 */
export async function restrictInstead(at: Scope<string>, persons: readonly string[]): Promise<void> {
  if (persons.length === 0) return
  const known = await db(at)
    .selectFrom('restrictions')
    .select('person_id')
    .where('person_id', 'in', [...persons])
    .where('ground', '=', 'bdsg35')
    .where('lifted_at', 'is', null)
    .execute()
  const already = new Set(known.map(({ person_id }) => person_id))
  for (const person of persons) if (!already.has(person)) await setRestriction(at, { person, ground: 'bdsg35' })
}

/** @param id of a restriction that a restored backup does not know */
export async function setRestriction(at: Scope<string>, wish: Restrict, id: string = randomUUID()): Promise<string> {
  const { person, ground, objects = [], allowed = [], only } = wish
  for (const object of objects)
    if (!(await isTheirs(at, person, object))) throw refuse('privacy.no-such-object', 'not-found')
  const organisation_id = at.organisation.id
  const allowedNames = allowed.map(({ name }) => name)
  const reason = wish.reason
    ? await seal(at as unknown as Scope<'privacy.restricting'>, restrictions, 'reason', person, wish.reason)
    : null
  await db(at)
    .insertInto('restrictions')
    .values({
      organisation_id,
      id,
      person_id: person,
      ground,
      reason,
      allowed: allowedNames,
      only_for: only?.name ?? null,
      set_at: at.now,
    })
    .execute()
  const refs = objects.length > 0 ? objects.map((one) => ({ ref: one.id, object_table: one.table })) : undefined
  await db(at)
    .insertInto('restricted')
    .values(
      (refs ?? [{ ref: person, object_table: null }]).map((one) => ({
        organisation_id,
        restriction_id: id,
        ...one,
        person_id: person,
        allowed: goesOn(wish) ? [...allowedNames, proving.name] : allowedNames,
        only_for: only?.name ?? null,
      })),
    )
    .execute()
  await record(at, 'restriction.set', {
    restriction: id,
    ground,
    objects: objects.length,
    allowed: allowed.length,
    ...(only ? { activity: only.name } : {}),
  })
  if (wish.tell) await sendLetter(at, { person, restriction: id, about: 'set' })
  return id
}

/**
 * Whether the deletion run goes on: who is blocked in place of an erasure is owed that each row goes as soon as nothing
 * stands against it any more (section 35(3) BDSG).
 */
const goesOn = ({ ground, objects = [] }: Restrict): boolean => ground === 'bdsg35' && objects.length === 0

function needsSight(at: Scope<string>): void {
  if (!at.whileRestricted)
    throw new Error(`the purpose ${at.purpose} may not see restricted people, so not restrict any`)
}

/** Whether an object is a row of the person, or goes with one, that can be restricted by itself. */
export async function isTheirs(at: Scope<string>, person: string, object: RestrictedObject): Promise<boolean> {
  const table = tableNamed(object.table)
  // a person's own record is the person: restrict the person instead
  return table !== undefined && !ownerColumns(table).includes('id') && belongsTo(at, person, table, object.id)
}

async function belongsTo(at: Scope<string>, person: string, table: Table, id: string): Promise<boolean> {
  if (!('id' in table.columns)) return false
  if ('goesWith' in table.subject) {
    const { goesWith, by } = table.subject
    const { rows } = await sql<{ above: string }>`
      select ${sql.ref(by)} as above from ${sql.table(table.name)} where id = ${id}::uuid`.execute(raw(at))
    const above = tableNamed(goesWith)
    return rows[0] !== undefined && above !== undefined && belongsTo(at, person, above, rows[0].above)
  }
  const theirs = ownerColumns(table).map((column) => sql<boolean>`${sql.ref(column)} = ${person}::uuid`)
  if (theirs.length === 0) return false
  const { rows } = await sql`
    select from ${sql.table(table.name)} where id = ${id}::uuid and (${sql.join(theirs, sql` or `)})`.execute(raw(at))
  return rows.length > 0
}

type Row = NonNullable<Awaited<ReturnType<typeof lockedRow>>>

const lockedRow = (at: Scope<string>, id: string) =>
  db(at).selectFrom('restrictions').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()

async function inForce(at: Scope<string>, id: string): Promise<Row> {
  needsSight(at)
  const row = await lockedRow(at, id)
  if (!row) throw refuse('privacy.no-such-restriction', 'not-found')
  if (row.lifted_at) throw refuse('privacy.lifted-already', 'conflict')
  return row
}

/**
 * Tells the person that the restriction is going to end, which must come first (Art. 18(3) GDPR). By mail where an address
 * is known; else, or where the mail did not arrive, staff send the letter themselves and say so with `by: 'letter'`. Asked again,
 * it does nothing.
 * @throws Refusal where no mail can be sent, the restriction is not in force, or an objection stands behind it
 */
export async function announceLifting(
  at: Scope<string>,
  id: string,
  { by = 'mail' }: { readonly by?: 'mail' | 'letter' } = {},
): Promise<void> {
  const { person_id: person, announced_at, announced_by } = await inForce(at, id)
  if (announced_at && !(announced_by === 'mail' && by === 'letter')) return
  const stopped = await db(at)
    .selectFrom('objections')
    .select('id')
    .where('restriction_id', '=', id)
    .where((or) => or.or([or('outcome', 'is', null), or('outcome', '=', 'upheld')]))
    .executeTakeFirst()
  if (stopped) throw refuse('privacy.objection-stands', 'conflict')
  if (by === 'mail' && !(await sendLetter(at, { person, restriction: id, about: 'lifting' })))
    throw refuse('privacy.no-way-to-tell', 'conflict')
  await db(at)
    .updateTable('restrictions')
    .set({ announced_at: at.now, announced_by: by })
    .where('id', '=', id)
    .execute()
  await record(at, 'restriction.lifting-announced', { restriction: id, by })
}

/**
 * Lifts a restriction. What was due meanwhile is deleted by the next run: periods go on counting from their start events,
 * so lifting and restricting again makes none shorter or longer.
 * @throws Refusal where the person was not told before (`announceLifting`), or the restriction is not in force
 */
export async function lift(at: Scope<string>, id: string): Promise<void> {
  const row = await inForce(at, id)
  if (!row.announced_at) throw refuse('privacy.tell-first', 'conflict')
  const told = row.announced_by === 'mail' ? await arrivalOfLifting(at, id) : 'left'
  if (told !== 'left') throw refuse(`privacy.lifting-mail-${told}`, 'conflict')
  await db(at).deleteFrom('restricted').where('restriction_id', '=', id).execute()
  await db(at).updateTable('restrictions').set({ lifted_at: at.now }).where('id', '=', id).execute()
  await record(at, 'restriction.lifted', { restriction: id, ground: row.ground })
}

export type Restriction = {
  readonly id: string
  readonly person: string
  readonly ground: Ground
  readonly reason: string | null
  readonly objects: readonly RestrictedObject[]
  readonly allowed: readonly Activity[]
  readonly only: Activity | undefined
  readonly setAt: Temporal.Instant
  readonly announcedAt: Temporal.Instant | null
  readonly announcedBy: string | null
  readonly liftedAt: Temporal.Instant | null
}

/** All restrictions of a person, those in force first. The reason is opened where the scope's purpose may. */
export async function restrictionsOf(at: Scope<string>, person: string): Promise<Restriction[]> {
  const rows = await db(at)
    .selectFrom('restrictions')
    .selectAll()
    .where('person_id', '=', person)
    .orderBy(sql`lifted_at is not null`)
    .orderBy('set_at', 'desc')
    .execute()
  const objects = await db(at)
    .selectFrom('restricted')
    .select(['restriction_id', 'ref', 'object_table'])
    .where('person_id', '=', person)
    .where('object_table', 'is not', null)
    .execute()
  const named = new Map(allActivities().map((one) => [one.name, one]))
  const mayRead = at.opens.includes('privacy.restricting')
  return Promise.all(
    rows.map(async (row) => ({
      id: row.id,
      person: row.person_id,
      ground: row.ground as Ground,
      reason: mayRead ? await open(at as unknown as Scope<'privacy.restricting'>, row.reason) : null,
      objects: objects
        .filter((one) => one.restriction_id === row.id)
        .map((one) => ({ table: one.object_table ?? '', id: one.ref })),
      allowed: row.allowed.flatMap((name) => named.get(name) ?? []),
      only: row.only_for ? named.get(row.only_for) : undefined,
      setAt: row.set_at,
      announcedAt: row.announced_at,
      announcedBy: row.announced_by,
      liftedAt: row.lifted_at,
    })),
  )
}

/** The restrictions in force of the whole organisation, the oldest first; ids and dates only. */
export const restrictionsInForce = (at: Scope<string>) =>
  db(at)
    .selectFrom('restrictions')
    .select(['id', 'person_id', 'ground', 'only_for', 'set_at', 'announced_at'])
    .where('lifted_at', 'is', null)
    .orderBy('set_at')
    .execute()
