import { randomUUID } from 'node:crypto'
import { type RawBuilder, sql } from 'kysely'
import { allActivities } from '#platform/data/activity.ts'
import type { Scope } from '#platform/data/scope.ts'
import { allTables } from '#platform/data/table.ts'
import { refuse } from '#platform/errors/errors.ts'
import { openAll, seal } from '#platform/keys/sealed.ts'
import { type Recipient, recipients as register } from '#privacy'
import { db, type RecipientRow, recipients, type RequestRow } from '../data.ts'
import { type Told, toldLetter } from '../letters/compose.ts'
import { type Place, placeIn, receiversOf } from '../rules/recipients.ts'
import { changeRequest, note, todayOf } from './file.ts'
import { aboutOf, type Handling, type Links, sendingFor, sendLetter } from './letters.ts'

/** The operator runs the very tables that were changed: there is nobody else to tell. */
const OPERATOR_ID = 'operator'

/** More who received data of persons, told by modules that keep record of it (disclosures). */
export type OtherRecipients = (
  at: Scope<string>,
  persons: readonly string[],
) => Promise<readonly Pick<Recipient, 'id' | 'name' | 'place'>[]>

const others: OtherRecipients[] = []
/** Lets `app` add who else received data of a person. */
export const alsoReceived = (source: OtherRecipients): void => void others.push(source)

function rowsAbout(place: Place, ids: readonly string[]): RawBuilder<unknown> {
  if ('persons' in place) {
    const some = place.persons.map((column) => sql`${sql.ref(column)} = any(${[...ids]}::uuid[])`)
    return sql`from ${sql.table(place.table)} where ${sql.join(some, sql` or `)}`
  }
  return sql`from ${sql.table(place.table)} where ${sql.ref(place.by)} in (select id ${rowsAbout(place.parent, ids)})`
}

/** Everybody who receives data of these persons: what is declared for the tables in which they stand now. */
export async function receivers(
  at: Scope<string>,
  ids: readonly string[],
): Promise<readonly Pick<Recipient, 'id' | 'name' | 'place'>[]> {
  const tables = allTables()
  const places = tables.flatMap((table) => {
    const place = placeIn(table, tables)
    return place ? [{ table, place }] : []
  })
  if (ids.length === 0 || places.length === 0) return []
  const asked = places.map(
    ({ table, place }) => sql`select ${table.name}::text as name where exists (select 1 ${rowsAbout(place, ids)})`,
  )
  const { rows } = await sql<{ name: string }>`${sql.join(asked, sql` union all `)}`.execute(db(at))
  const there = new Set(rows.map(({ name }) => name))
  const named = new Set(
    places.filter(({ table }) => there.has(table.name)).flatMap(({ table }) => receiversOf(table, allActivities())),
  )
  const declared = register().filter(({ id, everything }) => (everything || named.has(id)) && id !== OPERATOR_ID)
  const more = (await Promise.all(others.map((source) => source(at, ids)))).flat()
  return [...new Map([...declared, ...more].map((one) => [one.id, one])).values()]
}

/** A job for each recipient, to be told what was done (Art. 19 GDPR); made in the transaction of what was done. */
export async function makeJobs(
  at: Scope<string>,
  row: RequestRow,
  found: readonly Pick<Recipient, 'id' | 'name' | 'place'>[],
): Promise<void> {
  for (const { id, name, place } of found) {
    await db(at)
      .insertInto('rights_recipients')
      .values({
        organisation_id: at.organisation.id,
        id: randomUUID(),
        request_id: row.id,
        recipient: id,
        name,
        place,
        state: 'open',
        made_at: at.now,
      })
      .onConflict((conflict) => conflict.columns(['organisation_id', 'request_id', 'recipient']).doNothing())
      .execute()
  }
  if (found.length > 0) await note(at, row, 'recipients-to-tell', { count: found.length })
}

export const jobsOf = (at: Scope<string>, request: string): Promise<RecipientRow[]> =>
  db(at).selectFrom('rights_recipients').selectAll().where('request_id', '=', request).orderBy('name').execute()

/** The list a person may ask for. */
export async function toldOf(at: Handling, request: string): Promise<Told[]> {
  const rows = await jobsOf(at, request)
  const reasons = await openAll(
    at,
    rows.map(({ reason }) => reason),
  )
  return rows.map((row, place) => ({
    name: row.name,
    state: row.state as Told['state'],
    on: dateOf(row.confirmed_on ?? row.told_on),
    why: reasons[place] ?? undefined,
  }))
}

const dateOf = (text: string | null) => (text === null ? undefined : Temporal.PlainDate.from(text))

export type Mark =
  | { readonly state: 'told' | 'confirmed'; readonly on: Temporal.PlainDate }
  | { readonly state: 'impossible'; readonly reason: string }

/**
 * Notes that a recipient was told, has confirmed, or cannot be told and why (Art. 19 GDPR: unless that is impossible or
 * takes disproportionate effort).
 * @throws Refusal rights.no-such-recipient, rights.reason-missing, rights.date-ahead
 */
export async function markRecipient(at: Handling, row: RequestRow, id: string, mark: Mark): Promise<void> {
  const job = (await jobsOf(at, row.id)).find((one) => one.id === id)
  if (!job) throw refuse('rights.no-such-recipient', 'not-found')
  if (mark.state === 'impossible' && mark.reason.trim() === '') throw refuse('rights.reason-missing', 'invalid')
  if (mark.state !== 'impossible' && Temporal.PlainDate.compare(mark.on, todayOf(at)) > 0)
    throw refuse('rights.date-ahead', 'invalid')
  const change =
    mark.state === 'impossible'
      ? { state: mark.state, reason: await seal(at, recipients, 'reason', row.applicant_id, mark.reason) }
      : mark.state === 'told'
        ? { state: mark.state, told_on: mark.on.toString() }
        : {
            state: mark.state,
            told_on: job.told_on ?? mark.on.toString(),
            confirmed_on: mark.on.toString(),
          }
  await db(at).updateTable('rights_recipients').set(change).where('id', '=', id).execute()
  await note(at, row, `recipient-${mark.state}`, { recipient: job.recipient })
  await changeRequest(at, row, {})
}

/** Sends the list of who was told, because the person asked for it. */
export async function sendToldList(at: Handling, links: Links | undefined, row: RequestRow): Promise<void> {
  const letter = toldLetter(await aboutOf(at, row), await toldOf(at, row.id))
  await sendLetter(at, links, row, { kind: 'told', letter, sending: sendingFor(at, row) })
  await note(at, row, 'list-sent')
}
